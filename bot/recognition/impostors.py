"""How close strangers come to a gallery: learnt from the gallery's own people."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cache
from math import erfc, log1p, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from bot.recognition.scores import Floats
from bot.recognition.trials import Trial

NORMAL = NormalDist()
BLUR = 1.0
"""Trials are blurred by so much of the deviation of scores, over the fifth root of how many
people took part: the usual width for so many examples (B. Silverman, "Density Estimation for
Statistics and Data Analysis", 1986, chapter 3; on blurring without widening, 6.4)."""
AMISS = 0.25
"""How far off blurred trials may be, in deviations of a stranger's best score, however many
people took part: so that in simulated galleries nineteen intervals of twenty hold."""
PAIRS_TWICE = 0.5
"""Leaving out one person of a pair and then the other counts the chance that is in pairs twice."""
STEPS = 40
PARTS = 30
"""People are left out one by one, or in so many parts, to see how much hangs on any of them."""
AS_GOOD_AS_NONE = 0.001
"""Less than one in a thousand is none: nobody meets, nor a measurement sees, as many strangers."""
BEHIND = 50
"""For each stranger who was taken for somebody, so many were not."""
WORTH = 100
"""What the trials teach is worth so many strangers met, besides the people who took part."""
FEWEST_MET = 2
"""One alone is no more than was promised, and may be a mistake."""
LOWEST, HIGHEST, FINENESS = -9, 12, 200
LEAST, MOST = 1e-12, 1 - 1e-12


@dataclass(frozen=True)
class Lines:
    """How those whom trials are made of score in the gallery as it is.

    ``offset`` and ``slope`` are float64 [people], as in `Trial`; ``people`` is how many the
    gallery holds, of whom these may be a part.
    """

    offset: Floats
    slope: Floats
    people: int


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
class Curve:
    """How many deviations above the middle of strangers' best scores a score is.

    ``scores`` and ``places`` are float64 [`STEPS`], ascending. ``thresholds`` are those worked out
    already, by their rates.
    """

    scores: Floats
    places: Floats
    thresholds: dict[float, Threshold] = field(default_factory=dict, compare=False)

    def place_of(self, score: float) -> float:
        return float(np.interp(score, self.scores, self.places))

    def score_at(self, place: float) -> float:
        after = int(np.clip(np.searchsorted(self.places, place), 1, len(self.places) - 1))
        low, high = self.places[after - 1 : after + 1]
        share = np.clip((place - low) / max(high - low, 1e-12), 0.0, 1.0)
        first, second = self.scores[after - 1 : after + 1]
        return float(first + (second - first) * share)


class Impostors:
    """Strangers' best scores: those of the gallery's people left out in turn, each one blurred.

    A trial tells how close one stranger comes to everybody at once: who resembles one of a
    family resembles the others. Blurring fills the gaps between the trials, and reaches beyond
    the closest. ``deviation`` is that of the standardised score over pairs of people, ``scores``
    are the trials' best, ascending, and ``people`` is how many took part.
    """

    def __init__(self, trials: Sequence[Trial], lines: Lines) -> None:
        """From one trial for each person, in which that person was left out; three or more."""
        self.people = n = len(trials)
        self.scores = tuple(sorted(float(s) for t in trials for s in t.scores.max(axis=1)))
        self._lines = lines
        self._owners = np.repeat(np.arange(n), [len(trial.rows) for trial in trials])
        self._weights = (1 / np.bincount(self._owners))[self._owners]
        self._standard = np.full((len(self._owners), n), np.nan)
        for place, trial in enumerate(trials):
            others = np.arange(n) != place
            self._standard[np.ix_(self._owners == place, others)] = trial.standard
        own = np.isnan(self._standard)
        sums = [np.where(own, 0.0, self._standard**power) for power in (1, 2)]
        self._moments = [np.add.reduceat(each, _starts(self._owners)) for each in sums]
        self._moments = [each / np.bincount(self._owners)[:, None] for each in self._moments]
        mean, self.deviation = self._mean_and_deviation(np.ones(n, bool))
        middle, reach = lines.offset + lines.slope * mean, lines.slope * self.deviation
        grid = np.linspace((middle - 3 * reach).min(), (middle + 9 * reach).max(), STEPS)
        everybody = np.ones(n, bool)
        self.curve = Curve(grid, _ascending([self._rate(score, everybody) for score in grid]))

    def having_met(self, strangers: Sequence[float]) -> Impostors:
        """The same, given the best scores of strangers that the chat itself has met.

        They are met because they score high, so each stands for the many who do not; and they
        can show that strangers come closer than was thought, but not that none do.
        """
        if len(strangers) < FEWEST_MET:
            return self
        places = self.curve.places
        met = np.array([self.curve.place_of(score) for score in strangers])
        reached = [_below(one) for one in ((places[:, None] - met) / AMISS).ravel().tolist()]
        above = (1 - np.array(reached)).reshape(len(places), len(met)).sum(axis=1)
        learnt = np.array([_below(-place) for place in places.tolist()])
        worth = self.people + WORTH
        rates = (worth * learnt + above) / (worth + BEHIND * len(met))
        rates = np.maximum(rates, learnt)
        changed = copy(self)
        changed.curve = Curve(self.curve.scores, _ascending(rates.tolist()))
        return changed

    def rate(self, score: float) -> float:
        """How often a stranger's best score is at least this: 0 to 1."""
        return _below(-self.curve.place_of(score))

    def threshold(self, rate: float) -> Threshold:
        """The score that a stranger's best one reaches with this rate.

        The interval is from leaving people out (the jackknife: B. Efron and C. Stein, "The
        jackknife estimate of variance", Annals of Statistics 9(3), 1981).
        """
        known = self.curve.thresholds
        if rate not in known:
            score = self.score_at(rate)
            place, reach = _place(rate), NORMAL.inv_cdf(0.975) * self._error(score)
            low, high = _below(-place - reach), _below(-place + reach)
            known[rate] = Threshold(score, rate, low if low >= AS_GOOD_AS_NONE else 0.0, high)
        return known[rate]

    def score_at(self, rate: float) -> float:
        """The score that a stranger's best one reaches with this rate."""
        return self.curve.score_at(_place(rate))

    def density(self, score: float) -> float:
        """How dense the best scores of strangers are."""
        step = float(self.curve.scores[1] - self.curve.scores[0]) / 2
        return (self.rate(score - step) - self.rate(score + step)) / (2 * step)

    def _rate(self, score: float, kept: NDArray[np.bool_]) -> float:
        """How often a stranger's best score is at least this, going by the people kept alone."""
        rows = kept[self._owners]
        mean, deviation = self._mean_and_deviation(kept)
        blur = BLUR * self.people**-0.2
        within = 1 / sqrt(1 + blur**2)
        seen = self._standard[np.ix_(rows, kept)]
        # How close somebody comes to themself as a stranger, nobody knows: as to anybody.
        own = np.isnan(seen)
        centres = np.where(own, mean, mean + (seen - mean) * within)
        widths = np.where(own, deviation, deviation * blur * within)
        needed = (score - self._lines.offset[kept]) / self._lines.slope[kept]
        below = _logarithms((needed - centres) / widths)
        everybody = below.sum(axis=1) * (self._lines.people / kept.sum())
        return float(np.average(-np.expm1(everybody), weights=self._weights[rows]))

    def _error(self, score: float) -> float:
        """The standard error of a score's place."""
        parts = np.array_split(np.arange(self.people), min(self.people, PARTS))
        places = []
        for part in parts:
            kept = np.ones(self.people, bool)
            kept[part] = False
            places.append(_place(self._rate(score, kept)))
        spread = (len(parts) - 1) * float(np.var(places))
        return sqrt(PAIRS_TWICE * spread + AMISS**2)

    def _mean_and_deviation(self, kept: NDArray[np.bool_]) -> tuple[float, float]:
        """Of the standardised score over the pairs of people kept, all counting alike."""
        pairs = int(kept.sum()) * (int(kept.sum()) - 1)
        first, second = (float(each[np.ix_(kept, kept)].sum()) / pairs for each in self._moments)
        return first, sqrt(max(second - first**2, 1e-12))


def _logarithms(deviations: Floats) -> Floats:
    """The logarithm of how likely a normal value is below so many deviations, of any shape."""
    places = (np.clip(deviations, LOWEST, HIGHEST) - LOWEST) * FINENESS
    before = places.astype(np.intp)
    table, steps = _table()
    return table[before] + steps[before] * (places - before)


@cache
def _table() -> tuple[Floats, Floats]:
    deviations = np.arange(LOWEST * FINENESS, HIGHEST * FINENESS + 1) / FINENESS
    logs = np.array([log1p(-min(erfc(x / sqrt(2)) / 2, MOST)) for x in deviations.tolist()])
    return logs, np.diff(logs, append=logs[-1])


def _starts(owners: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.flatnonzero(np.diff(owners, prepend=-1)).astype(np.int64)


def _ascending(rates: Sequence[float]) -> Floats:
    """The places of rates that should fall, and fall but for rounding."""
    return np.asarray(np.maximum.accumulate([_place(rate) for rate in rates]))


def _below(place: float) -> float:
    return erfc(-place / sqrt(2)) / 2


def _place(rate: float) -> float:
    """How many deviations above the middle a normal value is that so many others reach."""
    return -NORMAL.inv_cdf(min(max(rate, LEAST), MOST))
