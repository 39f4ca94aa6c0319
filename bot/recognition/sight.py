"""The way that enrolled photos and probes share: source → picture → faces → embedding."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.recognition.embedding import Embedder, EmbeddingError, View, ViewKind, spec_of
from bot.recognition.faces import FaceFinder
from bot.recognition.photos import LARGEST_FILE, PhotoUnreadable, Picture, Unreadable, decode
from bot.recognition.source import Source
from bot.recognition.views import view_of, views_for
from bot.recognition.workers import Workers
from storage.models import EmbeddingSpec, Face, StoredPhoto


class NoFace(Exception):
    """No face was found in ``picture``, and nothing else of it can be compared."""

    def __init__(self, picture: Picture) -> None:
        super().__init__("no face was found")
        self.picture = picture


@dataclass(frozen=True)
class Seen:
    """A picture and its faces, largest first; no faces where whole photos are compared."""

    picture: Picture
    faces: tuple[Face, ...]


@dataclass(frozen=True)
class Embedded:
    """A unit vector, float32 [dimensions], and what it may be compared with."""

    spec: EmbeddingSpec
    vector: NDArray[np.float32]


@dataclass(frozen=True)
class Impression:
    """What the embedders made of one face, or of a whole photo: each its vector, at least one.

    ``failure`` is why one of several gave none.
    """

    embedded: tuple[Embedded, ...]
    failure: EmbeddingError | None = None


class Sight:
    """Decodes and finds faces in worker threads, and embeds what was found.

    Of several embedders, all of which look at faces, each embeds what it can; the first is the
    one that costs most. ``besides`` are embedders at hand that answers make no use of.
    """

    def __init__(
        self,
        finder: FaceFinder,
        embedders: Sequence[Embedder],
        workers: Workers,
        besides: Sequence[Embedder] = (),
    ) -> None:
        self.finder = finder
        self._workers = workers
        self._one_large = threading.Lock()
        self.embedders = tuple(embedders)
        self.besides = tuple(besides)

    @property
    def finds_faces(self) -> bool:
        """Whether faces are looked for, and not whole photos compared alone."""
        return any(embedder.face_view is not None for embedder in self.embedders)

    @property
    def sees_whole_photos(self) -> bool:
        """Whether a photo in which no face was found can be compared as it is."""
        return any(embedder.sees_whole_photos for embedder in self.embedders)

    @property
    def specs(self) -> tuple[EmbeddingSpec, ...]:
        """Under which specs a photo with a face is embedded: one for each embedder."""
        return tuple(spec_of(each, each.face_view or ViewKind.PHOTO) for each in self.embedders)

    def lacking(self, specs: Collection[EmbeddingSpec]) -> list[Embedder]:
        """The embedders that have not embedded a photo that is embedded under these specs."""
        return [
            each
            for each in self.embedders
            if not any(spec_of(each, view) in specs for view in each.views)
        ]

    @property
    def pause(self) -> float:
        """Seconds that some embedder knows it still has to wait before its next request."""
        return max(embedder.pause for embedder in self.embedders)

    @property
    def spent(self) -> tuple[int, int]:
        """Requests to any service made since the start, and views in them."""
        requests, views = zip(*(embedder.spent for embedder in self.embedders), strict=True)
        return sum(requests), sum(views)

    async def look(self, source: Source) -> Seen:
        """Fetch a photo and find what can be compared in it.

        Raises `SourceGone`, `PhotoUnreadable` or `NoFace`.
        """
        if source.size is not None and source.size > LARGEST_FILE:
            raise PhotoUnreadable(Unreadable.TOO_LARGE)
        seen = await self._workers.run(self._see, await source.fetch())
        if not seen.faces and not self.sees_whole_photos:
            raise NoFace(seen.picture)
        return seen

    async def look_again(
        self, photo: StoredPhoto, kinds: Collection[ViewKind]
    ) -> dict[ViewKind, View]:
        """Views of an enrolled photo of these kinds, without those of a face where it has none.

        Raises `PhotoUnreadable`.
        """
        return await self._workers.run(self._see_again, photo, kinds)

    async def embed(self, seen: Seen, face: Face | None) -> Impression:
        """Embed one face, or the whole photo. Raises as `embed_views` does."""
        views = await self._workers.run(views_for, self.embedders, seen.picture, face)
        return await self.embed_views(views)

    async def embed_views(self, views: Mapping[EmbeddingSpec, View]) -> Impression:
        """Embed views of one face or photo, each by the embedder of its spec, side by side.

        Raises an `EmbeddingError` where no embedder gives a vector.
        """
        made = await asyncio.gather(*(self._embedded(spec, view) for spec, view in views.items()))
        vectors = tuple(one for one in made if isinstance(one, Embedded))
        failure = next((one for one in made if isinstance(one, EmbeddingError)), None)
        if failure is not None and not vectors:
            raise failure
        return Impression(vectors, failure)

    async def _embedded(self, spec: EmbeddingSpec, view: View) -> Embedded | EmbeddingError:
        (embedder,) = (each for each in self.embedders if each.model == spec.model)
        try:
            (vector,) = await embedder.embed([view])
        except EmbeddingError as error:
            return error
        return Embedded(spec, vector)

    def _see(self, data: bytes | bytearray) -> Seen:
        picture = decode(data, self._one_large)
        if not self.finds_faces:
            return Seen(picture, ())
        return Seen(picture, tuple(self.finder.find(picture)))

    def _see_again(self, photo: StoredPhoto, kinds: Collection[ViewKind]) -> dict[ViewKind, View]:
        picture, face = decode(photo.jpeg, self._one_large), photo.face
        if face is None and not self.finds_faces and set(kinds) != {ViewKind.PHOTO}:
            # Nobody has looked for one.
            face = next(iter(self.finder.find(picture)), None)
        return {
            kind: view_of(kind, picture, face)
            for kind in kinds
            if face is not None or kind is ViewKind.PHOTO
        }
