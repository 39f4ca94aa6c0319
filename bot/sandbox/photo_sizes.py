"""The sizes that Telegram makes of a photo, and the thumbnail that it makes of a document."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.sandbox.errors import bad_request

if TYPE_CHECKING:
    from PIL import Image

LONG_SIDES = (90, 320, 800, 1280)
"""The long sides, in pixels, of the sizes; a photo is never enlarged to reach one."""
THUMBNAIL_SIDE = 320
MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_PHOTO_SIDES = 10_000
MAX_PHOTO_RATIO = 20
_QUALITY = 87


@dataclass(frozen=True)
class Rendition:
    """One size of a photo: JPEG bytes, and width and height in pixels."""

    data: bytes
    width: int
    height: int


def check_photo(data: bytes) -> None:
    """Hold a bot's photo to Telegram's limits; a user's client shrinks what is larger.

    Raises:
        ApiError: 400 where the file is too big, and PHOTO_INVALID_DIMENSIONS for a picture too
            large or too narrow. What is no picture passes: `photo_sizes` refuses it.
    """
    from PIL import Image

    if len(data) > MAX_PHOTO_BYTES:
        raise bad_request(
            f"file of size {len(data)} bytes is too big for a photo; "
            f"the maximum size is {MAX_PHOTO_BYTES} bytes"
        )
    try:
        with Image.open(io.BytesIO(data)) as picture:
            short, long = sorted(picture.size)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise bad_request("PHOTO_INVALID_DIMENSIONS") from None
    except OSError:
        return
    if short + long > MAX_PHOTO_SIDES or long > MAX_PHOTO_RATIO * short:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def photo_sizes(data: bytes) -> list[Rendition]:
    """A photo's sizes, smallest first: upright, without EXIF, JPEG made anew.

    Raises:
        ApiError: 400 IMAGE_PROCESS_FAILED for what is no readable picture.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as opened:
            opened.draft("RGB", (LONG_SIDES[-1], LONG_SIDES[-1]))
            picture = _flat(opened)
            longest = max(opened.size)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    sides = [side for side in LONG_SIDES if side < longest] + [min(longest, LONG_SIDES[-1])]
    return [_scaled(picture, side) for side in sorted(set(sides))]


def thumbnail(data: bytes) -> Rendition | None:
    """A document's thumbnail, at most 320 px a side; None where it is no readable picture."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.draft("RGB", (THUMBNAIL_SIDE, THUMBNAIL_SIDE))
            return _scaled(_flat(picture), THUMBNAIL_SIDE)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        return None


def _flat(picture: Image.Image) -> Image.Image:
    """The picture turned as its EXIF says, in RGB, what was transparent on white."""
    from PIL import Image, ImageOps

    turned = ImageOps.exif_transpose(picture)
    if "A" in turned.getbands() or "transparency" in turned.info:
        layer = turned.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return turned.convert("RGB")


def _scaled(picture: Image.Image, side: int) -> Rendition:
    copy = picture.copy()
    copy.thumbnail((side, side))
    out = io.BytesIO()
    copy.save(out, "JPEG", quality=_QUALITY)
    return Rendition(out.getvalue(), *copy.size)
