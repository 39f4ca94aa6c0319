"""The SQLite file: what it keeps, what it refuses, and what a crash of a caller leaves."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from storage.database import DatabaseUnusable
from storage.migrations import MIGRATIONS
from storage.models import Chat, EmbeddingSpec, Face, GalleryChange, GalleryRow, NewPhoto, Vector
from storage.store import Store

SPEC = EmbeddingSpec("model", 4, "face")
CHAT = Chat(-100, "supergroup", "Friends")
VECTOR = np.full(4, 0.5, np.float32)
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(tmp_path / "sub" / "whosthis.db")
    yield opened
    await opened.close()


def a_photo(content: str = "a", session_id: int | None = None) -> NewPhoto:
    return NewPhoto(
        sha256=content.encode(),
        jpeg=b"jpeg of " + content.encode(),
        thumbnail=b"thumbnail of " + content.encode(),
        width=640,
        height=480,
        file_unique_id=f"file-{content}",
        session_id=session_id,
    )


async def enrol(
    store: Store,
    name: str,
    photo: NewPhoto,
    chat: Chat = CHAT,
    vector: Vector = VECTOR,
) -> int | None:
    """Store a photo with a face and an embedding, as an enrolment does; its id."""
    async with store.transaction() as transaction:
        await store.chats.note(transaction, chat)
        person = await store.people.get_or_add(transaction, chat.id, name)
        photo_id = await store.photos.add(transaction, person.id, photo)
        if photo_id is None:
            return None
        face = Face((1, 2, 30, 40), ((1, 1), (2, 1), (1.5, 2), (1, 3), (2, 3)), 0.9)
        face_id = await store.photos.add_face(transaction, photo_id, face)
        row = GalleryRow(chat.id, SPEC, person.id, photo_id, vector)
        await store.embeddings.add(transaction, row, face_id)
    return photo_id


async def test_what_is_enrolled_is_there_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "whosthis.db"
    store = await Store.open(path)
    photo_id = await enrol(store, "Anna", a_photo())
    await store.close()
    store = await Store.open(path)
    try:
        rows = await store.embeddings.gallery(CHAT.id, SPEC)
        assert rows.photo_ids.tolist() == [photo_id]
        assert rows.vectors.tolist() == [[0.5, 0.5, 0.5, 0.5]]
        names = await store.people.names(CHAT.id, rows.person_ids.tolist())
        assert list(names.values()) == ["Anna"]
        assert await store.photos.thumbnails(CHAT.id, [photo_id or 0]) == {
            photo_id: b"thumbnail of a"
        }
        assert await store.chats.find(CHAT.id) == CHAT
    finally:
        await store.close()


@pytest.mark.usefixtures("store")
async def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "whosthis.db"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_a_name_is_kept_as_first_written(store: Store) -> None:
    await enrol(store, "Anna", a_photo("a"))
    await enrol(store, "ANNA ", a_photo("b"))
    person = await store.people.find(CHAT.id, "anna")
    assert person is not None
    assert person.name == "Anna"
    assert await store.photos.count(person.id) == 2
    assert await store.people.count(CHAT.id) == 1


async def test_the_same_picture_twice_for_one_person_is_stored_once(store: Store) -> None:
    assert await enrol(store, "Anna", a_photo("a"))
    assert await enrol(store, "Anna", a_photo("a")) is None
    assert await enrol(store, "Bela", a_photo("a"))
    assert len((await store.embeddings.gallery(CHAT.id, SPEC)).photo_ids) == 2


async def test_a_photo_is_recognised_by_picture_or_by_telegrams_name_for_it(store: Store) -> None:
    await enrol(store, "Anna", a_photo("a"))
    person = await store.people.find(CHAT.id, "Anna")
    assert person is not None
    assert await store.photos.has(person.id, sha256=b"a")
    assert await store.photos.has(person.id, file="file-a")
    assert not await store.photos.has(person.id, sha256=b"b", file="file-b")
    assert not await store.photos.has(person.id + 1, sha256=b"a", file="file-a")


async def test_a_photo_without_telegrams_name_is_not_every_such_photo(store: Store) -> None:
    await enrol(store, "Anna", a_photo("a"))
    person = await store.people.find(CHAT.id, "Anna")
    assert person is not None
    assert not await store.photos.has(person.id)


async def test_one_chat_never_sees_anothers_people(store: Store) -> None:
    other = Chat(7, "private")
    photo_id = await enrol(store, "Anna", a_photo())
    await enrol(store, "Anna", a_photo(), other)
    mine = await store.people.find(CHAT.id, "Anna")
    theirs = await store.people.find(other.id, "Anna")
    assert mine is not None
    assert theirs is not None
    assert mine.id != theirs.id
    assert len((await store.embeddings.gallery(other.id, SPEC)).photo_ids) == 1
    assert await store.photos.thumbnails(other.id, [photo_id or 0]) == {}
    assert await store.people.names(other.id, [mine.id]) == {}


async def test_vectors_are_found_by_model_dimensions_and_view_alone(store: Store) -> None:
    await enrol(store, "Anna", a_photo())
    for other in (
        EmbeddingSpec("other", 4, "face"),
        EmbeddingSpec("model", 8, "face"),
        EmbeddingSpec("model", 4, "photo"),
    ):
        rows = await store.embeddings.gallery(CHAT.id, other)
        assert rows.vectors.shape == (0, other.dimensions)


async def test_a_vector_of_the_wrong_length_is_refused_and_leaves_nothing(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await enrol(store, "Anna", a_photo(), vector=np.ones(3, np.float32))
    assert await store.chats.find(CHAT.id) is None
    assert await store.people.count(CHAT.id) == 0


async def test_listeners_hear_of_commits_only(store: Store) -> None:
    heard: list[GalleryChange] = []
    store.database.listen(heard.append)
    with pytest.raises(sqlite3.IntegrityError):
        await enrol(store, "Anna", a_photo(), vector=np.ones(3, np.float32))
    assert heard == []
    await enrol(store, "Anna", a_photo())
    assert [change.chat_id for change in heard] == [CHAT.id]


async def test_a_cancelled_write_is_undone_and_the_next_one_works(store: Store) -> None:
    begun = asyncio.Event()

    async def never_ends() -> None:
        async with store.transaction() as transaction:
            await store.chats.note(transaction, CHAT)
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(never_ends())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await store.chats.find(CHAT.id) is None
    assert await enrol(store, "Anna", a_photo())


async def test_cancelling_at_any_moment_leaves_file_and_listeners_agreeing(store: Store) -> None:
    heard: list[GalleryChange] = []
    store.database.listen(heard.append)
    for step in range(40):
        task = asyncio.create_task(enrol(store, f"Person {step}", a_photo(str(step))))
        for _ in range(step):
            await asyncio.sleep(0)
        await asyncio.sleep(step / 20_000)
        task.cancel()
        await asyncio.wait([task])
    stored = (await store.embeddings.gallery(CHAT.id, SPEC)).photo_ids.tolist()
    assert stored == [change.photo_id for change in heard if isinstance(change, GalleryRow)]


async def test_writes_take_turns(store: Store) -> None:
    await asyncio.gather(*(enrol(store, "Anna", a_photo(str(n))) for n in range(20)))
    assert len((await store.embeddings.gallery(CHAT.id, SPEC)).photo_ids) == 20


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
    assert await store.photos.has(person.id, sha256=b"before")
    assert not await store.photos.has(person.id, sha256=b"during")


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
    await store.close()
    assert b"SHOULD-BE-GONE" not in path.read_bytes()


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
