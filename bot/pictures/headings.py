"""What the header of a face's card says: who it is, whom it may be, or that nobody knows."""

from __future__ import annotations

from dataclasses import dataclass

from bot.pictures.findings import FaceRow, Labels, Outcome
from bot.pictures.fonts import Weight
from bot.pictures.layout import CardStyle
from bot.pictures.palette import INK, STRONG, Colour
from bot.pictures.typesetting import Line, Typesetter

_SHARES = (1.0, 0.85, 0.72)
"""A name is drawn at the largest of these shares of its size at which it fits."""


@dataclass(frozen=True)
class Heading:
    """A ``title`` in its colour; below it ``others``, or a ``word`` and a ``similarity``."""

    title: Line
    colour: Colour
    others: Line | None = None
    word: str = ""
    similarity: str = ""


@dataclass(frozen=True)
class Headings:
    """Words headers, and sets them in the room they have."""

    labels: Labels
    style: CardStyle
    setter: Typesetter

    def heading(self, row: FaceRow, number: int, room: int) -> Heading:
        """The header of face ``number``, no line of it wider than ``room`` pixels."""
        word = self.setter.clean(row.word or self.labels.word(row.outcome)) or ""
        similarity = "" if row.similarity is None else f"{row.similarity:.2f}"
        if row.outcome is Outcome.UNKNOWN or not row.name:
            closest = similarity and f"{self.labels.closest} {similarity}"
            title = self._title(word or "?", room)
            return Heading(title, STRONG[row.outcome], similarity=closest)
        first = self.setter.clean(row.name) or f"#{number}"
        if row.outcome is not Outcome.UNSURE:
            return Heading(self._title(first, room), INK, None, word, similarity)
        others = [self.setter.clean(name) or "…" for name in row.others]
        either = f" {self.labels.either} "
        together = f"{either.join([first, *others])}?"
        if not others or self._line(together, _SHARES[1]).width <= room:
            return Heading(self._title(together, room), INK, None, word, similarity)
        # Too long for one line: the likeliest above, the others below.
        below = f"{either.lstrip()}{either.join(others)}?"
        size = self.style.word
        below_set = self.setter.line(below, size, Weight.BOLD, width=room)
        return Heading(self._title(first, room), INK, below_set)

    def _title(self, title: str, room: int) -> Line:
        """A title at the largest size at which it fits; cut if it fits at none."""
        for share in _SHARES[:-1]:
            line = self._line(title, share)
            if line.width <= room:
                return line
        size = round(self.style.name * _SHARES[-1])
        return self.setter.line(title, size, Weight.BOLD, width=room)

    def _line(self, title: str, share: float) -> Line:
        return self.setter.line(title, round(self.style.name * share), Weight.BOLD)
