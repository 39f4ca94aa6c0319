"""The frames of one or several embedders' blocks, and what each block's cosines count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.recognition.blocks import Block, split_vectors
from bot.recognition.frame import SHORTEST, Frame
from bot.recognition.scores import Floats, Roll


@dataclass(frozen=True)
class Frames:
    """A frame for each block. A cosine in them is the mean of the blocks' own, by ``weights``.

    That is the cosine of vectors whose blocks are seen from their own centres, scaled to unit
    length and put together by the weights' roots.
    """

    blocks: tuple[Block, ...]
    each: tuple[Frame, ...]
    weights: tuple[float, ...]

    @classmethod
    def of(
        cls,
        vectors: NDArray[np.float32],
        roll: Roll,
        *,
        centred: bool,
        blocks: Sequence[Block] = (),
        weights: Sequence[float] = (),
    ) -> Frames:
        """For unit vectors, float32 [photos, dimensions].

        Without ``weights`` each block counts what it has a share of; vectors that are not
        centred are then compared as they are.
        """
        parts = split_vectors(vectors, blocks)
        frames = tuple(Frame.of(part, roll, centred=centred) for part in parts)
        return cls(tuple(blocks), frames, tuple(weights) or shares_of(blocks))

    def mean_lengths(self, vectors: NDArray[np.float32], roll: Roll) -> Floats:
        """The length of the mean of each person's vectors in these frames: float64 [people]."""
        parts = zip(self.weights, self.each, split_vectors(vectors, self.blocks), strict=True)
        squares = [weight * frame.mean_lengths(part, roll) ** 2 for weight, frame, part in parts]
        return np.asarray(np.maximum(np.sqrt(np.sum(squares, axis=0)), SHORTEST))

    def seen(
        self, vectors: NDArray[np.float32], probe: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], Floats]:
        """A probe's similarities to the photos, float32 [photos], and its cosines in the frames,
        float64 [photos]."""
        products = self._products(vectors, probe)
        shares = shares_of(self.blocks)
        similarities = np.sum(
            [share * one for share, one in zip(shares, products, strict=True)], 0
        )
        parts = zip(self.each, products, split_vectors(probe, self.blocks), strict=True)
        cosines = [
            frame.cosines(one[None].astype(np.float64), np.array([float(frame.centre @ part)]))[0]
            for frame, one, part in parts
        ]
        return np.clip(similarities, -1.0, 1.0), self._weighed(cosines)

    def between(self, vectors: NDArray[np.float32], probe: NDArray[np.float32]) -> Floats:
        """Cosines in the frames, float64 [m], of a probe with any vectors, float32 [m, …]."""
        cosines = []
        parts = split_vectors(vectors, self.blocks), split_vectors(probe, self.blocks)
        for frame, others, one in zip(self.each, *parts, strict=True):
            seen, asked = others - frame.centre, one - frame.centre
            lengths = np.linalg.norm(seen, axis=1) * np.linalg.norm(asked)
            cosines.append(seen @ asked / np.maximum(lengths, SHORTEST))
        return self._weighed(cosines)

    def placed(self, similarity: float) -> float:
        """About which cosine in the frames a similarity as it is shown becomes."""
        squares = [float(frame.centre @ frame.centre) for frame in self.each]
        common = float(np.dot(shares_of(self.blocks), squares))
        return (similarity - common) / (1 - common)

    def _products(
        self, vectors: NDArray[np.float32], probe: NDArray[np.float32]
    ) -> list[NDArray[np.float32]]:
        """Each block's cosines as they are: float32 [photos]."""
        ends = np.cumsum([block.dimensions for block in self.blocks])[:-1]
        parts = zip(np.split(vectors, ends, axis=1), np.split(probe, ends), strict=True)
        shares = shares_of(self.blocks)
        return [
            others @ one / np.float32(share)
            for share, (others, one) in zip(shares, parts, strict=True)
        ]

    def _weighed(self, cosines: Sequence[Floats]) -> Floats:
        return np.asarray(
            np.sum([w * one for w, one in zip(self.weights, cosines, strict=True)], 0)
        )


def shares_of(blocks: Sequence[Block]) -> tuple[float, ...]:
    """What each block's cosine counts in a product of vectors; all of it where there is one."""
    return tuple(block.share for block in blocks) or (1.0,)
