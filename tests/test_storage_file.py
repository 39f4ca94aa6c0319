"""The SQLite file itself: opening, migrating, and what is left of what was removed."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from storage.connections import connect
from storage.database import DatabaseUnusable, NothingStored
from storage.migrations import MIGRATIONS
from storage.models import GalleryReshaped, NewPhoto
from storage.store import Store
from tests.storing import CHAT, NOW, SPEC, a_photo, enrol


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


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
        connection.execute("CREATE VIEW faces AS SELECT 'in the way'")
    connection.close()
    with pytest.raises(DatabaseUnusable):
        await Store.open(path)
    with sqlite3.connect(path) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        assert connection.execute("PRAGMA user_version").fetchone() == (0,)
    connection.close()
    assert names == {"faces"}


@pytest.mark.parametrize("version", [0, len(MIGRATIONS)])
async def test_the_database_of_something_else_is_left_alone(tmp_path: Path, version: int) -> None:
    path = tmp_path / "recipes.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name)")
        connection.execute(f"PRAGMA user_version = {version}")
    for opening in (Store.open, Store.open_read_only):
        with pytest.raises(DatabaseUnusable, match="of something else"):
            await opening(path)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master").fetchall()
    assert names == [("recipes",)]


async def test_a_file_that_is_damaged_further_on_is_told_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "whosthis.db"
    store = await Store.open(path)
    for content in range(50):
        await enrol(store, "Anna", a_photo(f"{content}" * 500))
    await store.close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        roots = connection.execute("SELECT rootpage FROM sqlite_master").fetchall()
    # What the file is can still be read; what is in its tables cannot.
    with path.open("r+b") as file:
        for (root,) in roots:
            file.seek((root - 1) * size)
            file.write(b"\xff" * size)
    store = await Store.open_read_only(path)
    with pytest.raises(DatabaseUnusable, match="malformed"):
        await store.chats.summaries()
    await store.close()


async def test_a_file_that_does_not_open_leaves_no_thread_behind(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with pytest.raises(sqlite3.Error):
        await connect(tmp_path)
    assert set(threading.enumerate()) <= before


async def test_a_file_that_several_open_at_once_is_set_up_once(tmp_path: Path) -> None:
    stores = await asyncio.gather(*(Store.open(tmp_path / "whosthis.db") for _ in range(5)))
    try:
        await asyncio.gather(
            *(
                enrol(store, "Anna", a_photo(f"{number} {turn}"))
                for turn in range(10)
                for number, store in enumerate(stores)
            )
        )
        for store in stores:
            assert len((await store.embeddings.gallery(CHAT.id, SPEC)).photo_ids) == 50
    finally:
        for store in stores:
            await store.close()


async def test_looking_at_a_file_leaves_it_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "whosthis.db"
    store = await Store.open(path)
    await enrol(store, "Anna", a_photo("a"))
    await store.close()
    before = path.read_bytes()
    for _ in range(2):
        store = await Store.open_read_only(path)
        assert await store.chats.find(CHAT.id) == CHAT
        with pytest.raises(sqlite3.OperationalError):
            await enrol(store, "Bela", a_photo("b"))
        await store.close()
    assert path.read_bytes() == before
    assert names_in(tmp_path) == ["whosthis.db"]


async def test_looking_sees_what_a_process_that_died_left_in_the_log_and_leaves_it_there(
    tmp_path: Path,
) -> None:
    path = tmp_path / "whosthis.db"
    store = await Store.open(path)
    await enrol(store, "Anna", a_photo("a"))
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("whosthis.db", "whosthis.db-wal"):
        (copy / name).write_bytes((tmp_path / name).read_bytes())
    await store.close()
    before = {name: (copy / name).read_bytes() for name in ("whosthis.db", "whosthis.db-wal")}
    store = await Store.open_read_only(copy / "whosthis.db")
    assert await store.chats.find(CHAT.id) == CHAT
    await store.close()
    assert before == {name: (copy / name).read_bytes() for name in before}


async def test_looking_makes_no_file_and_says_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(NothingStored, match="does not exist"):
        await Store.open_read_only(tmp_path / "sub" / "whosthis.db")
    (tmp_path / "empty.db").touch()
    with pytest.raises(NothingStored, match="holds nothing yet"):
        await Store.open_read_only(tmp_path / "empty.db")
    assert names_in(tmp_path) == ["empty.db"]
    assert not (tmp_path / "empty.db").read_bytes()


async def test_a_file_that_cannot_be_looked_at_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_bytes(b"not a database" * 100)
    with pytest.raises(DatabaseUnusable, match="not a database"):
        await Store.open_read_only(tmp_path / "text.db")
    with sqlite3.connect(tmp_path / "newer.db") as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(DatabaseUnusable, match="newer version"):
        await Store.open_read_only(tmp_path / "newer.db")
    with pytest.raises(DatabaseUnusable, match="this is a folder"):
        await Store.open_read_only(tmp_path)


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
