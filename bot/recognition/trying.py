"""A gallery's own photos asked about, each as if it or its person were not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, log10

import numpy as np
from numpy.typing import NDArray

from bot.recognition.embedding import ViewKind
from bot.recognition.gallery import Gallery, without
from bot.recognition.learning import FEWEST_PEOPLE, Learnt, Thresholds, learn
from bot.recognition.matching import (
    CLEARLY,
    SHOWN_DECIMALS,
    Candidate,
    Decision,
    Outcome,
    decide,
    reaches,
)
from bot.recognition.oddities import second_names
from bot.recognition.scores import Ints, Rule
from bot.recognition.standards import standard_of
from storage.records import Strictness

MOST_FOLDS = 40
"""So often is learnt anew; of a larger gallery, several people's photos are left out at once."""
MOST_PHOTOS = 20
"""Of one person so many photos are tried at most."""
MOST_PEOPLE = 300


@dataclass(frozen=True)
class Asking:
    """How answers are decided: the view compared, the rule, and what a chat wishes.

    ``normal`` is a similarity that somebody settled instead of what galleries teach.
    """

    view: ViewKind
    rule: Rule = Rule.LIKELIHOOD
    strictness: Strictness = Strictness.NORMAL
    normal: float | None = None
    top_k: int = 5


@dataclass(frozen=True)
class Probe:
    """A photo from elsewhere, a unit vector float32 [dimensions], and who is in it.

    ``whose`` is any name for them; ``person_id`` is None for somebody who is not enrolled.
    """

    vector: NDArray[np.float32]
    whose: str
    person_id: int | None


@dataclass(frozen=True)
class Try:
    """One photo asked about, and what was said.

    ``whose`` is any name for the person in it, and ``person_id`` theirs where they are enrolled.
    ``first`` is whom each rule ranks first, of somebody enrolled. ``above`` is by how much the
    best score is above what makes somebody known, and ``over`` the same of the right person's;
    from ``unsure_from`` on is asked. ``level`` is the strictness that the answer would still
    survive: a decimal logarithm of strangers in one that is not, where thresholds were learnt
    (``learnt``), and ``above`` where not; minus infinity where two people are too close to call.
    """

    whose: int | str
    person_id: int | None
    photo_id: int | None
    outcome: Outcome
    choices: tuple[int, ...]
    first: Mapping[Rule, int]
    over: float
    above: float
    unsure_from: float
    level: float
    learnt: bool

    @property
    def best(self) -> int | None:
        """Who was named, or would be with the least strictness."""
        return self.choices[0] if self.choices else None

    @property
    def is_right(self) -> bool:
        """Whether the right person was named."""
        return self.outcome is Outcome.KNOWN and self.best == self.person_id

    @property
    def is_asked(self) -> bool:
        """Whether the right person was among those asked about."""
        return self.outcome is Outcome.UNSURE and self.person_id in self.choices


def strangers(gallery: Gallery, asking: Asking) -> Iterator[Try]:
    """Everybody's photos, as if their person had never been enrolled; no folds, no tries."""
    people = np.unique(gallery.person_ids)
    # Tried is what is in use: who is left alone has no centre, and five can be learnt from.
    centred = asking.normal is None and standard_of(asking.view).crowded
    if len(people) < (3 if centred else 2):
        return
    twice = second_names(gallery, asking.view)
    fewest = FEWEST_PEOPLE - (len(people) - len(twice) == FEWEST_PEOPLE)
    chosen = _spread(people, MOST_PEOPLE)
    for fold in np.array_split(chosen, min(len(chosen), MOST_FOLDS)):
        left = np.isin(gallery.person_ids, fold)
        if left.all():
            continue
        rest = without(gallery, left)
        learnt = learn(rest, asking.view, asking.rule, fewest=fewest, twice=twice)
        for person in fold:
            for row in _some(np.flatnonzero(gallery.person_ids == person)):
                yield attempt(
                    gallery.vectors[row], learnt, asking, int(person), None,
                    int(gallery.photo_ids[row]),
                )  # fmt: skip


def friends(gallery: Gallery, asking: Asking) -> Iterator[Try]:
    """Every photo, as if it and the others of its moment were not there.

    Whoever has photos of one moment alone is not asked about.
    """
    moments: list[list[Ints]] = []
    for person in _spread(np.unique(gallery.person_ids), MOST_PEOPLE):
        own = _some(np.flatnonzero(gallery.person_ids == person))
        albums = np.unique(gallery.albums[own])
        if len(np.unique(gallery.albums[gallery.person_ids == person])) > 1:
            moments.append([own[gallery.albums[own] == album] for album in albums])
    twice = second_names(gallery, asking.view)
    for fold in _folds(moments):
        rows = np.concatenate(fold)
        left = np.zeros(len(gallery), bool)
        for some in fold:
            person, album = gallery.person_ids[some[0]], gallery.albums[some[0]]
            left |= (gallery.person_ids == person) & (gallery.albums == album)
        learnt = learn(without(gallery, left), asking.view, asking.rule, twice=twice)
        for row in rows:
            person = int(gallery.person_ids[row])
            yield attempt(
                gallery.vectors[row], learnt, asking, person, person, int(gallery.photo_ids[row])
            )


def attempt(
    probe: NDArray[np.float32],
    learnt: Learnt,
    asking: Asking,
    whose: int | str,
    person_id: int | None,
    photo_id: int | None = None,
) -> Try:
    """Ask about a unit vector, float32 [dimensions]; ``person_id`` is None for a stranger."""
    said = _decided(probe, learnt, asking)
    by = said.thresholds
    known, unsure = (_counted(one, by) for one in (by.known.score, by.unsure))
    best = own = _value(said.best, by) if said.best else -inf
    first: dict[Rule, int] = {}
    if person_id is not None:
        for rule in Rule:
            if likeliest := _decided(probe, replace(learnt, rule=rule), asking).best:
                first[rule] = likeliest.person_id
        own = _own(probe, learnt, person_id, by)
    level = -inf
    if said.best is not None and _is_clear(said):
        level = best - known
        if by.known.rate is not None and learnt.impostors is not None:
            level = -log10(max(learnt.impostors.rate(best), 1e-300))
    named = (said.best.person_id,) if said.best else ()
    others = tuple(one.person_id for one in said.choices if one.person_id not in named)
    return Try(
        whose, person_id, photo_id, said.outcome, (*named, *others), first,
        own - known, best - known, unsure - known, level, by.known.rate is not None,
    )  # fmt: skip


def probed(probe: Probe, learnt: Learnt, asking: Asking) -> Try:
    """Ask about a photo from elsewhere."""
    return attempt(probe.vector, learnt, asking, probe.whose, probe.person_id)


def _decided(probe: NDArray[np.float32], learnt: Learnt, asking: Asking) -> Decision:
    return decide(
        probe, learnt, top_k=asking.top_k, strictness=asking.strictness, normal=asking.normal
    )


def _is_clear(said: Decision) -> bool:
    """Whether the best would be named but for the threshold."""
    if said.runner_up is None or said.margin is None:
        return True
    return said.margin >= CLEARLY or not reaches(
        said.runner_up, said.thresholds.unsure, said.thresholds
    )


def _own(probe: NDArray[np.float32], learnt: Learnt, person_id: int, by: Thresholds) -> float:
    """What counts of how close the right person is."""
    place = int(np.flatnonzero(learnt.roll.people == person_id)[0])
    similarities, cosines = learnt.frames.seen(learnt.gallery.vectors, probe)
    if by.similar:
        return _counted(float(similarities[learnt.roll.owners == place].max()), by)
    return float(learnt.scores(cosines)[place])


def _value(candidate: Candidate, by: Thresholds) -> float:
    """What counts of a candidate: their score, or the similarity as it is shown."""
    return _counted(candidate.similarity if by.similar else candidate.score, by)


def _counted(value: float, by: Thresholds) -> float:
    return round(value, SHOWN_DECIMALS) if by.similar else value


def _some(rows: Ints) -> Ints:
    return _spread(rows, MOST_PHOTOS)


def _spread(values: Ints, most: int) -> Ints:
    """At most so many of the values, evenly over their order."""
    places = np.linspace(0, len(values) - 1, min(len(values), most)).astype(np.int64)
    return np.asarray(values[np.unique(places)])


def _folds(moments: Sequence[Sequence[Ints]]) -> list[list[Ints]]:
    """Moments in groups that are left out together, one of each person at most."""
    total = sum(map(len, moments))
    together = max(1, -(-total // MOST_FOLDS))
    folds: list[list[Ints]] = []
    for number in range(max(map(len, moments), default=0)):
        having = [own[number] for own in moments if len(own) > number]
        folds += [having[at : at + together] for at in range(0, len(having), together)]
    return folds
