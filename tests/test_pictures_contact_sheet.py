"""The contact sheet shows the photo, its faces, and the evidence, and never breaks."""

from __future__ import annotations

import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from bot.pictures.contact_sheet import FaceRow, Labels, Outcome, Tile, draw_contact_sheet
from bot.pictures.fonts import can_shape, installed_families
from bot.pictures.palette import STRONG, TINT, WHITE, Colour
from bot.pictures.shapes import badge_mask
from bot.pictures.typesetting import Typesetter

LABELS = Labels("Known", "Not sure", "Unknown", "closest", "or")
GREY = np.full((960, 1280, 3), 128, np.uint8)


def solid(colour: Colour, size: tuple[int, int] = (256, 256)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", quality=95)
    return out.getvalue()


THUMBNAIL = solid((200, 170, 150))


def tiles(count: int, name: str = "Anna", *, decisive: bool = False) -> list[Tile]:
    return [Tile(THUMBNAIL, name, 0.9 - 0.05 * place, decisive) for place in range(count)]


def row(
    outcome: Outcome = Outcome.KNOWN,
    *,
    box: tuple[float, float, float, float] | None = (500.0, 300.0, 220.0, 280.0),
    name: str | None = "Anna",
    evidence: Sequence[Tile] = (),
) -> FaceRow:
    return FaceRow(box, outcome, name, 0.74, evidence)


def drawn(
    rows: Sequence[FaceRow], picture: NDArray[np.uint8] = GREY, setter: Typesetter | None = None
) -> Image.Image:
    jpeg = draw_contact_sheet(picture, rows, LABELS, setter=setter)
    image = Image.open(io.BytesIO(jpeg))
    assert image.format == "JPEG"
    return image.convert("RGB")


def near(image: Image.Image, colour: Colour, within: int = 40) -> NDArray[np.bool_]:
    pixels = np.asarray(image).astype(int)
    return np.asarray(np.abs(pixels - np.array(colour)).max(axis=2) < within)


def bounds(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


SHAPES = {
    "landscape": (1280, 960),
    "upright": (960, 1280),
    "square": (1600, 1600),
    "panorama": (1600, 300),
    "tower": (220, 1600),
    "tiny": (90, 60),
}


@pytest.mark.parametrize("faces", [0, 1, 2, 3, 4, 7, 8, 12])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_sheet_is_a_photo_that_telegram_takes(shape: str, faces: int) -> None:
    width, height = SHAPES[shape]
    step = width / max(faces, 1)
    rows = [
        row(
            list(Outcome)[face % 3],
            box=(face * step, height * 0.2, step * 0.6, height * 0.3),
            evidence=tiles(5 if faces < 12 else 10),
        )
        for face in range(faces)
    ]
    sheet = drawn(rows, np.full((height, width, 3), 90, np.uint8))
    assert sum(sheet.size) <= 10_000
    assert max(sheet.size) / min(sheet.size) <= 3
    if faces <= 3:
        assert max(sheet.size) <= 1280


def test_a_box_is_drawn_around_its_face() -> None:
    magenta = (230, 0, 230)
    picture = GREY.copy()
    picture[300:580, 500:720] = magenta
    for outcome in Outcome:
        sheet = drawn([row(outcome)], picture)
        left, top, right, bottom = bounds(near(sheet, magenta, 70))
        photo = sheet.crop((left - 30, top - 60, right + 30, bottom + 12))
        box = bounds(near(photo, STRONG[outcome]))
        assert box[2] == pytest.approx(right - left + 30, abs=8)
        assert box[3] == pytest.approx(bottom - top + 60, abs=8)


def test_every_face_of_a_group_has_its_box() -> None:
    boxes = [(80.0 + 300 * face, 300.0, 120.0, 150.0) for face in range(4)]
    with_boxes = drawn([row(box=box) for box in boxes])
    without = drawn([row(box=None) for _ in boxes])
    assert with_boxes.size == without.size
    marked = near(with_boxes, STRONG[Outcome.KNOWN]) & ~near(without, STRONG[Outcome.KNOWN])
    scale = (with_boxes.width - 72) / 1280
    for left, top, width, height in boxes:
        x = slice(round(36 + left * scale) - 6, round(36 + (left + width) * scale) + 6)
        y = slice(round(36 + top * scale) - 6, round(36 + (top + height) * scale) + 6)
        assert marked[y, x].mean() > 0.08


def test_a_box_beyond_the_photo_breaks_nothing() -> None:
    for box in ((-50.0, -50.0, 90.0, 90.0), (1270.0, 950.0, 300.0, 300.0), (5.0, 5.0, 0.0, 0.0)):
        assert drawn([row(box=box)]).width == 1080


def test_outcomes_differ_in_shape_and_not_only_in_colour() -> None:
    shapes = [np.asarray(badge_mask(outcome, 64)).astype(int) for outcome in Outcome]
    for one, other in combinations(shapes, 2):
        assert (np.abs(one - other) > 128).mean() > 0.05
    in_grey = [drawn([row(outcome, name="Anna")]).convert("L") for outcome in Outcome]
    for image, other_image in combinations(in_grey, 2):
        difference = np.abs(np.asarray(image).astype(int) - np.asarray(other_image).astype(int))
        assert (difference > 60).sum() > 1500


def luminance(colour: Colour) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [value / 255 for value in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("outcome", Outcome)
def test_letters_stand_out_from_their_ground(outcome: Outcome) -> None:
    for ground in (WHITE, TINT[outcome]):
        contrast = (luminance(ground) + 0.05) / (luminance(STRONG[outcome]) + 0.05)
        assert contrast >= 4.5


@pytest.mark.parametrize("count", [1, 3, 5, 10])
def test_all_the_evidence_for_one_face_is_shown(count: int) -> None:
    colour = (20, 200, 60)
    evidence = [Tile(solid(colour), "Anna", 0.5) for _ in range(count)]
    for picture in (GREY, np.ascontiguousarray(GREY.transpose(1, 0, 2))):
        green = near(drawn([row(evidence=evidence)], picture), colour, 60)
        columns = np.flatnonzero(np.diff(green.sum(axis=0) > 30, prepend=False, append=False))
        lines = np.flatnonzero(np.diff(green.sum(axis=1) > 30, prepend=False, append=False))
        across, down = len(columns) // 2, len(lines) // 2
        assert across * (down - 1) < count <= across * down


def test_a_strangers_closest_photos_are_shown_faded() -> None:
    colour = (20, 160, 60)
    evidence = [Tile(solid(colour), "Anna", 0.3)]
    assert near(drawn([row(Outcome.KNOWN, evidence=evidence)]), colour, 30).any()
    assert not near(drawn([row(Outcome.UNKNOWN, name=None, evidence=evidence)]), colour, 30).any()


def test_decisive_photos_are_framed() -> None:
    framed = near(drawn([row(evidence=tiles(4, decisive=True))]), STRONG[Outcome.KNOWN]).sum()
    bare = near(drawn([row(evidence=tiles(4))]), STRONG[Outcome.KNOWN]).sum()
    assert framed > bare + 4 * 1000


@pytest.mark.parametrize("outcome", Outcome)
def test_nobody_enrolled_leaves_a_card_without_photos(outcome: Outcome) -> None:
    empty = drawn([FaceRow((500.0, 300.0, 90.0, 90.0), outcome, None, None, [])])
    assert empty.height < drawn([row(outcome, evidence=tiles(5))]).height


def test_a_broken_thumbnail_is_left_blank() -> None:
    for bad in (b"", b"not a picture", THUMBNAIL[:300]):
        assert drawn([row(evidence=[Tile(bad, "Anna", 0.5)])]).width == 1080


def test_thumbnails_of_any_shape_are_cut_square() -> None:
    colour = (20, 200, 60)
    for size in ((256, 256), (400, 120), (90, 300), (20, 20)):
        sheet = drawn([row(evidence=[Tile(solid(colour, size), "Anna", 0.5)])])
        left, top, right, bottom = bounds(near(sheet, colour, 60))
        assert right - left == pytest.approx(bottom - top, abs=24)


HOSTILE = [
    "", " ", "😀", "🇩🇪", "<b>&amp;</b>", "'\"`\\", "x" * 64, "W" * 64, "\u202eevil\u202c",
    "Z" + "\u0351" * 63, "\u0301", "a\x00\x07b", "\ud800", "\u200d\u200c", "أحمد محمود", "שלום",
    "आन्ना" * 10, "\U00012000", "Anna आन्ना أحمد 12", "ﷺ" * 20, "\n\n", "\ufffd", "𝓐𝓷𝓷𝓪",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_no_name_breaks_a_sheet(name: str) -> None:
    sheet = drawn([row(name=name, evidence=tiles(2, name))])
    assert sheet.size == drawn([row(evidence=tiles(2))]).size


def test_a_name_that_cannot_be_drawn_becomes_a_number() -> None:
    cuneiform = "\U00012000\U00012009"
    first = draw_contact_sheet(GREY, [row(name=cuneiform, evidence=tiles(1, cuneiform))], LABELS)
    assert first == draw_contact_sheet(GREY, [row(name="#1", evidence=tiles(1, "#1"))], LABELS)


def test_a_system_without_fribidi_draws_numbers_for_arabic() -> None:
    plain = Typesetter(installed_families(), shaping=False)
    arabic = drawn([row(name="أحمد")], setter=plain)
    assert arabic.tobytes() == drawn([row(name="#1")], setter=plain).tobytes()


@pytest.mark.skipif(not can_shape(), reason="FriBiDi is not on this system")
def test_arabic_and_devanagari_names_are_drawn() -> None:
    number = drawn([row(name="#1")]).tobytes()
    for name in ("أحمد", "आन्ना"):
        assert drawn([row(name=name)]).tobytes() != number


def test_a_long_name_stays_inside_its_card() -> None:
    long = drawn([row(name="W" * 64, evidence=tiles(1, "W" * 64))])
    blank = drawn([row(name="i", evidence=tiles(1, "i"))])
    changed = np.abs(np.asarray(long).astype(int) - np.asarray(blank).astype(int)).max(axis=2)
    assert bounds(changed > 60)[2] <= long.width - 36 - 24


def test_a_photo_without_boxes_has_no_numbers() -> None:
    one = drawn([row(box=None)])
    magenta_free = np.asarray(one.crop((60, 60, one.width - 60, 500)))
    assert int(magenta_free.max()) - int(magenta_free.min()) < 12


def test_threads_draw_the_same_sheets() -> None:
    names = ["Anna", "أحمد", "आन्ना", "Жанна"]
    sheets = [[row(name=name, evidence=tiles(5, name, decisive=True))] for name in names] * 4
    alone = [draw_contact_sheet(GREY, rows, LABELS) for rows in sheets]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda rows: draw_contact_sheet(GREY, rows, LABELS), sheets))
    assert together == alone
