"""The part of a picture that an embedder looks at."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from bot.recognition.embedding import Embedder, View, ViewKind, spec_of
from bot.recognition.photos import Picture, encode_jpeg
from storage.models import EmbeddingSpec, Face

ALIGNED_SIDE = 112
ALIGNED_LANDMARKS = np.array(
    [
        (38.2946, 51.6963),
        (73.5318, 51.5014),
        (56.0252, 71.7366),
        (41.5493, 92.3655),
        (70.7299, 92.2041),
    ],
    np.float32,
)
"""Where eyes, nose and corners of the mouth are in the faces that SFace was trained on."""
CROP_ROOM = 1.6
"""Side of a loose crop, in lengths of the face's longer side: the whole head, little else."""
CROP_SIDE = 448
"""Pixels on the side of a loose crop at most."""
PHOTO_SIDE = 1024
"""Pixels on the long side of a whole photo that is sent away to be embedded."""


def views_for(
    embedders: Iterable[Embedder], picture: Picture, face: Face | None
) -> dict[EmbeddingSpec, View]:
    """What embedders look at: one face, or the whole photo without one; by spec.

    Who sees no whole photos is left out where there is no face. Raises `ValueError` where a
    face is given to an embedder that looks at whole photos only.
    """
    views = {}
    for embedder in embedders:
        if face is None and not embedder.sees_whole_photos:
            continue
        kind = embedder.face_view if face else ViewKind.PHOTO
        if kind is None:
            raise ValueError("this embedder looks at whole photos only")
        views[spec_of(embedder, kind)] = view_of(kind, picture, face)
    return views


def view_of(kind: ViewKind, picture: Picture, face: Face | None) -> View:
    """The view of one face, or of the whole photo where ``kind`` is ``PHOTO``.

    Raises `ValueError` where a view of a face is asked for without one.
    """
    if kind is ViewKind.PHOTO:
        return View(kind, jpeg=encode_jpeg(_shrunk(picture.pixels, PHOTO_SIDE)))
    if face is None:
        raise ValueError("a view of a face needs a face")
    if kind is ViewKind.ALIGNED:
        return View(kind, pixels=aligned(picture, face))
    return View(kind, jpeg=encode_jpeg(loose_crop(picture, face)))


def aligned(picture: Picture, face: Face) -> NDArray[np.uint8]:
    """The face turned upright and scaled: uint8 [112, 112, 3] in RGB."""
    import cv2

    matrix = similarity_transform(np.array(face.landmarks, np.float32), ALIGNED_LANDMARKS)
    warped = cv2.warpAffine(picture.pixels, matrix, (ALIGNED_SIDE, ALIGNED_SIDE))
    return np.asarray(warped, np.uint8)


def similarity_transform(
    source: NDArray[np.float32], target: NDArray[np.float32]
) -> NDArray[np.float64]:
    """The turn, scale and shift, float64 [2, 3], that best take ``source`` to ``target``.

    Both are float32 [n, 2]. Least squares in closed form: S. Umeyama, "Least-squares estimation
    of transformation parameters between two point patterns", IEEE PAMI 13(4), 1991; without
    mirroring, which in two dimensions leaves a product of complex numbers.
    """
    source_centre, target_centre = source.mean(axis=0), target.mean(axis=0)
    a = (source - source_centre).astype(np.float64) @ (1, 1j)
    b = (target - target_centre).astype(np.float64) @ (1, 1j)
    turn = np.vdot(a, b) / max(np.vdot(a, a).real, 1e-12)
    rotation = np.array([[turn.real, -turn.imag], [turn.imag, turn.real]])
    shift = target_centre - rotation @ source_centre
    return np.column_stack([rotation, shift])


def loose_crop(picture: Picture, face: Face) -> NDArray[np.uint8]:
    """The head with a little room, uint8 [side, side, 3] where the picture's edge allows."""
    left, top, width, height = face.box
    side = min(max(width, height) * CROP_ROOM, picture.width, picture.height)
    x = min(max(left + width / 2 - side / 2, 0), picture.width - side)
    y = min(max(top + height / 2 - side / 2, 0), picture.height - side)
    x1, y1, length = round(x), round(y), max(1, int(side))
    return _shrunk(picture.pixels[y1 : y1 + length, x1 : x1 + length], CROP_SIDE)


def _shrunk(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    import cv2

    height, width = pixels.shape[:2]
    scale = side / max(width, height)
    if scale >= 1:
        return np.ascontiguousarray(pixels)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
