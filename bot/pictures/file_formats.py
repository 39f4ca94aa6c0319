"""Pictures in the format that a file's name promises."""

from __future__ import annotations

import io

from PIL import Image


def as_png(jpeg: bytes) -> bytes:
    """The same picture as PNG."""
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
        image.save(buffer, "PNG")
    return buffer.getvalue()
