"""The button under /evaluate's answer: every way of comparing, tried on the chat's own photos."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.recognition import ways
from bot.recognition.gallery import Gallery
from bot.sandbox import Message
from bot.texts.comparing import COMPARE, INTERRUPTED
from tests.evaluate_command import evaluate
from tests.importing import keys_of
from tests.loopback_gemini import LoopbackGemini
from tests.people import jpeg
from tests.rosters import OUT_OF_DATE, forged, labels
from tests.stage import Stage, on_stage
from tests.two_models import OF_FACE_MODEL, OF_GEMINI, OF_PHOTO, TOMORROW

BUTTON = [[COMPARE]]
PHOTOS = 6


@asynccontextmanager
async def asking_gemini(
    folder: Path, gemini: LoopbackGemini, **settings: str
) -> AsyncIterator[Stage]:
    """A bot that knows three people by two photos each."""
    async with on_stage(folder, keys_of(gemini, MATCH_THRESHOLD="", **settings)) as stage:
        for person, name in enumerate(("Nitika", "Vasu", "Rohan")):
            await stage.enrol(name, person)
        yield stage


async def offered(stage: Stage) -> Message:
    """The message of /evaluate's answer that has the button."""
    answer = await stage.say("/evaluate")
    return answer if answer.buttons else await stage.answer(answer)


async def compared(stage: Stage, under: Message) -> str:
    """What is said once the button was pressed."""
    await stage.chat.press(stage.ann, under, COMPARE)
    return (await stage.answer(stage.chat.history[-1], timeout=20)).words


def way(words: str, name: str) -> re.Match[str] | None:
    return re.search(
        rf"• {name}.*: named rightly \d of 6 .*; strangers named by mistake \d of 6 ", words
    )


async def test_whole_photos_faces_and_both_models_are_compared(tmp_path: Path) -> None:
    async with LoopbackGemini() as gemini, asking_gemini(tmp_path, gemini) as stage:
        under = await offered(stage)
        assert (
            "I send at most 6 whole photos to Gemini: 6 requests, less than a cent" in under.words
        )
        assert gemini.items_embedded == PHOTOS
        words = await compared(stage, under)
        assert gemini.items_embedded == 2 * PHOTOS
        assert way(words, r"Faces, gemini-embedding-2 \(in use\)")
        assert way(words, "Whole photos, gemini-embedding-2")
        assert way(words, "Faces, sface")
        assert way(words, "Both together, gemini-embedding-2\\+sface")
        assert "19 times of 20" in words
        # It is done once, and nothing of it is kept.
        await stage.chat.until(lambda: not under.buttons)
        assert set(await stage.services.store.embeddings.specs(stage.chat.id)) == {OF_GEMINI}


@pytest.mark.parametrize(("view", "kept"), [("photo", OF_PHOTO), ("face", OF_GEMINI)])
async def test_every_way_is_compared_whichever_is_in_use(
    tmp_path: Path, view: str, kept: object
) -> None:
    async with (
        LoopbackGemini() as gemini,
        asking_gemini(tmp_path, gemini, GEMINI_VIEW=view) as stage,
    ):
        plan = await stage.services.reports.lacking(stage.chat.id)
        assert (plan.photos, plan.to_send, plan.in_use) == (PHOTOS, PHOTOS, kept)
        words = await compared(stage, await offered(stage))
        assert len(re.findall("named rightly \\d of 6", words)) == 4


async def test_without_gemini_there_is_nothing_to_offer(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    await stage.enrol("Vasu", 1)
    assert (await stage.say("/evaluate")).buttons == []
    answer = await stage.say("/evaluate")
    assert (await forged(answer, "ways")).text == OUT_OF_DATE


async def test_both_models_in_use_are_compared_though_a_photo_has_no_face(tmp_path: Path) -> None:
    async with (
        LoopbackGemini() as gemini,
        asking_gemini(tmp_path, gemini, EMBEDDER="both") as stage,
    ):
        pixels = np.random.default_rng(1).integers(0, 255, (40, 40, 3), np.uint8)
        await stage.show(jpeg(Image.fromarray(pixels).resize((900, 900))), "/enroll Vasu")
        specs = await stage.services.store.embeddings.specs(stage.chat.id)
        assert specs == {OF_GEMINI: PHOTOS, OF_PHOTO: 1, OF_FACE_MODEL: PHOTOS}
        wished = await stage.services.wishes.of(stage.chat.id)
        report = await stage.services.reports.of(stage.chat.id, wished)
        assert [one.spec.view for one in report.compared] == ["joined", "face", "aligned"]
        assert {one.photos for one in report.compared} == {PHOTOS}
        words = await compared(stage, await offered(stage))
        assert way(words, "Whole photos")


async def test_of_two_people_it_says_that_it_cannot_tell_strangers(tmp_path: Path) -> None:
    async with (
        LoopbackGemini() as gemini,
        on_stage(tmp_path, keys_of(gemini, MATCH_THRESHOLD="")) as stage,
    ):
        await stage.enrol("Nitika", 0)
        await stage.enrol("Vasu", 1)
        answer = await stage.say("/evaluate")
        assert "named rightly: 4 of 4" in answer.words
        assert "that takes one person more" in answer.words


async def test_it_is_for_whoever_manages_people(tmp_path: Path) -> None:
    async with LoopbackGemini() as gemini, on_stage(tmp_path, keys_of(gemini)) as stage:
        bela = stage.sandbox.add_user("Bela")
        friends = stage.sandbox.group(
            "Friends", members=[stage.ann, bela, stage.bot], admins=[stage.ann], supergroup=True
        )
        answer = await stage.answer(friends.send_text(stage.ann, "/evaluate@whosthis_bot"))
        assert "admins" in (await forged(answer, "ways", bela)).text


async def test_photos_count_and_beyond_the_day_s_nothing_is_sent(tmp_path: Path) -> None:
    async with (
        LoopbackGemini() as gemini,
        asking_gemini(tmp_path, gemini, CHAT_DAILY_PHOTOS=str(2 * PHOTOS - 1)) as stage,
    ):
        under = await offered(stage)
        answer = await stage.chat.press(stage.ann, under, COMPARE)
        assert (answer.alert, "photos left" in answer.text) == (True, True)
        assert gemini.items_embedded == PHOTOS
        assert labels(under) == BUTTON


async def test_pressed_twice_it_is_done_once(tmp_path: Path) -> None:
    async with LoopbackGemini() as gemini, asking_gemini(tmp_path, gemini) as stage:
        under = await offered(stage)
        gemini.latency = 0.5
        one, other = (stage.chat.press(stage.ann, under, COMPARE) for _ in range(2))
        assert {(await one).text[:10], (await other).text[:10]} == {"I'm at it.", "I'm at it "}
        await stage.chat.until(lambda: not under.buttons, timeout=20)
        assert gemini.items_embedded == 2 * PHOTOS


async def test_where_gemini_fails_it_is_said_and_the_button_stays(tmp_path: Path) -> None:
    async with LoopbackGemini() as gemini, asking_gemini(tmp_path, gemini) as stage:
        under = await offered(stage)
        gemini.always = TOMORROW
        assert "quota for Gemini is used up, so I couldn't compare" in await compared(stage, under)
        assert labels(under) == BUTTON
        gemini.always = None
        assert way(await compared(stage, under), "Whole photos")


async def test_whoever_pressed_is_told_that_the_bot_has_to_stop(tmp_path: Path) -> None:
    async with LoopbackGemini() as gemini:
        async with asking_gemini(tmp_path, gemini) as stage:
            under = await offered(stage)
            gemini.latency = 60
            await stage.chat.press(stage.ann, under, COMPARE)
        assert stage.chat.history[-1].words == INTERRUPTED
        assert labels(under) == BUTTON


async def test_a_photo_that_gemini_refuses_is_left_out(tmp_path: Path) -> None:
    async with LoopbackGemini() as gemini, asking_gemini(tmp_path, gemini) as stage:
        under, sent = await offered(stage), set(gemini.images)
        await compared(stage, under)
        gemini.refused = {next(one for one in gemini.images if one not in sent)}
        words = await compared(stage, await offered(stage))
        assert "Ways of comparing, on 5 photos" in words


async def test_a_chat_is_compared_on_the_command_line(tmp_path: Path) -> None:
    async with LoopbackGemini() as gemini:
        async with asking_gemini(tmp_path, gemini) as stage:
            chat = str(stage.chat.id)
        stored = keys_of(gemini, DATABASE=str(tmp_path / "whosthis.db"), MATCH_THRESHOLD="")
        ran = await evaluate(tmp_path, "--chat", chat, "--as-stored", "--json", **stored)
        assert (ran.err, ran.json["compared"]) == ("", [])
        assert gemini.items_embedded == PHOTOS
        ran = await evaluate(tmp_path, "--chat", chat, "--json", **stored)
        views = [one["view"] for one in ran.json["compared"]]
        assert views == ["face", "photo", "aligned", "joined"]
        assert {one["named"]["tries"] for one in ran.json["compared"]} == {PHOTOS}
        assert "at most 6 whole photos are sent to Gemini" in ran.err
        gemini.always = TOMORROW
        ran = await evaluate(tmp_path, "--chat", chat, **stored)
        assert (ran.code, "quota" in ran.err) == (0, True)
        assert "named rightly" in ran.out


def test_a_sample_is_bounded_and_even_over_people() -> None:
    def of(*sizes: int) -> Gallery:
        people = np.repeat(np.arange(len(sizes)), sizes)
        ids = np.arange(len(people)) + 100
        return Gallery(np.zeros((len(people), 1), np.float32), people, ids, -ids)

    def counts(gallery: Gallery) -> list[int]:
        chosen = gallery.person_ids[np.isin(gallery.photo_ids, ways.sample(gallery))]
        return [int((chosen == person).sum()) for person in range(chosen.max() + 1)]

    assert counts(of(2, 3, 5)) == [2, 3, 5]
    assert counts(of(500, 90, 3)) == [107, 90, 3]
    many = counts(of(*[9] * 120))
    assert sum(many) == ways.MOST_PHOTOS
    assert sorted(set(many)) == [0, ways.MOST_PHOTOS // ways.MOST_PEOPLE]
    assert ways.sample(of()).tolist() == []
