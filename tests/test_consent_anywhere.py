"""/forgetme works wherever it is said, and for those who are in the group no more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox import Chat, User
from tests.doors import anns_bot
from tests.people import portrait
from tests.rosters import names
from tests.stage import Stage


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot that Ann owns, and Bela may not use."""
    async with anns_bot(tmp_path) as opened:
        yield opened


@pytest.fixture
def bela(stage: Stage) -> User:
    return stage.sandbox.add_user("Bela", username="bela")


async def group_with(stage: Stage, bela: User, title: str) -> Chat:
    """A group of Ann's in which Bela is enrolled, and has been told so."""
    group = stage.sandbox.group(
        title, members=[stage.ann, bela], admins=[stage.ann], supergroup=True
    )
    group.add_member(stage.bot, by=stage.ann)
    await group.next_from(stage.bot)
    caption = "/enroll@whosthis_bot @bela Bela"
    told = group.send_photo(stage.ann, portrait(0, 0), caption=caption)
    await stage.answer(await stage.answer(told))
    assert await names(stage, group) == {"Bela": 1}
    return group


async def test_whoever_left_a_group_is_removed_there_too(stage: Stage, bela: User) -> None:
    groups = [await group_with(stage, bela, title) for title in ("One", "Two", "Three")]
    groups[0].remove_member(bela)
    groups[1].remove_member(bela, by=stage.ann)
    theirs = stage.sandbox.private_chat(bela, stage.bot)
    gone = await stage.answer(theirs.send_text(bela, "/forgetme"))
    assert gone.words.startswith("Done: you are removed from 3 chats, with 3 photos.")
    assert [await names(stage, group) for group in groups] == [{}, {}, {}]


async def test_said_in_a_group_it_removes_there_and_elsewhere(stage: Stage, bela: User) -> None:
    groups = [await group_with(stage, bela, title) for title in ("One", "Two")]
    gone = await stage.answer(groups[0].send_text(bela, "/forgetme@whosthis_bot"))
    assert gone.words.startswith("Done: you are removed from 2 chats")
    assert [await names(stage, group) for group in groups] == [{}, {}]


async def test_said_in_a_group_that_the_bot_does_not_serve_it_removes_elsewhere(
    stage: Stage, bela: User
) -> None:
    group = await group_with(stage, bela, "One")
    strangers = stage.sandbox.group("Strangers", members=[bela, stage.bot])
    gone = await stage.answer(strangers.send_text(bela, "/forgetme@whosthis_bot"))
    assert gone.words.startswith("Done: you are removed from 1 chat")
    assert await names(stage, group) == {}
