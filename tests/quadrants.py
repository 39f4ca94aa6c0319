"""A picture whose every turn looks different, and what becomes of its bytes."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from bot.recognition.photos import PhotoUnreadable, Unreadable, decode

RED, GREEN, BLUE, WHITE = (220, 20, 20), (20, 200, 20), (20, 20, 220), (255, 255, 255)


def quadrants(width: int = 80, height: int = 60) -> Image.Image:
    """Red and green above, blue and white below: every turn of it looks different."""
    image = Image.new("RGB", (width, height), WHITE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def assert_quadrants(data: bytes) -> None:
    picture = decode(data)
    assert picture.pixels.dtype == np.uint8
    assert picture.width > picture.height
    height, width = picture.height, picture.width
    points = (
        (height // 4, width // 4, RED),
        (height // 4, 3 * width // 4, GREEN),
        (3 * height // 4, width // 4, BLUE),
        (3 * height // 4, 3 * width // 4, WHITE),
    )
    for y, x, colour in points:
        np.testing.assert_allclose(picture.pixels[y, x], colour, atol=30)


def refused(data: bytes) -> Unreadable:
    with pytest.raises(PhotoUnreadable) as caught:
        decode(data)
    return caught.value.reason
