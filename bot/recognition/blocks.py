"""Vectors of several embedders side by side, in blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.recognition.embedding import ViewKind
from storage.models import EmbeddingSpec

SHARES = {ViewKind.FACE: 0.7, ViewKind.ALIGNED: 0.3}
"""What each one's cosine counts as long as nothing is learnt: a general model's lie in a narrower
band, where the same step says more."""


@dataclass(frozen=True)
class Block:
    """The part of every vector that one embedder made of views of one kind.

    ``share`` is the square of the part's length, the same in every vector. The shares of all
    parts are 1 together, so a product of two vectors is a mean of cosines, each with its share.
    """

    view: ViewKind
    dimensions: int
    share: float


@dataclass(frozen=True)
class JoinedSpec(EmbeddingSpec):
    """What makes joined vectors comparable. Nothing is stored under it: its ``parts`` are."""

    parts: tuple[EmbeddingSpec, ...] = field(default=())

    @classmethod
    def of(cls, parts: Sequence[EmbeddingSpec]) -> Self:
        """Two or more specs of faces."""
        return cls(
            "+".join(part.model for part in parts),
            sum(part.dimensions for part in parts),
            ViewKind.JOINED.value,
            tuple(parts),
        )

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of every vector, in order."""
        views = [ViewKind(part.view) for part in self.parts]
        whole = sum(SHARES[view] for view in views)
        return tuple(
            Block(view, part.dimensions, SHARES[view] / whole)
            for view, part in zip(views, self.parts, strict=True)
        )


def join_vectors(
    vectors: Sequence[NDArray[np.float32]], blocks: Sequence[Block]
) -> NDArray[np.float32]:
    """Unit vectors, float32 [..., dimensions], one array a block → unit vectors of all blocks."""
    pairs = zip(vectors, blocks, strict=True)
    return np.concatenate([part * np.float32(block.share**0.5) for part, block in pairs], axis=-1)


def split_vectors(
    vectors: NDArray[np.float32], blocks: Sequence[Block]
) -> list[NDArray[np.float32]]:
    """The parts of vectors, float32 [..., dimensions], each part scaled to unit length."""
    if len(blocks) < 2:
        return [vectors]
    ends = np.cumsum([block.dimensions for block in blocks])
    parts = np.split(vectors, ends[:-1], axis=-1)
    pairs = zip(parts, blocks, strict=True)
    return [part / np.float32(block.share**0.5) for part, block in pairs]
