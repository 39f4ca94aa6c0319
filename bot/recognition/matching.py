"""Who a probe is, by its similarity to a gallery: numbers in, a decision out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import log

import numpy as np
from numpy.typing import NDArray

from bot.recognition.friends import Likelihood
from bot.recognition.learning import Learnt, Thresholds
from bot.recognition.scores import Floats, Ints, Rule
from bot.recognition.vetoes import is_vetoed
from storage.records import Strictness

SHOWN_DECIMALS = 2
"""A similarity is shown to this many decimals; people who look equally close are a tie."""
CLEARLY = log(3)
"""Somebody who is not that much likelier than another is not named without asking."""
MOST_CHOICES = 3


class Outcome(StrEnum):
    """What is said of a face."""

    KNOWN = "known"
    UNSURE = "unsure"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Match:
    """An enrolled photo and its cosine similarity to the probe, -1 to 1."""

    photo_id: int
    person_id: int
    similarity: float


@dataclass(frozen=True)
class Candidate:
    """A person: the similarity of their closest photo, their score by the rule, their votes.

    ``votes`` are their photos among the closest k, ``photos`` those in the gallery. Scores are
    compared with one another and with thresholds, and mean nothing beyond that.
    """

    person_id: int
    similarity: float
    score: float
    votes: int
    photos: int


@dataclass(frozen=True)
class Decision:
    """``matches`` are the closest k photos, closest first: the evidence.

    ``best`` and ``runner_up`` are the first two people by the rule in use; they are None where
    the gallery holds no such person. ``best`` is who it is only where the outcome is known;
    ``choices`` are whom it may be where it is unsure, the likeliest first. ``likelihood`` is of
    the best, where the gallery has taught enough to say.
    """

    outcome: Outcome
    thresholds: Thresholds
    matches: tuple[Match, ...]
    best: Candidate | None
    runner_up: Candidate | None
    choices: tuple[Candidate, ...] = ()
    likelihood: Likelihood | None = None


def decide(
    probe: NDArray[np.float32],
    learnt: Learnt,
    *,
    top_k: int,
    strictness: Strictness = Strictness.NORMAL,
    normal: float | None = None,
) -> Decision:
    """Compare a unit vector, float32 [dimensions], with a gallery of the same spec.

    Known is who the rule picks, where their score reaches what ``strictness`` asks for and they
    are clearly likelier than anybody else. ``normal`` is a similarity settled by somebody, which
    takes the place of what the gallery teaches.
    """
    thresholds = learnt.thresholds(strictness, normal)
    gallery = learnt.gallery
    if not len(gallery):
        return Decision(Outcome.UNKNOWN, thresholds, (), None, None)
    similarities = np.clip(gallery.vectors @ probe, -1.0, 1.0)
    closest = np.argsort(-similarities, kind="stable")[:top_k]
    matches = tuple(
        Match(int(gallery.photo_ids[i]), int(gallery.person_ids[i]), float(similarities[i]))
        for i in closest
    )
    compared = _Compared(probe, learnt, similarities, closest)
    first = compared.first(MOST_CHOICES)
    best, runner_up = (*first[:2], None, None)[:2]
    if best is None or not compared.reaches(best, thresholds.unsure):
        return Decision(Outcome.UNKNOWN, thresholds, matches, best, runner_up)
    choices = tuple(one for one in first if compared.reaches(one, thresholds.unsure))
    clear = len(choices) == 1 or compared.is_clear(best, choices[1])
    if clear and compared.reaches(best, thresholds.known.score):
        likelihood = learnt.likelihood(best.score)
        return Decision(Outcome.KNOWN, thresholds, matches, best, runner_up, likelihood=likelihood)
    return Decision(Outcome.UNSURE, thresholds, matches, best, runner_up, choices)


class _Compared:
    """A probe and everybody in a gallery, by the rule in use."""

    def __init__(
        self,
        probe: NDArray[np.float32],
        learnt: Learnt,
        similarities: NDArray[np.float32],
        closest: Ints,
    ) -> None:
        roll = learnt.roll
        self._probe = probe
        self._learnt = learnt
        self._cosines = learnt.cosines(similarities, probe)
        self._scores = learnt.scores(self._cosines)
        self._nearest = roll.largest(similarities.astype(np.float64))
        self._votes = np.bincount(roll.owners[closest], minlength=len(roll))
        self._shown = learnt.rule is not Rule.LIKELIHOOD

    def first(self, most: int) -> list[Candidate]:
        """The first few people, whoever it is known not to be left out."""
        found: list[Candidate] = []
        for place in self._ranked():
            if not is_vetoed(self._probe, place, self._learnt, self._cosines):
                found.append(self._candidate(place))
                if len(found) == most:
                    break
        return found

    def reaches(self, candidate: Candidate, threshold: float) -> bool:
        """Whether a score is enough."""
        if not self._shown:
            return candidate.score >= threshold
        # What is shown is what is decided on: nobody is unknown at .45 where .45 is enough.
        return round(candidate.score, SHOWN_DECIMALS) >= round(threshold, SHOWN_DECIMALS)

    def is_clear(self, best: Candidate, other: Candidate) -> bool:
        """Whether one is clearly likelier than another."""
        if self._learnt.rule is Rule.VOTE:
            return True
        return (best.score - other.score) * self._learnt.dimensions >= CLEARLY

    def _ranked(self) -> Iterator[int]:
        """Everybody's place in the roll, the likeliest first."""
        scores: Floats = -self._scores
        votes: Floats = -self._votes.astype(np.float64)
        keys = [scores]
        if self._learnt.rule is Rule.VOTE:
            keys = [scores, votes]
        elif self._shown:
            keys = [scores, votes, np.round(scores, SHOWN_DECIMALS)]
        return iter(np.lexsort(keys).tolist())

    def _candidate(self, place: int) -> Candidate:
        roll = self._learnt.roll
        return Candidate(
            int(roll.people[place]),
            float(self._nearest[place]),
            float(self._scores[place]),
            int(self._votes[place]),
            int(roll.photos[place]),
        )
