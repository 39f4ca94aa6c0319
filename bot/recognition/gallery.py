"""The vectors of one chat, or of a folder, in memory: what a probe is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.recognition.blocks import Block, JoinedSpec, join_vectors
from storage.models import GalleryRow, GalleryRows

Scalar = TypeVar("Scalar", np.float32, np.int64)


VERSIONS = count()


@dataclass(frozen=True)
class Vetoes:
    """Faces that are not somebody.

    ``vectors`` is float32 [m, dimensions] with rows of unit length, ``person_ids`` int64 [m].
    ``ids``, int64 [m], tell the same face embedded under several specs.
    """

    vectors: NDArray[np.float32]
    person_ids: NDArray[np.int64]
    ids: NDArray[np.int64]

    @classmethod
    def none(cls) -> Vetoes:
        return cls(np.zeros((0, 1), np.float32), np.zeros(0, np.int64), np.zeros(0, np.int64))


@dataclass(frozen=True)
class Gallery:
    """What one probe is compared with; it never changes once it is handed out.

    ``vectors`` is float32 [n, dimensions] with rows of unit length; ``person_ids``,
    ``photo_ids`` and ``albums`` are int64 [n]. Photos that were sent together have the same
    number in ``albums``, others each their own. Where two embedders' vectors are joined,
    ``blocks`` tells which part is whose. No two galleries are of the same ``version``.
    """

    vectors: NDArray[np.float32]
    person_ids: NDArray[np.int64]
    photo_ids: NDArray[np.int64]
    albums: NDArray[np.int64]
    vetoes: Vetoes = field(default_factory=Vetoes.none)
    blocks: tuple[Block, ...] = ()
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
        self._vetoes = Vetoes(rows.vetoed, rows.vetoed_person_ids, rows.veto_ids)
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


def join(spec: JoinedSpec, galleries: Sequence[Gallery]) -> Gallery:
    """One gallery of the photos, and of the vetoed faces, that all of several have."""
    photos = [
        _rows_in_all(one.photo_ids, [each.photo_ids for each in galleries]) for one in galleries
    ]
    faces = [
        _rows_in_all(one.vetoes.ids, [each.vetoes.ids for each in galleries]) for one in galleries
    ]
    vectors = [one.vectors[rows] for one, rows in zip(galleries, photos, strict=True)]
    first, vetoes = galleries[0], Vetoes.none()
    if len(faces[0]):
        vetoed = [one.vetoes.vectors[rows] for one, rows in zip(galleries, faces, strict=True)]
        people, ids = first.vetoes.person_ids[faces[0]], first.vetoes.ids[faces[0]]
        vetoes = Vetoes(join_vectors(vetoed, spec.blocks), people, ids)
    return Gallery(
        join_vectors(vectors, spec.blocks),
        first.person_ids[photos[0]],
        first.photo_ids[photos[0]],
        first.albums[photos[0]],
        vetoes,
        spec.blocks,
    )


def without(gallery: Gallery, left: NDArray[np.bool_]) -> Gallery:
    """A gallery without some of its photos, bool [photos]; what nobody is stays known."""
    keep = ~left
    return replace(
        gallery,
        vectors=gallery.vectors[keep],
        person_ids=gallery.person_ids[keep],
        photo_ids=gallery.photo_ids[keep],
        albums=gallery.albums[keep],
        version=next(VERSIONS),
    )


def _rows_in_all(ids: NDArray[np.int64], others: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Where the ids are that all have, in the order of the first of ``others``."""
    shared = others[0]
    for other in others[1:]:
        shared = shared[np.isin(shared, other)]
    order = np.argsort(ids, kind="stable")
    return np.asarray(order[np.searchsorted(ids, shared, sorter=order)])


def _with_room(array: NDArray[Scalar], room: int) -> NDArray[Scalar]:
    return np.concatenate([array, np.zeros((room, *array.shape[1:]), array.dtype)])
