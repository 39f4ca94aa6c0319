"""Faces are found, turned upright and told apart by the model that needs no network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from bot.embedders.local import LocalEmbedder
from bot.pictures.portraits import draw_group, draw_portrait, draw_scene
from bot.recognition.embedding import View, ViewKind, ViewUnreadable
from bot.recognition.faces import FaceFinder
from bot.recognition.model_files import EMBEDDER_FILE, FINDER_FILE, ModelFiles, ModelFilesUnusable
from bot.recognition.photos import Picture
from bot.recognition.views import (
    ALIGNED_LANDMARKS,
    aligned,
    loose_crop,
    similarity_transform,
    view_of,
)
from bot.recognition.workers import Workers
from storage.models import Face


@pytest.fixture(scope="module")
def files() -> ModelFiles:
    return ModelFiles.load()


@pytest.fixture(scope="module")
def finder(files: ModelFiles) -> FaceFinder:
    return FaceFinder(files.finder)


@pytest.fixture
async def embedder(files: ModelFiles) -> AsyncIterator[LocalEmbedder]:
    workers = Workers(4)
    yield LocalEmbedder(files.embedder, workers)
    workers.close()


def portrait(person: int, shot: int) -> Picture:
    return Picture(np.asarray(draw_portrait(person, shot)))


def test_one_face_is_found_and_its_landmarks_lie_in_it(finder: FaceFinder) -> None:
    picture = portrait(0, 0)
    (face,) = finder.find(picture)
    left, top, width, height = face.box
    assert 0 <= left < left + width <= picture.width
    assert all(left < x < left + width and top < y < top + height for x, y in face.landmarks)
    right_eye, left_eye, nose, right_mouth, left_mouth = face.landmarks
    assert right_eye[0] < nose[0] < left_eye[0]
    assert right_eye[1] < nose[1] < right_mouth[1]
    assert right_mouth[0] < left_mouth[0]
    assert 0.7 <= face.score <= 1


def test_everybody_in_a_group_is_found_largest_first(finder: FaceFinder) -> None:
    faces = finder.find(Picture(np.asarray(draw_group([0, 1, 2, 3], 0))))
    assert len(faces) == 4
    areas = [face.area for face in faces]
    assert areas == sorted(areas, reverse=True)


def test_a_picture_without_faces_has_none(finder: FaceFinder) -> None:
    assert finder.find(Picture(np.asarray(draw_scene(0)))) == []


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 1600, 3), (1600, 1, 3), (7, 9, 3)])
def test_pictures_of_odd_shapes_have_no_faces(
    finder: FaceFinder, shape: tuple[int, int, int]
) -> None:
    assert finder.find(Picture(np.zeros(shape, np.uint8))) == []


def test_a_similarity_transform_is_recovered_exactly() -> None:
    turn = np.deg2rad(20)
    matrix = 1.7 * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    target = (ALIGNED_LANDMARKS @ matrix.T + (5, -3)).astype(np.float32)
    found = similarity_transform(ALIGNED_LANDMARKS, target)
    np.testing.assert_allclose(found[:, :2], matrix, atol=1e-5)
    np.testing.assert_allclose(found[:, 2], (5, -3), atol=1e-3)


def test_an_aligned_face_has_its_landmarks_where_the_model_expects_them(
    finder: FaceFinder,
) -> None:
    picture = portrait(1, 0)
    face = finder.find(picture)[0]
    matrix = similarity_transform(np.array(face.landmarks, np.float32), ALIGNED_LANDMARKS)
    moved = np.array(face.landmarks) @ matrix[:, :2].T + matrix[:, 2]
    assert np.abs(moved - ALIGNED_LANDMARKS).max() < 12
    assert aligned(picture, face).shape == (112, 112, 3)


@pytest.mark.parametrize(
    "box", [(0, 0, 50, 60), (590, 420, 50, 60), (-20, -20, 90, 90), (0, 0, 640, 480)]
)
def test_a_loose_crop_stays_inside_the_picture(box: tuple[float, float, float, float]) -> None:
    pixels = np.arange(480 * 640 * 3, dtype=np.uint32).reshape(480, 640, 3).astype(np.uint8)
    crop = loose_crop(Picture(pixels), Face(box, (), 0.9))
    assert crop.shape[0] == crop.shape[1]
    assert min(crop.shape[:2]) > 0


def test_a_loose_crop_holds_the_whole_head(finder: FaceFinder) -> None:
    picture = portrait(2, 0)
    face = finder.find(picture)[0]
    crop = Picture(loose_crop(picture, face))
    (again,) = finder.find(crop)
    assert again.box[2] < 0.8 * crop.width


def test_a_view_of_a_face_needs_one() -> None:
    with pytest.raises(ValueError, match="needs a face"):
        view_of(ViewKind.ALIGNED, portrait(0, 0), None)


async def test_embeddings_are_unit_rows_that_tell_people_apart(
    finder: FaceFinder, embedder: LocalEmbedder
) -> None:
    views = []
    for person in range(4):
        for shot in range(2):
            picture = portrait(person, shot)
            views.append(view_of(ViewKind.ALIGNED, picture, finder.find(picture)[0]))
    vectors = await embedder.embed(views)
    assert vectors.shape == (8, 128)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    similarities = vectors @ vectors.T - 2 * np.eye(8)
    assert [int(row.argmax()) // 2 for row in similarities] == [0, 0, 1, 1, 2, 2, 3, 3]


async def test_many_threads_embed_as_one_does(finder: FaceFinder, embedder: LocalEmbedder) -> None:
    views = []
    for person in range(6):
        picture = portrait(person, 0)
        views.append(view_of(ViewKind.ALIGNED, picture, finder.find(picture)[0]))
    one_by_one = [(await embedder.embed([view]))[0] for view in views]
    together = await asyncio.gather(*(embedder.embed([view]) for view in views * 4))
    for n, vector in enumerate(together):
        np.testing.assert_allclose(vector[0], one_by_one[n % 6], atol=1e-5)


async def test_no_views_give_no_rows(embedder: LocalEmbedder) -> None:
    assert (await embedder.embed([])).shape == (0, 128)


async def test_the_local_model_refuses_what_is_no_aligned_face(embedder: LocalEmbedder) -> None:
    with pytest.raises(ViewUnreadable):
        await embedder.embed([View(ViewKind.FACE, jpeg=b"")])


def test_model_files_from_a_folder_are_checked(files: ModelFiles, tmp_path: Path) -> None:
    (tmp_path / FINDER_FILE).write_bytes(files.finder)
    with pytest.raises(ModelFilesUnusable, match=EMBEDDER_FILE):
        ModelFiles.load(tmp_path)
    (tmp_path / EMBEDDER_FILE).write_bytes(files.embedder)
    assert ModelFiles.load(tmp_path) == files
    (tmp_path / FINDER_FILE).write_bytes(files.finder[:-1] + b"\0")
    with pytest.raises(ModelFilesUnusable, match="SHA-256"):
        ModelFiles.load(tmp_path)
