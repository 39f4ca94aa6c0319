"""Two rows of dots, friends' and strangers', over what is said of a photo that lies there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures.charted import PlaceWords
from bot.pictures.dots import Scale, draw_dots
from bot.pictures.findings import Outcome
from bot.pictures.fonts import Weight
from bot.pictures.palette import CARD, INK, MUTED, STRONG, TINT, Colour
from bot.pictures.paper import LEFT, RIGHT, Paper
from bot.pictures.shapes import badge_mask, fill_rounded
from bot.pictures.typesetting import Line

WORD = 36
"""Pixels of the letters: a phone shows them as large as its own small text."""
LABEL = 66
LANE = 190
BAND = 18
WORDS = 62
ENDS = 48
HEIGHT = 2 * (LABEL + LANE) + BAND + WORDS + ENDS
BADGE = 30
GAP = 26
INSET = 12
"""Room around the words of a label."""
ROOM = RIGHT - LEFT - 4 * INSET


@dataclass(frozen=True)
class Lanes:
    """What lies where. ``pointed`` are scores that must not be at the very ends."""

    friends: Sequence[float]
    strangers: Sequence[float]
    known_from: float
    unsure_from: float
    pointed: Sequence[float] = ()

    @property
    def scale(self) -> Scale:
        kept = (self.known_from, self.unsure_from, *self.pointed)
        return Scale.over((self.friends, self.strangers), kept, LEFT, RIGHT)

    def draw(self, paper: Paper, top: int) -> int:
        """Draw the rows from ``top`` on; where they end."""
        band = top + 2 * (LABEL + LANE)
        self._ground(paper, top, band)
        for scores, outcome, lane in self._rows(top):
            draw_dots(paper, scores, self.scale, outcome, lane + LABEL + LANE, LANE - 6)
        return band

    def write(self, paper: Paper, top: int, words: PlaceWords) -> None:
        """Write what is what, over all that was drawn."""
        labels = (words.friends, words.strangers)
        for (scores, outcome, lane), label in zip(self._rows(top), labels, strict=True):
            _chip(paper, lane, paper.line(label, WORD, Weight.BOLD, ROOM), STRONG[outcome])
            if not len(scores):
                _chip(paper, lane + (LABEL + LANE) // 2 - 10, paper.line(words.none, WORD), MUTED)
        below = top + 2 * (LABEL + LANE) + BAND
        self._words(paper, below + 46, words)
        less, more = (paper.line(text, WORD) for text in (words.less, words.more))
        paper.write((LEFT, below + WORDS + 36), less, MUTED)
        paper.write((RIGHT - more.width, below + WORDS + 36), more, MUTED)

    def _rows(self, top: int) -> tuple[tuple[Sequence[float], Outcome, int], ...]:
        """The scores of each row, what they look like, and where it begins."""
        return (
            (self.friends, Outcome.KNOWN, top),
            (self.strangers, Outcome.UNKNOWN, top + LABEL + LANE),
        )

    def _zones(self) -> tuple[tuple[Outcome, int, int], ...]:
        """Where each outcome begins and ends, in pixels."""
        unsure, known = (round(self.scale.x(at)) for at in (self.unsure_from, self.known_from))
        return (
            (Outcome.UNKNOWN, LEFT, min(unsure, known)),
            (Outcome.UNSURE, min(unsure, known), known),
            (Outcome.KNOWN, known, RIGHT),
        )

    def _ground(self, paper: Paper, top: int, band: int) -> None:
        for outcome, left, right in self._zones():
            if right > left:
                paper.image.paste(TINT[outcome], (left, top, right, band))
                paper.image.paste(STRONG[outcome], (left, band, right, band + BAND))
        for _, left, _ in self._zones()[1:]:
            # A seam that does not need its colours to be told apart.
            paper.image.paste(CARD, (left - 3, top, left + 3, band + BAND))

    def _words(self, paper: Paper, baseline: int, words: PlaceWords) -> None:
        """Each outcome's word below its stretch, moved aside where they would overlap."""
        texts = {
            Outcome.UNKNOWN: words.unknown,
            Outcome.UNSURE: words.unsure,
            Outcome.KNOWN: words.known,
        }
        room = (RIGHT - LEFT - 2 * GAP) / 3 - BADGE - 10
        lines = [paper.line(texts[outcome], WORD, width=room) for outcome, _, _ in self._zones()]
        widths = [line.width + BADGE + 10 for line in lines]
        middles = [(left + right) / 2 for _, left, right in self._zones()]
        for (outcome, _, _), line, x in zip(
            self._zones(), lines, spread(middles, widths, LEFT, RIGHT, GAP), strict=True
        ):
            badge = badge_mask(outcome, BADGE)
            paper.image.paste(STRONG[outcome], (round(x), baseline - BADGE + 2), badge)
            paper.write((x + BADGE + 10, baseline), line, INK)


def _chip(paper: Paper, top: int, line: Line, colour: Colour) -> None:
    """A line of text on a ground of its own, so that nothing runs through it."""
    left, width = LEFT + INSET, round(line.width) + 2 * INSET
    fill_rounded(paper.image, (left, top + 8, left + width, top + 58), 12, CARD)
    paper.write((left + INSET, top + 45), line, colour)


def spread(
    middles: Sequence[float], widths: Sequence[float], left: float, right: float, gap: float
) -> list[float]:
    """Where things of these widths begin: near their middles, in order, without overlapping."""
    begins: list[float] = []
    end = left - gap
    for middle, width in zip(middles, widths, strict=True):
        begins.append(max(middle - width / 2, end + gap))
        end = begins[-1] + width
    end = right + gap
    for number in reversed(range(len(begins))):
        begins[number] = min(begins[number], end - gap - widths[number])
        end = begins[number]
    return begins
