"""``whosthis identify`` on a folder it has seen before: only what is new goes to the model."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.datasets.remembering import remembered
from bot.recognition.tally import Skipped
from tests.folders_of_people import draw_people, open_eyes
from tests.identify_command import COMMAND, identify
from tests.loopback_gemini import LoopbackGemini
from tests.loopback_troubles import RPC, answering, hanging, raw
from tests.people import group, portrait, scene
from tests.processes import command_environ, ended

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
real = pytest.mark.skipif(not DATA.is_dir(), reason="no real photos are at hand")
IN_THE_PROBES = (["0"], ["2"], ["2", "4"], ["3"], ["1", "3", "None"])
"""Who is in each probe, by the people's place in the alphabet: nobody is named here."""

PER_DAY = {"@type": RPC + "QuotaFailure", "violations": [{"quotaId": "RequestsPerDay"}]}


def access_to(gemini: LoopbackGemini) -> dict[str, str]:
    return {
        "EMBEDDER": "gemini",
        "GEMINI_API_KEY": gemini.key,
        "GEMINI_API_URL": gemini.url,
        "GEMINI_REQUESTS_PER_MINUTE": "10000",
        "MATCH_THRESHOLD": "",
    }


@pytest.fixture
async def gemini() -> AsyncIterator[LoopbackGemini]:
    async with LoopbackGemini() as opened:
        yield opened


async def test_the_second_run_sends_the_faces_asked_about_and_nothing_else(
    gemini: LoopbackGemini, tmp_path: Path
) -> None:
    draw_people(tmp_path / "people")
    (tmp_path / "two.jpg").write_bytes(group((0, 1), 0))
    (tmp_path / "one.jpg").write_bytes(portrait(1, 3))
    for photos, expected in ((["one.jpg", "two.jpg"], 4 + 3), (["two.jpg"], 2)):
        before = gemini.items_embedded
        ran = await identify(
            tmp_path, *photos, "--dataset", "people", "--json", **access_to(gemini)
        )
        assert (ran.code, len(ran.json), ran.err) == (0, len(photos), "")
        assert gemini.items_embedded - before == expected
    gemini.refused.add(gemini.images[-1])
    ran = await identify(tmp_path, "two.jpg", "--dataset", "people", **access_to(gemini))
    assert ran.code == 1
    assert ran.err.startswith("two.jpg: One face has no answer: Gemini refuses")
    assert "Nitika" in ran.out


async def test_photos_of_several_people_share_requests(
    gemini: LoopbackGemini, tmp_path: Path
) -> None:
    people = draw_people(tmp_path / "people", shots=range(6))
    async with open_eyes(access_to(gemini)) as eyes:
        done = await eyes.catch_up(people, at_once=12)
    assert done.embedded == gemini.items_embedded == 12
    assert len(gemini.requests) < 6


async def test_a_photo_that_gemini_refuses_is_left_out_until_it_takes_it(
    gemini: LoopbackGemini, tmp_path: Path
) -> None:
    draw_people(tmp_path / "seen", shots=[0])
    shutil.copytree(tmp_path / "seen", tmp_path / "refused")
    async with open_eyes(access_to(gemini)) as eyes:
        await eyes.catch_up(tmp_path / "seen", at_once=1)
        gemini.refused.add(gemini.images[0])
        for _ in range(2):
            done = await eyes.catch_up(tmp_path / "refused", at_once=1)
            assert [why for _, why in done.standing.left_out] == [Skipped.REFUSED]
        gemini.refused.clear()
        done = await eyes.catch_up(tmp_path / "refused", at_once=1)
        assert (done.embedded, done.standing.left_out) == (1, ())


async def test_a_photo_without_a_face_is_told_apart_from_the_others(
    gemini: LoopbackGemini, tmp_path: Path
) -> None:
    people = draw_people(tmp_path / "people", shots=[0])
    (people / "Vasu" / "sea.jpg").write_bytes(scene(0))
    async with open_eyes(access_to(gemini)) as eyes:
        done = await eyes.catch_up(people)
    assert [file.path.name for file in done.standing.faceless] == ["sea.jpg"]


async def test_an_answer_that_cannot_be_used_is_asked_for_again_the_next_time(
    gemini: LoopbackGemini, tmp_path: Path
) -> None:
    people = draw_people(tmp_path / "people", shots=[0])
    async with open_eyes(access_to(gemini)) as eyes:
        gemini.troubles.append(raw({}))
        first = await eyes.catch_up(people, at_once=1)
        again = await eyes.catch_up(people, at_once=1)
    assert [why for _, why in first.standing.left_out] == [Skipped.NOT_EMBEDDED]
    assert (first.embedded, again.embedded, again.standing.left_out) == (1, 1, ())


async def test_a_fault_that_would_meet_all_ends_it_in_words_and_what_is_done_is_kept(
    gemini: LoopbackGemini, tmp_path: Path
) -> None:
    draw_people(tmp_path / "people", shots=[0])
    (tmp_path / "one.jpg").write_bytes(portrait(1, 3))
    arguments = ("one.jpg", "--dataset", "people", "--json")
    gemini.always = answering(429, "Come back tomorrow.", PER_DAY)
    ran = await identify(tmp_path, *arguments, **access_to(gemini))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "Today's quota for Gemini is used up; try again tomorrow.\n"
    gemini.always = None
    assert (await identify(tmp_path, *arguments, **access_to(gemini))).code == 0
    wrong = await identify(tmp_path, *arguments, **access_to(gemini) | {"GEMINI_API_KEY": "no"})
    assert wrong.code == 2
    assert wrong.json[0]["error"].startswith("Gemini does not accept the key")


async def test_killed_half_way_it_goes_on_where_it_was(
    gemini: LoopbackGemini, tmp_path: Path
) -> None:
    people = draw_people(tmp_path / "people", shots=range(18))
    gemini.latency = 0.1
    process = await asyncio.create_subprocess_exec(
        sys.executable, *COMMAND, "people/Vasu/0.jpg", "--dataset", "people",
        cwd=tmp_path, env=command_environ(tmp_path, **access_to(gemini)),
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    async with asyncio.timeout(15):
        while gemini.items_embedded < 12:  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.01)
    process.kill()
    await process.wait()
    async with open_eyes(access_to(gemini)) as eyes:
        async with remembered(people, eyes.specs) as known:
            kept = len(known.photos)
        done = await eyes.catch_up(people, at_once=12)
    assert 0 < kept < 36
    assert done.embedded == 36 - kept
    assert done.standing.left_out == ()


async def test_told_to_stop_before_anything_is_embedded_it_promises_nothing(
    gemini: LoopbackGemini, tmp_path: Path
) -> None:
    draw_people(tmp_path / "people")
    gemini.always = hanging()
    process = await asyncio.create_subprocess_exec(
        sys.executable, *COMMAND, "people/Vasu/0.jpg", "--dataset", "people",
        cwd=tmp_path, env=command_environ(tmp_path, **access_to(gemini)),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(15):
        while not gemini.requests:  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert await ended(process) == (1, "Stopped.\n")


async def test_stopped_among_the_answers_its_json_is_whole_and_nothing_is_lost(
    gemini: LoopbackGemini, tmp_path: Path
) -> None:
    draw_people(tmp_path / "people", shots=[0])
    gemini.latency = 0.1
    process = await asyncio.create_subprocess_exec(
        sys.executable, *COMMAND, "nowhere.jpg", "people/Vasu/0.jpg", "--dataset", "people",
        "--json", cwd=tmp_path, env=command_environ(tmp_path, **access_to(gemini)),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    async with asyncio.timeout(15):
        while gemini.items_embedded < 2:  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.01)
        gemini.always = hanging()
        first = await process.stdout.readuntil(b"\n  }")
    process.send_signal(signal.SIGINT)
    out, err = await process.communicate()
    assert [photo["error"] for photo in json.loads(first + out)] == ["There is no such file."]
    assert err.decode().endswith("Stopped. What is embedded by now is kept.\n")


@real
async def test_real_probes_are_right_and_the_second_run_answers_at_once(tmp_path: Path) -> None:
    shutil.copytree(DATA / "people", tmp_path / "people")
    places = {path.name: str(n) for n, path in enumerate(sorted((DATA / "people").iterdir()))}
    probes = [str(path) for path in sorted((DATA / "probes").iterdir())]
    ran = await identify(tmp_path, *probes, "--dataset", "people", "--json", MATCH_THRESHOLD="")
    assert (ran.code, len(ran.json)) == (0, len(IN_THE_PROBES))
    for photo, people in zip(ran.json, IN_THE_PROBES, strict=True):
        named = [places.get(face["person"], "None") for face in photo["faces"]]
        assert sorted(named) == people
    start = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, *COMMAND, *probes, "--dataset", "people",
        cwd=tmp_path, env=command_environ(tmp_path), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    async with asyncio.timeout(15):
        await process.stdout.readuntil(b"similarity")
        taken = time.monotonic() - start
        await process.communicate()
    assert taken < 1.5
