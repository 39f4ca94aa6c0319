"""Who a probe is, by its similarity to a gallery: numbers in, a decision out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
CLEARLY = log(10)
"""Somebody who is not that much likelier than another is not named without asking."""
FAR_BEHIND = log(100)
"""Nobody is asked about who is that much less likely than the likeliest."""
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
    the best, where the gallery has taught enough to say; where it has taught nothing, it is the
    least one for whoever would not be known if the chat were strict. ``margin`` is the natural
    logarithm of how many times likelier the best is than the runner-up; None where there is none,
    or where people are ranked by votes. ``left_out`` are people, as ids, who came before the
    best, or instead of any, if it were not known that this face is not theirs.
    """

    outcome: Outcome
    thresholds: Thresholds
    matches: tuple[Match, ...]
    best: Candidate | None
    runner_up: Candidate | None
    choices: tuple[Candidate, ...] = ()
    likelihood: Likelihood | None = None
    margin: float | None = None
    left_out: tuple[int, ...] = ()


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
    similarities, cosines = learnt.frames.seen(gallery.vectors, probe)
    closest = np.argsort(-similarities, kind="stable")[:top_k]
    matches = tuple(
        Match(int(gallery.photo_ids[i]), int(gallery.person_ids[i]), float(similarities[i]))
        for i in closest
    )
    compared = _Compared(probe, learnt, similarities, cosines, closest)
    first = compared.first(MOST_CHOICES)
    best, runner_up = (*first[:2], None, None)[:2]
    said = Decision(
        Outcome.UNKNOWN,
        thresholds,
        matches,
        best,
        runner_up,
        margin=compared.margin(best, runner_up),
        left_out=tuple(compared.left_out),
    )
    if best is None or not reaches(best, thresholds.unsure, thresholds):
        return said
    choices = tuple(
        one
        for one in first
        if reaches(one, thresholds.unsure, thresholds)
        and (compared.margin(best, one) or 0.0) < FAR_BEHIND
    )
    clear = len(choices) == 1 or said.margin is None or said.margin >= CLEARLY
    if clear and reaches(best, thresholds.known.score, thresholds):
        likelihood = learnt.likelihood(best.score)
        if learnt.impostors is None and normal is None:
            # By what holds for most faces, no more is said than whether strictness would matter.
            strict = learnt.thresholds(Strictness.STRICT)
            near = not reaches(best, strict.known.score, strict)
            likelihood = Likelihood.PERHAPS if near else None
        return replace(said, outcome=Outcome.KNOWN, likelihood=likelihood)
    return replace(said, outcome=Outcome.UNSURE, choices=choices)


def reaches(candidate: Candidate, threshold: float, thresholds: Thresholds) -> bool:
    """Whether somebody is close enough."""
    if not thresholds.similar:
        return candidate.score >= threshold
    # What is shown is what is decided on: nobody is unknown at .45 where .45 is enough.
    shown = round(candidate.similarity, SHOWN_DECIMALS)
    return shown >= round(threshold, SHOWN_DECIMALS)


class _Compared:
    """A probe and everybody in a gallery, by the rule in use."""

    def __init__(
        self,
        probe: NDArray[np.float32],
        learnt: Learnt,
        similarities: NDArray[np.float32],
        cosines: Floats,
        closest: Ints,
    ) -> None:
        roll = learnt.roll
        self._probe = probe
        self._learnt = learnt
        self._cosines = cosines
        self._scores = learnt.scores(self._cosines)
        self._nearest = roll.largest(similarities.astype(np.float64))
        self._votes = np.bincount(roll.owners[closest], minlength=len(roll))
        self._shown = learnt.rule is not Rule.LIKELIHOOD
        self.left_out: list[int] = []

    def first(self, most: int) -> list[Candidate]:
        """The first few people, whoever it is known not to be left out."""
        found: list[Candidate] = []
        for place in self._ranked():
            if not self._is_vetoed(place):
                found.append(self._candidate(place))
                if len(found) == most:
                    break
            elif not found:
                self.left_out.append(int(self._learnt.roll.people[place]))
        return found

    def margin(self, best: Candidate | None, other: Candidate | None) -> float | None:
        """The logarithm of how many times likelier one is than another, if that can be said."""
        if best is None or other is None or self._learnt.rule is Rule.VOTE:
            return None
        return (best.score - other.score) * self._learnt.dimensions

    def _is_vetoed(self, place: int) -> bool:
        learnt, roll = self._learnt, self._learnt.roll
        vetoes = learnt.gallery.vetoes.vectors
        own = roll.order[roll.starts[place] : roll.starts[place] + roll.photos[place]]
        return is_vetoed(
            learnt.vetoed.rivals.get(place, ()),
            lambda rows: learnt.frames.between(vetoes[rows], self._probe),
            self._cosines[own],
            float(learnt.spread.lengths[place]),
            learnt.spread.kinship,
            clearly=CLEARLY / learnt.dimensions,
        )

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
