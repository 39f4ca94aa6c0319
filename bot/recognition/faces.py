"""Where the faces in a picture are."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from bot.recognition.opencv import settle_opencv
from bot.recognition.photos import Picture
from storage.models import Face

DETECTION_SIDE = 640
"""Pixels on the long side of what the detector sees: it finds most, and fewest false, there."""
SURE_ENOUGH = 0.7
OVERLAP = 0.3
SMALLEST_FACE = 12
"""Pixels on a face's shorter side, in the kept picture; nobody can be told by fewer."""


class FaceFinder:
    """YuNet, one instance a thread: OpenCV's objects are not safe to share."""

    def __init__(self, model: bytes) -> None:
        self._model = np.frombuffer(model, np.uint8)
        self._local = threading.local()

    def find(self, picture: Picture) -> list[Face]:
        """Every face in the picture, largest first, in the picture's pixels."""
        import cv2

        scale = min(1.0, DETECTION_SIDE / max(picture.width, picture.height))
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        seen = cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA)
        detector = self._detector()
        detector.setInputSize(size)
        _, found = detector.detect(cv2.cvtColor(seen, cv2.COLOR_RGB2BGR))
        rows = np.zeros((0, 15), np.float32) if found is None else found
        faces = [_face(row, picture.width / size[0], picture.height / size[1]) for row in rows]
        large_enough = [face for face in faces if min(face.box[2:]) >= SMALLEST_FACE]
        return sorted(large_enough, key=lambda face: face.area, reverse=True)

    def _detector(self) -> cv2.FaceDetectorYN:  # type: ignore[name-defined] # noqa: F821
        import cv2

        if not hasattr(self._local, "detector"):
            settle_opencv()
            self._local.detector = cv2.FaceDetectorYN.create(
                "onnx", self._model, np.zeros(0, np.uint8), (0, 0), SURE_ENOUGH, OVERLAP
            )
        return self._local.detector


def _face(row: NDArray[np.float32], across: float, down: float) -> Face:
    left, top, width, height, *points, score = (float(value) for value in row)
    landmarks = tuple((points[i] * across, points[i + 1] * down) for i in range(0, len(points), 2))
    return Face((left * across, top * down, width * across, height * down), landmarks, score)


def overlap(one: Face, other: Face) -> float:
    """How much two faces' boxes are the same, 0 to 1: what is in both over what is in either."""
    (x, y, width, height), (u, v, across, down) = one.box, other.box
    common = max(0.0, min(x + width, u + across) - max(x, u))
    common *= max(0.0, min(y + height, v + down) - max(y, v))
    return common / max(one.area + other.area - common, 1e-9)
