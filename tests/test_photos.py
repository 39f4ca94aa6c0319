"""Whatever people send becomes an upright picture, or a reason why not."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.recognition.photos import LONG_SIDE, PhotoUnreadable, Unreadable, decode

ROOT = Path(__file__).parent.parent
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


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP"])
def test_every_common_format_is_read(kind: str) -> None:
    assert_quadrants(saved(quadrants(), kind))


def test_heic_is_read() -> None:
    from pillow_heif import from_pillow

    buffer = io.BytesIO()
    from_pillow(quadrants(160, 120)).save(buffer, quality=90)
    assert_quadrants(buffer.getvalue())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_taken_in_any_orientation_comes_out_upright(orientation: int, kind: str) -> None:
    lying = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    image = quadrants() if lying is None else quadrants().transpose(lying)
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert_quadrants(saved(image, kind, exif=exif, quality=95))


def test_broken_exif_does_not_cost_the_photo() -> None:
    data = saved(quadrants(), "JPEG")
    segment = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x01\x12\0\x03\xff\xff\xff\xff" * 4
    broken = b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment
    assert_quadrants(data[:2] + broken + data[2:])


def test_what_shows_through_is_white() -> None:
    image = quadrants().convert("RGBA")
    image.paste((0, 0, 0, 0), (40, 30, 80, 60))
    assert_quadrants(saved(image, "PNG"))


def test_a_palette_with_a_transparent_colour_is_read() -> None:
    image = quadrants().convert("P", palette=Image.Palette.ADAPTIVE, colors=4)
    transparent = image.getpixel((70, 50))
    assert_quadrants(saved(image, "PNG", transparency=transparent))


@pytest.mark.parametrize("mode", ["L", "1", "LA", "P"])
def test_grey_and_palette_pictures_become_colour(mode: str) -> None:
    picture = decode(saved(quadrants().convert(mode), "PNG"))
    assert picture.pixels.shape == (60, 80, 3)
    assert picture.pixels[45, 60].min() > 240


def test_cmyk_is_read() -> None:
    assert_quadrants(saved(quadrants().convert("CMYK"), "JPEG", quality=95))
    assert_quadrants(saved(quadrants().convert("CMYK"), "TIFF"))


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_and_not_cut_off(kind: str) -> None:
    ramp = np.tile(np.linspace(0, 65535, 256).astype(np.uint16), (40, 1))
    picture = decode(saved(Image.fromarray(ramp), kind))
    np.testing.assert_allclose(picture.pixels[20, :, 0], np.arange(256), atol=1)


def test_float_greys_are_scaled() -> None:
    ramp = np.tile(np.linspace(0, 1, 256).astype(np.float32), (40, 1))
    picture = decode(saved(Image.fromarray(ramp), "TIFF"))
    np.testing.assert_allclose(picture.pixels[20, :, 0], np.arange(256), atol=1)


def test_a_large_photo_is_bounded_and_keeps_its_shape() -> None:
    picture = decode(saved(quadrants(4000, 3000), "JPEG"))
    assert (picture.width, picture.height) == (LONG_SIDE, LONG_SIDE * 3 // 4)


def test_a_small_photo_is_not_enlarged() -> None:
    assert decode(saved(quadrants(40, 30), "PNG")).width == 40


def test_a_line_one_pixel_high_is_a_picture() -> None:
    picture = decode(saved(Image.new("RGB", (5000, 1)), "PNG"))
    assert (picture.width, picture.height) == (LONG_SIDE, 1)


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


def test_a_tiff_of_several_pages_gives_its_first() -> None:
    data = saved(quadrants(), "TIFF", save_all=True, append_images=[Image.new("RGB", (9, 9))])
    assert_quadrants(data)


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


def test_the_same_picture_is_the_same_in_any_lossless_file() -> None:
    image = quadrants()
    hashes = {decode(saved(image, kind)).sha256 for kind in ("PNG", "BMP", "TIFF")}
    assert len(hashes) == 1
    image.putpixel((0, 0), (0, 0, 0))
    assert decode(saved(image, "PNG")).sha256 not in hashes


def test_pictures_of_one_colour_and_other_shape_are_different() -> None:
    wide = decode(saved(Image.new("RGB", (60, 20)), "PNG"))
    high = decode(saved(Image.new("RGB", (20, 60)), "PNG"))
    assert wide.sha256 != high.sha256


def test_what_is_kept_has_no_metadata(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    data = saved(quadrants(), "JPEG", exif=exif, comment=b"a secret")
    kept = decode(data).jpeg()
    assert b"taken at home" in data
    assert b"taken at home" not in kept
    assert b"a secret" not in kept
    path = tmp_path / "kept.jpg"
    path.write_bytes(kept)
    with Image.open(path) as image:
        assert image.size == (80, 60)
        assert not image.getexif()


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


def test_a_float_picture_with_wild_values_is_not_black() -> None:
    ramp = np.tile(np.linspace(0, 1, 256).astype(np.float32), (40, 1))
    ramp[0, :3] = (np.nan, np.inf, 1.001)
    picture = decode(saved(Image.fromarray(ramp), "TIFF"))
    assert picture.pixels[20, 250, 0] > 230
