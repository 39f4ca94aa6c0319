"""What makes one doubt a photo before it is kept: what is known of it from its pixels alone.

Measured with YuNet and SFace on 18 ordinary photos of people, on the 37 faces of 8 group photos,
and on drawn people, each blurred, made smaller, darker or brighter and tilted by steps. A limit
lies about where every fourth photo is no longer known by the person's other photos.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from bot.recognition.faces import FaceFinder
from bot.recognition.photos import Picture
from bot.recognition.upright import is_upright
from storage.models import Face

Gray = NDArray[np.float32]

LOOKED_AT = 96
"""Pixels on the longer side of a face of which sharpness is judged; more say nothing more."""
BLURRED = 0.72
"""The share of detail along one direction that blurring leaves as it was: ordinary photos have
at most .48, one with a blur of 3 % of the face .78, and one with the camera moved by 15 % .74."""
TINY = 32
"""Pixels on a face's longer side: with 28, one photo in five is not known, with 64 none."""
DARK = 30
"""How bright the brightest twentieth of a face is, of 255. Ordinary photos have at least 145,
with a fifth of their light about 38, and with a tenth, of which one in eight is not known, 19."""
GLARE = 250
GLARING = 0.5
"""The share of a face that is white through and through: ordinary photos have at most .01."""
TURNED_ASIDE = 1.1
"""How far the nose is from the middle of the eyes, in halves of their distance. Ordinary photos
have at most .5, a head turned by 45 degrees 1, and one that is almost in profile more."""
NODDING = (0.25, 0.8)
"""Where the nose is between eyes and mouth: ordinary photos have .44 to .63."""
TILTED = 25.0
"""Degrees between the eyes and the horizon: ordinary photos have at most 7. The finder sees a
part of a tilt in landmarks; `is_upright` sees the rest."""


class Doubt(StrEnum):
    """Why a photo may not help, in the order in which that is told."""

    BLURRED = "blurred"
    TINY = "tiny"
    DARK = "dark"
    GLARING = "glaring"
    TURNED = "turned away"
    REPEATED = "nearly there already"
    SOMEBODY_ELSE = "somebody else"


def doubts_about(picture: Picture, face: Face | None, finder: FaceFinder) -> tuple[Doubt, ...]:
    """What is to be doubted about one face in a picture; nothing where there is no face.

    ``finder`` is what found it.
    """
    if face is None:
        return ()
    patch = _patch(picture, face)
    if not patch.size:
        return ()
    brightest = float(np.percentile(patch, 95))
    found = {
        Doubt.BLURRED: blur_of(patch) >= BLURRED,
        Doubt.TINY: max(face.box[2:]) < TINY,
        Doubt.DARK: brightest < DARK,
        Doubt.GLARING: float((patch >= GLARE).mean()) >= GLARING,
        Doubt.TURNED: is_turned(face) or not is_upright(picture, face, finder),
    }
    return tuple(doubt for doubt, there in found.items() if there)


def blur_of(patch: Gray) -> float:
    """How blurred gray pixels, float32 [height, width], are: 0 to 1.

    What is sharp loses most of its detail when it is blurred once more, and what is blurred does
    not: F. Crété-Roffet et al., "The blur effect: perception and estimation with a new
    no-reference perceptual blur metric", SPIE 6492, 2007.
    """
    return max(_kept_by_blurring(patch), _kept_by_blurring(np.ascontiguousarray(patch.T)))


def is_turned(face: Face) -> bool:
    """Whether a head is turned, nodded or tilted too far to look like itself."""
    left_eye, right_eye, nose, left_mouth, right_mouth = (
        np.array(point, np.float64) for point in face.landmarks
    )
    across = right_eye - left_eye
    distance = float(np.linalg.norm(across))
    if distance < 1e-6:
        return True
    across /= distance
    down = np.array([-across[1], across[0]])
    eyes, mouth = (left_eye + right_eye) / 2, (left_mouth + right_mouth) / 2
    aside = abs(float((nose - eyes) @ across)) / (distance / 2)
    height = float((mouth - eyes) @ down)
    nod = float((nose - eyes) @ down) / height if height > 1e-6 else 0.0
    tilt = abs(float(np.degrees(np.arctan2(across[1], across[0]))))
    return aside >= TURNED_ASIDE or not NODDING[0] <= nod <= NODDING[1] or tilt >= TILTED


def _kept_by_blurring(patch: Gray) -> float:
    """The share of the differences between neighbours above each other that a blur leaves."""
    import cv2

    blurred = cv2.blur(patch, (1, 9))
    before = np.abs(np.diff(patch, axis=0))
    after = np.abs(np.diff(np.asarray(blurred, np.float32), axis=0))
    lost = float(np.maximum(0, before - after).sum())
    return 1 - lost / max(float(before.sum()), 1e-6)


def _patch(picture: Picture, face: Face) -> Gray:
    """A face in gray, at most `LOOKED_AT` pixels on its longer side: float32 [height, width]."""
    import cv2

    left, top, width, height = face.box
    x, y = max(0, int(left)), max(0, int(top))
    part = picture.pixels[y : max(y, int(top + height)), x : max(x, int(left + width))]
    if not part.size:
        return np.zeros((0, 0), np.float32)
    gray = cv2.cvtColor(np.ascontiguousarray(part), cv2.COLOR_RGB2GRAY)
    scale = LOOKED_AT / max(gray.shape)
    if scale < 1:
        size = (max(1, round(gray.shape[1] * scale)), max(1, round(gray.shape[0] * scale)))
        gray = cv2.resize(gray, size, interpolation=cv2.INTER_AREA)
    return np.asarray(gray, np.float32)
