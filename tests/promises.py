"""What a learnt threshold promises, and what strangers find, in simulated galleries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.recognition.embedding import ViewKind
from bot.recognition.learning import Learnt, learn
from bot.recognition.scores import Rule, person_scores
from storage.records import Strictness
from tests.embedding_spaces import Geometry, Space, Vectors, enrolled

UNBALANCED = (1, 2, 3, 5, 8, 20)


@dataclass(frozen=True)
class Kept:
    """For one gallery: the rate aimed at, the interval promised, and the rate measured.

    ``missed`` is the share of friends who are not named, and ``missed_at_best`` where the
    threshold is the one that has just the rate aimed at.
    """

    rate: float
    low: float
    high: float
    measured: float
    missed: float
    missed_at_best: float

    @property
    def holds(self) -> bool:
        return self.low <= self.measured <= self.high


def promises(
    geometry: Geometry, seeds: Sequence[int], strangers: int
) -> Iterator[dict[Strictness, Kept]]:
    """One gallery of 6 to 30 people for each seed, balanced or not, in albums or not."""
    for seed in seeds:
        space = Space(geometry, seed)
        people = int(space.chance.integers(6, 31))
        made = enrolled(space, _sizes(space, people), moments=int(space.chance.integers(1, 4)))
        learnt = learn(made.gallery, ViewKind.ALIGNED, Rule.LIKELIHOOD)
        faces, owners = made.friends(4)
        friends = scores_of(learnt, faces)
        right = friends.argmax(axis=1) == owners
        best = scores_of(learnt, space.strangers(strangers)).max(axis=1)
        yield {one: _kept(learnt, one, friends.max(axis=1), right, best) for one in Strictness}


def scores_of(learnt: Learnt, probes: Vectors) -> NDArray[np.float64]:
    """Everybody's scores for many probes at once: float64 [probes, people]."""
    (frame,) = learnt.frames.each
    products = np.asarray(probes @ learnt.gallery.vectors.T, np.float64)
    cosines = frame.cosines(products, np.asarray(probes @ frame.centre, np.float64))
    return person_scores(learnt.rule, cosines, learnt.roll, learnt.spread)


def _kept(
    learnt: Learnt,
    strictness: Strictness,
    friends: NDArray[np.float64],
    right: NDArray[np.bool_],
    strangers: NDArray[np.float64],
) -> Kept:
    known = learnt.thresholds(strictness).known
    assert known.rate is not None
    assert known.low is not None
    assert known.high is not None
    ideal = float(np.quantile(strangers, 1 - known.rate))
    return Kept(
        known.rate,
        known.low,
        known.high,
        float((strangers >= known.score).mean()),
        1 - float((right & (friends >= known.score)).mean()),
        1 - float((right & (friends >= ideal)).mean()),
    )


def _sizes(space: Space, people: int) -> list[int]:
    kind = int(space.chance.integers(3))
    if kind == 0:
        return [int(space.chance.integers(2, 7))] * people
    if kind == 1:
        return [int(size) for size in space.chance.integers(2, 9, people)]
    return [int(size) for size in space.chance.choice(UNBALANCED, people)]
