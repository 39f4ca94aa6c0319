"""The sheet that charts are drawn on: a card with lines of text and smooth strokes."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from bot.pictures.fonts import Weight
from bot.pictures.palette import CARD, EDGE, GROUND, INK, Colour
from bot.pictures.shapes import fill_rounded, scaled_down
from bot.pictures.typesetting import Line, Typesetter

WIDTH = 1080
"""Pixels: a phone shows the sheet at about a third of that."""
MARGIN = 20
PAD = 44
LEFT, RIGHT = MARGIN + PAD, WIDTH - MARGIN - PAD
"""Where what is drawn on the card begins and ends."""
_QUALITY = 90
_FINER = 8
"""As in `shapes`, whose masks are scaled down by as much."""

Point = tuple[float, float]


class Paper:
    """A card of a given height; what is drawn on it is given in pixels."""

    def __init__(self, height: int, setter: Typesetter) -> None:
        self.image = Image.new("RGB", (WIDTH, height), GROUND)
        self.canvas = ImageDraw.Draw(self.image)
        self.setter = setter
        right, bottom = WIDTH - MARGIN, height - MARGIN
        fill_rounded(self.image, (MARGIN, MARGIN, right, bottom), 30, EDGE)
        fill_rounded(self.image, (MARGIN + 2, MARGIN + 2, right - 2, bottom - 2), 28, CARD)

    def line(
        self, text: str, size: int, weight: Weight = Weight.REGULAR, width: float = RIGHT - LEFT
    ) -> Line:
        """A text set on one line, cut where it is too wide; empty if it cannot be drawn."""
        return self.setter.line(self.setter.clean(text) or "", size, weight, width=width)

    def write(self, at: Point, line: Line, colour: Colour = INK) -> None:
        """Draw a line from its left end on the baseline."""
        self.setter.draw(self.canvas, at, line, colour)

    def paragraph(
        self, top: float, text: str, size: int, weight: Weight, colour: Colour = INK
    ) -> float:
        """Draw a text on as many lines as it takes, from ``top`` on; where they end."""
        for line in broken(text, size, weight, RIGHT - LEFT, self.setter):
            self.write((LEFT, top + size * 0.84), line, colour)
            top += size * 1.25
        return top

    def stroke(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """Draw a smooth line with round ends through points."""
        reach = width / 2 + 1
        left = int(min(x for x, _ in points) - reach)
        top = int(min(y for _, y in points) - reach)
        right = int(max(x for x, _ in points) + reach) + 1
        bottom = int(max(y for _, y in points) + reach) + 1
        mask = Image.new("L", ((right - left) * _FINER, (bottom - top) * _FINER), 0)
        canvas = ImageDraw.Draw(mask)
        places = [((x - left) * _FINER, (y - top) * _FINER) for x, y in points]
        canvas.line(places, fill=255, width=round(width * _FINER), joint="curve")
        half = width * _FINER / 2
        for x, y in (places[0], places[-1]):
            canvas.ellipse((x - half, y - half, x + half, y + half), fill=255)
        self.image.paste(colour, (left, top), scaled_down(mask))

    def rule(self, at: Point, to: Point, width: int, colour: Colour) -> None:
        """Fill a straight line along the sheet's edges."""
        (x1, y1), (x2, y2) = at, to
        half = width / 2
        if round(x1) == round(x2):
            self.image.paste(colour, (round(x1 - half), round(y1), round(x1 + half), round(y2)))
        else:
            self.image.paste(colour, (round(x1), round(y1 - half), round(x2), round(y1 + half)))

    def jpeg(self) -> bytes:
        """The sheet as it is now."""
        out = io.BytesIO()
        self.image.save(out, "JPEG", quality=_QUALITY, subsampling=0)
        return out.getvalue()


def broken(text: str, size: int, weight: Weight, width: float, setter: Typesetter) -> list[Line]:
    """A text on as many lines as it takes, broken between words where possible."""
    left, lines = (setter.clean(text) or "").split(" "), list[Line]()
    while left and left[0]:
        count = len(left)
        while count > 1 and setter.line(" ".join(left[:count]), size, weight).width > width:
            count -= 1
        lines.append(setter.line(" ".join(left[:count]), size, weight, width=width))
        left = left[count:]
    return lines
