"""What is doubted about a photo from its pixels alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from bot.pictures.portraits import draw_portrait
from bot.recognition.faces import FaceFinder
from bot.recognition.model_files import ModelFiles
from bot.recognition.photos import Picture, decode
from bot.recognition.quality import Doubt, blur_of, doubts_about, is_turned
from bot.recognition.repeats import Layout, repeats_any
from bot.recognition.upright import is_upright
from storage.models import Face
from tests.doubtful import WALL, again, blurred, dark, glaring, tilted, tiny
from tests.people import group, jpeg, portrait, scene

UPRIGHT = ((30.0, 40.0), (70.0, 40.0), (50.0, 60.0), (35.0, 80.0), (65.0, 80.0))


@pytest.fixture(scope="module")
def finder() -> FaceFinder:
    return FaceFinder(ModelFiles.load(None).finder)


def doubts(finder: FaceFinder, data: bytes) -> tuple[Doubt, ...]:
    picture = decode(data)
    return doubts_about(picture, finder.find(picture)[0], finder)


def with_landmarks(*landmarks: tuple[float, float]) -> Face:
    return Face((0, 0, 100, 100), landmarks, 0.9)


@pytest.mark.parametrize(
    ("flawed", "doubt"),
    [
        (blurred, Doubt.BLURRED),
        (tiny, Doubt.TINY),
        (dark, Doubt.DARK),
        (glaring, Doubt.GLARING),
        (tilted, Doubt.TURNED),
    ],
)
def test_each_flaw_is_seen(finder: FaceFinder, flawed: Callable[[], bytes], doubt: Doubt) -> None:
    assert doubts(finder, flawed()) == (doubt,)


@pytest.mark.parametrize("person", range(0, 21, 3))
def test_nothing_is_doubted_about_an_ordinary_portrait(finder: FaceFinder, person: int) -> None:
    assert doubts(finder, portrait(person, 1)) == ()


def test_nothing_is_doubted_about_the_faces_of_a_group(finder: FaceFinder) -> None:
    picture = decode(group(tuple(range(8)), 0))
    faces = finder.find(picture)
    assert len(faces) == 8
    assert not any(doubts_about(picture, face, finder) for face in faces)


def test_several_flaws_are_told_in_order(finder: FaceFinder) -> None:
    black = Picture(np.zeros((40, 40, 3), np.uint8))
    aside = ((10.0, 10.0), (20.0, 10.0), (21.0, 15.0), (10.0, 20.0), (20.0, 20.0))
    face = Face((5, 5, 20, 20), aside, 0.9)
    assert doubts_about(black, face, finder) == (
        Doubt.BLURRED,
        Doubt.TINY,
        Doubt.DARK,
        Doubt.TURNED,
    )


def test_without_a_face_nothing_is_doubted(finder: FaceFinder) -> None:
    assert doubts_about(decode(scene(0)), None, finder) == ()


def test_a_face_outside_the_picture_is_not_judged(finder: FaceFinder) -> None:
    small = Picture(np.zeros((10, 10, 3), np.uint8))
    assert doubts_about(small, Face((20, 20, 30, 30), UPRIGHT, 0.9), finder) == ()


def test_more_blur_is_more() -> None:
    levels = [
        blur_of(
            np.asarray(draw_portrait(0, 0).convert("L").reduce(step), np.float32).repeat(step, 0)
        )
        for step in (1, 2, 4)
    ]
    assert levels == sorted(levels)


def test_a_face_that_looks_at_the_camera_is_not_turned() -> None:
    assert not is_turned(with_landmarks(*UPRIGHT))


@pytest.mark.parametrize(
    ("nose", "turned"), [((60.0, 60.0), False), ((73.0, 60.0), True), ((27.0, 60.0), True)]
)
def test_the_further_the_nose_is_aside_the_more_a_head_is_turned(
    nose: tuple[float, float], *, turned: bool
) -> None:
    left_eye, right_eye, _, left_mouth, right_mouth = UPRIGHT
    face = with_landmarks(left_eye, right_eye, nose, left_mouth, right_mouth)
    assert is_turned(face) is turned


@pytest.mark.parametrize("height", [44.0, 77.0])
def test_a_head_that_looks_up_or_down_is_turned(height: float) -> None:
    left_eye, right_eye, _, left_mouth, right_mouth = UPRIGHT
    face = with_landmarks(left_eye, right_eye, (50.0, height), left_mouth, right_mouth)
    assert is_turned(face)


@pytest.mark.parametrize(("degrees", "turned"), [(15, False), (-15, False), (35, True)])
def test_a_head_may_be_held_a_little_at_an_angle(degrees: float, *, turned: bool) -> None:
    angle = np.radians(degrees)
    matrix = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    points = (np.array(UPRIGHT) - 50) @ matrix.T + 50
    assert is_turned(with_landmarks(*((x, y) for x, y in points))) is turned


def test_landmarks_in_one_point_are_no_face_to_look_at() -> None:
    assert is_turned(with_landmarks(*[(1.0, 1.0)] * 5))


@pytest.mark.parametrize("degrees", [45, -45, 90, -90, 180])
def test_a_face_that_lies_on_its_side_or_stands_on_its_head_is_turned(
    finder: FaceFinder, degrees: int
) -> None:
    for person in range(4):
        turned = draw_portrait(person, 1).rotate(degrees, expand=True, fillcolor=WALL)
        picture = Picture(np.asarray(turned))
        # Where no face is found, that is told.
        for face in finder.find(picture)[:1]:
            assert Doubt.TURNED in doubts_about(picture, face, finder)


@pytest.mark.parametrize("degrees", [10, -10])
def test_a_face_held_a_little_at_an_angle_is_upright(finder: FaceFinder, degrees: int) -> None:
    for person in range(4):
        turned = draw_portrait(person, 1).rotate(degrees, fillcolor=WALL)
        picture = Picture(np.asarray(turned))
        assert is_upright(picture, finder.find(picture)[0], finder)


def test_the_same_picture_stored_anew_repeats_it() -> None:
    assert repeats_any(again(0, 0), [portrait(1, 0), portrait(0, 0)])


def test_a_picture_of_somebody_at_another_time_is_no_repeat() -> None:
    others = [portrait(0, shot) for shot in (1, 2, 3, 4)]
    assert not repeats_any(portrait(0, 0), others)


def test_a_picture_moved_a_little_repeats_it() -> None:
    whole = draw_portrait(0, 0)
    moved = whole.crop((0, 0, whole.width - 6, whole.height - 8))
    assert Layout.of(jpeg(whole)).repeats(Layout.of(jpeg(moved)))


def test_the_same_shape_in_other_colours_is_no_repeat() -> None:
    whole = draw_portrait(0, 0)
    red, green, blue = whole.split()
    assert not Layout.of(jpeg(whole)).repeats(
        Layout.of(jpeg(Image.merge("RGB", (blue, red, green))))
    )


def test_what_is_no_picture_repeats_nothing() -> None:
    assert not repeats_any(portrait(0, 0), [b"nothing"])
    assert not repeats_any(b"nothing", [portrait(0, 0)])
