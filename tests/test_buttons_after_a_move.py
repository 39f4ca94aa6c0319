"""Buttons and questions of a group that became a supergroup meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.sandbox import Chat, Message
from tests.doors import anns_bot
from tests.families import Family, family
from tests.people import portrait
from tests.rosters import known, labels, names, opened, press
from tests.sharing import offer_in
from tests.stage import Stage


def group(stage: Stage) -> Family:
    return family(stage, kind="group")


async def migrated(there: Family) -> Chat:
    """The supergroup, once the bot knows of it."""
    supergroup = there.group.migrate()
    await there.stage.sandbox.settled()
    return supergroup


async def pressed(there: Family, message: Message, label: str, supergroup: Chat) -> Message:
    """Ann presses a button in the old group; what the bot says of it in the supergroup."""
    await there.group.press(there.ann, message, label)
    return await supergroup.next_from(there.stage.bot, after=supergroup.messages[0])


async def test_whoever_was_forgotten_before_comes_back_after(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        there = group(stage)
        await stage.services.door.admit_group(there.group.id, stage.ann.id, datetime.now(UTC))
        await known(stage, {"Anna": 2}, there.group)
        asked = await there.answer(there.group.send_text(there.ann, "/forget Anna"))
        await press(asked, "Forget", there.ann)
        supergroup = await migrated(there)
        told = await pressed(there, asked, "Undo", supergroup)
        assert told.words.startswith("Anna is back")
        assert await names(stage, supergroup) == {"Anna": 2}
        card = await opened(told, labels(told)[0][0], stage, there.ann)
        assert card.chat is supergroup


async def test_only_who_may_change_the_group_as_it_is_now_undoes(stage: Stage) -> None:
    there = group(stage)
    await known(stage, {"Anna": 2}, there.group)
    asked = await there.answer(there.group.send_text(there.ann, "/forget Anna"))
    await press(asked, "Forget", there.ann)
    supergroup = await migrated(there)
    refused = await there.group.press(there.bela, asked, "Undo")
    assert refused.text.startswith("Only this group's admins may enrol and change people")
    assert await names(stage, supergroup) == {}


async def test_a_photo_removed_before_comes_back_after(stage: Stage) -> None:
    there = group(stage)
    await known(stage, {"Anna": 2}, there.group)
    card = await there.answer(there.group.send_text(there.ann, "/person Anna"))
    for label in ("Remove a photo", "1", "Remove"):
        await press(card, label, there.ann)
    supergroup = await migrated(there)
    told = await pressed(there, card, "Undo", supergroup)
    assert told.photo
    assert await names(stage, supergroup) == {"Anna": 2}


async def test_whoever_was_enrolled_before_removes_themself_after(stage: Stage) -> None:
    there = group(stage)
    photo = there.group.send_photo(there.ann, portrait(0, 0), caption="/enroll @bela")
    told = await there.group.next_from(stage.bot, after=photo, where=lambda m: bool(m.buttons))
    supergroup = await migrated(there)
    removed = await there.group.press(there.bela, told, "Remove me")
    assert removed.text.startswith("Done: you are removed")
    assert await names(stage, supergroup) == {}


async def test_what_was_offered_before_is_agreed_to_after(stage: Stage) -> None:
    there = group(stage)
    await known(stage, {"Anna": 2})
    offer = await offer_in(stage, there.group)
    supergroup = await migrated(there)
    said = await pressed(there, offer, "Agree", supergroup)
    assert "agreed" in said.words
    assert await names(stage, supergroup) == {"Anna": 2}


async def test_what_was_offered_before_is_declined_after(stage: Stage) -> None:
    there = group(stage)
    await known(stage, {"Anna": 2})
    offer = await offer_in(stage, there.group)
    supergroup = await migrated(there)
    assert (await pressed(there, offer, "Decline", supergroup)).words
    assert await names(stage, supergroup) == {}


async def test_what_was_being_asked_is_said_to_be_lost_once(stage: Stage) -> None:
    there = group(stage)
    await known(stage, {"Anna": 2}, there.group)
    card = await there.answer(there.group.send_text(there.ann, "/person Anna"))
    question = await opened(card, "Rename", stage, there.ann)
    await stage.sandbox.settled()
    supergroup = await migrated(there)
    said = [message.words for message in supergroup.messages if message.sender is stage.bot]
    assert len(said) == 1
    assert "please begin that again" in said[0]
    # A message with the question's number is another one now.
    while (last := supergroup.send_text(there.bela, "hm")).id < question.id:
        pass
    supergroup.send_text(there.ann, "Hanna", reply_to=last)
    await stage.sandbox.settled()
    assert await names(stage, supergroup) == {"Anna": 2}
