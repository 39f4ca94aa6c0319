"""Somebody is removed, merged or renamed while photos of them are looked at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from bot.sandbox import Chat, Delay
from storage.models import GalleryChange, GalleryRow
from storage.records import Removal
from tests.families import family
from tests.people import album, portrait
from tests.rosters import known, names, press
from tests.stage import Stage

GONE = (
    "Anna was removed here, or merged with somebody else, while I looked at this, so I added "
    "nothing more."
)


@asynccontextmanager
async def under_way(
    stage: Stage, command: str | None, chat: Chat | None = None
) -> AsyncIterator[None]:
    """A photo is being fetched, and arrives when the block is left."""
    where = chat or stage.chat
    fetched, said = len(stage.sandbox.calls_of("file")), len(where.messages)
    stage.sandbox.faults.next("file", Delay(0.6))
    where.send_photo(stage.ann, portrait(0, 4), caption=command)
    await where.until(lambda: len(stage.sandbox.calls_of("file")) > fetched)
    yield
    await where.until(lambda: len(where.messages) > said + 1, timeout=10)
    await stage.sandbox.settled()


async def test_whoever_is_forgotten_is_not_brought_back(stage: Stage) -> None:
    await known(stage, {"Anna": 2})
    asked = await stage.say("/forget Anna")
    async with under_way(stage, "/enroll Anna"):
        await press(asked, "Forget")
    assert stage.chat.messages[-1].words == GONE
    assert await names(stage) == {}
    await press(asked, "Undo")
    assert await names(stage) == {"Anna": 2}


async def test_whoever_is_merged_is_not_brought_back(stage: Stage) -> None:
    await known(stage, {"Anna": 2, "Hanna": 1})
    asked = await stage.say("/rename Anna to Hanna")
    async with under_way(stage, "/enroll anna"):
        await press(asked, "Merge")
    assert stage.chat.messages[-1].words == GONE
    assert await names(stage) == {"Hanna": 3}


async def test_whoever_is_renamed_has_the_photo_under_the_new_name(stage: Stage) -> None:
    (anna,) = await known(stage, {"Anna": 2})
    async with under_way(stage, "/enroll Anna"):
        await stage.services.roster.rename(stage.chat.id, anna, "Hanna")
    assert stage.chat.messages[-1].words == "Hanna: 1 photo added, 3 in all"
    assert await names(stage) == {"Hanna": 3}


@pytest.mark.parametrize("command", ["/enroll Bela", "/enroll @bela Bela"])
async def test_whoever_takes_themself_out_is_out(stage: Stage, command: str) -> None:
    friends = family(stage)
    photo = friends.group.send_photo(stage.ann, portrait(0, 0), caption="/enroll @bela Bela")
    await friends.answer(await friends.answer(photo))
    theirs = stage.sandbox.private_chat(friends.bela, stage.bot)
    async with under_way(stage, command, friends.group):
        gone = await stage.answer(theirs.send_text(friends.bela, "/forgetme"))
        assert gone.words.startswith("Done: you are removed from 1 chat")
    assert friends.said[-1].words.startswith("Bela was removed here")
    assert await names(stage, friends.group) == {}
    assert not await stage.services.store.database.rows("SELECT 1 FROM people")


async def test_a_session_says_that_it_is_over(stage: Stage) -> None:
    (anna,) = await known(stage, {"Anna": 1})
    await stage.say("/enroll Anna")
    async with under_way(stage, None):
        now = datetime.now(UTC)
        await stage.services.roster.forget(stage.chat.id, anna, stage.ann.id, now)
    assert stage.chat.messages[-1].words == GONE
    assert await names(stage) == {}


async def test_whoever_was_new_stays_away_for_the_rest_of_an_album(stage: Stage) -> None:
    roster, forgetting = stage.services.roster, list[asyncio.Task[Removal]]()

    def forget(change: GalleryChange) -> None:
        """As soon as the first photo is stored."""
        if isinstance(change, GalleryRow):
            work = roster.forget(stage.chat.id, change.person_id, None, datetime.now(UTC))
            forgetting.append(asyncio.create_task(work))

    stage.services.store.database.listen(forget)
    parts = stage.chat.send_album(stage.ann, album(0, range(3)), caption="/enroll Anna")
    assert (await stage.answer(parts)).words == GONE
    assert len(forgetting) == 1
    assert await names(stage) == {}
