"""Whether two photos are almost the same picture: sent again, scaled, or taken in one burst.

No embedder is asked: to it, two photos of a person in other places may be as alike.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE = 32
COARSE = 8
SHIFT = 1
"""By how many of `SIDE` parts one picture may be moved against the other."""
STRUCTURE = 0.9
"""The correlation of two repeats. Stored with other quality, at half the size or turned by 2
degrees, real photos keep .92 or more; two photos of one person have at most .20."""
COLOURS = 5.0
"""How far their colours may lie apart, of 255: stored anew they keep within 2."""


@dataclass(frozen=True)
class Layout:
    """Where edges and colours are in a picture.

    ``structure`` is float32 [SIDE, SIDE], ``colours`` float32 [COARSE, COARSE, 3].
    """

    structure: NDArray[np.float32]
    colours: NDArray[np.float32]

    @classmethod
    def of(cls, jpeg: bytes) -> Layout:
        """The layout of a JPEG, which is decoded at a fraction of its size."""
        import cv2

        with Image.open(io.BytesIO(jpeg)) as image:
            image.draft("RGB", (2 * SIDE, 2 * SIDE))
            small = image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX)
        pixels = np.asarray(small, np.float32)
        gray = pixels.mean(axis=2)
        fine, coarse = cv2.GaussianBlur(gray, (0, 0), 0.6), cv2.GaussianBlur(gray, (0, 0), 3.0)
        colours = cv2.resize(pixels, (COARSE, COARSE), interpolation=cv2.INTER_AREA)
        return cls(np.asarray(fine - coarse, np.float32), np.asarray(colours, np.float32))

    def repeats(self, other: Layout) -> bool:
        """Whether the two are almost the same picture."""
        import cv2

        if float(np.abs(self.colours - other.colours).mean()) > COLOURS:
            return False
        middle = other.structure[SHIFT:-SHIFT, SHIFT:-SHIFT]
        found = cv2.matchTemplate(self.structure, middle, cv2.TM_CCOEFF_NORMED)
        return float(found.max()) >= STRUCTURE


def repeats_any(jpeg: bytes, others: Iterable[bytes]) -> bool:
    """Whether a picture is almost the same as one of some others, all JPEG.

    Whatever of them cannot be decoded is none of its repeats.
    """
    layout = _layout(jpeg)
    return layout is not None and any(
        layout.repeats(other) for other in map(_layout, others) if other is not None
    )


def _layout(jpeg: bytes) -> Layout | None:
    try:
        return Layout.of(jpeg)
    except OSError:
        return None
