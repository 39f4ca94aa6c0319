"""One folder's people, embedded in several ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.datasets.enrolled_folder import FolderEnrolled
from bot.recognition.blocks import JoinedSpec
from bot.recognition.gallery import Gallery
from storage.models import EmbeddingSpec


@dataclass(frozen=True)
class Way:
    """A folder's people as they are embedded under some specs."""

    specs: tuple[EmbeddingSpec, ...]
    enrolled: FolderEnrolled


class SeveralWays:
    """One folder's people, embedded in several ways; ids are those of the first."""

    def __init__(self, ways: Sequence[Way]) -> None:
        self._ways = ways

    @property
    def specs(self) -> list[EmbeddingSpec]:
        """Everything that can be compared, but for joined specs."""
        return list(dict.fromkeys(spec for way in self._ways for spec in way.specs))

    async def gallery(self, spec: EmbeddingSpec) -> Gallery:
        """All vectors of one spec, of photos that the first way has, too."""
        parts = spec.parts if isinstance(spec, JoinedSpec) else (spec,)
        for way in self._ways:
            if set(parts) <= set(way.specs):
                return self._translated(await way.enrolled.gallery(spec), way)
        return await self._ways[0].enrolled.gallery(spec)

    async def names(self, person_ids: Iterable[int]) -> Mapping[int, str]:
        """The names of ``person_ids``."""
        return await self._ways[0].enrolled.names(person_ids)

    async def thumbnails(self, photo_ids: Iterable[int]) -> Mapping[int, bytes]:
        """The thumbnails, JPEG, of those of ``photo_ids`` that have one."""
        return await self._ways[0].enrolled.thumbnails(photo_ids)

    def _translated(self, gallery: Gallery, way: Way) -> Gallery:
        """A gallery with the first way's ids, and without what that has not."""
        first = self._ways[0].enrolled
        if way.enrolled is first:
            return gallery
        photos = {first.file(number): number for number in range(len(first))}
        people: dict[str, int] = {}
        for file in photos:
            people.setdefault(file.person, len(people))
        ids = [photos.get(way.enrolled.file(int(one)), -1) for one in gallery.photo_ids]
        kept = np.array([number >= 0 for number in ids], bool)
        numbers = np.array(ids, np.int64)[kept]
        return replace(
            gallery,
            vectors=gallery.vectors[kept],
            person_ids=np.array(
                [people[first.file(int(one)).person] for one in numbers], np.int64
            ),
            photo_ids=numbers,
            albums=-numbers - 1,
        )
