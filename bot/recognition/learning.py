"""What a gallery teaches about comparing with it: its frame, its people's spread, thresholds."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from bot.recognition.embedding import ViewKind
from bot.recognition.frame import kinship
from bot.recognition.frames import Frames
from bot.recognition.friends import Friends, Likelihood, learn_friends, likelihood_of
from bot.recognition.gallery import Gallery
from bot.recognition.impostors import Impostors, Lines, Threshold
from bot.recognition.oddities import second_names
from bot.recognition.scores import Floats, Ints, Roll, Rule, Spread, likelihood_line, person_scores
from bot.recognition.standards import Standard, from_centre, standard_of
from bot.recognition.trials import Expected, Trials
from bot.recognition.vetoes import Vetoed, learn_vetoes
from bot.recognition.weights import learn_weights
from bot.recognition.workers import Workers
from storage.records import Strictness

FEWEST_PEOPLE = 6
"""With fewer, what strangers' scores would be is anybody's guess, and the default holds."""
MOST_PEOPLE = 120
MOST_PHOTOS = 5
MOST_MOMENTS = 64
"""Of so many people, photos of each, and moments, trials are made: more teach little more."""
RATES = {
    Strictness.STRICT: (0.003, 0.03),
    Strictness.NORMAL: (0.01, 0.08),
    Strictness.RELAXED: (0.05, 0.2),
}
"""How many strangers in one may be named, and how many may be asked about."""
MISTAKEN = 0.05
"""Of what people say of answers, so much is expected to be wrong."""
KEPT = 16


@dataclass(frozen=True)
class Thresholds:
    """From which score on somebody is known, and from which on they may be meant.

    Where ``similar``, it is the similarity of their closest photo that counts, as it is shown.
    """

    known: Threshold
    unsure: float
    similar: bool = False


@dataclass(frozen=True)
class Learnt:
    """A gallery, and what it teaches. ``impostors`` is None where it is too small for that.

    ``friends`` is None where nobody has photos of several moments to be compared.
    ``second_names`` are people, as ids, who look like somebody else once more: nothing is learnt
    from them, as they would teach that strangers look like friends.
    """

    gallery: Gallery
    rule: Rule
    standard: Standard
    roll: Roll
    frames: Frames
    spread: Spread
    impostors: Impostors | None
    friends: Friends | None
    vetoed: Vetoed = field(default_factory=Vetoed)
    second_names: frozenset[int] = frozenset()

    @property
    def people(self) -> int:
        """How many people there are, each counted by one name."""
        return len(self.roll) - len(self.second_names)

    def cosines(self, probe: NDArray[np.float32]) -> Floats:
        """A probe's cosines in the frames with the photos: float64 [photos]."""
        return self.frames.seen(self.gallery.vectors, probe)[1]

    def scores(self, cosines: Floats) -> Floats:
        """Every person's score, float64 [people], from the cosines of their photos."""
        scores = person_scores(self.rule, cosines[None], self.roll, self.spread)
        return np.asarray(scores[0])

    def thresholds(self, strictness: Strictness, normal: float | None = None) -> Thresholds:
        """What to decide by; ``normal`` is a similarity that somebody has settled instead."""
        known, unsure = self.standard.thresholds(strictness, normal)
        if normal is not None:
            return Thresholds(Threshold(known), unsure, similar=True)
        if self.impostors is None:
            if self.standard.has_centre(len(self.roll)):
                known, unsure = from_centre(strictness, self.spread.kinship)
            elif self.standard.crowded:
                return Thresholds(Threshold(known), unsure, similar=True)
            return Thresholds(Threshold(self.alone(known)), self.alone(unsure))
        rate, doubtful = RATES[strictness]
        return Thresholds(self.impostors.threshold(rate), self.impostors.score_at(doubtful))

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
        strangers = self.impostors.density(score)
        return likelihood_of(friends / max(friends + strangers, 1e-300))

    def alone(self, cosine: float) -> float:
        """The score of somebody whose one photo has this cosine with a probe."""
        if self.rule is not Rule.LIKELIHOOD:
            return cosine
        one = Spread(np.ones(1), self.spread.kinship)
        offset, slope = likelihood_line(np.ones(1, np.int64), one)
        return float(offset[0] + slope[0] * cosine)

    def resembles(self, score: float) -> bool:
        """Whether a face with this score that is said not to be somebody is them all the same,
        rather than that it is a stranger's."""
        if self.impostors is None or self.friends is None:
            return score >= self.alone(self.spread.kinship)
        mistaken = MISTAKEN * self.friends.density(score)
        return mistaken > (1 - MISTAKEN) * self.impostors.density(score)


def learn(
    gallery: Gallery,
    view: ViewKind,
    rule: Rule,
    *,
    fewest: int = FEWEST_PEOPLE,
    twice: frozenset[int] | None = None,
) -> Learnt:
    """Learn from a gallery's own photos; deterministic, so that answers can be repeated.

    With fewer people than ``fewest`` no thresholds are learnt. ``twice`` are `second_names`,
    where these are known already.
    """
    standard = standard_of(view)
    roll = Roll.of(gallery.person_ids)
    if twice is None:
        twice = second_names(gallery, view)
    twice = twice.intersection(roll.people.tolist() if len(roll) >= fewest else ())
    enough = len(roll) - len(twice) >= fewest
    centred = enough or standard.has_centre(len(roll))
    expected = standard.centred if centred else standard.as_it_is
    some = _some(roll) if centred else np.zeros(0, np.int64)
    some = some[~np.isin(gallery.person_ids[some], list(twice))]
    weights: tuple[float, ...] = ()
    if centred and gallery.blocks:
        taught = gallery.vectors[some], gallery.person_ids[some], gallery.albums[some]
        weights = learn_weights(*taught, gallery.blocks)
    frames = Frames.of(
        gallery.vectors, roll, centred=centred, blocks=gallery.blocks, weights=weights
    )
    lengths = frames.mean_lengths(gallery.vectors, roll)
    weight = Expected(expected).weight
    spread = Spread(lengths, kinship(lengths, roll.photos, expected, weight))
    offset, slope = np.zeros(len(roll)), np.ones(len(roll))
    if rule is Rule.LIKELIHOOD:
        offset, slope = likelihood_line(roll.photos, spread)
    impostors = friends = None
    if enough:
        making = partial(_trials, gallery, rule=rule, expected=Expected(expected), weights=weights)
        trials = making(some)
        right = some[~trials.misplaced()]
        if len(np.unique(gallery.person_ids[right])) >= fewest and len(right) < len(some):
            trials = making(right)
        taking = np.searchsorted(roll.people, trials.roll.people)
        lines = Lines(offset[taking], slope[taking], len(roll))
        impostors = Impostors(list(trials.strangers()), lines)
        friends = learn_friends(trials.friends(MOST_MOMENTS))
    learnt = Learnt(gallery, rule, standard, roll, frames, spread, impostors, friends)
    return _heeding(replace(learnt, second_names=twice))


def _trials(
    gallery: Gallery, some: Ints, *, rule: Rule, expected: Expected, weights: tuple[float, ...]
) -> Trials:
    return Trials(
        gallery.vectors[some],
        gallery.person_ids[some],
        gallery.albums[some],
        rule=rule,
        centred=True,
        expected=expected,
        blocks=tuple(zip(gallery.blocks, weights, strict=True)),
    )


def _heeding(learnt: Learnt) -> Learnt:
    """The same with what people said of wrong answers taken into account."""
    if not len(learnt.gallery.vetoes.person_ids):
        return learnt
    by = learnt.thresholds(Strictness.NORMAL)
    vetoed = learn_vetoes(
        learnt.gallery,
        learnt.roll,
        learnt.frames,
        lambda face: learnt.scores(learnt.cosines(face)),
        alike=lambda cosine: (cosine if by.similar else learnt.alone(cosine)) >= by.known.score,
        resembling=learnt.resembles,
    )
    met = learnt.impostors and learnt.impostors.having_met(vetoed.strangers)
    return replace(learnt, vetoed=vetoed, impostors=met)


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
