"""Names in many scripts, set in the installed fonts; never a box where a glyph is missing.

A line is cleaned, put in visual order, and split into runs that one font can draw. What cannot
be drawn as it should look is refused, so that the sheet shows a number in its place.
"""

from __future__ import annotations

import functools
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import ImageDraw, ImageFont

from bot.pictures.bidi import spans_in_visual_order
from bot.pictures.fonts import FREETYPE, Family, Weight, can_shape, face, installed_families
from bot.pictures.letters import (
    JOINERS,
    UNSEEN,
    clusters,
    is_emoji,
    needs_shaping,
    script,
    with_few_marks,
)

ELLIPSIS = "…"


@dataclass(frozen=True)
class Run:
    """Neighbouring characters that one font draws in one direction."""

    text: str
    family: Family
    right_to_left: bool


@dataclass(frozen=True)
class Line:
    """A text that is set: its runs from left to right, and how wide each is in pixels."""

    text: str
    size: int
    weight: Weight
    runs: tuple[Run, ...]
    advances: tuple[float, ...]

    @property
    def width(self) -> float:
        """The width of the line, in pixels."""
        return sum(self.advances)


@dataclass(frozen=True)
class Typesetter:
    """Sets one line at a time in the given fonts.

    ``shaping`` says whether Pillow can shape and reorder. Safe to share between threads.
    """

    families: tuple[Family, ...]
    shaping: bool

    def clean(self, text: str) -> str | None:
        """The text as it will be drawn, or None where it cannot be drawn as it should look.

        Control characters go, white space becomes single spaces, letters in styled disguise
        (𝓐, Ⓐ) become plain, and emoji that no font has are dropped where something remains.
        """
        kept: list[str] = []
        for piece in clusters(unicodedata.normalize("NFC", text).translate(UNSEEN)):
            drawable = self._drawable(piece)
            if drawable is None:
                return None
            kept.append(drawable)
        line = " ".join("".join(kept).split())
        if not any(unicodedata.category(character)[0] in "LNPS" for character in line):
            return None
        return None if not self.shaping and any(map(needs_shaping, line)) else line

    def can_draw(self, text: str) -> bool:
        """Whether the text, or all of it but its emoji, can be drawn as it should look."""
        return self.clean(text) is not None

    def line(self, text: str, size: int, weight: Weight, *, width: float = math.inf) -> Line:
        """Set a cleaned text, cut and ended by an ellipsis where it is wider than ``width``.

        Raises `ValueError` where the text has a character that no font has.
        """
        line = self._set(text, size, weight)
        if line.width <= width:
            return line
        pieces = clusters(text)
        count = int(len(pieces) * width / line.width)
        cut = self._set(_cut(pieces, count), size, weight)
        while count > 0 and cut.width > width:
            count -= 1
            cut = self._set(_cut(pieces, count), size, weight)
        while count < len(pieces) - 1:
            longer = self._set(_cut(pieces, count + 1), size, weight)
            if longer.width > width:
                break
            cut, count = longer, count + 1
        return cut

    def draw(
        self,
        canvas: ImageDraw.ImageDraw,
        at: tuple[float, float],
        line: Line,
        colour: tuple[int, int, int],
    ) -> None:
        """Draw a line from its left end on the baseline ``at``."""
        x, baseline = at
        with FREETYPE:
            for run, advance in zip(line.runs, line.advances, strict=True):
                canvas.text(
                    (x, baseline),
                    run.text,
                    fill=colour,
                    font=self._face(run, line.size, line.weight),
                    anchor="ls",
                    direction=self._direction(run),
                )
                x += advance

    def _set(self, text: str, size: int, weight: Weight) -> Line:
        runs = tuple(self._runs(text))
        with FREETYPE:
            advances = tuple(
                self._face(run, size, weight).getlength(run.text, direction=self._direction(run))
                for run in runs
            )
        return Line(text, size, weight, runs, advances)

    def _face(self, run: Run, size: int, weight: Weight) -> ImageFont.FreeTypeFont:
        return face(run.family.file(weight), size, weight, shaping=self.shaping)

    def _direction(self, run: Run) -> str | None:
        if not self.shaping:
            return None  # Pillow's plain layout takes no direction
        return "rtl" if run.right_to_left else "ltr"

    def _drawable(self, piece: str) -> str | None:
        """A cluster as it will be drawn: empty where it is dropped, None where it cannot be."""
        kind = unicodedata.category(piece[0])
        if kind in {"Cc", "Zs", "Zl", "Zp"}:
            return " "
        if kind == "Cf":
            return ""
        if is_emoji(piece) and self._family(piece) is None:
            return ""
        piece = with_few_marks(piece)
        if self._family(piece) is not None:
            return piece
        plain = unicodedata.normalize("NFKC", piece)
        if plain != piece and all(self._family(part) for part in clusters(plain)):
            return plain
        return "" if kind in {"So", "Sk", "Co", "Cn", "Cs"} else None

    def _family(self, piece: str) -> Family | None:
        """The first font with every glyph of a cluster, its own script's before all others."""
        needed = {ord(character) for character in piece if character not in JOINERS}
        own = "_" + script(piece[0])
        able = [family for family in self.families if needed <= family.coverage]
        return min(able, key=lambda family: not family.package.endswith(own), default=None)

    def _runs(self, text: str) -> list[Run]:
        first = self.families[0] if self.families else None
        if first is not None and text.isascii() and set(map(ord, text)) <= first.coverage:
            return [Run(text, first, right_to_left=False)]
        runs: list[Run] = []
        for span in spans_in_visual_order(text):
            parts: list[Run] = []
            for piece in clusters(text[span.start : span.end]):
                family = self._continued(piece, parts[-1].family if parts else None)
                if parts and parts[-1].family is family:
                    joined = parts.pop().text + piece
                    parts.append(Run(joined, family, span.right_to_left))
                else:
                    parts.append(Run(piece, family, span.right_to_left))
            runs.extend(reversed(parts) if span.right_to_left else parts)
        return runs

    def _continued(self, piece: str, current: Family | None) -> Family:
        neutral = unicodedata.category(piece[0])[0] not in "LM"
        if neutral and current is not None and ord(piece[0]) in current.coverage:
            return current
        family = self._family(piece)
        if family is None:
            raise ValueError("the line was not cleaned")
        return family


def _cut(pieces: Sequence[str], count: int) -> str:
    return "".join(pieces[:count]).rstrip() + ELLIPSIS


@functools.cache
def installed_typesetter() -> Typesetter:
    """The typesetter of this installation's fonts."""
    return Typesetter(installed_families(), can_shape())


def can_draw(text: str) -> bool:
    """Whether this installation can draw a name as it should look."""
    return installed_typesetter().can_draw(text)
