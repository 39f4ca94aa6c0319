"""The people of a folder, as what a probe is compared with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.datasets.folders import PhotoFile
from bot.recognition.blocks import JoinedSpec
from bot.recognition.gallery import Gallery, join
from storage.models import EmbeddingSpec, Vector
from storage.vector_cache import CachedPhoto

Thumbnails = Callable[[bytes], Awaitable[bytes | None]]
"""A picture's hash → its thumbnail, where there is one."""


@dataclass(frozen=True)
class EnrolledPhoto:
    """A file that can be compared, by the hash of its picture and what was made of it.

    ``photos`` are by what each embedder would rather see.
    """

    file: PhotoFile
    sha256: bytes
    photos: Mapping[EmbeddingSpec, CachedPhoto]

    def vector(self, spec: EmbeddingSpec) -> Vector | None:
        """The photo's vector of this very spec, if it has one."""
        made_by = (spec.model, spec.dimensions)
        for asked, photo in self.photos.items():
            if (asked.model, asked.dimensions) == made_by and photo.view == spec.view:
                return photo.vector
        return None


class FolderEnrolled:
    """The people of a folder; a photo's id is its place in ``photos``."""

    def __init__(self, photos: Sequence[EnrolledPhoto], thumbnails: Thumbnails) -> None:
        self._photos = photos
        self._thumbnails = thumbnails
        self._people = tuple(dict.fromkeys(one.file.person for one in photos))
        self._galleries: dict[EmbeddingSpec, Gallery] = {}

    def __len__(self) -> int:
        return len(self._photos)

    def file(self, photo_id: int) -> PhotoFile:
        """Where an enrolled photo is."""
        return self._photos[photo_id].file

    async def gallery(self, spec: EmbeddingSpec) -> Gallery:
        """All vectors of one spec."""
        if spec not in self._galleries and isinstance(spec, JoinedSpec):
            self._galleries[spec] = join(spec, [await self.gallery(one) for one in spec.parts])
        elif spec not in self._galleries:
            self._galleries[spec] = self._gallery(spec)
        return self._galleries[spec]

    async def names(self, person_ids: Iterable[int]) -> Mapping[int, str]:
        """The names of ``person_ids``."""
        return {person_id: self._people[person_id] for person_id in person_ids}

    async def thumbnails(self, photo_ids: Iterable[int]) -> Mapping[int, bytes]:
        """The thumbnails, JPEG, of those of ``photo_ids`` that have one."""
        found = {one: await self._thumbnails(self._photos[one].sha256) for one in photo_ids}
        return {photo_id: jpeg for photo_id, jpeg in found.items() if jpeg}

    def _gallery(self, spec: EmbeddingSpec) -> Gallery:
        place = {name: person_id for person_id, name in enumerate(self._people)}
        rows = [
            (vector, place[one.file.person], photo_id)
            for photo_id, one in enumerate(self._photos)
            if (vector := one.vector(spec)) is not None
        ]
        return Gallery(
            np.array([row[0] for row in rows], np.float32).reshape(len(rows), spec.dimensions),
            np.array([row[1] for row in rows], np.int64),
            np.array([row[2] for row in rows], np.int64),
            # Files of one moment cannot be told from their names.
            np.array([-row[2] - 1 for row in rows], np.int64),
        )
