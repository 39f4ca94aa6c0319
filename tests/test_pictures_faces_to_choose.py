"""The picture that asks which face is meant."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image

from bot.pictures.boxes import badge_place
from bot.pictures.faces_to_choose import LONG_SIDE, Box, draw_faces_to_choose
from bot.pictures.findings import Outcome
from bot.pictures.palette import STRONG
from bot.recognition.doubting import clearest_first, faces_to_choose
from bot.recognition.faces import FaceFinder
from bot.recognition.model_files import ModelFiles
from bot.recognition.photos import decode
from storage.models import Face
from tests.doubtful import with_passer_by
from tests.people import group, portrait

BLUE = np.array(STRONG[Outcome.KNOWN])


@pytest.fixture(scope="module")
def finder() -> FaceFinder:
    return FaceFinder(ModelFiles.load(None).finder)


def drawn(width: int, height: int, boxes: Sequence[Box]) -> Image.Image:
    picture = np.full((height, width, 3), 200, np.uint8)
    return Image.open(io.BytesIO(draw_faces_to_choose(picture, boxes)))


def blue(image: Image.Image) -> int:
    """How many pixels have the colour of boxes and numbers."""
    return int((np.abs(np.asarray(image, int) - BLUE).max(axis=2) < 40).sum())


def test_a_small_photo_is_enlarged_until_numbers_can_be_read() -> None:
    image = drawn(300, 200, [(40, 60, 50, 60), (160, 60, 50, 60)])
    assert max(image.size) == LONG_SIDE
    assert blue(image) > 2 * 60 * 60


def test_what_is_far_from_all_faces_is_cut_away() -> None:
    image = drawn(2000, 1500, [(100, 100, 100, 100), (260, 100, 100, 100)])
    # All of the photo would be 4 to 3.
    assert image.size[0] / image.size[1] == pytest.approx(460 / 300, abs=0.02)


def test_a_line_of_people_is_no_thin_strip() -> None:
    image = drawn(2000, 1500, [(150.0 * n, 700, 60, 70) for n in range(12)])
    assert image.size[1] >= 0.49 * image.size[0]


def test_twelve_faces_have_a_number_each_that_none_covers() -> None:
    boxes = [(100.0 + 180 * (n % 6), 120 + 300 * (n // 6), 90, 110) for n in range(12)]
    image = drawn(1280, 700, boxes)
    assert blue(image) > 12 * 44 * 44 * 0.5


def test_a_number_lies_within_the_picture() -> None:
    assert badge_place((0, 0, 30, 30), (0, 0, 1280, 800), 44) == (27, 57)
    drawn(200, 200, [(0, 0, 12, 12), (180, 180, 12, 12)])


def test_people_side_by_side_may_all_be_meant(finder: FaceFinder) -> None:
    faces = faces_to_choose(finder.find(decode(group((0, 1, 2), 0))))
    assert len(faces) == 3
    lefts = [face.box[0] for face in faces]
    assert lefts == sorted(lefts)


def test_whoever_is_alone_or_much_closer_is_meant_without_asking(finder: FaceFinder) -> None:
    assert faces_to_choose(finder.find(decode(portrait(0, 0)))) == ()
    both = finder.find(decode(with_passer_by(0, 1)))
    assert len(both) == 2
    assert faces_to_choose(both) == ()
    assert faces_to_choose([]) == ()


def test_at_most_twelve_are_asked_about() -> None:
    crowd = [Face((20.0 * n, 0, 15, 15), (), 0.9) for n in range(20)]
    assert len(faces_to_choose(crowd)) == 12


def test_what_may_be_no_face_is_asked_about_only_along_with_others() -> None:
    painted = Face((0, 0, 60, 60), (), 0.72)
    left, right = Face((100, 0, 50, 50), (), 0.94), Face((200, 0, 40, 40), (), 0.88)
    assert faces_to_choose([painted, left]) == ()
    assert clearest_first([painted, left])[0] == left
    assert faces_to_choose([painted, left, right]) == (painted, left, right)
    assert len(faces_to_choose([painted, Face((100, 0, 50, 50), (), 0.75)])) == 2
