"""/who and /enroll in reply to an album: all of it where the bot saw it, else the part shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sandbox import Message, Sandbox
from bot.texts.introduction import ONE_OF_AN_ALBUM
from tests.families import family, with_nitika
from tests.people import album, portrait, scene
from tests.rosters import names
from tests.stage import Stage, on_stage, staged

ENROLL, WHO = "/enroll@whosthis_bot", "/who@whosthis_bot"


def same(stage: Stage, sent: list[Message]) -> list[int]:
    """Which of these messages were answered with a picture, in the order of the answers."""
    chat = sent[0].chat
    return [
        sent.index(one.reply_to)
        for one in chat.messages
        if one.sender is stage.bot and one.photo and one.reply_to in sent
    ]


@pytest.mark.parametrize("part", [0, 1, 2])
async def test_all_of_an_album_is_asked_about_by_a_reply_to_any_part(
    stage: Stage, part: int
) -> None:
    there = await with_nitika(stage)
    parts = there.group.send_album(there.bela, album(0, [3, 4, 5]))
    await there.silence()
    there.group.send_text(there.ann, "/who", reply_to=parts[part])
    await there.group.until(lambda: same(stage, parts) == [0, 1, 2], timeout=10)
    await stage.sandbox.settled()
    assert [one.words.partition("\n")[0] for one in there.said[1:]] == ["Nitika"] * 3
    assert not any(ONE_OF_AN_ALBUM in one.words for one in there.said)


async def test_all_of_an_album_is_enrolled_by_a_reply(stage: Stage) -> None:
    there = family(stage)
    parts = there.group.send_album(there.bela, album(1, [0, 1, 2]))
    asked = there.group.send_text(there.ann, "/enroll Vasu", reply_to=parts[2])
    assert (await there.answer(asked)).words == "Ann enrolled Vasu: 3 photos"
    parts = there.group.send_album(there.bela, album(0, [0, 1]))
    question = await there.answer(there.group.send_text(there.ann, "/enroll", reply_to=parts[1]))
    assert question.words.startswith("Whose photos are these?")
    there.group.send_text(there.ann, "Nitika", reply_to=question)
    done = await there.group.next_from(
        stage.bot,
        after=there.group.send_text(there.ann, "/done"),
        where=lambda one: "enrolled" in one.words,
    )
    assert done.words.startswith("Ann enrolled Nitika: 2 photos")


async def test_an_album_counts_wherever_one_replies_though_a_part_is_late_or_a_video(
    stage: Stage,
) -> None:
    there = await with_nitika(stage)
    parts = there.group.send_album(there.bela, album(0, [3, 4]))
    await there.silence()
    content = stage.chat.send_media(stage.ann, "video").content
    video = there.group.post(there.bela, content, media_group_id=parts[0].media_group_id)
    there.group.send_text(there.ann, "/who", reply_to=video)
    await there.group.until(lambda: same(stage, parts) == [0, 1], timeout=10)


async def test_with_privacy_mode_on_one_part_is_answered_and_the_others_are_asked_for_once(
    tmp_path: Path,
) -> None:
    async with on_stage(tmp_path, privacy=True) as stage:
        there = family(stage)
        chat, photo = there.group, portrait(0, 0)
        await there.answer(chat.send_photo(there.ann, photo, caption=f"{ENROLL} Nitika"))
        parts = chat.send_album(there.bela, album(0, [3, 4, 5]))
        first = await there.answer(chat.send_text(there.ann, WHO, reply_to=parts[1]))
        assert first.reply_to is parts[1]
        assert first.words.startswith("Nitika\n")
        assert first.words.endswith(f"\n{ONE_OF_AN_ALBUM}")
        second = await there.answer(chat.send_text(there.ann, WHO, reply_to=parts[2]))
        assert second.reply_to is parts[2]
        assert ONE_OF_AN_ALBUM not in second.words
        await there.silence()


async def test_with_privacy_mode_on_one_part_is_enrolled_and_the_others_are_asked_for_once(
    tmp_path: Path,
) -> None:
    async with on_stage(tmp_path, privacy=True) as stage:
        there = family(stage)
        chat, parts = there.group, there.group.send_album(there.bela, album(0, [0, 1]))
        added = await there.answer(
            chat.send_text(there.ann, f"{ENROLL} Nitika", reply_to=parts[0])
        )
        assert added.words == f"Ann enrolled Nitika: 1 photo\n{ONE_OF_AN_ALBUM}"
        added = await there.answer(
            chat.send_text(there.ann, f"{ENROLL} Nitika", reply_to=parts[1])
        )
        assert added.words == "Ann enrolled Nitika: 1 photo added, 2 in all"
        other = chat.send_album(there.bela, album(1, [0, 1]))
        asked = await there.answer(chat.send_text(there.ann, ENROLL, reply_to=other[0]))
        assert asked.words.startswith("Whose photo is this?")
        assert asked.words.endswith(ONE_OF_AN_ALBUM)


async def test_it_is_said_as_well_where_the_part_shows_nobody(tmp_path: Path) -> None:
    async with on_stage(tmp_path, privacy=True) as stage:
        there = family(stage)
        chat, photo = there.group, portrait(0, 0)
        await there.answer(chat.send_photo(there.ann, photo, caption=f"{ENROLL} Nitika"))
        parts = chat.send_album(there.bela, [scene(0), portrait(0, 3)])
        answer = await there.answer(chat.send_text(there.ann, WHO, reply_to=parts[0]))
        assert answer.words.startswith("I found no face")
        assert answer.words.endswith(f"\n{ONE_OF_AN_ALBUM}")


async def test_an_admin_of_the_group_sees_whole_albums_despite_privacy_mode(
    tmp_path: Path,
) -> None:
    async with on_stage(tmp_path, privacy=True) as stage:
        there = family(stage)
        there.group.promote(stage.bot)
        parts = there.group.send_album(there.bela, album(0, [0, 1]))
        asked = there.group.send_text(there.ann, f"{ENROLL} Nitika", reply_to=parts[0])
        assert (await there.answer(asked)).words == "Ann enrolled Nitika: 2 photos"


@pytest.mark.parametrize("caption", [WHO, f"{WHO} is it?"])
async def test_with_privacy_mode_on_a_caption_asks(tmp_path: Path, caption: str) -> None:
    async with on_stage(tmp_path, privacy=True) as stage:
        there = family(stage)
        chat, photo = there.group, portrait(0, 0)
        await there.answer(chat.send_photo(there.ann, photo, caption=f"{ENROLL} Nitika"))
        asked = chat.send_photo(there.bela, portrait(0, 3), caption=caption)
        answer = await there.answer(asked)
        assert (answer.words.partition("\n")[0], answer.reply_to) == ("Nitika", asked)
        assert ONE_OF_AN_ALBUM not in answer.words
        # Telegram shows the bot no other part than the one with the command.
        parts = chat.send_album(there.bela, album(0, [3, 4]), caption=caption)
        answer = await there.answer(parts)
        assert answer.reply_to is parts[0]
        assert answer.words.endswith(ONE_OF_AN_ALBUM)
        rest = await there.answer(chat.send_text(there.bela, WHO, reply_to=parts[1]))
        assert rest.reply_to is parts[1]
        assert ONE_OF_AN_ALBUM not in rest.words
        await there.silence()


async def test_in_private_an_album_is_known_until_a_restart(tmp_path: Path) -> None:
    database = tmp_path / "whosthis.db"
    async with Sandbox() as sandbox:
        bot, ann = sandbox.add_bot("whosthis_bot"), sandbox.add_user("Ann")
        chat = sandbox.private_chat(ann, bot)
        async with staged(database, sandbox, bot) as (services, running):
            stage = Stage(sandbox, bot, services, running, ann, chat)
            parts = chat.send_album(ann, album(0, [0, 1, 2]))
            await stage.answer(parts)
            added = await stage.say("/enroll Nitika", reply_to=parts[1])
            assert added.words == "Nitika: 3 photos"
        async with staged(database, sandbox, bot) as (services, running):
            stage = Stage(sandbox, bot, services, running, ann, chat)
            added = await stage.say("/enroll Vasu", reply_to=parts[1])
            assert added.words.startswith("Vasu: 0 photos · 1 held back\n")
            assert added.words.endswith(ONE_OF_AN_ALBUM)
            assert await names(stage) == {"Nitika": 3}
