"""Whether a face stands upright: a finder sees one best that does.

Where the landmarks of a face are is no help: a finder that was taught by upright faces puts them
as if it were one. What is compared is then cut out askew, and is like nobody.
"""

from __future__ import annotations

import numpy as np

from bot.recognition.faces import FaceFinder
from bot.recognition.photos import Picture
from storage.models import Face

TURNS = (45, -45, 90, -90, 180)
"""Degrees that a face is turned by, to see whether it is surer to be one then."""
SIDE = 160
"""Pixels on the side of what is looked at, which is three times as wide as the face."""
SURER = 0.03
"""So much surer, of 1, is what was not upright. Of 64 faces in real photos and 84 drawn ones none
gains that much; tilted by 15 degrees three in a hundred do, by 40 degrees nine in ten, and nearly
all that lie on their side or stand on their head. Tilted by 40 degrees half are not known."""


def is_upright(picture: Picture, face: Face, finder: FaceFinder) -> bool:
    """Whether a finder is about as sure of a face as it is of the same one turned."""
    part = _around(picture, face)
    return _sureness(part, 0, finder) > max(_sureness(part, by, finder) for by in TURNS) - SURER


def _sureness(part: Picture, degrees: int, finder: FaceFinder) -> float:
    """How sure a finder is of the face in a part of a picture that is turned."""
    import cv2

    matrix = cv2.getRotationMatrix2D((SIDE / 2, SIDE / 2), degrees, 1.0)
    turned = cv2.warpAffine(part.pixels, matrix, (SIDE, SIDE), borderValue=(128, 128, 128))
    faces = finder.find(Picture(np.asarray(turned, np.uint8)))
    return max((face.score for face in faces), default=0.0)


def _around(picture: Picture, face: Face) -> Picture:
    """A square around a face, `SIDE` pixels wide, gray where the picture ends."""
    import cv2

    left, top, width, height = face.box
    scale = SIDE / (3 * max(width, height, 1.0))
    shift = SIDE / 2 - scale * np.array([left + width / 2, top + height / 2])
    matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    part = cv2.warpAffine(picture.pixels, matrix, (SIDE, SIDE), borderValue=(128, 128, 128))
    return Picture(np.asarray(part, np.uint8))
