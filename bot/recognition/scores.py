"""How close a probe is to each person, by one of several rules: cosines in, scores out.

Scores are not normalised by those of the gallery's other people (t-norm and s-norm): these are so
few that what is divided by is chance, and in every simulated space fewer friends are found.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


PROBES_VARY = 1.5
"""Bad photos are asked about more than they are enrolled; at 1, those who have but one photo are
taken for them: in the simulated face model, 1.8 % are ranked wrongly, at 1.5 it is 1.2 %."""


class Rule(StrEnum):
    """How people are ranked, and by which score somebody is close enough."""

    LIKELIHOOD = "likelihood"
    """How much likelier the face is this person's than a stranger's, for as many photos as
    there are of them."""
    BEST = "best"
    """The similarity of the closest photo."""
    BEST_TWO = "best-two"
    """The mean similarity of the two closest photos."""
    MEAN = "mean"
    """The similarity to the normalised mean of the photos."""
    COMBINED = "combined"
    """The mean of `BEST_TWO` and `MEAN`."""
    VOTE = "vote"
    """The person with most photos among the closest: outvotes people with few photos."""


@dataclass(frozen=True)
class Roll:
    """Whose the photos of a gallery are.

    ``people`` are ids, int64 [people], ascending; ``owners`` is int64 [photos], an index into
    ``people`` for each photo; ``order`` sorts the photos by owner, ``starts`` are where each
    person's photos begin in that order, and ``photos`` is how many they are.
    """

    people: Ints
    owners: Ints
    order: Ints
    starts: Ints
    photos: Ints

    @classmethod
    def of(cls, person_ids: Ints) -> Roll:
        people, owners, photos = np.unique(person_ids, return_inverse=True, return_counts=True)
        order = np.argsort(owners, kind="stable")
        starts = np.concatenate([[0], np.cumsum(photos)[:-1]]).astype(np.int64)
        return cls(people, owners.reshape(-1), order, starts[: len(people)], photos)

    def __len__(self) -> int:
        return len(self.people)

    def sums(self, values: Floats) -> Floats:
        """Each person's sum over their photos: float64 [..., photos] → [..., people]."""
        return np.asarray(np.add.reduceat(values[..., self.order], self.starts, axis=-1))

    def largest(self, values: Floats) -> Floats:
        """Each person's largest of the values of their photos, shapes as in `sums`."""
        return np.asarray(np.maximum.reduceat(values[..., self.order], self.starts, axis=-1))

    def largest_two(self, values: Floats) -> Floats:
        """The mean of each person's two largest; the one there is where there is but one."""
        return np.stack([self._largest_two(row) for row in np.atleast_2d(values)])

    def _largest_two(self, values: Floats) -> Floats:
        descending = values[np.lexsort((-values, self.owners))]
        second = np.where(self.photos > 1, self.starts + 1, self.starts)
        return np.asarray((descending[self.starts] + descending[second]) / 2)


@dataclass(frozen=True)
class Spread:
    """How people's photos lie, as far as scores depend on it.

    ``lengths`` is float64 [people]: the length of the mean of each person's unit vectors, 1
    where these agree. ``kinship`` is the mean cosine of two photos of one person, 0 to 1.
    """

    lengths: Floats
    kinship: float


def person_scores(rule: Rule, cosines: Floats, roll: Roll, spread: Spread) -> Floats:
    """Every person's score for every probe: float64 [probes, photos] → [probes, people].

    `Rule.VOTE` has the scores of `Rule.BEST`: by them somebody is close enough, or not.
    """
    match rule:
        case Rule.BEST | Rule.VOTE:
            return roll.largest(cosines)
        case Rule.BEST_TWO:
            return roll.largest_two(cosines)
        case Rule.MEAN:
            return to_mean(cosines, roll, spread)
        case Rule.COMBINED:
            return (roll.largest_two(cosines) + to_mean(cosines, roll, spread)) / 2
        case Rule.LIKELIHOOD:
            offset, slope = likelihood_line(roll.photos, spread)
            return offset + slope * to_mean(cosines, roll, spread)


def to_mean(cosines: Floats, roll: Roll, spread: Spread) -> Floats:
    """The cosine to each person's mean direction: float64 [probes, people]."""
    return roll.sums(cosines) / (roll.photos * spread.lengths)


def likelihood_line(photos: Ints, spread: Spread) -> tuple[Floats, Floats]:
    """Offset and slope, float64 [people], that turn a cosine to somebody's mean into a score.

    The score is the logarithm of how much likelier a probe is as one more photo of a person
    than as a stranger's, per dimension: vectors are taken to be an identity plus what differs
    from photo to photo, both normal and alike in all directions, with variances ``kinship`` and
    1 - ``kinship``. So one photo says less than twenty, and people with many are not favoured.
    A probe differs `PROBES_VARY` times as much as enrolled photos do.
    That is probabilistic linear discriminant analysis with scalar covariances: S. Ioffe,
    "Probabilistic Linear Discriminant Analysis", ECCV 2006; for several photos a person,
    N. Brümmer and E. de Villiers, "The speaker partitioning problem", Odyssey 2010.
    """
    rho = spread.kinship
    # Where the identity is expected, given the mean of the photos, and what remains uncertain.
    shrinkage = rho / (rho + (1 - rho) / photos)
    probe = rho / (rho + (1 - rho) * PROBES_VARY)
    variance = 1 - probe * shrinkage
    reach = np.sqrt(probe / rho) * shrinkage * spread.lengths
    offset = (1 - (1 + reach**2) / variance - np.log(variance)) / 2
    return np.asarray(offset), np.asarray(reach / variance)
