"""What a gallery teaches about comparing with it: its frame, its people's spread, thresholds."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.recognition.embedding import ViewKind
from bot.recognition.frame import Frame, kinship
from bot.recognition.friends import Friends, Likelihood, learn_friends, likelihood_of
from bot.recognition.gallery import Gallery
from bot.recognition.impostors import Impostors, Lines, Threshold, learn_impostors
from bot.recognition.scores import Floats, Ints, Roll, Rule, Spread, likelihood_line, person_scores
from bot.recognition.standards import Standard, standard_of
from bot.recognition.trials import Expected, Trials
from bot.recognition.workers import Workers
from storage.records import Strictness

FEWEST_PEOPLE = 6
"""With fewer, what strangers' scores would be is anybody's guess, and the default holds."""
MOST_PEOPLE = 120
MOST_PHOTOS = 5
"""Of so many people, and so many photos of each, trials are made: more teach little more."""
RATES = {
    Strictness.STRICT: (0.003, 0.03),
    Strictness.NORMAL: (0.01, 0.08),
    Strictness.RELAXED: (0.05, 0.2),
}
"""How many strangers in one may be named, and how many may be asked about."""
KEPT = 16


@dataclass(frozen=True)
class Thresholds:
    """From which score on somebody is known, and from which on they may be meant."""

    known: Threshold
    unsure: float


@dataclass(frozen=True)
class Learnt:
    """A gallery, and what it teaches. ``impostors`` is None where it is too small for that.

    ``friends`` is None where nobody has photos of several moments to be compared.
    """

    gallery: Gallery
    rule: Rule
    standard: Standard
    roll: Roll
    frame: Frame
    spread: Spread
    lines: Lines
    impostors: Impostors | None
    friends: Friends | None

    def cosines(self, products: NDArray[np.float32], probe: NDArray[np.float32]) -> Floats:
        """Cosines in the frame, float64 [vectors], of a probe whose ``products`` are given."""
        own = np.array([float(self.frame.centre @ probe)])
        return np.asarray(self.frame.cosines(products[None].astype(np.float64), own)[0])

    def scores(self, cosines: Floats) -> Floats:
        """Every person's score, float64 [people], from the cosines of their photos."""
        scores = person_scores(self.rule, cosines[None], self.roll, self.spread)
        return np.asarray(scores[0])

    def thresholds(self, strictness: Strictness, normal: float | None = None) -> Thresholds:
        """What to decide by; ``normal`` is a similarity that somebody has settled instead."""
        if self.impostors is None or normal is not None:
            known, unsure = self.standard.thresholds(strictness, normal)
            return Thresholds(Threshold(self._alone(known)), self._alone(unsure))
        rate, doubtful = RATES[strictness]
        known_from = self.impostors.threshold(rate, self.lines)
        return Thresholds(known_from, self.impostors.score_at(doubtful, self.lines))

    @property
    def dimensions(self) -> float:
        """In how many independent directions faces differ: what a score's difference weighs."""
        if self.impostors is None or self.rule is not Rule.LIKELIHOOD:
            return self.standard.dimensions
        return 1 / self.impostors.deviation**2

    def likelihood(self, score: float) -> Likelihood | None:
        """How likely somebody with this score is who it is, friends and strangers being asked
        about equally often; None where the gallery has not taught enough to say."""
        if self.impostors is None or self.friends is None:
            return None
        friends = self.friends.density(score)
        strangers = self.impostors.density(score, self.lines)
        return likelihood_of(friends / max(friends + strangers, 1e-300))

    def _alone(self, similarity: float) -> float:
        """The score of somebody whose one photo has this similarity."""
        if self.rule is not Rule.LIKELIHOOD:
            return similarity
        one = Spread(np.ones(1), self.spread.kinship)
        offset, slope = likelihood_line(np.ones(1, np.int64), one)
        return float(offset[0] + slope[0] * similarity)


def learn(gallery: Gallery, view: ViewKind, rule: Rule) -> Learnt:
    """Learn from a gallery's own photos; deterministic, so that answers can be repeated."""
    standard = standard_of(view)
    roll = Roll.of(gallery.person_ids)
    enough = len(roll) >= FEWEST_PEOPLE
    expected = standard.centred if enough else standard.as_it_is
    frame = Frame.of(gallery.vectors, roll, centred=enough)
    lengths = frame.mean_lengths(gallery.vectors, roll)
    weight = Expected(expected).weight
    spread = Spread(lengths, kinship(lengths, roll.photos, expected, weight))
    offset, slope = np.zeros(len(roll)), np.ones(len(roll))
    if rule is Rule.LIKELIHOOD:
        offset, slope = likelihood_line(roll.photos, spread)
    impostors = friends = None
    if enough:
        some = _some(roll)
        trials = Trials(
            gallery.vectors[some],
            gallery.person_ids[some],
            gallery.albums[some],
            rule=rule,
            centred=True,
            expected=Expected(expected),
        )
        impostors = learn_impostors(list(trials.strangers()))
        friends = learn_friends(trials.friends())
    lines = Lines.of(offset, slope)
    return Learnt(gallery, rule, standard, roll, frame, spread, lines, impostors, friends)


def _some(roll: Roll) -> Ints:
    """A fair selection of a large gallery's photos, ascending; all of a small one's."""
    people = np.unique(np.linspace(0, len(roll) - 1, min(len(roll), MOST_PEOPLE)).astype(int))
    chosen = []
    for owner in people:
        own = roll.order[roll.starts[owner] : roll.starts[owner] + roll.photos[owner]]
        places = np.linspace(0, len(own) - 1, min(len(own), MOST_PHOTOS)).astype(int)
        chosen.append(own[np.unique(places)])
    return np.sort(np.concatenate(chosen))


class Learning:
    """What galleries teach, remembered for as long as they stay the same."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._known: OrderedDict[tuple[int, ViewKind, Rule], asyncio.Task[Learnt]] = OrderedDict()

    async def of(self, gallery: Gallery, view: ViewKind, rule: Rule) -> Learnt:
        """What a gallery teaches; learnt in a thread, once for all who ask meanwhile."""
        key = gallery.version, view, rule
        if key not in self._known:
            self._known[key] = asyncio.create_task(self._workers.run(learn, gallery, view, rule))
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return await asyncio.shield(self._known[key])
