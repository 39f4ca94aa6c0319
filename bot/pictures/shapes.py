"""Smooth corners, outlines and badges, drawn from small masks that are kept.

Pillow's own shapes have hard edges. Straight sides on whole pixels need no smoothing, so only
the corners are drawn large and scaled down, once for each radius.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import TypeAlias

from PIL import Image, ImageChops, ImageDraw

from bot.pictures.findings import Outcome
from bot.pictures.palette import Colour

Rect: TypeAlias = tuple[int, int, int, int]
"""Left, top, right and bottom in whole pixels; the last two lie outside."""

_FINER = 8


def scaled_down(mask: Image.Image) -> Image.Image:
    """A mask drawn ``_FINER`` times too large, at its size."""
    return mask.reduce(_FINER)


@functools.lru_cache(maxsize=64)
def disc(radius: int) -> Image.Image:
    """A full circle as a mask, 2·radius on a side."""
    side = 2 * radius * _FINER
    mask = Image.new("L", (side, side), 0)
    ImageDraw.Draw(mask).ellipse((0, 0, side - 1, side - 1), fill=255)
    return scaled_down(mask)


@functools.lru_cache(maxsize=64)
def _quarters(radius: int) -> tuple[Image.Image, ...]:
    """A disc's quarters: left top, left bottom, right top, right bottom."""
    return _cut(disc(radius))


@functools.lru_cache(maxsize=64)
def _quarters_outside(radius: int) -> tuple[Image.Image, ...]:
    return _cut(ImageChops.invert(disc(radius)))


@functools.lru_cache(maxsize=64)
def _quarters_of_ring(radius: int, width: int) -> tuple[Image.Image, ...]:
    hole = Image.new("L", (2 * radius, 2 * radius), 0)
    if radius > width:
        hole.paste(disc(radius - width), (width, width))
    return _cut(ImageChops.subtract(disc(radius), hole))


def _cut(mask: Image.Image) -> tuple[Image.Image, ...]:
    half = mask.width // 2
    return tuple(mask.crop((x, y, x + half, y + half)) for x in (0, half) for y in (0, half))


def _paste_corners(
    image: Image.Image, rect: Rect, colour: Colour, quarters: tuple[Image.Image, ...]
) -> None:
    radius = quarters[0].width
    corners = ((x, y) for x in (rect[0], rect[2] - radius) for y in (rect[1], rect[3] - radius))
    for corner, quarter in zip(corners, quarters, strict=True):
        image.paste(colour, corner, quarter)


def fill_rounded(image: Image.Image, rect: Rect, radius: int, colour: Colour) -> None:
    """Fill a rectangle with round corners."""
    left, top, right, bottom = rect
    radius = min(radius, (right - left) // 2, (bottom - top) // 2)
    image.paste(colour, (left + radius, top, right - radius, bottom))
    image.paste(colour, (left, top + radius, right, bottom - radius))
    if radius:
        _paste_corners(image, rect, colour, _quarters(radius))


def round_off(image: Image.Image, rect: Rect, radius: int, ground: Colour) -> None:
    """Paint what lies outside a rectangle's round corners in the colour around it."""
    _paste_corners(image, rect, ground, _quarters_outside(radius))


def outline(
    image: Image.Image,
    rect: Rect,
    radius: int,
    width: int,
    colour: Colour,
    *,
    gaps: tuple[tuple[float, float], ...] = (),
) -> None:
    """Draw a line inside a rectangle with round corners.

    ``gaps`` are the stretches left out of each straight side, as shares of its length.
    """
    left, top, right, bottom = rect
    radius = max(min(radius, (right - left) // 2, (bottom - top) // 2), 1)
    _paste_corners(image, rect, colour, _quarters_of_ring(radius, width))
    across, down = right - left - 2 * radius, bottom - top - 2 * radius
    for first, last in _kept(gaps):
        start, end = left + radius + round(across * first), left + radius + round(across * last)
        for y in (top, bottom - width):
            image.paste(colour, (start, y, end, y + width))
        start, end = top + radius + round(down * first), top + radius + round(down * last)
        for x in (left, right - width):
            image.paste(colour, (x, start, x + width, end))


def _kept(gaps: tuple[tuple[float, float], ...]) -> Iterator[tuple[float, float]]:
    start = 0.0
    for first, last in gaps:
        yield start, first
        start = last
    yield start, 1.0


@functools.lru_cache(maxsize=32)
def badge_mask(outcome: Outcome, side: int) -> Image.Image:
    """The shape of an outcome: a disc when known, a diamond when unsure, a square if unknown."""
    large = side * _FINER
    mask = Image.new("L", (large, large), 0)
    canvas = ImageDraw.Draw(mask)
    if outcome is Outcome.KNOWN:
        canvas.ellipse((0, 0, large - 1, large - 1), fill=255)
    elif outcome is Outcome.UNKNOWN:
        inset = large * 0.05
        box = (inset, inset, large - 1 - inset, large - 1 - inset)
        canvas.rounded_rectangle(box, large * 0.2, fill=255)
    else:
        # A square as large as a diamond of this width allows, with its corners rounded.
        edge = round(large * 0.77)
        square = Image.new("L", (edge, edge), 0)
        ImageDraw.Draw(square).rounded_rectangle((0, 0, edge - 1, edge - 1), edge * 0.2, fill=255)
        turned = square.rotate(45, Image.Resampling.BILINEAR, expand=True)
        mask.paste(turned, ((large - turned.width) // 2, (large - turned.height) // 2))
    return scaled_down(mask)


@functools.lru_cache(maxsize=8)
def tick_mask(side: int) -> Image.Image:
    """A tick, on a square of ``side`` pixels."""
    large = side * _FINER
    mask = Image.new("L", (large, large), 0)
    canvas = ImageDraw.Draw(mask)
    corners = [(0.29 * large, 0.52 * large), (0.44 * large, 0.67 * large)]
    corners.append((0.72 * large, 0.36 * large))
    canvas.line(corners, fill=255, width=round(0.09 * large), joint="curve")
    half = 0.045 * large
    for x, y in (corners[0], corners[-1]):
        canvas.ellipse((x - half, y - half, x + half, y + half), fill=255)
    return scaled_down(mask)
