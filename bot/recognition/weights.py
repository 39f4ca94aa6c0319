"""How much each of two embedders tells friends from strangers, by a gallery's own photos."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.recognition.blocks import Block, split_vectors
from bot.recognition.frame import Frame
from bot.recognition.frames import shares_of
from bot.recognition.scores import Floats, Ints, Roll
from bot.recognition.standards import standard_of

WORTH = 10.0
"""How many pairs of photos what is expected of an embedder is worth against the gallery's."""
FRIENDS_VARY = 0.02
"""The expected variance of the cosines of two photos of one person."""


def learn_weights(
    vectors: NDArray[np.float32], person_ids: Ints, albums: Ints, blocks: Sequence[Block]
) -> tuple[float, ...]:
    """What each block's cosines, seen from its centre, should count: 1 in all.

    ``vectors`` is float32 [photos, dimensions]. A mean that tells two classes apart best counts
    each part by how far the classes' middles are apart, over the variance within them, as long
    as the parts err independently: R. A. Fisher, "The use of multiple measurements in taxonomic
    problems", Annals of Eugenics 7(2), 1936. So an embedder that knows nobody counts nothing.
    """
    roll = Roll.of(person_ids)
    first, second = np.triu_indices(len(person_ids), 1)
    same = person_ids[first] == person_ids[second]
    # Photos of one moment are alike whoever is in them.
    friends = same & (albums[first] != albums[second])
    told = []
    for block, part in zip(blocks, split_vectors(vectors, blocks), strict=True):
        frame = Frame.of(part, roll, centred=True)
        products = np.asarray(part @ part.T, np.float64)
        cosines = frame.cosines(products, frame.offsets)[first, second]
        expected = standard_of(block.view).centred
        told.append(_told(cosines[friends], cosines[~same], expected))
    whole = sum(told)
    return tuple(one / whole for one in told) if whole > 0 else shares_of(blocks)


def _told(friends: Floats, strangers: Floats, expected: float) -> float:
    """How well cosines tell friends from strangers, 0 where not at all."""
    pairs = len(friends) + WORTH
    middle = (float(friends.sum()) + WORTH * expected) / pairs
    within = (float(((friends - middle) ** 2).sum()) + WORTH * FRIENDS_VARY) / pairs
    apart = max(0.0, middle - float(strangers.mean()))
    return apart / max(float(strangers.var()) + within, 1e-9)
