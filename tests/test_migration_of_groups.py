"""A group becomes a supergroup, which has another id, and keeps everything."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from bot.sandbox import Chat, Delay, Message
from bot.sandbox.wire import Wire, chat_json, user_json
from bot.texts.refusals import MOVED
from storage.records import Strictness
from tests.doors import anns_bot
from tests.families import Family, family
from tests.people import album, portrait
from tests.stage import Stage

JSON = dict[str, Any]
LATE = "This group has become a supergroup"
ORDERS = (
    "to from",
    "from to",
    "to",
    "from",
    "from from to to",
    "joined to from",
    "to from joined",
    "joined from",
    "to joined from",
)
"""Of the two service messages and the news that the bot joined: all that Telegram may tell."""


def migrate_untold(there: Family) -> tuple[Chat, dict[str, JSON]]:
    """The supergroup that a group becomes, and what the bot is not told of it yet."""
    outbox = there.stage.bot.outbox
    supergroup = there.group.migrate()
    came_from, to = (outbox.queue.pop()["message"] for _ in range(2))
    joined = {
        "chat": chat_json(supergroup),
        "from": user_json(there.bela),
        "date": to["date"],
        "old_chat_member": {"user": user_json(there.stage.bot), "status": "left"},
        "new_chat_member": {"user": user_json(there.stage.bot), "status": "member"},
    }
    return supergroup, {"to": to, "from": came_from, "joined": joined}


def tell(stage: Stage, news: JSON) -> None:
    stage.bot.outbox.push("my_chat_member" if "new_chat_member" in news else "message", news)


def said(stage: Stage, chat: Chat) -> list[Message]:
    return [message for message in chat.messages if message.sender is stage.bot]


async def people(stage: Stage, chat: Chat) -> list[str]:
    return [one.name for one in await stage.services.roster.people(chat.id)]


async def nothing_left(stage: Stage, chat: Chat) -> None:
    """Make sure that nothing is kept under a group's old id."""
    assert await stage.services.store.chats.find(chat.id) is None
    assert await people(stage, chat) == []


async def test_everything_goes_along_however_it_is_told(stage: Stage) -> None:
    moved: list[tuple[Family, Chat, Message]] = []
    for order in ORDERS:
        there = family(stage, kind="group")
        await there.enrol("Nitika", 0)
        await there.wish(strictness=Strictness.STRICT)
        supergroup, news = migrate_untold(there)
        for one in order.split():
            tell(stage, news[one])
        asked = supergroup.send_photo(there.bela, portrait(0, 3), caption="/who")
        moved.append((there, supergroup, asked))
    for there, supergroup, asked in moved:
        answer = await stage.answer(asked)
        assert (answer.words.partition("\n")[0], answer.reply_to) == ("Nitika", asked)
        assert (await stage.services.wishes.of(supergroup.id)).strictness is Strictness.STRICT
        await nothing_left(stage, there.group)
    await stage.sandbox.settled(0.6)
    for _, supergroup, _ in moved:
        assert len(said(stage, supergroup)) == 1


async def test_a_group_with_nothing_to_keep_is_not_greeted_again(stage: Stage) -> None:
    there = family(stage, kind="group")
    there.group.remove_member(stage.bot, by=there.ann)
    there.group.add_member(stage.bot, by=there.ann)
    hello = await there.group.next_from(stage.bot)
    assert hello.words.startswith("Hello!")
    supergroup, news = migrate_untold(there)
    for one in ("joined", "to", "from"):
        tell(stage, news[one])
    await stage.sandbox.settled(0.7)
    assert said(stage, supergroup) == []


async def test_what_is_asked_just_before_is_answered_after(stage: Stage) -> None:
    there = family(stage, kind="group")
    await there.enrol("Nitika", 0)
    stage.sandbox.faults.next("getFile", Delay(0.3))
    there.group.send_photo(there.bela, portrait(0, 3), caption="/who")
    await asyncio.sleep(0.1)
    supergroup = there.group.migrate()
    asked = supergroup.send_photo(there.bela, portrait(4, 0), caption="/who")
    first = await supergroup.next_from(stage.bot, after=supergroup.messages[0])
    assert (first.words.partition("\n")[0], first.reply_to) == ("Nitika", None)
    assert first.photo
    second = await stage.answer(first)
    assert (second.words.partition(":")[0], second.reply_to) == ("Unknown", asked)
    await stage.sandbox.settled()
    assert said(stage, supergroup) == [first, second]


async def test_only_the_error_tells_of_it(stage: Stage) -> None:
    there = family(stage, kind="group")
    await there.enrol("Nitika", 0)
    stage.sandbox.faults.next("getFile", Delay(0.2), times=2)
    there.group.send_album(there.bela, album(0, [3, 4]), caption="/who")
    await asyncio.sleep(0.35)
    supergroup, _ = migrate_untold(there)
    await supergroup.until(lambda: len(said(stage, supergroup)) == 2, timeout=10)
    supergroup.send_album(there.bela, album(0, [5, 6]), caption="/who")
    await supergroup.until(lambda: len(said(stage, supergroup)) == 4, timeout=10)
    assert all(one.words.startswith("Nitika\n") for one in said(stage, supergroup))
    await nothing_left(stage, there.group)


async def test_what_is_being_enrolled_goes_along(stage: Stage) -> None:
    there = family(stage, kind="group")
    await there.enrol("Nitika", 0)
    stage.sandbox.faults.next("getFile", Delay(0.3))
    there.group.send_photo(there.ann, portrait(1, 0), caption="/enroll Vasu")
    await asyncio.sleep(0.1)
    supergroup, news = migrate_untold(there)
    # This one comes while the photo is fetched, and has to wait for it.
    tell(stage, news["from"])
    done = await supergroup.next_from(stage.bot)
    assert done.words == "Ann enrolled Vasu: 1 photo"
    asked = supergroup.send_photo(there.bela, portrait(1, 3), caption="/who")
    assert (await stage.answer(asked)).words.startswith("Vasu\n")
    assert await people(stage, supergroup) == ["Nitika", "Vasu"]
    await nothing_left(stage, there.group)


async def test_a_session_goes_on_in_the_supergroup(stage: Stage) -> None:
    there = family(stage, kind="group")
    await there.answer(there.group.send_text(there.ann, "/enroll Nitika"))
    there.group.send_photo(there.ann, portrait(0, 0))
    await stage.sandbox.settled(0.2)
    supergroup = there.group.migrate()
    supergroup.send_photo(there.ann, portrait(0, 1))
    done = supergroup.send_text(there.ann, "/done")
    told = await supergroup.next_from(
        stage.bot, after=done, where=lambda one: "2 photos" in one.words and one.reply_to is done
    )
    assert told.words.startswith("Ann enrolled Nitika: 2 photos")
    await nothing_left(stage, there.group)


async def test_what_comes_too_late_is_asked_for_again_and_enrols_nothing(stage: Stage) -> None:
    there = family(stage, kind="group")
    await there.enrol("Nitika", 0)
    content = there.group.send_photo(there.ann, portrait(1, 0), caption="/enroll Vasu").content
    await there.group.next_from(stage.bot)
    supergroup = there.group.migrate()
    await stage.sandbox.settled()
    late = Message(there.group, 99, there.ann, 0, content)
    told = Wire(stage.sandbox.files, stage.bot).message(late)
    stage.bot.outbox.push("message", told)
    stage.bot.outbox.push("message", told | {"caption": "a fine day"})
    assert (await supergroup.next_from(stage.bot)).words.startswith(LATE)
    await stage.sandbox.settled()
    assert len(said(stage, supergroup)) == 1
    assert await stage.services.enrolment.total(supergroup.id, "Vasu") == 1
    await nothing_left(stage, there.group)


async def test_a_button_in_the_old_group_says_that_it_moved(stage: Stage) -> None:
    there = family(stage, kind="group")
    shown = await there.answer(there.group.send_text(there.ann, "/settings"))
    migrate_untold(there)
    await there.group.press(there.ann, shown, "Strict")
    await stage.sandbox.settled()
    pressed = await there.group.press(there.ann, shown, "Strict")
    assert (pressed.text, pressed.alert) == (MOVED, True)
    await nothing_left(stage, there.group)


async def test_the_door_stays_open_for_a_group_that_moved(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        there = family(stage, kind="group")
        there.group.remove_member(stage.bot, by=there.ann)
        there.group.add_member(stage.bot, by=there.ann)
        await there.group.next_from(stage.bot)
        await there.enrol("Nitika", 0)
        supergroup = there.group.migrate()
        asked = supergroup.send_photo(there.bela, portrait(0, 3), caption="/who")
        assert (await stage.answer(asked)).words.startswith("Nitika\n")


async def test_whoever_asks_about_a_group_in_private_does_so_when_it_moved(stage: Stage) -> None:
    there = family(stage, kind="group")
    await there.enrol("Nitika", 0)
    await stage.services.asking.begin(there.bela.id, there.group.id)
    _, news = migrate_untold(there)
    private = stage.sandbox.private_chat(there.bela, stage.bot)
    answer = await stage.answer(private.send_photo(there.bela, portrait(0, 3)))
    assert answer.words.startswith("Compared with the people of Family.\nNitika\n")
    tell(stage, news["to"])
    answer = await stage.answer(private.send_photo(there.bela, portrait(0, 4)))
    assert answer.words.startswith("Compared with the people of Family.\nNitika\n")
