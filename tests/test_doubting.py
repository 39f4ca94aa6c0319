"""Whether a photo that is enrolled looks like somebody else: families, in several spaces."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from bot.recognition.doubting import Doubting
from bot.recognition.embedding import ViewKind
from bot.recognition.galleries import Galleries
from bot.recognition.gallery import Gallery
from bot.recognition.learning import Learning
from bot.recognition.oddities import nearness
from bot.recognition.quality import Doubt
from bot.recognition.scores import Rule
from bot.recognition.sight import Embedded, Impression
from bot.recognition.workers import Workers
from storage.models import EmbeddingSpec, GalleryRow, Vector
from storage.store import Store
from tests.embedding_spaces import FACE_MODEL, GEOMETRIES, KIN, NARROW, Geometry, Space
from tests.storing import CHAT, a_photo

PEOPLE = 8
PHOTOS = 3
FAMILIES = 4
NO_PICTURE = b"nothing"
"""It repeats no other."""


@dataclass
class Family:
    """People who are enrolled one after the other, as the vectors of one embedder."""

    store: Store
    space: Space
    counts: Counter[tuple[str, bool]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        workers = Workers()
        galleries = Galleries(self.store, 2**20)
        learning, rule = Learning(workers), Rule.LIKELIHOOD
        self.doubting = Doubting(galleries, self.store, learning, workers, rule)
        narrow = self.space.geometry is NARROW
        view = ViewKind.FACE if narrow else ViewKind.ALIGNED
        self.spec = EmbeddingSpec("model", self.space.geometry.dimensions, view)

    async def doubted(self, name: str, vector: Vector) -> bool:
        """Whether a photo of somebody looks like somebody else."""
        person = await self.store.people.find(CHAT.id, name)
        impression = Impression((Embedded(self.spec, vector),))
        found, like = await self.doubting.doubts(
            CHAT.id, person.id if person else None, NO_PICTURE, impression, ()
        )
        assert (Doubt.SOMEBODY_ELSE in found) == (like is not None)
        assert like != name
        return like is not None

    async def add(self, name: str, number: int, vector: Vector) -> None:
        async with self.store.transaction() as transaction:
            await self.store.chats.note(transaction, CHAT)
            person = await self.store.people.get_or_add(transaction, CHAT.id, name)
            photo = replace(a_photo(f"{name} {number}"), jpeg=NO_PICTURE)
            photo_id, _ = await self.store.photos.add(transaction, person.id, photo)
            row = GalleryRow(CHAT.id, self.spec, person.id, photo_id, vector)
            await self.store.embeddings.add(transaction, row)

    async def enrol(self) -> None:
        """Enrol everybody, and each time see whether a photo of another one were doubted, too."""
        vectors = [self.space.photos(one, PHOTOS + 1) for one in self.space.people(PEOPLE)]
        for place, own in enumerate(vectors):
            for number, vector in enumerate(own[:PHOTOS]):
                self.counts["own", await self.doubted(f"{place}", vector)] += 1
                if place:
                    other = vectors[number % place][PHOTOS]
                    self.counts["wrong", await self.doubted(f"{place}", other)] += 1
                await self.add(f"{place}", number, vector)

    def share(self, what: str) -> float:
        """How many of a kind of photos were doubted, in parts of all."""
        doubted, not_doubted = self.counts[what, True], self.counts[what, False]
        return doubted / (doubted + not_doubted)


async def enrolled_families(store: Store, geometry: Geometry) -> Family:
    """Some families, each enrolled in an empty chat; the last one, which counts for all."""
    counts = Counter[tuple[str, bool]]()
    for seed in range(FAMILIES):
        async with store.transaction() as transaction:
            await transaction.execute("DELETE FROM people")
        family = Family(store, Space(geometry, seed), counts)
        await family.enrol()
    return family


@pytest.mark.parametrize("geometry", GEOMETRIES, ids=lambda one: one.name)
async def test_photos_under_the_wrong_name_are_doubted_and_their_own_hardly_ever(
    store: Store, geometry: Geometry
) -> None:
    family = await enrolled_families(store, geometry)
    assert family.share("own") <= 0.02
    assert family.share("wrong") >= 0.8


async def test_where_all_people_are_alike_their_photos_soon_teach_it(store: Store) -> None:
    # Anybody is closer to anybody than is assumed of photos of one person.
    alike = replace(FACE_MODEL, common=1.6, noise=0.5)
    family = await enrolled_families(store, alike)
    assert family.share("own") <= 0.08
    assert family.share("wrong") >= 0.8


def gallery(**people: Vector) -> Gallery:
    owners = np.repeat(np.arange(1, len(people) + 1), [len(rows) for rows in people.values()])
    numbers = np.arange(len(owners))
    return Gallery(np.concatenate(list(people.values())), owners, numbers + 100, numbers)


def test_a_face_is_as_near_as_photos_of_one_person_or_as_far_as_strangers() -> None:
    space = Space(KIN, 2)
    ann, bela, carl, somebody = (space.photos(one, 12) for one in space.people(4))
    people = gallery(ann=ann[:6], bela=bela[:6], carl=carl[:6])
    own = [nearness(people, 1, face) or 0 for face in ann[6:]]
    strange = [nearness(people, 1, face) or 0 for face in somebody]
    assert 0.7 <= np.mean(own) <= 1.3
    assert -0.5 <= np.mean(strange) <= 0.5


def test_how_near_somebody_with_one_photo_is_everybodys_photos_tell() -> None:
    space = Space(KIN, 2)
    ann, bela = (space.photos(one, 8) for one in space.people(2))
    near = nearness(gallery(ann=ann[:1], bela=bela), 1, ann[1])
    assert near
    assert near >= 0.5
    assert nearness(gallery(ann=ann[:1], bela=bela[:1]), 1, ann[1]) is None
    assert nearness(gallery(ann=ann), 1, ann[1]) is None
    # Nobody is a stranger but whom the photo is said to be of.
    assert nearness(gallery(ann=ann, bela=bela), 1, ann[1], besides=2) is None
