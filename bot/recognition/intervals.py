"""How well so few tries tell a rate."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import NormalDist

import numpy as np

Z = NormalDist().inv_cdf(0.975)
LEAST_ALIKE = 0.15
"""Photos of one person share their luck at least that much, whatever a few of them suggest."""
RULE_OF_30 = 30
"""With as many errors, a rate is within 30 % of the truth nine times of ten: G. Doddington et
al., "The NIST speaker recognition evaluation", Speech Communication 31, 2000."""
TOO_WIDE = 0.6
"""An interval as wide as this says nothing."""


class Promise(StrEnum):
    """Whether a rate is what it was meant to be."""

    KEPT = "kept"
    BROKEN = "broken"
    OPEN = "cannot tell"


@dataclass(frozen=True)
class Rate:
    """How often something happened: ``hits`` of ``tries``, with photos of ``people``.

    The true rate is between ``low`` and ``high`` about nineteen times of twenty.
    """

    hits: int
    tries: int
    people: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """As it was counted, 0 to 1; 0 where nothing was tried."""
        return self.hits / self.tries if self.tries else 0.0

    @property
    def tells(self) -> bool:
        """Whether that is enough to say anything."""
        return self.high - self.low < TOO_WIDE

    @property
    def is_sure(self) -> bool:
        """Whether it is known within about a third, by Doddington's rule of 30."""
        return min(self.hits, self.tries - self.hits) >= RULE_OF_30

    def against(self, promised: float) -> Promise:
        """Whether a rate that should be at most ``promised`` is.

        It is kept only where the interval says so, or where there were errors enough by the
        rule of 30 and not more than promised.
        """
        if self.low > promised:
            return Promise.BROKEN
        if self.high <= promised or (self.is_sure and self.share <= promised):
            return Promise.KEPT
        return Promise.OPEN


def rate_of(happened: Sequence[bool], whose: Sequence[Hashable]) -> Rate:
    """How often something happened, with an interval that knows that people share their luck.

    The interval is Wilson's (E. B. Wilson, "Probable inference, the law of succession, and
    statistical inference", JASA 22, 1927) for as many independent tries as these are worth: the
    tries divided by Kish's design effect (L. Kish, "Survey Sampling", 1965), as N. Dean and
    M. Pagano recommend for clustered proportions ("Evaluating confidence interval methods for
    binomial proportions in clustered surveys", J. Survey Statistics and Methodology 3, 2015).
    """
    hits, tries = sum(happened), len(happened)
    if not tries:
        return Rate(0, 0, 0, 0.0, 1.0)
    _, people = np.unique([hash(one) for one in whose], return_inverse=True)
    sizes = np.bincount(people.reshape(-1)).astype(np.float64)
    sums = np.bincount(people.reshape(-1), weights=np.asarray(happened, np.float64))
    alike = max(_alike(sums, sizes), LEAST_ALIKE)
    effect = 1 + alike * (float((sizes**2).sum()) / tries - 1)
    low, high = wilson(hits / tries, tries / effect)
    return Rate(hits, tries, len(sizes), low, high)


def wilson(share: float, tries: float) -> tuple[float, float]:
    """Wilson's interval for a share of so many independent tries, corrected for continuity.

    Without the correction its lower end is too high for what is rare: R. G. Newcombe,
    "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, 1998.
    """
    square, wide, hits = Z**2, 2 * (tries + Z**2), 2 * tries * share
    rest = square - 1 / tries
    below = Z * sqrt(max(rest - 2 + 4 * share * (tries * (1 - share) + 1), 0.0)) + 1
    above = Z * sqrt(max(rest + 2 + 4 * share * (tries * (1 - share) - 1), 0.0)) + 1
    low = max(0.0, (hits + square - below) / wide) if share > 0 else 0.0
    high = min(1.0, (hits + square + above) / wide) if share < 1 else 1.0
    return low, high


def _alike(sums: np.ndarray, sizes: np.ndarray) -> float:
    """The correlation of two tries with one person, by analysis of variance.

    M. S. Ridout, C. G. B. Demétrio and D. Firth, "Estimating intraclass correlation for binary
    data", Biometrics 55, 1999.
    """
    people, tries, hits = len(sizes), float(sizes.sum()), float(sums.sum())
    if people < 2 or tries <= people:
        return 0.0
    own = float((sums**2 / sizes).sum())
    within = (hits - own) / (tries - people)
    between = (own - hits**2 / tries) / (people - 1)
    usual = (tries - float((sizes**2).sum()) / tries) / (people - 1)
    both = between + (usual - 1) * within
    return min(max((between - within) / both, 0.0), 1.0) if both > 0 else 0.0
