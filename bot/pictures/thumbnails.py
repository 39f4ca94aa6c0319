"""A small square picture of a face, kept with an enrolled photo and shown as evidence."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

ROOM = 1.7
"""The side of the square, in longer sides of the face's box: the hair and the chin fit."""

LIFT = 0.06
"""How far the square's middle lies above the box's, in longer sides: boxes end at the brow."""


def thumbnail(
    picture: NDArray[np.uint8], box: tuple[float, float, float, float] | None, *, side: int = 256
) -> bytes:
    """A JPEG of ``side``×``side`` pixels around a face, or of the photo's middle.

    ``picture`` is uint8 [height, width, 3] in RGB order; ``box`` is left, top, width and height
    in its pixels. At the photo's edge the square moves inwards rather than showing nothing.
    A square smaller than ``side`` is enlarged.
    """
    height, width = picture.shape[:2]
    if box is None:
        edge = float(min(width, height))
        middle_x, middle_y = width / 2, height / 2
    else:
        left, top, box_width, box_height = box
        longer = max(box_width, box_height, 1.0)
        edge = min(longer * ROOM, width, height)
        middle_x = left + box_width / 2
        middle_y = top + box_height / 2 - longer * LIFT
    x = min(max(middle_x - edge / 2, 0.0), width - edge)
    y = min(max(middle_y - edge / 2, 0.0), height - edge)
    return _encoded(picture, (x, y, x + edge, y + edge), side)


def _encoded(
    picture: NDArray[np.uint8], area: tuple[float, float, float, float], side: int
) -> bytes:
    # Only the rows and columns that are needed become a Pillow image: photos are large.
    x0, y0 = int(area[0]), int(area[1])
    part = picture[y0 : int(area[3]) + 1, x0 : int(area[2]) + 1]
    image = Image.fromarray(np.ascontiguousarray(part))
    within = (
        area[0] - x0,
        area[1] - y0,
        min(area[2] - x0, image.width),
        min(area[3] - y0, image.height),
    )
    small = image.resize((side, side), Image.Resampling.BICUBIC, box=within, reducing_gap=2.0)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=85)
    return out.getvalue()
