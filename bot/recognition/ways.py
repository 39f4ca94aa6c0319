"""A chat's photos embedded in every way there is, for as long as that takes to compare."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.recognition.blocks import JoinedSpec
from bot.recognition.comparing import in_use
from bot.recognition.embedding import (
    BadAnswer,
    Embedder,
    View,
    ViewKind,
    ViewRefused,
    ViewUnreadable,
    spec_of,
)
from bot.recognition.enrolled import ChatEnrolled
from bot.recognition.gallery import Gallery, Vetoes, join, without
from bot.recognition.photos import PhotoUnreadable
from bot.recognition.sight import Sight
from storage.models import EmbeddingSpec, Vector

MOST_PHOTOS = 200
"""So many are compared: of more, a bill would grow, and hardly what is learnt from it."""
MOST_PEOPLE = 50
"""Of so many people, that there are photos enough of each."""
AT_ONCE = 12
ABOUT_ONE_PHOTO = (ViewRefused, ViewUnreadable, BadAnswer)

Ints = NDArray[np.int64]
Advance = Callable[[int], None]


@dataclass(frozen=True)
class Lacking:
    """A chat's photos, and in which ways they are not embedded yet.

    ``gallery`` has them as they are compared under ``in_use``; there are ``of`` in all. ``known``
    are the vectors that there are, by photo id.
    """

    in_use: EmbeddingSpec
    gallery: Gallery
    of: int
    known: Mapping[EmbeddingSpec, Mapping[int, Vector]]

    @property
    def photos(self) -> int:
        """How many photos are compared."""
        return len(self.gallery)

    @property
    def to_send(self) -> int:
        """How many views a service has to be asked about, at most."""
        return self._lacking(ViewKind.FACE) + self.whole

    @property
    def whole(self) -> int:
        """How many of these are whole photos."""
        return self._lacking(ViewKind.PHOTO)

    @property
    def model(self) -> str:
        """The model that is asked; empty where there is no service."""
        return next((spec.model for spec in self.known if spec.view != ViewKind.ALIGNED), "")

    def __bool__(self) -> bool:
        return any(self._lacking(kind) for kind in ViewKind)

    def _lacking(self, kind: ViewKind) -> int:
        """How many photos there is no such view of."""
        having = [len(vectors) for spec, vectors in self.known.items() if spec.view == kind]
        return sum(self.photos - number for number in having)


class InMemory:
    """Photos embedded in several ways, and kept nowhere else."""

    def __init__(
        self, photos: Gallery, vectors: Mapping[EmbeddingSpec, Mapping[int, Vector]]
    ) -> None:
        self._photos = replace(photos, vetoes=Vetoes.none(), blocks=())
        self._vectors = vectors
        self.specs = list(vectors)

    async def gallery(self, spec: EmbeddingSpec) -> Gallery:
        """All vectors of one spec."""
        if isinstance(spec, JoinedSpec):
            return join(spec, [await self.gallery(part) for part in spec.parts])
        known = self._vectors[spec]
        had = np.isin(self._photos.photo_ids, list(known))
        left = without(self._photos, ~had)
        rows = [known[int(one)] for one in left.photo_ids]
        return replace(left, vectors=np.array(rows, np.float32).reshape(-1, spec.dimensions))


async def lacking(enrolled: ChatEnrolled, sight: Sight) -> Lacking:
    """What it would take to compare all ways, on a sample of a chat's photos.

    With no embedder that takes whole photos there is one way only, and nothing lacks.
    """
    spec, gallery = await in_use(enrolled, sight.specs)
    some = without(gallery, ~np.isin(gallery.photo_ids, sample(gallery)))
    known = {}
    for other in ways(sight):
        theirs = await enrolled.gallery(other)
        pairs = zip(theirs.photo_ids.tolist(), theirs.vectors, strict=True)
        mine = set(some.photo_ids.tolist())
        known[other] = {photo_id: vector for photo_id, vector in pairs if photo_id in mine}
    return Lacking(spec, some, len(gallery), known)


def ways(sight: Sight) -> dict[EmbeddingSpec, Embedder]:
    """Every way in which one photo can be embedded, by what is at hand; none where it is one."""
    if not sight.sees_whole_photos:
        return {}
    found: dict[EmbeddingSpec, Embedder] = {}
    for each in (*sight.embedders, *sight.besides):
        kinds = (ViewKind.FACE, ViewKind.PHOTO) if each.sees_whole_photos else each.views
        found |= {spec_of(each, kind): each for kind in kinds}
    return found


def sample(gallery: Gallery) -> Ints:
    """The ids of `MOST_PHOTOS` at most, evenly over `MOST_PEOPLE` at most."""
    people = _evenly(np.unique(gallery.person_ids), MOST_PEOPLE)
    owned = [gallery.photo_ids[gallery.person_ids == person] for person in people]
    each = max(map(len, owned), default=0)
    while sum(min(len(own), each) for own in owned) > MOST_PHOTOS:
        each -= 1
    return np.concatenate([np.zeros(0, np.int64), *(_evenly(own, each) for own in owned)])


async def embedded(
    enrolled: ChatEnrolled, sight: Sight, plan: Lacking, advance: Advance = lambda _: None
) -> InMemory:
    """Embed what lacks, a photo at a time; ``advance`` is told of each.

    What cannot be embedded in some way is without it. Raises the `EmbeddingError` that the other
    photos would meet as well.
    """
    vectors = {spec: dict(known) for spec, known in plan.known.items()}
    embedders, turn = ways(sight), asyncio.Semaphore(AT_ONCE)

    async def embed(photo_id: int) -> None:
        wanted = [spec for spec, known in vectors.items() if photo_id not in known]
        async with turn:
            views = await _views(enrolled, sight, photo_id, wanted)
            asked = (_asked(embedders[spec], view) for spec, view in views.items())
            made = await asyncio.gather(*asked)
        for spec, vector in zip(views, made, strict=True):
            if vector is not None:
                vectors[spec][photo_id] = vector
        advance(1)

    tasks = [asyncio.create_task(embed(one)) for one in plan.gallery.photo_ids.tolist()]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return InMemory(plan.gallery, vectors)


async def _views(
    enrolled: ChatEnrolled, sight: Sight, photo_id: int, wanted: Sequence[EmbeddingSpec]
) -> dict[EmbeddingSpec, View]:
    """What embedders look at of a photo, as far as it is to be had."""
    if not wanted:
        return {}
    try:
        photo = await enrolled.store.photos.get(photo_id)
        views = await sight.look_again(photo, {ViewKind(spec.view) for spec in wanted})
    except (LookupError, PhotoUnreadable):
        # It may have been removed meanwhile.
        return {}
    return {spec: view for spec in wanted if (view := views.get(ViewKind(spec.view)))}


async def _asked(embedder: Embedder, view: View) -> Vector | None:
    try:
        (vector,) = await embedder.embed([view])
    except ABOUT_ONE_PHOTO:
        return None
    return np.asarray(vector, np.float32)


def _evenly(values: Ints, most: int) -> Ints:
    """At most so many of the values, evenly over their order."""
    places = np.linspace(0, len(values) - 1, min(len(values), most)).astype(np.int64)
    return np.asarray(values[np.unique(places)])
