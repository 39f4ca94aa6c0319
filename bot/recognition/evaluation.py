"""How well a gallery tells its people apart and strangers from them, measured on its photos."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import inf, log10

from bot.recognition.gallery import Gallery
from bot.recognition.intervals import Rate, rate_of
from bot.recognition.learning import RATES, learn
from bot.recognition.matching import Outcome
from bot.recognition.scores import Rule
from bot.recognition.trying import Asking, Probe, Try, friends, probed, strangers
from storage.records import Strictness


@dataclass(frozen=True)
class Point:
    """With one threshold: how many strangers are named, and how many friends are not, 0 to 1."""

    strangers_named: float
    friends_missed: float


@dataclass(frozen=True)
class Confusion:
    """How many photos of somebody look more like somebody else, by the rule in use.

    That is whoever comes first, be they named, asked about or neither.
    """

    person_id: int
    taken_for: int
    photos: int


@dataclass(frozen=True)
class Evaluation:
    """What became of photos of people who are enrolled, friends, and of strangers'.

    Of friends: ``named`` rightly, ``asked`` about with the right person among the choices,
    ``mistaken`` for somebody else by name, and ``missed``, which is all but ``named``. Of
    strangers: ``strangers_named``, and ``strangers_asked``. ``rules`` is how often each rule
    ranks the right person first. ``promised`` is the rate of strangers named that the
    thresholds aim at, None where some were not learnt. ``curve`` are the points of the DET curve
    from the most careful on, and ``points`` those of the three strictnesses, where thresholds
    are learnt; ``now`` is the one in use. ``friends_over`` and ``strangers_over`` are scores
    above the threshold in use, ``unsure_from`` (below zero) those from which on is asked.
    """

    asking: Asking
    tries: tuple[Try, ...]
    rules: Mapping[Rule, Rate]
    named: Rate
    asked: Rate
    mistaken: Rate
    missed: Rate
    strangers_named: Rate
    strangers_asked: Rate
    promised: float | None
    curve: tuple[Point, ...]
    points: Mapping[Strictness, Point]
    now: Point
    confusions: tuple[Confusion, ...]
    unsure_from: float

    @property
    def friends(self) -> tuple[Try, ...]:
        """The tries with people who are enrolled."""
        return tuple(one for one in self.tries if one.person_id is not None)

    @property
    def strangers(self) -> tuple[Try, ...]:
        """The tries with people who are not."""
        return tuple(one for one in self.tries if one.person_id is None)


def evaluate(
    gallery: Gallery, asking: Asking, advance: Callable[[int], None] = lambda _: None
) -> Evaluation:
    """Ask about a gallery's own photos, each as if it or its person were not there.

    ``advance`` is told of every try; there are two of most photos. What is learnt for an answer
    is learnt without the photos asked about. Photos of one moment that nobody knows to be of one
    make the result look better than new photos will.
    """
    tries = []
    for one in chain(friends(gallery, asking), strangers(gallery, asking)):
        advance(1)
        tries.append(one)
    return measured(tries, asking)


def evaluate_probes(gallery: Gallery, probes: Sequence[Probe], asking: Asking) -> Evaluation:
    """Ask about photos that are not in a gallery."""
    learnt = learn(gallery, asking.view, asking.rule)
    return measured([probed(probe, learnt, asking) for probe in probes], asking)


def measured(tries: Sequence[Try], asking: Asking) -> Evaluation:
    """Count what became of tries."""
    ours = [one for one in tries if one.person_id is not None]
    others = [one for one in tries if one.person_id is None]
    learnt = bool(tries) and all(one.learnt for one in tries)
    # Levels of what was learnt and of what was not cannot be compared.
    levels = [one.level if learnt or one.level == -inf else one.above for one in tries]
    wanted = {which: -log10(rate) for which, (rate, _) in RATES.items()} if learnt else {}
    at = wanted.get(asking.strictness, 0.0)
    unsure = [one.unsure_from for one in tries]
    return Evaluation(
        asking=asking,
        tries=tuple(tries),
        rules={rule: _rate([one.first.get(rule) == one.person_id for one in ours], ours)
               for rule in Rule},
        named=_rate([one.is_right for one in ours], ours),
        asked=_rate([one.is_asked for one in ours], ours),
        mistaken=_rate(
            [one.outcome is Outcome.KNOWN and not one.is_right for one in ours], ours
        ),
        missed=_rate([not one.is_right for one in ours], ours),
        strangers_named=_rate([one.outcome is Outcome.KNOWN for one in others], others),
        strangers_asked=_rate([one.outcome is Outcome.UNSURE for one in others], others),
        promised=RATES[asking.strictness][0] if learnt else None,
        curve=_curve(tries, levels),
        points={which: _point(tries, levels, level) for which, level in wanted.items()},
        now=_point(tries, levels, at),
        confusions=_confusions(ours),
        unsure_from=sum(unsure) / len(unsure) if unsure else 0.0,
    )  # fmt: skip


def _rate(happened: Sequence[bool], tries: Sequence[Try]) -> Rate:
    return rate_of(happened, [one.whose for one in tries])


def _point(tries: Sequence[Try], levels: Sequence[float], at: float) -> Point:
    """What becomes of tries with the threshold ``at`` a level."""
    named = missed = ours = others = 0
    for one, level in zip(tries, levels, strict=True):
        if one.person_id is None:
            others += 1
            named += level >= at
        else:
            ours += 1
            missed += not (level >= at and one.best == one.person_id)
    return Point(named / max(others, 1), missed / max(ours, 1))


def _curve(tries: Sequence[Try], levels: Sequence[float]) -> tuple[Point, ...]:
    """The trade between the two mistakes, over all thresholds; nothing where one is untried.

    That is a detection error trade-off: A. Martin et al., "The DET curve in assessment of
    detection task performance", Eurospeech 1997.
    """
    if len({one.person_id is None for one in tries}) < 2:
        return ()
    thresholds = sorted({level for level in levels if level > -inf}, reverse=True)
    points = [_point(tries, levels, inf)]
    for level in thresholds:
        point = _point(tries, levels, level)
        if point != points[-1]:
            points.append(point)
    return tuple(points)


def _confusions(ours: Sequence[Try]) -> tuple[Confusion, ...]:
    """Whose photos look more like whom, the most frequent first."""
    pairs = Counter(
        (one.person_id, one.best)
        for one in ours
        if one.person_id is not None and one.best not in {None, one.person_id}
    )
    return tuple(
        Confusion(person, taken_for, photos)
        for (person, taken_for), photos in sorted(
            pairs.items(), key=lambda pair: (-pair[1], pair[0])
        )
        if taken_for is not None
    )
