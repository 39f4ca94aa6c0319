"""How close strangers come to a gallery: learnt from the gallery's own people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, exp, log1p, sqrt
from statistics import NormalDist

import numpy as np

from bot.recognition.scores import Floats
from bot.recognition.trials import Trial

NORMAL = NormalDist()
GROUPS = 48
"""People alike in how many photos they have are reckoned together, in so many groups."""
WORTH = 20.0
"""How many people the assumption of a normal distribution is worth against the trials."""
FARTHEST = 3.5
"""A trial's best score counts as at most so many deviations off: nobody shifts the rest alone."""
LARGEST = 100.0
"""No score is larger."""
LEAST, MOST = 1e-9, 1 - 1e-9


@dataclass(frozen=True)
class Lines:
    """People's offsets and slopes, float64 [groups], and how many people there are of each."""

    offset: Floats
    slope: Floats
    people: Floats

    @classmethod
    def of(cls, offset: Floats, slope: Floats) -> Lines:
        """Of every person, float64 [people], in groups where there are many."""
        if len(offset) <= GROUPS:
            return cls(offset, slope, np.ones(len(offset)))
        parts = np.array_split(np.argsort(slope, kind="stable"), GROUPS)
        return cls(
            np.array([offset[part].mean() for part in parts]),
            np.array([slope[part].mean() for part in parts]),
            np.array([float(len(part)) for part in parts]),
        )


@dataclass(frozen=True)
class Threshold:
    """From which score on somebody is close enough.

    ``rate`` is the false-positive identification rate aimed at; ``low`` and ``high`` are where
    the true one is, nineteen times of twenty. They are None where nothing was learnt.
    """

    score: float
    rate: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Impostors:
    """The scores of strangers, as a normal distribution that the trials correct.

    ``mean`` and ``deviation`` are those of the standardised score over pairs of people;
    ``others`` are the same without each person in turn. ``shift`` and ``stretch`` say how the
    trials' best scores lie against what these predict. ``people`` is how many took part, and
    ``scores`` are the trials' best, ascending.
    """

    mean: float
    deviation: float
    others: tuple[tuple[float, float], ...]
    shift: float
    stretch: float
    people: int
    scores: tuple[float, ...]

    def rate(self, score: float, lines: Lines) -> float:
        """How often a stranger's best score is at least this: 0 to 1."""
        return _below(-self._place(score, lines, self.mean, self.deviation))

    def threshold(self, rate: float, lines: Lines) -> Threshold:
        """The score that a stranger's best one reaches with this rate.

        The interval is from leaving out each person (the jackknife: B. Efron and C. Stein, "The
        jackknife estimate of variance", Annals of Statistics 9(3), 1981), and not narrower than
        so many pairs of people could make it.
        """
        score = self.score_at(rate, lines)
        place = self._place(score, lines, self.mean, self.deviation)
        reach = _student(self.people - 1) * self._error(score, lines, place)
        return Threshold(score, rate, _below(-place - reach), _below(-place + reach))

    def score_at(self, rate: float, lines: Lines) -> float:
        """The score that a stranger's best one reaches with this rate."""
        low, high = -LARGEST, LARGEST
        for _ in range(60):
            score = (low + high) / 2
            if self.rate(score, lines) > rate:
                low = score
            else:
                high = score
        return high

    def density(self, score: float, lines: Lines) -> float:
        """How dense the best scores of strangers are."""
        step = self.deviation * float(lines.slope.mean()) / 100
        between = self.rate(score - step, lines) - self.rate(score + step, lines)
        return between / (2 * step)

    def _place(self, score: float, lines: Lines, mean: float, deviation: float) -> float:
        """How many deviations of a stranger's best score this is above its middle."""
        predicted = _probit(1 - _any_above(score, lines, mean, deviation))
        return (predicted - self.shift) / self.stretch

    def _error(self, score: float, lines: Lines, place: float) -> float:
        """The standard error of a place."""
        n = self.people
        places = np.array([self._place(score, lines, *one) for one in self.others])
        learnt = (n - 1) / n * float(((places - places.mean()) ** 2).sum())
        middle = (score - lines.offset - lines.slope * self.mean) / (lines.slope * self.deviation)
        deep = float(np.average(middle, weights=lines.people))
        learnt = max(learnt, (1 + deep**2 / 2) / (n * (n - 1) / 2))
        return sqrt(learnt + (1 + place**2 / 2) / (WORTH + n))


def learn_impostors(trials: Sequence[Trial]) -> Impostors:
    """From one trial for each person, in which that person was left out; three or more."""
    n = len(trials)
    first, second = np.full((n, n), np.nan), np.full((n, n), np.nan)
    for trial in trials:
        first[trial.owner, trial.people] = trial.standard.mean(axis=0)
        second[trial.owner, trial.people] = (trial.standard**2).mean(axis=0)
    mean, deviation = _moments(first, second)
    others = tuple(
        _moments(np.delete(np.delete(first, i, 0), i, 1), np.delete(np.delete(second, i, 0), i, 1))
        for i in range(n)
    )
    places = [
        [
            _probit(1 - _any_above(float(best), lines, mean, deviation))
            for best in trial.scores.max(axis=1)
        ]
        for trial in trials
        for lines in [Lines.of(trial.offset, trial.slope)]
    ]
    clipped = [np.clip(place, -FARTHEST, FARTHEST) for place in places]
    shift = float(sum(place.mean() for place in clipped) / (WORTH + n))
    square = sum(float(((place - shift) ** 2).mean()) for place in clipped)
    best = sorted(float(score) for trial in trials for score in trial.scores.max(axis=1))
    stretch = sqrt((WORTH + square) / (WORTH + n))
    return Impostors(mean, deviation, others, shift, stretch, n, tuple(best))


def _moments(first: Floats, second: Floats) -> tuple[float, float]:
    """Mean and deviation of a standardised score, every pair of people counting alike."""
    mean = float(np.nanmean(first))
    return mean, sqrt(max(float(np.nanmean(second)) - mean**2, 1e-12))


def _any_above(score: float, lines: Lines, mean: float, deviation: float) -> float:
    """How likely the best of independent normal scores is at least this."""
    middles = (lines.offset + lines.slope * mean - score) / (lines.slope * deviation)
    logs = sum(
        people * log1p(-min(_below(middle), MOST))
        for middle, people in zip(middles.tolist(), lines.people.tolist(), strict=True)
    )
    return 1 - exp(logs)


def _below(place: float) -> float:
    return erfc(-place / sqrt(2)) / 2


def _probit(probability: float) -> float:
    return NORMAL.inv_cdf(min(max(probability, LEAST), MOST))


def _student(freedom: int) -> float:
    """The quantile .975 of Student's t, by its expansion around the normal one.

    Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.5.
    """
    x, v = NORMAL.inv_cdf(0.975), float(max(freedom, 2))
    return (
        x
        + (x**3 + x) / (4 * v)
        + (5 * x**5 + 16 * x**3 + 3 * x) / (96 * v**2)
        + (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / (384 * v**3)
    )
