"""A person's card shows their photos with their numbers, under the name, and never breaks."""

from __future__ import annotations

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from bot.pictures.findings import Outcome
from bot.pictures.fonts import can_shape
from bot.pictures.palette import CARD, INK, STRONG
from bot.pictures.person_card import CHOSEN, PersonCard, draw_person_card

GREEN = (60, 140, 80)


def solid(colour: tuple[int, int, int] = GREEN) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (256, 256), colour).save(out, "JPEG", quality=95)
    return out.getvalue()


def drawn(card: PersonCard) -> Image.Image:
    image = Image.open(io.BytesIO(draw_person_card(card)))
    assert image.format == "JPEG"
    return image.convert("RGB")


def near(image: Image.Image, colour: tuple[int, int, int], within: int = 30) -> NDArray[np.bool_]:
    pixels = np.asarray(image).astype(int)
    return np.asarray(np.abs(pixels - np.array(colour)).max(axis=2) < within)


def blobs(mask: NDArray[np.bool_]) -> int:
    """How many patches of at least 20 by 20 pixels there are, in a grid of rows and columns."""

    def runs(across: NDArray[np.bool_], axis: int) -> list[tuple[int, int]]:
        line = np.asarray(across.any(axis=axis))
        edges = np.flatnonzero(np.diff(np.concatenate([[0], line.astype(int), [0]])))
        pairs = zip(edges[::2], edges[1::2], strict=True)
        return [(int(a), int(b)) for a, b in pairs if b - a >= 20]

    return sum(len(runs(mask[top:bottom], 0)) for top, bottom in runs(mask, 1))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7, 9, 10, 12])
def test_every_photo_is_there_with_a_number(count: int) -> None:
    image = drawn(PersonCard("Anna", f"{count} photos", [solid()] * count))
    assert max(image.size) <= 1280
    assert max(image.size) <= 2 * min(image.size)
    assert blobs(near(image, GREEN)) == count
    assert blobs(near(image, STRONG[Outcome.KNOWN])) == count


def test_numbers_are_legible_on_a_phone() -> None:
    """On a screen 360 points wide a badge has at least 17, as large as a line of text."""
    image = drawn(PersonCard("Anna", "12 photos", [solid()] * 12))
    badges = near(image, STRONG[Outcome.KNOWN])
    first_row = np.flatnonzero(badges.any(axis=1))
    height = int(np.argmax(np.diff(first_row) > 1)) + 1
    assert height * 360 / image.width >= 17


def test_a_later_page_goes_on_counting() -> None:
    first = drawn(PersonCard("Anna", "Photo 13 of 13", [solid()], first=13))
    other = drawn(PersonCard("Anna", "Photo 13 of 13", [solid()], first=1))
    assert first.size == other.size
    assert first.tobytes() != other.tobytes()


def test_the_photo_asked_about_is_marked_and_the_others_step_back() -> None:
    card = PersonCard("Anna", "3 photos", [solid()] * 3)
    assert not near(drawn(card), CHOSEN).any()
    asked = drawn(PersonCard("Anna", "3 photos", [solid()] * 3, chosen=2))
    assert blobs(near(asked, CHOSEN)) == 1
    assert blobs(near(asked, GREEN)) == 1
    assert near(asked, GREEN).sum() < near(drawn(card), GREEN).sum() / 2


@pytest.mark.skipif(not can_shape(), reason="without FriBiDi such names are left out")
@pytest.mark.parametrize(
    "name",
    ["Anna", "عبد الرحمن", "अनुष्का", '<b>"Bob"</b> & co', "👑 Anna 🎉", "Ań" + "\u0301" * 40],
    ids=["latin", "arabic", "devanagari", "markup", "emoji", "marks"],
)
def test_names_stand_above_the_photos(name: str) -> None:
    image = drawn(PersonCard(name, "1 photo", [solid()]))
    ink = near(image, INK)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    assert rows.size
    assert rows[-1] < np.flatnonzero(near(image, GREEN).any(axis=1))[0]
    assert columns[-1] < image.width - 40


@pytest.mark.parametrize("letter", ["n", "W", "Hohenstein-", "Hohen "])
@pytest.mark.parametrize("count", [1, 3, 12])
def test_the_longest_name_keeps_within_the_card(letter: str, count: int) -> None:
    name = (letter * 64)[:64]
    image = drawn(PersonCard(name, f"{count} photos", [solid()] * count))
    ink = near(image, INK)
    assert ink.any()
    edge = np.flatnonzero(near(image, CARD, 2).any(axis=0))
    assert np.flatnonzero(ink.any(axis=0))[-1] < edge[-1] - 20
    assert blobs(near(image, GREEN)) == count


def test_what_cannot_be_drawn_leaves_the_rest() -> None:
    named = drawn(PersonCard("Anna", "1 photo", [solid()]))
    cuneiform = drawn(PersonCard("\U00012000\U00012001", "1 photo", [solid()]))
    assert cuneiform.height < named.height
    assert not near(cuneiform, INK, 10)[:150, :].any()


@pytest.mark.parametrize("photo", [b"", b"no picture", solid()[:200]])
def test_a_photo_that_cannot_be_read_keeps_its_place(photo: bytes) -> None:
    image = drawn(PersonCard("Anna", "3 photos", [solid(), photo, solid()]))
    assert blobs(near(image, STRONG[Outcome.KNOWN])) == 3
    assert blobs(near(image, GREEN)) == 2
