"""The bot comes into a group, stays, is removed, and comes back."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.sandbox import Chat, Delay, Message, User
from storage.records import Managers
from tests.doors import anns_bot
from tests.families import family
from tests.people import portrait
from tests.stage import Stage, on_stage

LATER = timedelta(days=30, minutes=1)


def said(stage: Stage, chat: Chat) -> list[Message]:
    return [message for message in chat.messages if message.sender is stage.bot]


def new_group(stage: Stage, *members: User, supergroup: bool = False) -> Chat:
    """A group of Ann and others, without the bot."""
    return stage.sandbox.group("Friends", members=[stage.ann, *members], supergroup=supergroup)


async def greeted(stage: Stage, chat: Chat, by: User) -> Message:
    """What the bot says when somebody adds it."""
    chat.add_member(stage.bot, by=by)
    return await chat.next_from(stage.bot)


async def test_a_group_is_told_once_what_the_bot_does_and_keeps(stage: Stage) -> None:
    friends = new_group(stage, supergroup=True)
    hello = await greeted(stage, friends, stage.ann)
    for words in (
        "I'm Who's This",
        "/who@whosthis_bot",
        "an admin replies to a photo with /enroll@whosthis_bot Anna",
        "the photos and names of people who are enrolled, for this group only",
        "/privacy@whosthis_bot",
        "/settings@whosthis_bot",
    ):
        assert words in hello.words
    assert len(hello.words) < 700
    friends.promote(stage.bot)
    friends.demote(stage.bot)
    friends.restrict(stage.bot, photos=False)
    await stage.sandbox.settled()
    assert said(stage, friends) == [hello]


async def test_a_group_of_its_own_making_is_introduced_too(stage: Stage) -> None:
    hello = await greeted(stage, new_group(stage), stage.ann)
    assert hello.words.startswith("Hello! I'm Who's This")


async def test_only_somebody_inside_brings_the_bot_into_a_group(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        stranger = stage.sandbox.add_user("Stranger")
        theirs = stage.sandbox.group("Theirs", members=[stranger, stage.ann])
        line = await greeted(stage, theirs, stranger)
        assert line.words.startswith("Sorry, I don't work in this group yet.")
        theirs.remove_member(stage.bot, by=stranger)
        theirs.add_member(stage.bot, by=stranger)
        await stage.sandbox.settled()
        assert said(stage, theirs) == [line]
        theirs.remove_member(stage.bot, by=stranger)
        hello = await greeted(stage, theirs, stage.ann)
        assert hello.words.startswith("Hello! I'm Who's This")
        asked = theirs.send_photo(stranger, portrait(0, 0), caption="/who")
        assert (await stage.answer(asked)).words.startswith("I don't know anybody here yet")


async def test_start_in_a_group_introduces_it_to_whoever_asks(stage: Stage) -> None:
    there = family(stage)
    hello = await there.answer(there.group.send_text(there.bela, "/start@whosthis_bot"))
    assert "an admin replies" in hello.words
    await there.wish(managers=Managers.EVERYONE)
    hello = await there.answer(there.group.send_text(there.bela, "/start"))
    assert "Teach me: reply to a photo with" in hello.words
    await there.every_photo()
    hello = await there.answer(there.group.send_text(there.bela, "/start"))
    assert "Ask: I name people I know" in hello.words
    await there.every_photo(quiet=True)
    hello = await there.answer(there.group.send_text(there.bela, "/start"))
    assert "Ask: I mark photos of people I know" in hello.words


async def test_the_gallery_outlives_the_removal_for_a_while(stage: Stage) -> None:
    there = family(stage, kind="group")
    await there.enrol("Nitika", 0)
    there.group.remove_member(stage.bot, by=there.ann)
    await stage.sandbox.settled()
    await stage.services.retention.purge(datetime.now(UTC) + timedelta(days=29))
    back = await greeted(stage, there.group, there.ann)
    assert back.words.startswith("I'm back, and what I knew is still there: 1 person.")
    assert "/erase@whosthis_bot" in back.words
    await stage.services.retention.purge(datetime.now(UTC) + LATER)
    asked = there.group.send_photo(there.bela, portrait(0, 3), caption="/who")
    assert (await there.answer(asked)).words.startswith("Nitika\n")


async def test_what_is_kept_too_long_is_gone_when_the_bot_comes_back(stage: Stage) -> None:
    there = family(stage, kind="group")
    await there.enrol("Nitika", 0)
    there.group.remove_member(stage.bot, by=there.ann)
    await stage.sandbox.settled()
    await stage.services.retention.purge(datetime.now(UTC) + LATER)
    hello = await greeted(stage, there.group, there.ann)
    assert hello.words.startswith("Hello! I'm Who's This")
    asked = there.group.send_photo(there.bela, portrait(0, 3), caption="/who")
    assert (await there.answer(asked)).words.startswith("I don't know anybody here yet")


async def test_a_removal_that_is_noticed_only_when_sending_counts(stage: Stage) -> None:
    there = family(stage)
    await there.enrol("Nitika", 0)
    stage.sandbox.faults.next("getFile", Delay(0.3))
    there.group.send_photo(there.bela, portrait(0, 3), caption="/who")
    await asyncio.sleep(0.1)
    # Nobody tells the bot, as where it was away for more than a day.
    stage.bot.outbox.allow(["message"])
    answers = len(stage.sandbox.calls_of("sendPhoto"))
    there.group.remove_member(stage.bot, by=there.ann)
    async with asyncio.timeout(10):
        while len(stage.sandbox.calls_of("sendPhoto")) == answers:  # noqa: ASYNC110 - nobody is told of calls
            await asyncio.sleep(0.02)
    await stage.sandbox.settled()
    await stage.services.retention.purge(datetime.now(UTC) + LATER)
    assert await stage.services.store.people.count(there.group.id) == 0


async def test_a_group_that_is_heard_from_is_kept_whatever_was_noted(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        there = family(stage)
        services = stage.services
        await there.wish(managers=Managers.EVERYONE)
        await services.retention.left(there.group.id, datetime.now(UTC))
        there.group.send_text(there.bela, "nice photos!")
        await stage.sandbox.settled()
        await services.retention.purge(datetime.now(UTC) + LATER)
        assert await services.store.chats.find(there.group.id) is not None


async def test_a_group_that_is_let_in_again_after_it_was_added_is_kept(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        friends = new_group(stage, supergroup=True)
        await greeted(stage, friends, stage.ann)
        photo = friends.send_photo(stage.ann, portrait(0, 0), caption="/enroll Nitika")
        await stage.answer(photo)
        await stage.services.door.dismiss(friends.id)
        friends.remove_member(stage.bot, by=stage.ann)
        await stage.sandbox.settled()
        bela = stage.sandbox.add_user("Bela")
        friends.add_member(bela)
        not_yet = await greeted(stage, friends, bela)
        assert not_yet.words.startswith("Sorry, I don't work in this group yet.")
        await stage.services.retention.purge(datetime.now(UTC) + LATER)
        await stage.answer(friends.send_text(stage.ann, "/start@whosthis_bot"))
        await stage.services.retention.purge(datetime.now(UTC) + LATER)
        asked = friends.send_photo(bela, portrait(0, 3), caption="/who")
        assert (await stage.answer(asked)).words.startswith("Nitika\n")


async def test_a_group_that_is_heard_from_after_a_second_removal_is_kept(stage: Stage) -> None:
    there = family(stage)
    await there.enrol("Nitika", 0)
    for _ in range(2):
        await stage.services.retention.left(there.group.id, datetime.now(UTC))
        there.group.send_text(there.bela, "nice photos!")
        await stage.sandbox.settled()
        await stage.services.retention.purge(datetime.now(UTC) + LATER)
        assert await stage.services.store.people.count(there.group.id) == 1


async def test_whoever_blocks_the_bot_loses_nothing(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    stage.chat.block()
    await stage.sandbox.settled()
    await stage.services.retention.purge(datetime.now(UTC) + LATER)
    stage.chat.unblock()
    assert (await stage.show(portrait(0, 3))).words.startswith("Nitika\n")


async def test_privacy_says_beforehand_what_happens_after_a_removal(tmp_path: Path) -> None:
    async with on_stage(tmp_path, GROUP_RETENTION_DAYS="7") as stage:
        there = family(stage)
        words = (await there.answer(there.group.send_text(there.bela, "/privacy"))).words
        for part in (
            "When I am removed from this group, I keep its people for 7 days",
            "Everybody in this group",
            "no other service sees them",
            "can be brought back for 10 minutes",
            "/forget@whosthis_bot Anna",
            "/erase@whosthis_bot",
            "/forgetme@whosthis_bot",
            "/export@whosthis_bot",
        ):
            assert part in words
        alone = (await stage.say("/privacy")).words
        assert "Blocking me deletes nothing" in alone
        assert "removed from this group" not in alone


async def test_privacy_of_a_group_that_is_not_kept_at_all(tmp_path: Path) -> None:
    async with on_stage(tmp_path, GROUP_RETENTION_DAYS="0") as stage:
        there = family(stage)
        words = (await there.answer(there.group.send_text(there.bela, "/privacy"))).words
        assert "or I am: then I delete this group's people" in words


async def test_help_in_a_group_says_how_it_works_there(stage: Stage) -> None:
    there = family(stage)
    words = (await there.answer(there.group.send_text(there.bela, "/help"))).words
    assert "Reply to a photo or album with /who@whosthis_bot" in words
    assert "/privacy@whosthis_bot: what I keep" in words


async def test_a_press_is_answered_while_its_chat_is_busy(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    shown = await stage.say("/settings")
    stage.sandbox.faults.next("getFile", Delay(0.5))
    question = stage.chat.send_photo(stage.ann, portrait(0, 3))
    press = stage.chat.press(stage.ann, shown, "Strict")
    press.seconds = 0.4
    assert (await press).text == ""
    assert (await stage.answer(question)).words.startswith("Nitika\n")
