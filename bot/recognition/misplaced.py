"""Photos that look like somebody else's than whose they are said to be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.recognition.scores import Floats, Roll, Spread, likelihood_line, to_mean

CLEARLY = float(np.log(10))
"""So much likelier somebody else's is no doubt; as a natural logarithm."""
FEWEST = 8
"""With fewer photos that have others beside them, nobody knows how alike one's own are."""


def misplaced(cosines: Floats, roll: Roll, spread: Spread) -> NDArray[np.bool_]:
    """Which photos are clearly likelier somebody else's, or as much somebody else's as photos
    usually are their own person's: bool [photos].

    ``cosines`` is float64 [photos, photos], of all with all. A photo under the wrong name, and a
    person under two, would teach that strangers look like friends.
    """
    own, alone = _own(cosines, roll)
    means = to_mean(cosines, roll, spread)
    offset, slope = likelihood_line(roll.photos, spread)
    scores = offset + slope * means
    everybody = np.arange(len(roll.owners))
    scores[everybody, roll.owners] = means[everybody, roll.owners] = np.nan
    others = np.nanmax(scores, axis=1)
    fewer = np.maximum(roll.photos - 1, 1)[roll.owners]
    offset, slope = likelihood_line(fewer, Spread(own[1], spread.kinship))
    likelihood = np.where(alone, np.nan, offset + slope * own[0])
    difference = np.where(alone, -np.inf, others - likelihood)
    found = difference > CLEARLY * np.nanvar(means)
    if (~alone).sum() >= FEWEST:
        found |= others >= np.nanmedian(likelihood)
    return np.asarray(found)


def _own(cosines: Floats, roll: Roll) -> tuple[tuple[Floats, Floats], NDArray[np.bool_]]:
    """Each photo's cosine with the mean of its person's others, that mean's length, and whether
    there are none."""
    same = roll.owners[:, None] == roll.owners[None, :]
    within = np.where(same, cosines, 0.0)
    itself = np.diagonal(cosines)
    sums = within.sum(axis=1)
    whole = np.bincount(roll.owners, sums)[roll.owners]
    squares = np.maximum(whole - 2 * sums + itself, 1e-6)
    count = np.maximum(roll.photos - 1, 1)[roll.owners]
    lengths = np.sqrt(squares)
    alone = roll.photos[roll.owners] == 1
    return ((sums - itself) / lengths, np.minimum(lengths / count, 1.0)), alone
