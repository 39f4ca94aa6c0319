"""Where a face lies among a gallery's own photos, for whoever has never read a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.pictures.charted import Mark, PlaceWords
from bot.pictures.dots import Scale
from bot.pictures.fonts import Weight
from bot.pictures.lanes import HEIGHT, Lanes
from bot.pictures.palette import CARD, INK, MUTED, WHITE, Colour
from bot.pictures.paper import LEFT, MARGIN, PAD, RIGHT, Paper, broken
from bot.pictures.shapes import disc, fill_rounded
from bot.pictures.typesetting import Line, Typesetter, installed_typesetter

__all__ = ["Mark", "PlaceWords", "draw_place"]

TITLE, NAME = 50, 40
FLAG = 66
"""Pixels from one flag's top to the next one's."""
SIDE = 20
"""Room on either side of a flag's words."""
SPACE = 22


def draw_place(
    friends: Sequence[float],
    strangers: Sequence[float],
    *,
    known_from: float,
    unsure_from: float,
    marks: Sequence[Mark],
    words: PlaceWords,
    setter: Typesetter | None = None,
) -> bytes:
    """Draw where scores lie among friends' and strangers', and return it as JPEG.

    ``friends`` are the scores of photos with their own person, ``strangers`` the best ones of
    photos whose person is not enrolled; either may be empty. ``marks`` are pointed at, the first
    most strongly; a label that cannot be drawn as it should look becomes its number. No score is
    written out. Safe to call from several threads at once.
    """
    setter = setter or installed_typesetter()
    lanes = Lanes(friends, strangers, known_from, unsure_from, [mark.score for mark in marks])
    flags = _placed(marks, lanes.scale, setter)
    title = broken(words.title, TITLE, Weight.BOLD, RIGHT - LEFT, setter)
    top = MARGIN + PAD + round(len(title) * TITLE * 1.25) + SPACE
    lanes_top = top + FLAG * (1 + max((flag.row for flag in flags), default=-1))
    paper = Paper(lanes_top + HEIGHT + PAD + MARGIN, setter)
    paper.paragraph(MARGIN + PAD, words.title, TITLE, Weight.BOLD)
    bottom = lanes.draw(paper, lanes_top)
    for flag in reversed(flags):
        flag.draw_pole(paper, top, bottom)
    lanes.write(paper, lanes_top, words)
    for flag in flags:
        flag.draw_name(paper, top)
    return paper.jpeg()


@dataclass(frozen=True)
class _Flag:
    """A name on a pole that stands at its score; rows count from the top."""

    x: float
    left: float
    row: int
    name: Line
    first: bool

    @property
    def right(self) -> float:
        return self.left + self.name.width + 2 * SIDE

    @property
    def colour(self) -> Colour:
        return INK if self.first else MUTED

    def draw_pole(self, paper: Paper, top: int, bottom: int) -> None:
        width = 8 if self.first else 6
        start = top + self.row * FLAG + FLAG // 2
        paper.rule((self.x, start), (self.x, bottom), width + 6, CARD)
        paper.rule((self.x, start), (self.x, bottom), width, self.colour)
        for radius, colour in ((16, CARD), (12, self.colour)):
            at = (round(self.x) - radius, bottom - radius)
            paper.image.paste(colour, at, disc(radius))

    def draw_name(self, paper: Paper, top: int) -> None:
        y = top + self.row * FLAG
        rect = (round(self.left), y, round(self.right), y + FLAG - 10)
        fill_rounded(paper.image, rect, 16, self.colour)
        if not self.first:
            inner = (rect[0] + 3, rect[1] + 3, rect[2] - 3, rect[3] - 3)
            fill_rounded(paper.image, inner, 13, CARD)
        colour = WHITE if self.first else self.colour
        paper.write((self.left + SIDE, y + 41), self.name, colour)


def _placed(marks: Sequence[Mark], scale: Scale, setter: Typesetter) -> list[_Flag]:
    """Flags in one row where they fit, and otherwise each in its own, the rightmost on top.

    So no pole runs through another's name.
    """
    room = (RIGHT - LEFT) * 0.8
    flags = []
    for number, mark in enumerate(marks, 1):
        name = setter.clean(mark.label) or str(number)
        weight = Weight.BOLD if number == 1 else Weight.REGULAR
        line = setter.line(name, NAME, weight, width=room)
        width, x = line.width + 2 * SIDE, scale.x(mark.score)
        left = min(max(x - width / 2, LEFT), RIGHT - width)
        flags.append(_Flag(x, left, 0, line, number == 1))
    ordered = sorted(flags, key=lambda flag: flag.x)
    if all(one.right + SIDE <= other.left for one, other in pairwise(ordered)):
        return flags
    return [_aside(flag, ordered) for flag in flags]


def _aside(flag: _Flag, ordered: Sequence[_Flag]) -> _Flag:
    """The flag to the left of its pole where that is possible, in a row of its own."""
    width = flag.right - flag.left
    left = max(flag.x - width + SIDE, LEFT)
    row = len(ordered) - 1 - ordered.index(flag)
    return _Flag(flag.x, left, row, flag.name, flag.first)
