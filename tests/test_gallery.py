"""Galleries in memory always equal those on disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from bot.recognition.galleries import Galleries
from storage.models import (
    Chat,
    EmbeddingSpec,
    GalleryChange,
    GalleryReshaped,
    GalleryRow,
    NewPhoto,
)
from storage.store import Store

SPEC = EmbeddingSpec("model", 8, "face")


async def enrol(store: Store, chat_id: int, n: int) -> None:
    async with store.transaction() as transaction:
        await store.chats.note(transaction, Chat(chat_id, "group"))
        person = await store.people.get_or_add(transaction, chat_id, f"Person {n % 3}")
        photo = NewPhoto(f"{n}".encode(), b"", b"", 1, 1)
        photo_id, _ = await store.photos.add(transaction, person.id, photo)
        vector = np.full(8, n, np.float32)
        await store.embeddings.add(
            transaction, GalleryRow(chat_id, SPEC, person.id, photo_id, vector)
        )


async def assert_in_step(store: Store, galleries: Galleries, chat_id: int) -> None:
    gallery = await galleries.get(chat_id, SPEC)
    rows = await store.embeddings.gallery(chat_id, SPEC)
    np.testing.assert_array_equal(gallery.vectors, rows.vectors)
    np.testing.assert_array_equal(gallery.person_ids, rows.person_ids)
    np.testing.assert_array_equal(gallery.photo_ids, rows.photo_ids)
    assert gallery.vectors.dtype == np.float32


async def test_a_gallery_grows_with_every_commit(store: Store) -> None:
    galleries = Galleries(store, memory=10**6)
    for n in range(50):
        await enrol(store, 1, n)
        await assert_in_step(store, galleries, 1)


async def test_a_gallery_handed_out_does_not_change(store: Store) -> None:
    galleries = Galleries(store, memory=10**6)
    await enrol(store, 1, 0)
    before = await galleries.get(1, SPEC)
    for n in range(1, 40):
        await enrol(store, 1, n)
    assert len(before) == 1
    assert before.vectors.tolist() == [[0.0] * 8]


async def test_enrolling_while_a_gallery_is_loaded_loses_and_doubles_nothing(
    store: Store,
) -> None:
    galleries = Galleries(store, memory=10**6)
    await asyncio.gather(
        *(enrol(store, 1, n) for n in range(20)), *(galleries.get(1, SPEC) for _ in range(20))
    )
    await assert_in_step(store, galleries, 1)


async def test_a_photo_that_was_read_already_is_not_counted_twice(store: Store) -> None:
    galleries = Galleries(store, memory=10**6)
    heard: list[GalleryChange] = []
    store.database.listen(heard.append)
    await enrol(store, 1, 0)
    await galleries.get(1, SPEC)
    Galleries._changed(galleries, heard[0])  # noqa: SLF001 - the word of a commit, heard late
    await assert_in_step(store, galleries, 1)


async def test_what_is_removed_is_gone_from_memory(store: Store) -> None:
    galleries = Galleries(store, memory=10**6)
    for n in range(6):
        await enrol(store, 1, n)
    await galleries.get(1, SPEC)
    async with store.transaction() as transaction:
        await transaction.execute("DELETE FROM photos WHERE id = 2")
        transaction.changes.append(GalleryReshaped(1))
    await assert_in_step(store, galleries, 1)
    assert len(await galleries.get(1, SPEC)) == 5


@pytest.fixture
async def other(store: Store, tmp_path: Path) -> AsyncIterator[Store]:
    """The same file, opened by somebody else."""
    del store
    opened = await Store.open(tmp_path / "sub" / "whosthis.db")
    yield opened
    await opened.close()


async def test_what_another_process_enrols_is_known_at_once(store: Store, other: Store) -> None:
    galleries = Galleries(store, memory=10**6)
    for n in range(10):
        await enrol(other if n % 2 else store, 1, n)
        await assert_in_step(store, galleries, 1)
    assert len(await galleries.get(1, SPEC)) == 10


async def test_what_another_process_removes_is_gone_from_memory(
    store: Store, other: Store
) -> None:
    galleries = Galleries(store, memory=10**6)
    for n in range(6):
        await enrol(store, 1 + n % 2, n)
    await assert_in_step(store, galleries, 1)
    await assert_in_step(store, galleries, 2)
    async with other.transaction() as transaction:
        await transaction.execute("DELETE FROM photos WHERE id < 3")
    await assert_in_step(store, galleries, 1)
    await assert_in_step(store, galleries, 2)
    assert len(await galleries.get(1, SPEC)) + len(await galleries.get(2, SPEC)) == 4


async def test_what_another_process_enrols_while_a_gallery_is_loaded_is_not_lost(
    store: Store, other: Store
) -> None:
    galleries = Galleries(store, memory=10**6)
    for n in range(20):
        await asyncio.gather(
            enrol(other, 1, 3 * n),
            enrol(store, 1, 3 * n + 1),
            enrol(other, 2, 3 * n + 2),
            *(galleries.get(1 + turn % 2, SPEC) for turn in range(6)),
        )
        await assert_in_step(store, galleries, 1)
        await assert_in_step(store, galleries, 2)


async def test_nothing_is_read_again_for_commits_of_its_own(store: Store) -> None:
    galleries = Galleries(store, memory=10**6)
    await enrol(store, 1, 0)
    await galleries.get(1, SPEC)
    before = await store.database.commits_of_others()
    await enrol(store, 1, 1)
    async with store.transaction() as transaction:
        await transaction.execute("DELETE FROM photos WHERE id = 2")
        transaction.changes.append(GalleryReshaped(1))
    assert await store.database.commits_of_others() == before


async def test_the_least_recently_used_gallery_goes_first(store: Store) -> None:
    for chat_id in (1, 2, 3):
        for n in range(10):
            await enrol(store, chat_id, n)
    one = 10 * (8 * 4 + 8 + 8 + 8)
    galleries = Galleries(store, memory=2 * one)
    for chat_id in (1, 2, 1, 3):
        await assert_in_step(store, galleries, chat_id)
        assert galleries.bytes <= 2 * one
    assert galleries.bytes == 2 * one
    await assert_in_step(store, galleries, 2)


async def test_a_gallery_larger_than_the_memory_still_works(store: Store) -> None:
    for n in range(10):
        await enrol(store, 1, n)
    galleries = Galleries(store, memory=1)
    await assert_in_step(store, galleries, 1)
    await enrol(store, 2, 1)
    await assert_in_step(store, galleries, 2)
    assert galleries.bytes < 100
