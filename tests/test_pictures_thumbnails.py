"""A thumbnail shows the face, whole and in the middle."""

from __future__ import annotations

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from bot.pictures.thumbnails import thumbnail

RED = (210, 30, 30)


def photo(width: int, height: int, box: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    """A grey photo with a red face."""
    image = Image.new("RGB", (width, height), (128, 128, 128))
    left, top, across, down = box
    image.paste(RED, (left, top, left + across, top + down))
    return np.asarray(image)


def red_area(jpeg: bytes) -> tuple[int, int, int, int]:
    pixels = np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB")).astype(int)
    red = pixels[..., 0] - pixels[..., 1] > 90
    rows, columns = np.flatnonzero(red.any(axis=1)), np.flatnonzero(red.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


@pytest.mark.parametrize("side", [96, 256])
def test_it_is_a_square_jpeg_of_the_side_asked_for(side: int) -> None:
    image = Image.open(
        io.BytesIO(thumbnail(photo(900, 600, (400, 200, 90, 110)), None, side=side))
    )
    assert image.format == "JPEG"
    assert image.size == (side, side)


def test_a_face_fills_its_middle_with_room_around() -> None:
    left, top, right, bottom = red_area(
        thumbnail(photo(900, 600, (400, 200, 90, 110)), (400.0, 200.0, 90.0, 110.0))
    )
    assert abs((left + right) / 2 - 128) < 6
    assert abs((top + bottom) / 2 - 128) < 20
    assert 0.45 < (bottom - top) / 256 < 0.75


@pytest.mark.parametrize("corner", [(0, 0), (810, 0), (0, 490), (810, 490)])
def test_a_face_at_the_edge_is_shown_whole(corner: tuple[int, int]) -> None:
    box = (*corner, 90, 110)
    left, top, right, bottom = red_area(thumbnail(photo(900, 600, box), box))
    assert (right - left) / (bottom - top) == pytest.approx(90 / 110, rel=0.06)
    assert (bottom - top) / 256 == pytest.approx(1 / 1.7, rel=0.06)


def test_a_box_beyond_the_photo_still_gives_a_thumbnail() -> None:
    jpeg = thumbnail(photo(60, 80, (0, 0, 60, 80)), (-20.0, -30.0, 400.0, 500.0))
    assert Image.open(io.BytesIO(jpeg)).size == (256, 256)


def test_without_a_face_the_middle_is_shown() -> None:
    left, top, right, bottom = red_area(thumbnail(photo(900, 300, (350, 50, 200, 200)), None))
    assert abs((left + right) / 2 - 128) < 4
    assert abs((top + bottom) / 2 - 128) < 4
    assert right - left == pytest.approx(256 * 200 / 300, abs=6)


@pytest.mark.parametrize("size", [(1, 1), (5, 400), (400, 5)])
def test_tiny_and_narrow_photos_are_no_trouble(size: tuple[int, int]) -> None:
    pixels = np.zeros((size[1], size[0], 3), np.uint8)
    assert Image.open(io.BytesIO(thumbnail(pixels, None))).size == (256, 256)
    assert Image.open(io.BytesIO(thumbnail(pixels, (0.0, 0.0, 1.0, 1.0)))).size == (256, 256)
