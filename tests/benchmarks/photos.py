"""Photos to measure with: drawn people, at the size in which Telegram sends photos."""

from __future__ import annotations

import io

from PIL import Image

from bot.pictures.portraits import draw_portrait

SIZE = (1024, 1280)


def photo(person: int, shot: int) -> bytes:
    """A single-face photo of 1280 pixels, as JPEG."""
    image = draw_portrait(person, shot).resize(SIZE, Image.Resampling.BICUBIC)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=87)
    return buffer.getvalue()


def photos(n: int) -> list[bytes]:
    """As many different photos as are asked for, of 16 people in turn."""
    return [photo(index % 16, index // 16) for index in range(n)]
