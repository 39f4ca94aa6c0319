"""Draws shapes given in a face's own measures: turned, scaled and placed on a picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from bot.pictures.palette import Colour

_COARSE = 4
"""Soft shapes are drawn this much smaller: blur hides it, and it is faster."""

Points = NDArray[np.float64]
"""float64 [n, 2]: x to the right and y down, in half face heights."""


def points(*pairs: tuple[float, float]) -> Points:
    """Points from pairs of coordinates."""
    return np.array(pairs, dtype=np.float64)


def oval(x: float, y: float, across: float, down: float, *, turn: float = 0.0) -> Points:
    """Points on an ellipse about (x, y), clockwise from its right end; ``turn`` in radians."""
    return moved(turned(arc(0, 0, across, down), turn), x, y)


def arc(
    x: float, y: float, across: float, down: float, *, start: float = 0.0, end: float = math.tau
) -> Points:
    """Points on an upright ellipse from one angle to another, clockwise from its right end."""
    angles = np.linspace(start, end, 48)
    return np.stack([x + across * np.cos(angles), y + down * np.sin(angles)], axis=1)


def turned(shape: Points, turn: float) -> Points:
    """The shape turned clockwise about (0, 0); ``turn`` in radians."""
    cos, sin = math.cos(turn), math.sin(turn)
    x, y = shape[:, 0], shape[:, 1]
    return np.stack([x * cos - y * sin, x * sin + y * cos], axis=1)


def curve(*through: tuple[float, float], count: int = 24) -> Points:
    """A smooth line through points: Catmull and Rom's spline (1974), with its ends doubled."""
    knots = np.array([through[0], *through, through[-1]], dtype=np.float64)
    steps = np.linspace(0, 1, count, endpoint=False)[:, None]
    parts = []
    for a, b, c, d in zip(knots, knots[1:], knots[2:], knots[3:], strict=False):
        parts.append(
            0.5
            * (
                2 * b
                + (c - a) * steps
                + (2 * a - 5 * b + 4 * c - d) * steps**2
                + (3 * b - a - 3 * c + d) * steps**3
            )
        )
    return np.concatenate([*parts, knots[-1:]])


def moved(shape: Points, x: float, y: float) -> Points:
    """The shape moved to the right by ``x`` and down by ``y``."""
    return np.stack([shape[:, 0] + x, shape[:, 1] + y], axis=1)


def mirrored(shape: Points) -> Points:
    """The shape on the other side of the face."""
    return np.stack([-shape[:, 0], shape[:, 1]], axis=1)


@dataclass(frozen=True)
class Pen:
    """Draws on ``image`` with the face's middle at (x, y), ``scale`` pixels to a unit.

    ``turn`` is in radians, clockwise. ``within``, a mask of the image's size, bounds what is
    drawn softly.
    """

    image: Image.Image
    x: float
    y: float
    scale: float
    turn: float = 0.0
    within: Image.Image | None = None

    def placed(self, shape: Points) -> list[tuple[float, float]]:
        """Where the points lie on the image, in pixels."""
        pixels = turned(shape, self.turn) * self.scale + np.array([self.x, self.y])
        return [(float(x), float(y)) for x, y in pixels]

    def fill(self, shape: Points, colour: Colour) -> None:
        """Fill a closed shape."""
        ImageDraw.Draw(self.image).polygon(self.placed(shape), fill=colour)

    def line(self, shape: Points, width: float, colour: Colour) -> None:
        """Draw an open line with round ends."""
        canvas = ImageDraw.Draw(self.image)
        places = self.placed(shape)
        pixels = max(width * self.scale, 1.0)
        canvas.line(places, fill=colour, width=max(round(pixels), 1), joint="curve")
        for x, y in (places[0], places[-1]):
            half = pixels / 2
            canvas.ellipse((x - half, y - half, x + half, y + half), fill=colour)

    def soft(
        self,
        shapes: Sequence[Points],
        colour: Colour,
        strength: float,
        blur: float,
        *,
        inside: Sequence[Points] = (),
    ) -> None:
        """Lay a colour over shapes, blurred; ``strength`` is 0 to 1, ``blur`` in units.

        ``inside`` shapes bound it sharply, as does the pen's ``within``.
        """
        reach = blur * 3 * self.scale
        places = [self.placed(shape) for shape in shapes]
        xs = [x for place in places for x, _ in place]
        ys = [y for place in places for _, y in place]
        left = max(int(min(xs) - reach), 0)
        top = max(int(min(ys) - reach), 0)
        right = min(int(max(xs) + reach) + 1, self.image.width)
        bottom = min(int(max(ys) + reach) + 1, self.image.height)
        if right - left < 2 or bottom - top < 2:
            return
        size = (-(-(right - left) // _COARSE), -(-(bottom - top) // _COARSE))
        mask = Image.new("L", size, 0)
        canvas = ImageDraw.Draw(mask)
        for place in places:
            near = [((x - left) / _COARSE, (y - top) / _COARSE) for x, y in place]
            canvas.polygon(near, fill=round(255 * strength))
        mask = mask.filter(ImageFilter.GaussianBlur(blur * self.scale / _COARSE))
        mask = mask.resize((right - left, bottom - top), Image.Resampling.BILINEAR)
        if self.within is not None:
            mask = ImageChops.multiply(mask, self.within.crop((left, top, right, bottom)))
        if inside:
            bound = Image.new("L", mask.size, 0)
            for shape in inside:
                near = [(x - left, y - top) for x, y in self.placed(shape)]
                ImageDraw.Draw(bound).polygon(near, fill=255)
            mask = ImageChops.multiply(mask, bound)
        self.image.paste(colour, (left, top, right, bottom), mask)

    def bounded(self, shape: Points) -> Pen:
        """A pen whose soft shapes stay inside ``shape``."""
        mask = Image.new("L", self.image.size, 0)
        ImageDraw.Draw(mask).polygon(self.placed(shape), fill=255)
        return replace(self, within=mask)
