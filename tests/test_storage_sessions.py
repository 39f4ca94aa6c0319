"""Enrolment sessions on file."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from storage.models import Account
from storage.store import Store
from tests.storing import CHAT, NOW, a_photo, enrol


async def test_a_session_survives_reopening_with_all_it_knows(tmp_path: Path) -> None:
    path = tmp_path / "whosthis.db"
    store = await Store.open(path)
    async with store.transaction() as transaction:
        await store.chats.note(transaction, CHAT)
        await store.sessions.open(transaction, CHAT.id, 5, topic=9, name="Anna", at=NOW)
    await store.close()
    store = await Store.open(path)
    try:
        session = await store.sessions.find(CHAT.id, 5)
        assert session is not None
        assert (session.name, session.topic, session.last_at) == ("Anna", 9, NOW)
        assert await store.sessions.find(CHAT.id, 6) is None
    finally:
        await store.close()


async def test_a_session_is_quiet_from_its_last_moment_on(store: Store) -> None:
    async with store.transaction() as transaction:
        await store.chats.note(transaction, CHAT)
        await store.sessions.open(transaction, CHAT.id, 5, topic=None, name="Anna", at=NOW)
    assert await store.sessions.quiet_since(NOW - timedelta(seconds=1)) == []
    assert len(await store.sessions.quiet_since(NOW)) == 1


async def test_cancelling_a_session_removes_its_photos_and_only_those(store: Store) -> None:
    await enrol(store, "Anna", a_photo("before"))
    async with store.transaction() as transaction:
        session_id = await store.sessions.open(
            transaction, CHAT.id, 5, topic=None, name="Anna", at=NOW
        )
    await enrol(store, "Anna", a_photo("during", session_id))
    session = await store.sessions.find(CHAT.id, 5)
    assert session is not None
    assert await store.photos.count_of(session.id) == 1
    async with store.transaction() as transaction:
        assert await store.photos.remove_of(transaction, session) == 1
        await store.people.drop_photoless(transaction, CHAT.id)
    person = await store.people.find(CHAT.id, "Anna")
    assert person is not None
    assert await store.photos.find(person.id, sha256=b"before") is not None
    assert await store.photos.find(person.id, sha256=b"during") is None


async def test_a_name_given_for_nothing_is_not_left_in_the_files(tmp_path: Path) -> None:
    path = tmp_path / "whosthis.db"
    store = await Store.open(path)
    try:
        async with store.transaction() as transaction:
            await store.chats.note(transaction, CHAT)
            await store.sessions.open(
                transaction, CHAT.id, 5, topic=None, name="Xaverinolongname", at=NOW
            )
        session = await store.sessions.find(CHAT.id, 5)
        assert session is not None
        mentioned = replace(session, account=Account(None, "quirinusname"))
        async with store.transaction() as transaction:
            await store.sessions.advance(transaction, mentioned)
        async with store.transaction() as transaction:
            await store.sessions.close(transaction, session)
        log = path.with_name(f"{path.name}-wal")
        left = path.read_bytes() + (log.read_bytes() if log.exists() else b"")
    finally:
        await store.close()
    assert b"Xaverino" not in left
    assert b"quirinus" not in left


async def test_a_sessions_id_is_never_given_out_again(store: Store) -> None:
    seen = set()
    for _ in range(3):
        async with store.transaction() as transaction:
            await store.chats.note(transaction, CHAT)
            seen.add(
                await store.sessions.open(transaction, CHAT.id, 5, topic=None, name="Anna", at=NOW)
            )
        session = await store.sessions.find(CHAT.id, 5)
        assert session is not None
        async with store.transaction() as transaction:
            await store.sessions.close(transaction, session)
    assert len(seen) == 3


async def test_photos_of_a_closed_session_belong_to_no_later_one(store: Store) -> None:
    async with store.transaction() as transaction:
        await store.chats.note(transaction, CHAT)
        first = await store.sessions.open(transaction, CHAT.id, 5, topic=None, name="Anna", at=NOW)
    await enrol(store, "Anna", a_photo("a", first))
    session = await store.sessions.find(CHAT.id, 5)
    assert session is not None
    async with store.transaction() as transaction:
        await store.sessions.close(transaction, session)
        second = await store.sessions.open(
            transaction, CHAT.id, 5, topic=None, name="Bela", at=NOW
        )
    assert await store.photos.count_of(second) == 0
    assert await enrol(store, "Anna", a_photo("late", second + 100))
