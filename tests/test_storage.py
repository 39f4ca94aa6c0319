"""What is stored, what is refused, and what a cancelled caller leaves."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from storage.models import Chat, EmbeddingSpec, GalleryChange, GalleryRow
from storage.store import Store
from tests.storing import CHAT, SPEC, a_photo, enrol


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
    assert await store.photos.find(person.id, sha256=b"a") is not None
    assert await store.photos.find(person.id, file="file-a") is not None
    assert await store.photos.find(person.id, sha256=b"b", file="file-b") is None
    assert await store.photos.find(person.id + 1, sha256=b"a", file="file-a") is None


async def test_a_photo_without_telegrams_name_is_not_every_such_photo(store: Store) -> None:
    await enrol(store, "Anna", a_photo("a"))
    person = await store.people.find(CHAT.id, "Anna")
    assert person is not None
    assert await store.photos.find(person.id) is None


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
