"""What is to be seen on a chart."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def opened(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg))
    assert image.format == "JPEG"
    return image.convert("RGB")


def near(image: Image.Image, colour: tuple[int, int, int], within: int = 24) -> NDArray[np.bool_]:
    pixels = np.asarray(image).astype(int)
    return np.asarray(np.abs(pixels - np.array(colour)).max(axis=2) < within)
