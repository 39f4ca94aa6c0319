"""Whatever people send becomes an upright picture."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.recognition.photos import LONG_SIDE, decode
from tests.quadrants import assert_quadrants, quadrants, saved


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


def test_a_tiff_of_several_pages_gives_its_first() -> None:
    data = saved(quadrants(), "TIFF", save_all=True, append_images=[Image.new("RGB", (9, 9))])
    assert_quadrants(data)


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


def test_a_float_picture_with_wild_values_is_not_black() -> None:
    ramp = np.tile(np.linspace(0, 1, 256).astype(np.float32), (40, 1))
    ramp[0, :3] = (np.nan, np.inf, 1.001)
    picture = decode(saved(Image.fromarray(ramp), "TIFF"))
    assert picture.pixels[20, 250, 0] > 230
