"""Which photos of a group are answered, and how."""

from __future__ import annotations

import asyncio

from bot.sandbox import Delay
from bot.sandbox.wire import Wire
from storage.records import Strictness
from tests.families import family, with_nitika
from tests.people import album, group, portrait, scene
from tests.stage import Stage


async def test_photos_are_answered_when_asked_about(stage: Stage) -> None:
    there = await with_nitika(stage)
    chat, bela = there.group, there.bela
    chat.send_photo(bela, portrait(0, 3))
    chat.send_photo(bela, portrait(0, 3), caption="who is this?")
    chat.send_photo(bela, portrait(0, 3), caption="/who@other_bot")
    chat.send_photo(bela, portrait(0, 3), caption="/sticker")
    chat.send_photo(bela, portrait(0, 3), caption="@whosthis_botany, who is this?")
    await there.silence()
    photo = chat.send_photo(bela, portrait(0, 3))
    asked = [
        photo,
        chat.send_photo(bela, portrait(0, 3), caption="/who"),
        chat.send_photo(bela, portrait(0, 3), caption="Who is this, @WhosThis_bot?"),
        chat.send_photo(bela, portrait(0, 3), reply_to=there.said[-1]),
    ]
    chat.send_text(there.ann, "/who", reply_to=photo)
    await chat.until(lambda: len([one for one in there.said if one.photo]) == 4, timeout=10)
    answers = [one for one in there.said if one.photo]
    assert all(one.words.startswith("Nitika\n") for one in answers)
    assert {one.reply_to for one in answers} == set(asked)


async def test_what_is_asked_about_is_explained_where_there_is_no_answer(stage: Stage) -> None:
    there = family(stage)
    asked = there.group.send_photo(there.bela, portrait(0, 0), caption="@whosthis_bot who?")
    assert (await there.answer(asked)).words.startswith("I don't know anybody here yet")
    await there.enrol("Nitika", 0)
    asked = there.group.send_photo(there.bela, scene(0), caption="/who")
    assert (await there.answer(asked)).words.startswith("I found no face")
    asked = there.group.send_photo(there.bela, portrait(4, 0), caption="/who")
    assert (await there.answer(asked)).words.startswith("Unknown")


async def test_one_part_of_an_album_is_asked_about_by_an_edit(stage: Stage) -> None:
    there = await with_nitika(stage)
    parts = there.group.send_album(there.bela, [portrait(4, 0), portrait(0, 3), portrait(0, 4)])
    await there.silence()
    there.group.edit(parts[1], caption="/who")
    edited = await there.answer(there.said[-1])
    assert (edited.words.partition("\n")[0], edited.reply_to) == ("Nitika", parts[1])
    await there.silence()


async def test_an_album_is_asked_about_by_its_caption_or_in_reply(stage: Stage) -> None:
    there = await with_nitika(stage)
    for caption, reply_to in (("/who", None), ("@whosthis_bot?", None), (None, there.said[0])):
        parts = there.group.send_album(
            there.bela, album(0, [3, 4]), caption=caption, reply_to=reply_to
        )
        first = await there.answer(parts)
        assert [first.reply_to, (await there.answer(first)).reply_to] == parts


async def test_a_forwarded_album_is_an_album(stage: Stage) -> None:
    there = await with_nitika(stage)
    origin = stage.chat.send_album(stage.ann, album(0, [3, 4]))
    await there.silence()
    for part in origin:
        there.group.post(
            there.bela,
            part.content,
            media_group_id="forwarded",
            forwarded_from=part,
            reply_to=there.said[0],
        )
    await there.group.until(lambda: len([one for one in there.said if one.photo]) == 2, timeout=10)
    assert there.said[-1].words.startswith("Nitika\n")


async def test_an_edited_caption_asks_and_enrols(stage: Stage) -> None:
    there = await with_nitika(stage)
    chat = there.group
    photo = chat.send_photo(there.bela, portrait(0, 3), caption="a fine day")
    await there.silence()
    chat.edit(photo, caption="/who")
    answer = await chat.next_from(stage.bot, after=there.said[-1])
    assert (answer.words.partition("\n")[0], answer.reply_to) == ("Nitika", photo)
    chat.edit(photo, caption="/who is it?")
    chat.edit(photo, caption="/who is it?", photo=portrait(0, 4))
    await there.silence()
    chat.edit(photo, caption="so @whosthis_bot, who?")
    assert (await chat.next_from(stage.bot, after=answer)).words.startswith("Nitika\n")
    other = chat.send_photo(there.ann, portrait(1, 0))
    chat.edit(other, caption="/enroll Vasu")
    enrolled = await chat.next_from(stage.bot, after=there.said[-1])
    assert enrolled.words == "Ann enrolled Vasu: 1 photo"


async def test_other_edits_do_nothing(stage: Stage) -> None:
    there = await with_nitika(stage)
    await there.every_photo()
    chat = there.group
    photo = chat.send_photo(there.bela, portrait(4, 0), caption="a stranger")
    text = chat.send_text(there.bela, "hello", reply_to=photo)
    parts = chat.send_album(there.bela, album(4, [1, 2]))
    await there.silence()
    chat.edit(photo, caption="somebody", photo=portrait(0, 3))
    chat.edit(text, text="/who")
    chat.edit(parts[1], caption="both of them")
    chat.edit(photo, caption="/who@other_bot")
    await there.silence()
    private = stage.chat.send_photo(stage.ann, portrait(0, 3))
    await stage.answer(private)
    said = len(stage.chat.messages)
    stage.chat.edit(private, caption="@whosthis_bot")
    await stage.sandbox.settled()
    assert len(stage.chat.messages) == said


async def test_each_group_is_as_strict_as_it_wishes(stage: Stage) -> None:
    there = await with_nitika(stage)
    said = []
    for strictness in Strictness:
        await there.wish(strictness=strictness, matches=1)
        # Its similarity is .89; strict asks for .90, and normal for .85.
        asked = there.group.send_photo(there.bela, group((0,), 3), caption="/who")
        said.append((await there.answer(asked)).words.partition("\n")[0])
    assert said == ["Not sure: perhaps Nitika.", "Nitika", "Nitika"]


async def test_photos_of_the_linked_channel_are_photos_like_any_other(stage: Stage) -> None:
    there = await with_nitika(stage)
    news = stage.sandbox.channel("News", members=[there.bela], admins=[there.bela])
    news.link(there.group)
    news.send_photo(there.bela, portrait(0, 3))
    shown = there.group.messages[-1]
    await there.silence()
    answer = await there.answer(there.group.send_text(there.ann, "/who", reply_to=shown))
    assert answer.words.startswith("Nitika\n")
    assert answer.reply_to is shown
    news.send_photo(there.bela, portrait(0, 4), caption="/who")
    asked = there.group.messages[-1]
    assert (await there.answer(asked)).reply_to is asked
    await there.every_photo()
    news.send_album(there.bela, album(0, [4, 5]))
    parts = there.group.messages[-2:]
    first = await there.answer(parts)
    assert [first.reply_to, (await there.answer(first)).reply_to] == parts


async def test_whoever_writes_as_a_channel_is_answered_and_bots_are_not(stage: Stage) -> None:
    there = await with_nitika(stage)
    own = stage.sandbox.channel("Bela's", members=[there.bela], admins=[there.bela])
    there.group.write_as(there.bela, own)
    asked = there.group.send_photo(there.bela, portrait(0, 3), caption="/who")
    assert (await there.answer(asked)).words.startswith("Nitika\n")
    there.group.promote(there.ann, anonymous=True)
    asked = there.group.send_photo(there.ann, portrait(0, 3), caption="/who")
    assert (await there.answer(asked)).words.startswith("Nitika\n")
    robot = stage.sandbox.add_bot("robot_bot")
    posted = there.group.post(robot, asked.content)
    # Telegram does not tell bots of each other just yet.
    told = Wire(stage.sandbox.files, stage.bot).message(posted)
    stage.bot.outbox.push("message", told)
    await there.silence()
    asked = there.group.send_text(there.bela, "/who", reply_to=posted)
    answer = await there.answer(asked)
    assert (answer.words.partition("\n")[0], answer.reply_to) == ("Nitika", asked)


async def test_a_photo_that_was_deleted_meanwhile_is_answered_without_a_reply(
    stage: Stage,
) -> None:
    there = await with_nitika(stage)
    stage.sandbox.faults.next("getFile", Delay(0.3))
    photo = there.group.send_photo(there.bela, portrait(0, 3))
    asked = there.group.send_text(there.bela, "/who", reply_to=photo)
    await asyncio.sleep(0.1)
    there.group.delete(photo)
    answer = await there.answer(asked)
    assert answer.words.startswith("Nitika\n")
    assert answer.reply_to is None
    late = there.group.send_text(there.bela, "/who", reply_to=photo)
    assert (await there.answer(late)).words.startswith("Reply to a photo or album with /who")


async def test_a_picture_of_the_bots_own_stands_for_what_it_is_about(stage: Stage) -> None:
    there = await with_nitika(stage)
    asked = there.group.send_photo(there.bela, portrait(0, 3), caption="/who")
    answer = await there.answer(asked)
    again = await there.answer(there.group.send_text(there.bela, "/who", reply_to=answer))
    assert again.reply_to is asked
    forgotten = there.group.post(stage.bot, answer.content)
    refused = await there.answer(there.group.send_text(there.bela, "/who", reply_to=forgotten))
    assert refused.words.endswith("reply to the photo itself with /who.")
