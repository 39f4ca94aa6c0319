"""A contact sheet can be read on a phone, with eight faces as well."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from PIL import ImageDraw

from bot.pictures.contact_sheet import FaceRow, Labels, Outcome, Tile, draw_contact_sheet
from bot.pictures.layout import Plan, plan
from bot.pictures.shapes import Rect
from bot.pictures.typesetting import Line, Typesetter, installed_typesetter

LABELS = Labels("Known", "Not sure", "Unknown", "closest", "or")
SIZE = (1280, 960)
PHONE = 360
"""Points across a phone's screen."""
SMALLEST = 7.5
"""Points of the smallest letters there: those of a card's footnotes, and of a newspaper."""
SMALLEST_NAME = 8.0
KEPT = 1280
"""Pixels that Telegram keeps of a photo's longer side."""
FEWEST_PIXELS = 16
"""Pixels of letters that stay letters when Telegram has made a sheet smaller."""
NAMES = ("Anna", "Bartholomew", "Grandmother Rose", "Ben", "W" * 40, "Максимилиана", "Jo", "Li")


@dataclass(frozen=True)
class Noting(Typesetter):
    """Notes what it draws."""

    drawn: list[tuple[tuple[float, float], Line]] = field(default_factory=list)

    def draw(
        self,
        canvas: ImageDraw.ImageDraw,
        at: tuple[float, float],
        line: Line,
        colour: tuple[int, int, int],
    ) -> None:
        self.drawn.append((at, line))
        super().draw(canvas, at, line, colour)


def box_of(at: tuple[float, float], line: Line) -> Rect:
    """Where letters are, from their highest to their lowest."""
    left, baseline = at
    top, bottom = baseline - 0.75 * line.size, baseline + 0.22 * line.size
    return round(left), round(top), round(left + line.width), round(bottom)


def within(inner: Rect, outer: Rect) -> bool:
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and inner[2] <= outer[2]
        and inner[3] <= outer[3]
    )


def a_row(place: int, faces: int) -> FaceRow:
    name, outcome = NAMES[place % len(NAMES)], list(Outcome)[place % 3]
    step = SIZE[0] / faces
    box = (place * step + 10, 200 + 150 * (place % 3), step * 0.7, step * 0.8)
    others = ("Vasu", "Carl") if outcome is Outcome.UNSURE else ()
    tiles = [Tile(b"", name, 0.9 - 0.05 * shot, decisive=True) for shot in range(5)]
    word = "very likely" if outcome is Outcome.KNOWN else ""
    return FaceRow(box, outcome, name, 0.74, tiles, others, word)


def a_sheet(faces: int) -> tuple[Plan, list[tuple[tuple[float, float], Line]]]:
    """How a sheet is laid out, and all that is written on it."""
    fonts = installed_typesetter()
    noting = Noting(fonts.families, fonts.shaping)
    picture = np.full((SIZE[1], SIZE[0], 3), 120, np.uint8)
    rows = [a_row(place, faces) for place in range(faces)]
    draw_contact_sheet(picture, rows, LABELS, setter=noting)
    return plan(SIZE, [len(row.tiles) for row in rows]), noting.drawn


@pytest.mark.parametrize("faces", [1, 2, 3, 4, 6, 7, 8])
def test_the_smallest_letters_can_be_read_on_a_phone(faces: int) -> None:
    laid_out, drawn = a_sheet(faces)
    points = PHONE / laid_out.size[0]
    pixels = min(1.0, KEPT / max(laid_out.size))
    smallest = min(line.size for _, line in drawn)
    assert smallest * points >= SMALLEST
    assert smallest * pixels >= FEWEST_PIXELS


@pytest.mark.parametrize("faces", [1, 3, 6, 8])
def test_who_it_is_can_be_read_on_a_phone(faces: int) -> None:
    laid_out, drawn = a_sheet(faces)
    for place, card in enumerate(laid_out.cards):
        begins = "Unknown" if place % 3 == 2 else NAMES[place][:2]
        written = [line for at, line in drawn if within(box_of(at, line), card)]
        title = max(line.size for line in written if line.text.startswith(begins))
        assert title * PHONE / laid_out.size[0] >= SMALLEST_NAME


@pytest.mark.parametrize("faces", [1, 2, 3, 4, 6, 7, 8])
def test_all_that_is_written_lies_within_a_card_or_the_photo(faces: int) -> None:
    laid_out, drawn = a_sheet(faces)
    places = (*laid_out.cards, laid_out.photo)
    for at, line in drawn:
        assert any(within(box_of(at, line), place) for place in places), line.text


@pytest.mark.parametrize("faces", [1, 3, 6, 8])
def test_each_card_has_its_number_on_a_badge_within_it_and_the_photo_has_all(faces: int) -> None:
    laid_out, drawn = a_sheet(faces)
    half = laid_out.style.badge / 2
    for number, card in enumerate(laid_out.cards, 1):
        boxes = [box_of(at, line) for at, line in drawn if line.text == f"{number}"]
        (badge,) = [box for box in boxes if within(box, card)]
        middle = (badge[0] + badge[2]) / 2
        assert card[0] <= middle - half
        assert middle + half <= card[2]
        assert card[3] - card[1] >= laid_out.style.badge
        assert len([box for box in boxes if within(box, laid_out.photo)]) == 1


@pytest.mark.parametrize("faces", [4, 8])
def test_a_number_on_the_photo_can_be_read_on_a_phone(faces: int) -> None:
    laid_out, drawn = a_sheet(faces)
    on_photo = [line for at, line in drawn if within(box_of(at, line), laid_out.photo)]
    assert sorted(line.text for line in on_photo) == [f"{n}" for n in range(1, faces + 1)]
    assert min(line.size for line in on_photo) * PHONE / laid_out.size[0] >= SMALLEST
