"""Whoever left a group learns nothing of its people any more, whatever way they ask."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.sandbox import Chat, Message, User
from tests.doors import anns_bot, somebody
from tests.families import with_nitika
from tests.people import album, portrait
from tests.stage import ALBUM_QUIET, Stage

Way = Callable[[Chat, User, Message], object]
WAYS: dict[str, Way] = {
    "photo": lambda chat, user, _: chat.send_photo(user, portrait(0, 3)),
    "file": lambda chat, user, _: chat.send_document(user, portrait(0, 3), file_name="a.jpg"),
    "album": lambda chat, user, _: chat.send_album(user, album(0, [3, 4])),
    "caption": lambda chat, user, _: chat.send_photo(user, portrait(0, 3), caption="/who"),
    "reply": lambda chat, user, earlier: chat.send_text(user, "/who", reply_to=earlier),
    "edit": lambda chat, _, earlier: chat.edit(earlier, caption="/who"),
    "people": lambda chat, user, _: chat.send_text(user, "/people"),
    "person": lambda chat, user, _: chat.send_text(user, "/person Nitika"),
    "export": lambda chat, user, _: chat.send_text(user, "/export"),
}


async def ask_link(stage: Stage, group: Chat) -> str:
    """The link by which members of Ann's group ask in private."""
    said = await stage.answer(group.send_text(stage.ann, "/share@whosthis_bot"))
    return said.button("Ask in private").url or ""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("thrown_out", [False, True])
async def test_whoever_left_gets_no_name_and_costs_no_download(
    tmp_path: Path, way: str, *, thrown_out: bool
) -> None:
    async with anns_bot(tmp_path) as stage:
        bela, theirs = somebody(stage, "Bela")
        group = stage.sandbox.group("Friends", members=[stage.ann, bela], admins=[stage.ann])
        group.add_member(stage.bot, by=stage.ann)
        await group.next_from(stage.bot)
        photo = group.send_photo(stage.ann, portrait(0, 0), caption="/enroll@whosthis_bot Nitika")
        await stage.answer(photo)
        await stage.answer(stage.sandbox.open_link(bela, await ask_link(stage, group)))
        earlier = theirs.send_photo(bela, portrait(0, 4))
        assert "\nNitika\n" in (await stage.answer(earlier)).words
        await stage.sandbox.settled()
        group.remove_member(bela, by=stage.ann if thrown_out else None)
        said, fetched = len(theirs.messages), len(stage.sandbox.calls_of("getFile"))
        WAYS[way](theirs, bela, earlier)
        await stage.sandbox.settled(2 * ALBUM_QUIET)
        answers = [one for one in theirs.messages[said:] if one.sender is stage.bot]
        assert bool(answers) == (way != "edit")
        assert not any("Nitika" in one.words or one.photo or one.file for one in answers)
        assert len(stage.sandbox.calls_of("getFile")) == fetched


async def test_a_link_opens_the_group_after_it_became_a_supergroup(stage: Stage) -> None:
    there = await with_nitika(stage, kind="group")
    url = await ask_link(stage, there.group)
    supergroup = there.group.migrate()
    await stage.sandbox.settled()
    theirs = stage.sandbox.private_chat(there.bela, stage.bot)
    begun = await stage.answer(stage.sandbox.open_link(there.bela, url))
    assert begun.words.startswith("From now on I compare the photos you send me here with the")
    answer = await stage.answer(theirs.send_photo(there.bela, portrait(0, 3)))
    assert "\nNitika\n" in answer.words
    supergroup.remove_member(there.bela)
    answer = await stage.answer(theirs.send_photo(there.bela, portrait(0, 4)))
    assert "You are no longer a member of Family" in answer.words
