"""The picture that asks for a face: a photo, cut to its faces, with a number on each."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bot.pictures.boxes import badge_place, draw_badge, draw_box, placed_box
from bot.pictures.findings import Outcome
from bot.pictures.palette import WHITE
from bot.pictures.shapes import Rect
from bot.pictures.typesetting import Typesetter, installed_typesetter

Box = tuple[float, float, float, float]

LONG_SIDE = 1280
ROOM = 1.0
"""Room around all faces, in longer sides of the largest, as far as the photo goes."""
SLIMMEST = 0.5
"""The shorter side of the picture in longer ones, at least: phones show a strip too small."""
BADGES = (44, 76)
"""Pixels across a number's badge at least and at most; a phone shows a third of that."""
_QUALITY = 88


def draw_faces_to_choose(
    picture: NDArray[np.uint8], boxes: Sequence[Box], *, setter: Typesetter | None = None
) -> bytes:
    """Draw a photo with numbered boxes, 1,280 pixels on its long side, and return it as JPEG.

    ``picture`` is uint8 [height, width, 3] in RGB, ``boxes`` are left, top, width and height in
    its pixels, in the order of their numbers. Safe to call from several threads at once.
    """
    setter = setter or installed_typesetter()
    photo = Image.fromarray(np.ascontiguousarray(picture))
    seen = _seen(photo.size, boxes)
    scale = LONG_SIDE / max(seen[2] - seen[0], seen[3] - seen[1])
    size = round((seen[2] - seen[0]) * scale), round((seen[3] - seen[1]) * scale)
    sheet = photo.resize(size, Image.Resampling.BICUBIC, box=seen, reducing_gap=2.0)
    all_of_it: Rect = (0, 0, *size)
    placed = [placed_box(box, all_of_it, seen) for box in boxes]
    for rect in placed:
        draw_box(sheet, rect, Outcome.KNOWN)
    shortest = min(min(rect[2] - rect[0], rect[3] - rect[1]) for rect in placed)
    badge = min(max(round(shortest * 0.6), BADGES[0]), BADGES[1])
    for number, rect in enumerate(placed, 1):
        at = badge_place(rect, all_of_it, badge)
        draw_badge(sheet, at, badge, Outcome.KNOWN, str(number), setter, ring=WHITE)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _seen(size: tuple[int, int], boxes: Sequence[Box]) -> tuple[float, float, float, float]:
    """The part of a photo that is shown: all faces with room around them."""
    room = ROOM * max(max(box[2:]) for box in boxes)
    left = max(0.0, min(box[0] for box in boxes) - room)
    top = max(0.0, min(box[1] for box in boxes) - room)
    right = min(float(size[0]), max(box[0] + box[2] for box in boxes) + room)
    bottom = min(float(size[1]), max(box[1] + box[3] for box in boxes) + room)
    top, bottom = _widened(top, bottom, SLIMMEST * (right - left), size[1])
    left, right = _widened(left, right, SLIMMEST * (bottom - top), size[0])
    return left, top, right, bottom


def _widened(first: float, last: float, least: float, end: int) -> tuple[float, float]:
    """A stretch that is at least so long, where there is room for it between 0 and ``end``."""
    missing = max(0.0, least - (last - first))
    first = max(0.0, min(first - missing / 2, end - (last - first) - missing))
    return first, min(float(end), max(last, first + least))
