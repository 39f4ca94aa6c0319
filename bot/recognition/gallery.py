"""One chat's vectors in memory, kept in step with what is committed, by whichever process."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from storage.models import EmbeddingSpec, GalleryChange, GalleryRow, GalleryRows
from storage.store import Store

Scalar = TypeVar("Scalar", np.float32, np.int64)
Key = tuple[int, EmbeddingSpec]


VERSIONS = count()


@dataclass(frozen=True)
class Vetoes:
    """Faces that are not somebody.

    ``vectors`` is float32 [m, dimensions] with rows of unit length, ``person_ids`` int64 [m].
    """

    vectors: NDArray[np.float32]
    person_ids: NDArray[np.int64]

    @classmethod
    def none(cls) -> Vetoes:
        return cls(np.zeros((0, 1), np.float32), np.zeros(0, np.int64))


@dataclass(frozen=True)
class Gallery:
    """What one probe is compared with; it never changes once it is handed out.

    ``vectors`` is float32 [n, dimensions] with rows of unit length; ``person_ids``,
    ``photo_ids`` and ``albums`` are int64 [n]. Photos that were sent together have the same
    number in ``albums``, others each their own. No two galleries are of the same ``version``.
    """

    vectors: NDArray[np.float32]
    person_ids: NDArray[np.int64]
    photo_ids: NDArray[np.int64]
    albums: NDArray[np.int64]
    vetoes: Vetoes = field(default_factory=Vetoes.none)
    version: int = field(default_factory=VERSIONS.__next__)

    def __len__(self) -> int:
        return len(self.photo_ids)


class Growing:
    """Arrays with room at the end, so that one more photo does not copy all the others."""

    def __init__(self, rows: GalleryRows) -> None:
        self._vectors = rows.vectors
        self._person_ids = rows.person_ids
        self._photo_ids = rows.photo_ids
        self._codes: dict[str, int] = {}
        codes = [self._code(*one) for one in zip(rows.albums, rows.photo_ids, strict=True)]
        self._albums = np.array(codes, np.int64)
        self._vetoes = Vetoes(rows.vetoed, rows.vetoed_person_ids)
        self._length = len(rows.photo_ids)
        self._gallery: Gallery | None = None

    def append(self, row: GalleryRow) -> None:
        if row.photo_id in self._photo_ids[: self._length]:
            # The rows were read between this photo's commit and the word of it.
            return
        if self._length == len(self._photo_ids):
            room = max(16, self._length)
            self._vectors = _with_room(self._vectors, room)
            self._person_ids = _with_room(self._person_ids, room)
            self._photo_ids = _with_room(self._photo_ids, room)
            self._albums = _with_room(self._albums, room)
        self._vectors[self._length] = row.vector
        self._person_ids[self._length] = row.person_id
        self._photo_ids[self._length] = row.photo_id
        self._albums[self._length] = self._code(row.album, row.photo_id)
        self._length += 1
        self._gallery = None

    def gallery(self) -> Gallery:
        """The rows up to now: later ones are written behind the end of what this one sees."""
        if self._gallery is None:
            n = self._length
            self._gallery = Gallery(
                self._vectors[:n],
                self._person_ids[:n],
                self._photo_ids[:n],
                self._albums[:n],
                self._vetoes,
            )
        return self._gallery

    @property
    def bytes(self) -> int:
        arrays = self._vectors, self._person_ids, self._photo_ids, self._albums
        return sum(array.nbytes for array in (*arrays, self._vetoes.vectors))

    def _code(self, album: str | None, photo_id: int) -> int:
        """An album's number; below zero for a photo that came alone."""
        if album is None:
            return -int(photo_id) - 1
        return self._codes.setdefault(album, len(self._codes))


class Galleries:
    """Every chat's gallery, loaded on first use; the least recently used go first.

    ``memory`` is in bytes. A gallery that alone is larger is kept while it is in use.
    """

    def __init__(self, store: Store, memory: int) -> None:
        self._store = store
        self._memory = memory
        self._loaded: OrderedDict[Key, Growing] = OrderedDict()
        self._loading: dict[Key, asyncio.Lock] = {}
        self._commits: dict[int, int] = {}
        self._others: int | None = None
        store.database.listen(self._changed)

    async def get(self, chat_id: int, spec: EmbeddingSpec) -> Gallery:
        """The gallery as of the latest commit."""
        key = (chat_id, spec)
        lock = self._loading.setdefault(key, asyncio.Lock())
        async with lock:
            await self._notice_others()
            while key not in self._loaded:
                before = self._commits.get(chat_id, 0), self._others
                rows = await self._store.embeddings.gallery(chat_id, spec)
                # A commit that lands while the rows are read may or may not be among them.
                if (self._commits.get(chat_id, 0), self._others) == before:
                    self._loaded[key] = Growing(rows)
        self._loaded.move_to_end(key)
        gallery = self._loaded[key].gallery()
        self._evict()
        return gallery

    @property
    def bytes(self) -> int:
        """Memory held by all that is loaded."""
        return sum(growing.bytes for growing in self._loaded.values())

    async def _notice_others(self) -> None:
        """Forget everything once another process has written: nobody tells what it was."""
        commits = await self._store.database.commits_of_others()
        if commits != self._others:
            self._others = commits
            self._loaded.clear()

    def _changed(self, change: GalleryChange) -> None:
        self._commits[change.chat_id] = self._commits.get(change.chat_id, 0) + 1
        if isinstance(change, GalleryRow):
            growing = self._loaded.get((change.chat_id, change.spec))
            if growing is not None:
                growing.append(change)
                self._evict()
            return
        for key in [key for key in self._loaded if key[0] == change.chat_id]:
            del self._loaded[key]

    def _evict(self) -> None:
        while len(self._loaded) > 1 and self.bytes > self._memory:
            self._loaded.popitem(last=False)


def _with_room(array: NDArray[Scalar], room: int) -> NDArray[Scalar]:
    return np.concatenate([array, np.zeros((room, *array.shape[1:]), array.dtype)])
