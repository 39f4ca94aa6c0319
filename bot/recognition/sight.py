"""The way that enrolled photos and probes share: source → picture → faces → embedding."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.recognition.embedding import Embedder
from bot.recognition.faces import FaceFinder
from bot.recognition.photos import LARGEST_FILE, PhotoUnreadable, Picture, Unreadable, decode
from bot.recognition.source import Source
from bot.recognition.views import view_for
from bot.recognition.workers import Workers
from storage.models import EmbeddingSpec, Face


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


class Sight:
    """Decodes and finds faces in worker threads, and embeds what was found."""

    def __init__(self, finder: FaceFinder, embedder: Embedder, workers: Workers) -> None:
        self._finder = finder
        self._workers = workers
        self._one_large = threading.Lock()
        self.embedder = embedder

    async def look(self, source: Source) -> Seen:
        """Fetch a photo and find what can be compared in it.

        Raises `SourceGone`, `PhotoUnreadable` or `NoFace`.
        """
        if source.size is not None and source.size > LARGEST_FILE:
            raise PhotoUnreadable(Unreadable.TOO_LARGE)
        seen = await self._workers.run(self._see, await source.fetch())
        if not seen.faces and not self.embedder.sees_whole_photos:
            raise NoFace(seen.picture)
        return seen

    async def embed(self, seen: Seen, face: Face | None) -> Embedded:
        """Embed one face, or the whole photo. Raises `EmbeddingError`."""
        spec, view = await self._workers.run(view_for, self.embedder, seen.picture, face)
        (vector,) = await self.embedder.embed([view])
        return Embedded(spec, vector)

    def _see(self, data: bytes | bytearray) -> Seen:
        picture = decode(data, self._one_large)
        if self.embedder.face_view is None:
            return Seen(picture, ())
        return Seen(picture, tuple(self._finder.find(picture)))
