"""Files that are no photo, or are made to harm: refused with a reason, at little cost."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.recognition.photos import LONG_SIDE, Unreadable, decode
from tests.quadrants import BLUE, GREEN, RED, assert_quadrants, quadrants, refused, saved

ROOT = Path(__file__).parent.parent


def test_a_very_large_jpeg_is_never_decoded_at_full_size() -> None:
    import tracemalloc

    data = saved(quadrants(7360, 4912), "JPEG")
    decode(saved(quadrants(), "JPEG"))
    tracemalloc.start()
    decode(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 7360 * 4912 * 3 / 4


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP"])
@pytest.mark.parametrize("kept", [0.3, 0.7])
def test_a_truncated_file_is_damaged(kind: str, kept: float) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8)
    data = saved(Image.fromarray(noise), kind)
    assert refused(data[: int(len(data) * kept)]) in {Unreadable.DAMAGED, Unreadable.NOT_A_PHOTO}


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"%PDF-1.7 ...", b"\x00" * 1000, b"PK\x03\x04" + b"\0" * 50]
)
def test_what_is_no_picture_is_not_a_photo(data: bytes) -> None:
    assert refused(data) is Unreadable.NOT_A_PHOTO


def test_a_postscript_file_is_not_a_photo() -> None:
    assert refused(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n") is Unreadable.NOT_A_PHOTO


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_what_moves_is_refused(kind: str) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, GREEN, BLUE)]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    assert refused(data) is Unreadable.MOVING


def test_over_64_megapixels_are_refused_before_they_are_decoded() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + checksum

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    bomb += chunk(b"IDAT", zlib.compress(b"\0" * 100_000)) + chunk(b"IEND", b"")
    assert refused(bomb) is Unreadable.TOO_MANY_PIXELS


def test_over_20_megabytes_are_refused_unread() -> None:
    assert refused(b"\xff\xd8" + b"\0" * 20 * 1024 * 1024) is Unreadable.TOO_LARGE


def test_a_jpeg_made_of_endless_scans_is_damaged() -> None:
    progressive = saved(quadrants(320, 240), "JPEG", progressive=True)
    assert_quadrants(progressive)
    scans = progressive.index(b"\xff\xda")
    assert refused(progressive[:-2] + progressive[scans:-2] * 40) is Unreadable.DAMAGED


def test_a_photo_with_a_film_behind_it_is_read() -> None:
    film = np.random.default_rng(1).integers(0, 256, 8_000_000, np.uint8).tobytes()
    assert film.count(b"\xff\xda") > 100
    assert_quadrants(saved(quadrants(), "JPEG") + film)
    with_thumbnail = Image.Exif()
    with_thumbnail[0x010E] = "\u00ff\u00d9"
    assert_quadrants(saved(quadrants(), "JPEG", exif=with_thumbnail) + film)


@pytest.mark.parametrize(
    ("mode", "kind"), [("RGBA", "WEBP"), ("RGBA", "PNG"), ("P", "PNG"), ("I;16", "PNG")]
)
def test_large_pictures_take_little_more_memory_than_their_pixels(mode: str, kind: str) -> None:
    # In a process of its own: the peak of this one is of some other test.
    script = f"""
import io, resource
import numpy as np
from PIL import Image
from bot.recognition.photos import decode
decode.__globals__["_prepare_pillow"]()
image = Image.new("{mode}", (6000, 4000))
if "{mode}" == "P":
    image.info["transparency"] = 0
buffer = io.BytesIO()
image.save(buffer, "{kind}", **({{"lossless": True}} if "{kind}" == "WEBP" else {{}}))
del image
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
picture = decode(buffer.getvalue())
print(max(picture.width, picture.height), before)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    ran = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    long_side, before, after = (int(word) for word in ran.stdout.split())
    assert 1000 <= long_side <= LONG_SIDE
    assert (after - before) * 1024 < 6000 * 4000 * 4 * 2
