"""Where every photo is looked at, only those who are known are named, or marked."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sandbox import Missing, ServerError
from tests.families import family, with_nitika
from tests.people import group, portrait, scene
from tests.stage import Stage, on_stage


async def test_with_every_photo_known_faces_are_named_and_nobody_else(stage: Stage) -> None:
    there = await with_nitika(stage)
    await there.every_photo()
    chat = there.group
    chat.send_photo(there.bela, portrait(4, 0))
    chat.send_photo(there.bela, scene(0))
    chat.send_document(there.bela, b"no picture", file_name="a.jpg")
    actions = len(stage.sandbox.calls_of("sendChatAction"))
    await there.silence()
    assert len(stage.sandbox.calls_of("sendChatAction")) == actions
    answer = await there.answer(chat.send_photo(there.bela, group((4, 0, 5), 2)))
    assert answer.words.startswith("Nitika\n")
    assert "Unknown" not in answer.words
    assert answer.photo
    asked = await there.answer(chat.send_photo(there.bela, group((4, 0, 5), 2), caption="/who"))
    assert asked.words.count("Unknown") == 2


async def test_with_every_photo_nobody_is_told_why_there_is_no_answer(tmp_path: Path) -> None:
    async with on_stage(tmp_path, CHAT_DAILY_PHOTOS="3") as stage:
        there = family(stage)
        await there.every_photo()
        there.group.send_photo(there.bela, portrait(0, 3))
        await there.silence()
        assert stage.sandbox.calls_of("file") == []
        await there.enrol("Nitika", 0)
        stage.sandbox.faults.next("getFile", ServerError(400))
        there.group.send_photo(there.bela, portrait(0, 3))
        await there.silence()
        answer = await there.answer(there.group.send_photo(there.bela, portrait(0, 3)))
        assert answer.words.startswith("Nitika\n")
        there.group.send_photo(there.bela, portrait(0, 4))
        await there.silence()
        asked = there.group.send_photo(there.bela, portrait(0, 4), caption="/who")
        assert (await there.answer(asked)).words.startswith("This chat has no photos left today")


async def test_where_it_is_to_be_quiet_it_marks_photos_of_people_it_knows(stage: Stage) -> None:
    there = await with_nitika(stage)
    await there.every_photo(quiet=True)
    chat, me = there.group, stage.bot.id
    known, stranger = (chat.send_photo(there.bela, portrait(n, 3)) for n in (0, 4))
    parts = chat.send_album(there.bela, [portrait(4, 1), portrait(0, 4), portrait(0, 5)])
    await chat.until(lambda: me in known.reactions and me in parts[0].reactions, timeout=10)
    await there.silence()
    assert (known.reactions[me], stranger.reactions) == (["👀"], {})
    assert len(stage.sandbox.calls_of("setMessageReaction")) == 2
    answer = await there.answer(chat.send_text(there.bela, "/who", reply_to=known))
    assert answer.words.startswith("Nitika\n")


async def test_a_server_without_reactions_costs_nobody_an_answer(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    there = await with_nitika(stage)
    await there.every_photo(quiet=True)
    stage.sandbox.faults.always("setMessageReaction", Missing())
    for shot in (3, 4):
        there.group.send_photo(there.bela, portrait(0, shot))
        await there.silence()
    assert len(stage.sandbox.calls_of("setMessageReaction")) == 1
    assert caplog.text.count("setMessageReaction failed and is done without") == 1
    asked = there.group.send_photo(there.bela, portrait(0, 3), caption="/who")
    assert (await there.answer(asked)).words.startswith("Nitika\n")
