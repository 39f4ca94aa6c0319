"""Bytes become an upright, bounded RGB picture, or a reason why not."""

from __future__ import annotations

import functools
import hashlib
import io
import re
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

LARGEST_FILE = 20 * 1024 * 1024
MOST_PIXELS = 64_000_000
LONG_SIDE = 1600
"""Pixels on the long side of the picture that is kept: a face in the back row still has 100."""

STILL_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "GIF", "TIFF", "BMP")
ANIMATING = {"PNG", "WEBP", "GIF"}
SCANNED = {"JPEG", "MPO"}
LARGE = 16_000_000
"""Pixels of a picture that cannot be scaled while it is decoded, from which on one at a time is
enough for the memory."""
MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])(..)?", re.DOTALL)
"""What a JPEG is made of: a marker, and for most the length of what follows."""
START_OF_SCAN, END_OF_IMAGE = b"\xda", b"\xd9"
MOST_SCANS = 100
"""An honest progressive JPEG has about ten; thousands are made to keep a decoder busy."""
AVERAGED = {"L", "RGB", "RGBA", "CMYK", "LA", "YCbCr"}
"""Modes whose pixels can be averaged as they are."""
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


_FREE = nullcontext()


class Unreadable(StrEnum):
    """Why a file is no picture that can be looked at."""

    NOT_A_PHOTO = "not a photo"
    DAMAGED = "damaged"
    MOVING = "moving"
    TOO_LARGE = "too large"
    TOO_MANY_PIXELS = "too many pixels"


class PhotoUnreadable(Exception):
    """No picture came of the bytes."""

    def __init__(self, reason: Unreadable) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Picture:
    """An upright picture, `LONG_SIDE` at most: ``pixels`` is uint8 [height, width, 3] in RGB."""

    pixels: NDArray[np.uint8] = field(repr=False)

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @functools.cached_property
    def sha256(self) -> bytes:
        """What makes two photos the same: size and pixels, whatever file they came in."""
        digest = hashlib.sha256(f"{self.width}x{self.height}:".encode())
        digest.update(np.ascontiguousarray(self.pixels).data)
        return digest.digest()

    def jpeg(self, quality: int = 90) -> bytes:
        """The picture as a JPEG without metadata."""
        return encode_jpeg(self.pixels, quality)


def encode_jpeg(pixels: NDArray[np.uint8], quality: int = 90) -> bytes:
    """``pixels``, uint8 [height, width, 3] in RGB, as a JPEG without metadata."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def decode(data: bytes | bytearray, one_large: AbstractContextManager[object] = _FREE) -> Picture:
    """Decode a photo in any of `STILL_FORMATS`.

    A large JPEG is decoded at a fraction of its size by the decoder's own scaling; any other
    large picture inside ``one_large``, where a lock keeps two from being in memory at once.
    Raises `PhotoUnreadable`.
    """
    if len(data) > LARGEST_FILE:
        raise PhotoUnreadable(Unreadable.TOO_LARGE)
    _prepare_pillow()
    try:
        image: Image.Image = Image.open(io.BytesIO(data), formats=STILL_FORMATS)
    except UnidentifiedImageError:
        raise PhotoUnreadable(Unreadable.NOT_A_PHOTO) from None
    except Exception as error:
        # A decoder meets hostile bytes with any exception at all.
        raise PhotoUnreadable(Unreadable.DAMAGED) from error
    with image:
        if image.width * image.height > MOST_PIXELS:
            raise PhotoUnreadable(Unreadable.TOO_MANY_PIXELS)
        try:
            if image.format in ANIMATING and getattr(image, "is_animated", False):
                raise PhotoUnreadable(Unreadable.MOVING)
            if image.format in SCANNED and _scans(data) > MOST_SCANS:
                raise PhotoUnreadable(Unreadable.DAMAGED)
            with one_large if _is_large(image) else _FREE:
                loaded = _coarse(_scaled_decode(image))
            # Only now: Pillow turns some formats itself while it loads them, and says so here.
            turn = UPRIGHT.get(_orientation(loaded))
            rgb = _bounded(_rgb(loaded))
        except (PhotoUnreadable, MemoryError):
            raise
        except Exception as error:
            raise PhotoUnreadable(Unreadable.DAMAGED) from error
    upright = rgb if turn is None else rgb.transpose(turn)
    return Picture(np.asarray(upright))


@functools.cache
def _prepare_pillow() -> None:
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    # `MOST_PIXELS` is checked here, before a pixel is decoded; Pillow's own bound only warns.
    Image.MAX_IMAGE_PIXELS = None


def _scans(data: bytes | bytearray) -> int:
    """How many scans a JPEG has, up to one more than `MOST_SCANS`; what is appended is not its."""
    scans, at = 0, 2
    while scans <= MOST_SCANS and (found := MARKER.search(data, at)):
        if found[1] == END_OF_IMAGE or found[2] is None:
            break
        scans += found[1] == START_OF_SCAN
        at = found.start() + 2 + int.from_bytes(found[2], "big")
    return scans


def _is_large(image: Image.Image) -> bool:
    return image.format not in SCANNED and image.width * image.height > LARGE


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:
        # Broken EXIF is common in real photos, and no reason to refuse one.
        return 1


def _scaled_decode(image: Image.Image) -> Image.Image:
    """Load the pixels, a JPEG's at the smallest fraction that is still `LONG_SIDE`."""
    scale = LONG_SIDE / max(image.size)
    if scale < 1 and image.format in SCANNED:
        image.draft(None, (int(image.width * scale), int(image.height * scale)))
    image.load()
    return image


def _coarse(image: Image.Image) -> Image.Image:
    """Leave out what `_bounded` would, before anything is converted: memory is for one copy."""
    factor = max(image.size) // LONG_SIDE
    if factor < 2:
        return image
    if image.mode in AVERAGED:
        return image.reduce(factor)
    size = (max(1, image.width // factor), max(1, image.height // factor))
    return image.resize(size, Image.Resampling.NEAREST)


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        image = _eight_bits(image)
    if image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info:
        opaque = image.convert("RGBA")
        paper = Image.new("RGBA", opaque.size, "white")
        return Image.alpha_composite(paper, opaque).convert("RGB")
    return image.convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Scale 16-bit, 32-bit and float greys down, where Pillow would clip them to white."""
    values = np.nan_to_num(np.asarray(image).astype(np.float32), nan=0, posinf=0, neginf=0)
    brightest = float(values.max(initial=0))
    # A rounding error above a full scale is no reason to take the next larger one.
    full = next((top for top in (1, 255, 65535) if brightest <= 1.01 * top), brightest)
    if image.mode.startswith("I;16"):
        full = 65535
    return Image.fromarray((values * (255 / full)).clip(0, 255).astype(np.uint8))


def _bounded(image: Image.Image) -> Image.Image:
    scale = LONG_SIDE / max(image.size)
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
