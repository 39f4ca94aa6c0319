"""What is kept of a group that the bot was removed from."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.access.door import Door, Rules
from bot.chats.retention import Retention
from storage.models import Chat
from storage.records import Admission, AdmissionKind
from storage.store import Store
from tests.rostering import enrolled, seen
from tests.storing import CHAT, NOW, a_photo, enrol

DAYS = timedelta(days=1)
OTHER = Chat(-7, "group")


@pytest.fixture
def retention(store: Store) -> Retention:
    return Retention(store, 30 * DAYS)


async def let_in(store: Store, chat_id: int) -> None:
    async with store.transaction() as transaction:
        admission = Admission(chat_id, AdmissionKind.GROUP, 5, "", NOW)
        await store.admissions.add(transaction, admission)


async def test_a_group_is_kept_for_as_long_as_promised(store: Store, retention: Retention) -> None:
    await enrolled(store, "Anna", "ab")
    await enrolled(store, "Bela", "c", OTHER)
    await let_in(store, CHAT.id)
    await let_in(store, OTHER.id)
    await retention.left(CHAT.id, NOW)
    await retention.purge(NOW + 30 * DAYS - timedelta(seconds=1))
    assert await seen(store) == {"Anna": "ab"}
    await retention.purge(NOW + 30 * DAYS)
    assert await seen(store) == {}
    assert await store.chats.find(CHAT.id) is None
    assert await seen(store, OTHER) == {"Bela": "c"}
    assert [admission.id for admission in await store.admissions.all()] == [OTHER.id]


async def test_coming_back_in_time_keeps_everything(store: Store, retention: Retention) -> None:
    await enrolled(store, "Anna", "ab")
    await retention.left(CHAT.id, NOW)
    await retention.came_back(CHAT.id)
    await retention.purge(NOW + 31 * DAYS)
    assert await seen(store) == {"Anna": "ab"}


async def test_coming_back_just_before_the_purge_writes_keeps_everything(
    store: Store, retention: Retention
) -> None:
    await enrolled(store, "Anna", "ab")
    await enrolled(store, "Bela", "c", OTHER)
    for chat in (CHAT, OTHER):
        await retention.left(chat.id, NOW)
    async with store.transaction() as transaction:
        purge = asyncio.create_task(retention.purge(NOW + 31 * DAYS))
        await asyncio.sleep(0.05)
        await store.chats.come_back(transaction, CHAT.id)
    await purge
    assert await seen(store) == {"Anna": "ab"}
    assert await store.chats.find(OTHER.id) is None


async def test_the_door_forgets_a_group_together_with_the_file(store: Store) -> None:
    gate = Door(store, Rules(open=False, owner=5, allowed=frozenset()))
    retention = Retention(store, 30 * DAYS, gate.forgotten)
    await let_in(store, CHAT.id)
    await gate.load()
    await retention.left(CHAT.id, NOW)
    await retention.purge(NOW + 31 * DAYS)
    assert not gate.admits(CHAT.id)
    assert await gate.admit_group(CHAT.id, 5, NOW)
    assert [admission.id for admission in await store.admissions.all()] == [CHAT.id]


async def test_whoever_is_heard_from_after_being_out_is_in(
    store: Store, retention: Retention
) -> None:
    await enrolled(store, "Anna", "ab")
    for _ in range(2):
        await retention.left(CHAT.id, NOW)
        await retention.heard(CHAT.id)
        await retention.purge(NOW + 31 * DAYS)
        assert await seen(store) == {"Anna": "ab"}


async def test_where_people_are_enrolled_the_bot_is(store: Store, retention: Retention) -> None:
    await enrolled(store, "Anna", "ab")
    await retention.left(CHAT.id, NOW)
    await enrol(store, "Anna", a_photo("c"))
    await retention.purge(NOW + 31 * DAYS)
    assert await seen(store) == {"Anna": "abc"}


async def test_the_time_runs_from_when_it_was_first_heard_of(
    store: Store, retention: Retention
) -> None:
    await enrolled(store, "Anna", "ab")
    await retention.left(CHAT.id, NOW)
    await retention.left(CHAT.id, NOW + 29 * DAYS)
    await retention.purge(NOW + 30 * DAYS)
    assert await seen(store) == {}


async def test_a_group_with_nothing_on_file_is_let_in_no_longer(
    store: Store, retention: Retention
) -> None:
    await let_in(store, CHAT.id)
    await retention.left(CHAT.id, NOW)
    await retention.purge(NOW + 30 * DAYS)
    assert await store.admissions.all() == []
    assert await store.chats.find(CHAT.id) is None
