"""The curve of one mistake against the other, in words that need no statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from bot.pictures.charted import Trade, TradePoint, TradeWords
from bot.pictures.findings import Outcome
from bot.pictures.fonts import Weight
from bot.pictures.palette import CARD, EDGE, GROUND, INK, MUTED, STRONG, Colour, mixed
from bot.pictures.paper import LEFT, RIGHT, Paper, Point
from bot.pictures.shapes import disc, fill_rounded

PROBIT = NormalDist().inv_cdf
TITLE, WORD, TICK = 44, 36, 32
HEADS = 140
PLOT = 440
FEET = 166
HEIGHT = HEADS + PLOT + FEET
UNTOLD = 118
"""Pixels for the title, and for words where there is no curve."""
BESIDE = 148
"""Room left of the plot, for what its lines stand for."""
TICKS = (0.001, 0.01, 0.1, 0.5)
MOST = 0.75
"""The share at which either axis ends."""
SWATCH = 34
REACH = 10
"""Pixels that the tinted field reaches beyond its ends."""
FIELD = mixed(GROUND, STRONG[Outcome.KNOWN], 0.22)

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Axis:
    """Shares from ``least`` on, which stands for none at all, as normal deviates.

    So small shares are told apart as well as large ones, and the curve is nearly straight: A.
    Martin et al., "The DET curve in assessment of detection task performance", 1997.
    """

    least: float
    begin: float
    end: float

    @classmethod
    def of(cls, tries: int, begin: float, end: float) -> _Axis:
        return cls(max(min(0.4 / max(tries, 1), 0.05), 0.0005), begin, end)

    def at(self, share: float) -> float:
        low, high = PROBIT(self.least), PROBIT(MOST)
        place = PROBIT(min(max(share, self.least), MOST))
        return self.begin + (place - low) / (high - low) * (self.end - self.begin)

    def ticks(self) -> list[float]:
        return [0.0, *(tick for tick in TICKS if tick > self.least * 1.6)]


def height_of(trade: Trade) -> int:
    """How many pixels high a curve is drawn, or that there is none."""
    return HEIGHT if trade.curve else UNTOLD


def draw_trade(paper: Paper, top: int, trade: Trade, words: TradeWords) -> None:
    """Draw the curve from ``top`` on, as high as `height_of` says."""
    paper.write((LEFT, top + 38), paper.line(words.title, TITLE, Weight.BOLD), INK)
    if not trade.curve:
        paper.write((LEFT, top + 104), paper.line(words.none, WORD), MUTED)
        return
    paper.write((LEFT, top + 104), paper.line(words.missed, WORD), MUTED)
    plot = top + HEADS
    left, bottom = LEFT + BESIDE, plot + PLOT
    fill_rounded(paper.image, (left, plot, RIGHT, bottom), 8, GROUND)
    named = paper.line(words.named, WORD)
    paper.write((RIGHT - named.width, bottom + 98), named, MUTED)
    across = _Axis.of(trade.strangers, left + 24, RIGHT - 12)
    up = _Axis.of(trade.friends, bottom - 24, plot + 12)
    if trade.likely:
        (least, most), (fewest, many) = trade.likely
        _field(paper, (across.at(least), up.at(many), across.at(most), up.at(fewest)))
        _key(paper, bottom + 152, words)
    _grid(paper, (left, plot, bottom), across, up, words)
    places = _steps([(across.at(x), up.at(y)) for x, y in trade.curve])
    paper.stroke(places, 9, CARD)
    paper.stroke(places, 6, STRONG[Outcome.KNOWN])
    better = paper.line(words.better, TICK)
    paper.write((RIGHT - better.width - 24, plot + 52), better, MUTED)
    taken: list[Box] = [(RIGHT - better.width - 24, plot, RIGHT, plot + 64)]
    for point in sorted(trade.points, key=lambda one: not one.now):
        _point(
            paper, (across.at(point.strangers_named), up.at(point.friends_missed)), point, taken
        )


def _field(paper: Paper, box: Box) -> None:
    """Tint where the truth may lie; it is never so narrow that it could not be seen."""
    x1, y1, x2, y2 = box
    fill_rounded(
        paper.image,
        (round(x1 - REACH), round(y1 - REACH), round(x2 + REACH), round(y2 + REACH)),
        REACH,
        FIELD,
    )


def _key(paper: Paper, baseline: int, words: TradeWords) -> None:
    """Say what the tinted field is."""
    line = paper.line(words.likely, WORD, width=RIGHT - LEFT - SWATCH - 14)
    start = RIGHT - line.width
    x, y = round(start) - SWATCH - 14, baseline - SWATCH + 6
    fill_rounded(paper.image, (x, y, x + SWATCH, y + SWATCH), REACH, FIELD)
    paper.write((start, baseline), line, MUTED)


def _grid(
    paper: Paper, sides: tuple[int, int, int], across: _Axis, up: _Axis, words: TradeWords
) -> None:
    """Lines for shares that are easily said, each with its words where there is room."""
    left, plot, bottom = sides
    end = 0.0
    for tick in across.ticks():
        line, x = paper.line(_said(tick, words), TICK), across.at(tick)
        start = min(x - line.width / 2, RIGHT - line.width)
        if start >= end:
            paper.rule((x, plot), (x, bottom), 2, EDGE)
            paper.write((start, bottom + 44), line, INK)
            end = start + line.width + 20
    end = bottom + TICK
    for tick in up.ticks():
        line, y = paper.line(_said(tick, words), TICK), up.at(tick)
        if y <= end:
            paper.rule((left, y), (RIGHT, y), 2, EDGE)
            paper.write((left - line.width - 14, y + 11), line, INK)
            end = y - TICK * 1.3


def _said(share: float, words: TradeWords) -> str:
    if not share:
        return words.never
    return words.half if share == TICKS[-1] else words.one_in.format(f"{round(1 / share):,}")


def _steps(places: Sequence[Point]) -> list[Point]:
    """A curve that changes one thing at a time: nothing is known between two thresholds."""
    steps = [places[0]]
    for x, y in places[1:]:
        steps += [(x, steps[-1][1]), (x, y)]
    return [place for place, last in zip(steps, [None, *steps], strict=False) if place != last]


def _point(paper: Paper, at: Point, point: TradePoint, taken: list[Box]) -> None:
    """Draw a point, and its name beside it, unless both would lie on another's."""
    x, y = at
    colour: Colour = INK if point.now else STRONG[Outcome.KNOWN]
    radius = 15 if point.now else 10
    line = paper.line(point.label, WORD, Weight.BOLD if point.now else Weight.REGULAR)
    own = (x - radius - 6, y - radius - 6, x + radius + 6, y + radius + 6)
    right, left = x + radius + 10, x - radius - 10 - line.width
    boxes = [
        (start - 6, base - 32, start + line.width + 6, base + 10)
        for start, base in ((right, y - 14), (left, y + 44), (right, y + 44), (left, y - 14))
    ]
    free = next((box for box in boxes if box[0] > LEFT + BESIDE and box[2] < RIGHT
                 and not any(_meet(box, other) for other in taken)), None)  # fmt: skip
    if free is None or any(_meet(own, other) for other in taken):
        return
    taken += [own, free]
    for reach, filled in ((radius + 5, CARD), (radius, colour)):
        paper.image.paste(filled, (round(x) - reach, round(y) - reach), disc(reach))
    fill_rounded(
        paper.image, (round(free[0]), round(free[1]), round(free[2]), round(free[3])), 8, GROUND
    )
    paper.write((free[0] + 6, free[1] + 32), line, colour)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
