"""The SQLite file itself: opening, migrating, and what is left of what was removed."""

from __future__ import annotations

import contextlib
import sqlite3
import stat
from pathlib import Path

import pytest

from storage.database import DatabaseUnusable
from storage.migrations import MIGRATIONS
from storage.models import GalleryReshaped, NewPhoto
from storage.store import Store
from tests.storing import CHAT, NOW, a_photo, enrol


@pytest.mark.usefixtures("store")
async def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "whosthis.db"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_removed_photos_are_gone_from_the_files_bytes(tmp_path: Path) -> None:
    path = tmp_path / "whosthis.db"
    store = await Store.open(path)
    secret = b"A-FACE-THAT-SHOULD-BE-GONE" * 400
    async with store.transaction() as transaction:
        await store.chats.note(transaction, CHAT)
        session_id = await store.sessions.open(
            transaction, CHAT.id, 5, topic=None, name="Anna", at=NOW
        )
        person = await store.people.get_or_add(transaction, CHAT.id, "Anna")
        photo = NewPhoto(b"s", secret, secret, 1, 1, session_id=session_id)
        await store.photos.add(transaction, person.id, photo)
    session = await store.sessions.find(CHAT.id, 5)
    assert session is not None
    async with store.transaction() as transaction:
        await store.photos.remove_of(transaction, session)
    try:
        for name in ("whosthis.db", "whosthis.db-wal"):
            assert b"SHOULD-BE-GONE" not in (tmp_path / name).read_bytes()
    finally:
        await store.close()


async def test_a_file_of_a_newer_program_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "whosthis.db"
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(DatabaseUnusable, match="newer version"):
        await Store.open(path)


async def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "whosthis.db"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(DatabaseUnusable, match="not a database"):
        await Store.open(path)


async def test_a_folder_that_cannot_be_made_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DatabaseUnusable):
        await Store.open(tmp_path / "file" / "whosthis.db")


async def test_a_migration_that_fails_leaves_the_schema_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "whosthis.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE faces (in_the_way)")
    connection.close()
    with pytest.raises(DatabaseUnusable):
        await Store.open(path)
    with sqlite3.connect(path) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        assert connection.execute("PRAGMA user_version").fetchone() == (0,)
    connection.close()
    assert tables == {"faces"}


async def test_a_reader_in_the_way_costs_no_time_and_the_next_write_cleans_up(
    tmp_path: Path,
) -> None:
    path = tmp_path / "whosthis.db"
    store = await Store.open(path)
    await enrol(store, "Anna", a_photo("SHOULD-BE-GONE" * 300))
    with contextlib.closing(sqlite3.connect(path)) as reader:
        cursor = reader.execute("SELECT * FROM photos")
        async with store.transaction() as transaction:
            await transaction.execute("DELETE FROM photos")
            transaction.changes.append(GalleryReshaped(CHAT.id))
        cursor.close()
    await enrol(store, "Bela", a_photo("b"))
    try:
        for name in ("whosthis.db", "whosthis.db-wal"):
            assert b"SHOULD-BE-GONE" not in (tmp_path / name).read_bytes()
    finally:
        await store.close()
