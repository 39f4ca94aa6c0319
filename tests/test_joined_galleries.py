"""Galleries joined of two embedders' vectors always equal those on disk."""

from __future__ import annotations

import asyncio

import numpy as np
from numpy.typing import NDArray

from bot.recognition.blocks import JoinedSpec, join_vectors, split_vectors
from bot.recognition.galleries import Galleries
from storage.models import Chat, EmbeddingSpec, GalleryReshaped, GalleryRow, NewPhoto
from storage.store import Store

FACE, ALIGNED = EmbeddingSpec("g", 6, "face"), EmbeddingSpec("l", 3, "aligned")
JOINED = JoinedSpec.of([FACE, ALIGNED])
CHAT = 1


def vector(spec: EmbeddingSpec, number: int) -> NDArray[np.float32]:
    drawn = np.random.default_rng([spec.dimensions, number]).normal(size=spec.dimensions)
    return np.asarray(drawn / np.linalg.norm(drawn), np.float32)


async def enrol(store: Store, number: int, *specs: EmbeddingSpec) -> int:
    """A photo, number ``number``, with a vector of each spec; its id."""
    async with store.transaction() as transaction:
        await store.chats.note(transaction, Chat(CHAT, "group"))
        person = await store.people.get_or_add(transaction, CHAT, f"Person {number % 3}")
        photo = NewPhoto(f"{number}".encode(), b"", b"", 1, 1)
        photo_id, _ = await store.photos.add(transaction, person.id, photo)
        for spec in specs:
            row = GalleryRow(CHAT, spec, person.id, photo_id, vector(spec, number))
            await store.embeddings.add(transaction, row)
    return photo_id


async def assert_joined(galleries: Galleries, numbers: dict[int, int]) -> None:
    """The joined gallery holds these photos, by id, each with both of its vectors."""
    gallery = await galleries.get(CHAT, JOINED)
    assert set(gallery.photo_ids.tolist()) == set(numbers)
    np.testing.assert_allclose(np.linalg.norm(gallery.vectors, axis=1), 1, rtol=1e-6)
    for part, spec in zip(
        split_vectors(gallery.vectors, gallery.blocks), JOINED.parts, strict=True
    ):
        for row, photo_id in zip(part, gallery.photo_ids.tolist(), strict=True):
            np.testing.assert_allclose(row, vector(spec, numbers[photo_id]), rtol=1e-5)


async def test_only_photos_with_both_vectors_are_in_it(store: Store) -> None:
    galleries = Galleries(store, memory=10**6)
    await assert_joined(galleries, {})
    await enrol(store, 0, ALIGNED)
    second = await enrol(store, 1, FACE, ALIGNED)
    await enrol(store, 2, FACE)
    await assert_joined(galleries, {second: 1})
    first = await enrol(store, 0, FACE)
    await assert_joined(galleries, {second: 1, first: 0})


async def test_it_stays_the_same_until_something_changes(store: Store) -> None:
    galleries = Galleries(store, memory=10**6)
    await enrol(store, 0, FACE, ALIGNED)
    before = await galleries.get(CHAT, JOINED)
    assert await galleries.get(CHAT, JOINED) is before
    await enrol(store, 1, FACE, ALIGNED)
    after = await galleries.get(CHAT, JOINED)
    assert (len(before), len(after)) == (1, 2)
    assert after.version != before.version
    async with store.transaction() as transaction:
        await transaction.execute("DELETE FROM photos WHERE id = 1")
        transaction.changes.append(GalleryReshaped(CHAT))
    assert len(await galleries.get(CHAT, JOINED)) == 1


async def test_photos_that_come_while_it_is_joined_are_there_whole(store: Store) -> None:
    galleries = Galleries(store, memory=10**6)
    photos, _ = await asyncio.gather(
        asyncio.gather(*(enrol(store, number, FACE, ALIGNED) for number in range(30))),
        asyncio.gather(*(galleries.get(CHAT, JOINED) for _ in range(30))),
    )
    await assert_joined(galleries, {photo_id: number for number, photo_id in enumerate(photos)})


async def test_one_that_is_too_large_for_memory_is_kept_while_its_chat_is_in_use(
    store: Store,
) -> None:
    galleries = Galleries(store, memory=1)
    photo_id = await enrol(store, 0, FACE, ALIGNED)
    before = await galleries.get(CHAT, JOINED)
    assert await galleries.get(CHAT, JOINED) is before
    await galleries.get(2, FACE)
    assert galleries.bytes == 0
    await assert_joined(galleries, {photo_id: 0})


async def test_a_face_that_is_not_somebody_is_in_it_with_both_vectors(store: Store) -> None:
    await enrol(store, 0, FACE, ALIGNED)
    async with store.transaction() as transaction:
        for number, specs in enumerate(([FACE], [ALIGNED, FACE], [ALIGNED])):
            vectors = [(spec, vector(spec, 90 + number)) for spec in specs]
            await store.vetoes.add(
                transaction, CHAT, 1, vectors, actual_id=None, photo_id=None, feedback_id=None
            )
    vetoes = (await Galleries(store, memory=10**6).get(CHAT, JOINED)).vetoes
    both = [vector(spec, 91) for spec in JOINED.parts]
    np.testing.assert_allclose(vetoes.vectors, [join_vectors(both, JOINED.blocks)], rtol=1e-5)
    assert vetoes.person_ids.tolist() == [1]


def test_a_product_of_joined_vectors_is_a_mean_of_the_cosines() -> None:
    rows = [
        join_vectors([vector(spec, number) for spec in JOINED.parts], JOINED.blocks)
        for number in (1, 2)
    ]
    cosines = [float(vector(spec, 1) @ vector(spec, 2)) for spec in JOINED.parts]
    shares = [block.share for block in JOINED.blocks]
    assert np.isclose(sum(shares), 1)
    assert np.isclose(float(rows[0] @ rows[1]), np.dot(shares, cosines), atol=1e-6)
