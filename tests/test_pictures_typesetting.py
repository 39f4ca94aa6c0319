"""Names in many scripts are drawn as they should look, or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from bot.pictures.bidi import spans_in_visual_order
from bot.pictures.cmap import FontUnreadable, covered
from bot.pictures.fonts import Family, Weight, can_shape, installed_families, read_family
from bot.pictures.letters import clusters
from bot.pictures.typesetting import Typesetter, installed_typesetter

NOTO = read_family("fontpkg_noto_sans")
ARABIC = read_family("fontpkg_noto_sans_arabic")
DEVANAGARI = read_family("fontpkg_noto_sans_devanagari")

needs_shaping = pytest.mark.skipif(not can_shape(), reason="FriBiDi is not on this system")

CUNEIFORM = "\U00012000\U00012009"
"""No font of a messenger's size has it."""


def noto() -> Family:
    assert NOTO is not None
    return NOTO


@pytest.fixture
def setter() -> Typesetter:
    families = [family for family in (NOTO, ARABIC, DEVANAGARI) if family is not None]
    assert len(families) == 3
    return Typesetter(tuple(families), can_shape())


@pytest.fixture
def plain() -> Typesetter:
    """What a system without FriBiDi has."""
    return Typesetter(installed_families(), shaping=False)


def ink(setter: Typesetter, text: str, weight: Weight = Weight.REGULAR) -> bytes:
    image = Image.new("RGB", (600, 80), "white")
    line = setter.line(text, 40, weight)
    setter.draw(ImageDraw.Draw(image), (10, 55), line, (0, 0, 0))
    return image.tobytes()


def test_the_table_of_a_font_agrees_with_what_it_draws() -> None:
    font = ImageFont.truetype(noto().file(Weight.REGULAR), 24)
    missing = bytes(font.getmask("\U0010fffe"))
    letters = [chr(code) for code in (*range(0x21, 0x7F), *range(0xA1, 0x250), 0x627, 0x5D0)]
    drawn = {letter for letter in letters if bytes(font.getmask(letter)) != missing}
    assert {letter for letter in letters if ord(letter) in noto().coverage} >= drawn - {"\xad"}
    assert 0x627 not in noto().coverage
    assert 0x41 in noto().coverage


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a and so on",
        b"\0\1\0\0\0\0\0\0\0\0\0\0",
        b"\0\1\0\0\0\5\0\0\0\0\0\0cmap\0\0",
        b"\0\1\0\0\0\1\0\0\0\0\0\0cmap\0\0\0\0\0\0\0\x1c\0\0\0\4\0\0\0\0",
        b"\0\1\0\0\0\1\0\0\0\0\0\0cmap\0\0\0\0\0\0\0\x1c\0\0\0\4\0\0\0\2",
    ],
    ids=[
        "empty",
        "another format",
        "no table",
        "cut in the directory",
        "empty table",
        "cut short",
    ],
)
def test_a_file_that_is_no_font_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "font.ttf"
    path.write_bytes(content)
    with pytest.raises(FontUnreadable):
        covered(path)


def test_a_missing_package_is_no_family() -> None:
    assert read_family("fontpkg_that_nobody_has") is None
    assert read_family("json") is None
    assert read_family("not a name") is None


def test_the_first_choice_comes_first() -> None:
    assert installed_families()[0].package == "fontpkg_noto_sans"


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("Anna", "Anna"),
        ("  Anna \t Maria\n", "Anna Maria"),
        ("<b>Bob</b> & 'co' \"x\"", "<b>Bob</b> & 'co' \"x\""),
        ("Zoe\u0301", "Zoé"),
        ("Anna ❤️", "Anna"),
        ("🇩🇪 Hans 👨‍👩‍👧", "Hans"),
        ("Ann👩🏽‍🚀a", "Anna"),
        ("1️⃣", "1"),
        ("𝓐𝓷𝓷𝓪", "Anna"),
        ("A\u202ebc\u202c\u200e", "Abc"),
        ("a\x00b", "a b"),
        ("x\ud800", "x"),
        ("Жанна Ελένη", "Жанна Ελένη"),
    ],
)
def test_a_name_is_cleaned_for_drawing(setter: Typesetter, name: str, drawn: str) -> None:
    assert setter.clean(name) == drawn


@pytest.mark.parametrize(
    "name", ["", "   ", "😀", "👍🏿🎉", "\u202e", CUNEIFORM, "Anna " + CUNEIFORM]
)
def test_what_cannot_be_drawn_is_refused(setter: Typesetter, name: str) -> None:
    assert not setter.can_draw(name)


def test_marks_piled_on_a_letter_are_thinned(setter: Typesetter) -> None:
    piled = setter.clean("Z" + "\u0351\u0308\u0301\u0302\u0313" * 20 + "a")
    if can_shape():
        assert piled is not None
        assert len(piled) < 8
        assert piled.endswith("a")


@needs_shaping
@pytest.mark.parametrize(
    "name",
    ["أحمد", "आन्ना", "Anna आन्ना", "أحمد Ali 123", "Ali (محمد) 12", "क्षत्रिय श्री", "Anna-Maria é"],
)
def test_every_piece_is_drawn_by_a_font_that_has_it(setter: Typesetter, name: str) -> None:
    text = setter.clean(name)
    assert text == name
    line = setter.line(text, 40, Weight.BOLD)
    assert sorted("".join(run.text for run in line.runs)) == sorted(name)
    for run in line.runs:
        font = ImageFont.truetype(run.family.file(Weight.BOLD), 40)
        missing = bytes(font.getmask("\U0010fffe"))
        for letter in run.text:
            if letter.isalnum():
                assert bytes(font.getmask(letter)) != missing


@needs_shaping
def test_arabic_letters_join(setter: Typesetter) -> None:
    apart = sum(setter.line(letter, 40, Weight.REGULAR).width for letter in "سلام")
    assert setter.line("سلام", 40, Weight.REGULAR).width < 0.85 * apart


@pytest.mark.parametrize("name", ["أحمد", "आन्ना", "שלום", "q\u0308\u0304"])
def test_without_shaping_what_needs_it_is_refused(plain: Typesetter, name: str) -> None:
    assert not plain.can_draw(name)


def test_without_shaping_simple_scripts_are_drawn(plain: Typesetter) -> None:
    for name in ("Zoé", "Жанна", "Nguyễn Thị Ánh"):
        assert plain.can_draw(name)
        assert ink(plain, name) != ink(plain, "x")


def test_bold_is_heavier(setter: Typesetter) -> None:
    regular, bold = (
        np.frombuffer(ink(setter, "Anna", weight), np.uint8).mean()
        for weight in (Weight.REGULAR, Weight.BOLD)
    )
    assert bold < regular


def test_a_long_name_ends_in_an_ellipsis_within_its_width(setter: Typesetter) -> None:
    name = "Konstantinos Papadopoulos the Elder of Thessaloniki and Elsewhere"
    line = setter.line(name, 40, Weight.BOLD, width=300)
    assert line.width <= 300
    assert line.text.endswith("…")
    assert name.startswith(line.text[:-1])
    one_more = name[: len(line.text)] + "…"
    assert setter.line(one_more, 40, Weight.BOLD).width > 300


def test_a_name_that_fits_stays_whole(setter: Typesetter) -> None:
    assert setter.line("Anna", 40, Weight.BOLD, width=300).text == "Anna"


@needs_shaping
def test_an_ellipsis_parts_no_letter_from_its_marks(setter: Typesetter) -> None:
    name = "क्षत्रिय" * 5
    for width in range(60, 300, 17):
        cut = setter.line(name, 40, Weight.REGULAR, width=width).text
        assert "".join(clusters(cut)[:-1]) == "".join(clusters(name)[: len(clusters(cut)) - 1])


def test_text_that_was_not_cleaned_is_an_error(setter: Typesetter) -> None:
    with pytest.raises(ValueError, match="not cleaned"):
        setter.line(CUNEIFORM, 40, Weight.REGULAR)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("abc", ["abc"]),
        ("אבג", ["אבג"]),
        ("abc אבג", ["abc ", "אבג"]),
        ("אבג abc", ["abc", "אבג "]),
        ("אב 12 גד", [" גד", "12", "אב "]),
        ("ab אב 12", ["ab ", "12", "אב "]),
        ("ab (אב) 12", ["ab (", "אב", ") ", "12"]),
        ("אב (ab) גד", [") גד", "ab", "אב ("]),
        ("אב, גד", ["אב, גד"]),
        ("אב 1.5", ["1.5", "אב "]),
        ("אב 5%", ["5%", "אב "]),
        ("", []),
    ],
)
def test_mixed_directions_are_seen_in_order(text: str, seen: list[str]) -> None:
    assert [text[span.start : span.end] for span in spans_in_visual_order(text)] == seen


def test_threads_set_the_same_line_alike() -> None:
    setter = installed_typesetter()
    names = ["Anna Maria", "Жанна", "Zoé & Bob", "Ελένη"] * 10
    alone = [ink(setter, name) for name in names]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda name: ink(setter, name), names)) == alone
