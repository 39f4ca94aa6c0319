"""The product from end to end: five people enrolled in every way, probes and strangers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox import Message
from tests.loopback_gemini import LoopbackGemini
from tests.loopback_troubles import answering, busy
from tests.people import album, group, portrait, scene
from tests.stage import Stage, on_stage

NAMES = ("Nitika", "Vasu", "नितिका", "محمد", "<3 Bob & co")
SHOTS = range(4)
PROBES = range(4, 8)
STRANGERS = range(5, 10)


@pytest.fixture
async def gemini() -> AsyncIterator[LoopbackGemini]:
    async with LoopbackGemini() as server:
        yield server


def reaching(gemini: LoopbackGemini) -> dict[str, str]:
    """The settings of a bot that uses this Gemini."""
    return {"EMBEDDER": "auto", "GEMINI_API_KEY": gemini.key, "GEMINI_API_URL": gemini.url}


def name_in(answer: Message) -> str:
    """The name that an answer begins with."""
    return answer.words.split("\n")[0].replace("\u2068", "").replace("\u2069", "")


async def enrol_in_every_way(stage: Stage) -> None:
    """One person one by one, one as an album, one by caption, one by reply, one as files."""
    chat, ann = stage.chat, stage.ann
    await stage.say(f"/enroll {NAMES[0]}")
    for shot in SHOTS:
        chat.send_photo(ann, portrait(0, shot))
    assert "4 photos" in (await stage.say("/done")).words

    await stage.say(f"/enroll {NAMES[1]}")
    chat.send_album(ann, album(1, SHOTS))
    assert "4 photos" in (await stage.say("/done")).words

    await stage.answer(chat.send_album(ann, album(2, SHOTS), caption=f"/enroll {NAMES[2]}"))

    for shot in SHOTS:
        photo = chat.send_photo(ann, portrait(3, shot))
        await stage.answer(photo)
        await stage.say(f"/enroll {NAMES[3]}", reply_to=photo)

    await stage.say(f"/enroll {NAMES[4]}")
    for shot in SHOTS:
        chat.send_document(ann, portrait(4, shot), file_name=f"IMG_{shot}.jpeg")
    assert "4 photos" in (await stage.say("/done")).words


async def ask_about_everybody(stage: Stage) -> None:
    """Twenty probes and five strangers, each answered rightly."""
    for person, name in enumerate(NAMES):
        for shot in PROBES:
            assert name_in(await stage.show(portrait(person, shot))) == name
    for stranger in STRANGERS:
        answer = await stage.show(portrait(stranger, 0))
        assert name_in(answer) == "Unknown: nobody enrolled here is close enough."
        assert answer.photo


@pytest.mark.parametrize("dimensions", ["3072", "768"])
async def test_with_gemini_everybody_is_told_and_strangers_stay_unknown(
    tmp_path: Path, gemini: LoopbackGemini, dimensions: str
) -> None:
    async with on_stage(
        tmp_path,
        reaching(gemini),
        GEMINI_DIMENSIONS=dimensions,
        GEMINI_REQUESTS_PER_MINUTE="1000",
        MATCH_THRESHOLD="0.8",
    ) as stage:
        await enrol_in_every_way(stage)
        await ask_about_everybody(stage)
    # Those enrolled by a reply were asked about first: nothing else is embedded twice.
    assert gemini.items_embedded == len(NAMES) * (len(SHOTS) + len(PROBES)) + 4 + 5


async def test_with_the_local_model_and_no_gemini_at_all(tmp_path: Path) -> None:
    # Drawn strangers come up to .82, and somebody may be meant from .09 below this on.
    async with on_stage(tmp_path, MATCH_THRESHOLD="0.92") as stage:
        await enrol_in_every_way(stage)
        await ask_about_everybody(stage)


async def test_whole_photos_are_compared_where_that_is_set(
    tmp_path: Path, gemini: LoopbackGemini
) -> None:
    async with on_stage(
        tmp_path,
        reaching(gemini),
        GEMINI_VIEW="photo",
    ) as stage:
        await stage.enrol("Nitika", 0)
        await stage.show(scene(0), "/enroll The garden")
        assert name_in(await stage.show(portrait(0, 5))) == "Nitika"
        assert name_in(await stage.show(scene(0))) == "The garden"


async def test_with_gemini_a_photo_without_a_face_is_compared_whole(
    tmp_path: Path, gemini: LoopbackGemini
) -> None:
    async with on_stage(tmp_path, reaching(gemini)) as stage:
        await stage.enrol("Nitika", 0)
        assert (await stage.show(scene(0))).words.startswith("I found no face")
        assert (await stage.show(scene(0), "/enroll The garden")).words == "The garden: 1 photo"
        answer = await stage.show(scene(0))
        note, name, evidence = answer.words.split("\n")
        assert note == "I found no face, so I compared the whole photo."
        assert name == "The garden"
        assert evidence.endswith("by their only photo")


async def test_the_faces_of_a_group_picture_share_requests(
    tmp_path: Path, gemini: LoopbackGemini
) -> None:
    async with on_stage(tmp_path, reaching(gemini)) as stage:
        await stage.enrol("Nitika", 0)
        before = len(gemini.requests)
        answer = await stage.show(group((0, 1, 2, 3, 4, 5), 0))
        assert len(answer.words.split("\n")) == 2 * 6
        assert len(gemini.requests) - before <= 2


async def test_while_gemini_asks_to_wait_other_chats_and_commands_go_on(
    tmp_path: Path, gemini: LoopbackGemini
) -> None:
    async with on_stage(
        tmp_path,
        reaching(gemini),
        patience=0.3,
    ) as stage:
        await stage.enrol("Nitika", 0)
        gemini.troubles.append(busy("2.4s"))
        question = stage.chat.send_photo(stage.ann, portrait(0, 4))
        explanation = await stage.answer(question)
        assert explanation.words.startswith("Gemini asks me to wait about 2 s.")
        bela = stage.sandbox.add_user("Bela")
        hello = stage.sandbox.private_chat(bela, stage.bot).send_text(bela, "/start")
        assert (await stage.answer(hello, timeout=1)).words.startswith("Hello")
        assert name_in(await stage.answer(explanation)) == "Nitika"


async def test_what_gemini_refuses_is_explained_and_nothing_is_half_stored(
    tmp_path: Path, gemini: LoopbackGemini
) -> None:
    async with on_stage(tmp_path, reaching(gemini)) as stage:
        await stage.enrol("Nitika", 0)
        for trouble, words in (
            (answering(400, "Unable to process input image."), "Gemini could not read"),
            (answering(400, "Blocked for safety reasons."), "Gemini refuses to look"),
            (answering(403, "Permission denied."), "Gemini does not accept the key"),
            (answering(404, "No such model."), "Gemini has no model"),
            (busy("1s", "EmbedContentRequestsPerDay"), "Today's quota for Gemini"),
        ):
            gemini.troubles.append(trouble)
            assert (await stage.show(portrait(0, 5))).words.startswith(words)
            gemini.troubles.append(trouble)
            answer = await stage.show(portrait(1, 0), "/enroll Vasu")
            assert answer.words.startswith("Vasu: 0 photos · 1 skipped: ")
            assert words in answer.words
        assert await stage.services.store.people.find(stage.chat.id, "Vasu") is None
        assert name_in(await stage.show(portrait(0, 5))) == "Nitika"


async def test_photos_sent_at_once_by_many_are_all_answered(
    tmp_path: Path, gemini: LoopbackGemini
) -> None:
    gemini.latency = 0.1
    async with on_stage(tmp_path, reaching(gemini)) as stage:
        await stage.enrol("Nitika", 0)
        questions = [stage.chat.send_photo(stage.ann, portrait(0, n)) for n in range(4, 8)]
        others = []
        for n in range(4):
            user = stage.sandbox.add_user(f"User {n}")
            chat = stage.sandbox.private_chat(user, stage.bot)
            others.append(chat.send_photo(user, portrait(n, 0), caption="/enroll Someone"))
        answers = await asyncio.gather(*(stage.answer(question) for question in others))
        assert [answer.words for answer in answers] == ["Someone: 1 photo"] * 4
        last = questions[-1]
        for question in questions:
            last = await stage.answer(last)
            assert last.reply_to is question
