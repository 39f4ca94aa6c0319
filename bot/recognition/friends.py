"""How close people come to their own photos: learnt from the gallery's own people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np

from bot.recognition.trials import Trial

FEWEST_TRIALS = 8
FEWEST_PEOPLE = 3
"""With fewer, nothing is said of how likely an answer is."""


class Likelihood(StrEnum):
    """How likely an answer is right, in so many words."""

    VERY_LIKELY = "very likely"
    PROBABLY = "probably"
    PERHAPS = "perhaps"


def likelihood_of(probability: float) -> Likelihood:
    """The word for a probability that an answer is right."""
    if probability >= 0.99:
        return Likelihood.VERY_LIKELY
    return Likelihood.PROBABLY if probability >= 0.9 else Likelihood.PERHAPS


@dataclass(frozen=True)
class Friends:
    """The scores of people with their own photos, as a normal distribution.

    ``scores`` are the trials' own, ascending.
    """

    mean: float
    deviation: float
    scores: tuple[float, ...]

    def density(self, score: float) -> float:
        """How dense such scores are; beyond the middle, as dense as there: closer is no worse."""
        return NormalDist(self.mean, self.deviation).pdf(min(score, self.mean))


def learn_friends(trials: Iterable[Trial]) -> Friends | None:
    """From trials in which every photo's person still had others; None where they are few."""
    own: list[float] = []
    people = set()
    for trial in trials:
        column = int(np.flatnonzero(trial.people == trial.owner)[0])
        own += trial.scores[:, column].tolist()
        people.add(trial.owner)
    if len(own) < FEWEST_TRIALS or len(people) < FEWEST_PEOPLE:
        return None
    deviation = float(np.std(own, ddof=1))
    return Friends(float(np.mean(own)), max(deviation, 1e-6), tuple(sorted(own)))
