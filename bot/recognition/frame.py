"""The frame in which a gallery's vectors are compared: from their centre, or as they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.recognition.scores import Floats, Ints, Roll

SHORTEST = 1e-6


@dataclass(frozen=True)
class Frame:
    """What turns cosines as they are into cosines as seen from the gallery's centre.

    General image models crowd all faces into one narrow cone; from its middle, people differ.
    ``centre`` is float64 [dimensions], the mean of the people's means, as far as they have it in
    common, or zeros to leave the vectors as they are. ``offsets`` and ``lengths``, float64
    [photos], are each photo's product with the centre and its distance from it.
    """

    centre: Floats
    offsets: Floats
    lengths: Floats

    @classmethod
    def of(cls, vectors: NDArray[np.float32], roll: Roll, *, centred: bool) -> Frame:
        """For unit vectors, float32 [photos, dimensions]."""
        centre = np.zeros(vectors.shape[1])
        if centred and len(roll):
            means = np.add.reduceat(vectors[roll.order], roll.starts, axis=0, dtype=np.float64)
            means /= roll.photos[:, None]
            centre = means.mean(axis=0)
            centre *= in_common(float(centre @ centre), float((means**2).sum()), len(roll))
        offsets = np.asarray(vectors @ centre.astype(np.float32), np.float64)
        return cls(centre, offsets, distances(offsets, float(centre @ centre)))

    def mean_lengths(self, vectors: NDArray[np.float32], roll: Roll) -> Floats:
        """The length of the mean of each person's vectors in this frame: float64 [people]."""
        seen = (vectors - self.centre.astype(np.float32)) / self.lengths[:, None]
        means = np.add.reduceat(seen[roll.order], roll.starts, axis=0) / roll.photos[:, None]
        lengths = np.maximum(np.linalg.norm(means, axis=1), SHORTEST)
        return np.asarray(lengths, np.float64)

    def cosines(self, products: Floats, probes: Floats) -> Floats:
        """Cosines seen from the centre: float64 [probes, photos].

        ``products`` are the probes' with the photos, of the same shape; ``probes`` is float64
        [probes], the probes' products with the centre.
        """
        square = float(self.centre @ self.centre)
        if not square:
            return products
        length = distances(probes, square)[:, None]
        from_centre = products - self.offsets - probes[:, None] + square
        return np.asarray(np.clip(from_centre / (self.lengths * length), -1.0, 1.0))


def in_common(square: float, squares: float, people: int) -> float:
    """How much of the mean of people's means is common to all, and not their own: 0 to 1.

    ``square`` is its squared length, ``squares`` the sum of the squared lengths of the people's
    means. What two different people have in common is the mean product of their means; the rest
    of a mean of few people would be taken from the very identities that tell them apart.
    """
    if people < 2 or square < SHORTEST:
        return 0.0
    common = (people**2 * square - squares) / (people * (people - 1))
    return float(np.clip(common / square, 0.0, 1.0))


def kinship(lengths: Floats, photos: Ints, expected: float, weight: float) -> float:
    """The mean cosine of two photos of one person, drawn to what is expected of the embedder.

    ``lengths`` is float64 [people] as in `Spread`, ``photos`` how many there are of each;
    ``weight`` is how many pairs of photos the expectation is worth.
    """
    n = photos.astype(np.float64)
    within = float(((n * lengths) ** 2 - n).sum() / 2)
    pairs = float((n * (n - 1)).sum() / 2)
    return float(np.clip((within + expected * weight) / (pairs + weight), 0.1, 0.97))


def distances(products: Floats, square: float) -> Floats:
    """How far unit vectors with these ``products`` with a centre are from it.

    ``square`` is the centre's product with itself.
    """
    return np.sqrt(np.maximum(1 - 2 * products + square, SHORTEST))
