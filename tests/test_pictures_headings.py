"""The header of a face's card names whoever it is, or may be, in the room there is."""

from __future__ import annotations

import pytest

from bot.pictures.findings import FaceRow, Labels, Outcome
from bot.pictures.headings import Heading, Headings
from bot.pictures.layout import plan
from bot.pictures.typesetting import installed_typesetter

LABELS = Labels(
    known="known", unsure="not sure", unknown="Unknown", closest="closest", either="or"
)
STYLE = plan((1280, 960), [3] * 8).style
"""That of eight faces, which leaves the least room."""
ROOM = 340


@pytest.mark.parametrize("faces", [1, 3, 6, 8, 12])
def test_a_sheet_can_be_read_on_a_phone(faces: int) -> None:
    laid_out = plan((1280, 960), [5] * faces)
    shrunk = 360 / laid_out.size[0]
    assert laid_out.style.name * shrunk >= 11
    assert laid_out.style.caption * shrunk >= 8


def heading(outcome: Outcome, *names: str, word: str = "") -> Heading:
    row = FaceRow((0, 0, 9, 9), outcome, names[0] if names else None, 0.5, (), names[1:], word)
    made = Headings(LABELS, STYLE, installed_typesetter()).heading(row, 4, ROOM)
    for line in (made.title, made.others):
        assert line is None or line.width <= ROOM
    return made


def test_the_choices_stand_in_one_line_where_they_fit() -> None:
    made = heading(Outcome.UNSURE, "Ann", "Bo")
    assert (made.title.text, made.others, made.word) == ("Ann or Bo?", None, "not sure")
    assert heading(Outcome.UNSURE, "Ann").title.text == "Ann?"


def test_long_choices_stand_in_two_lines() -> None:
    made = heading(Outcome.UNSURE, "Alexandra", "Christopher")
    assert made.others is not None
    assert (made.title.text, made.others.text) == ("Alexandra", "or Christopher?")


def test_choices_that_fit_nowhere_are_cut() -> None:
    made = heading(Outcome.UNSURE, "Maximiliane Alexandrovna", *["Christopher Robin"] * 2)
    assert made.others is not None
    assert made.title.text.startswith("Max")
    assert made.others.text.startswith("or Christopher")
    assert made.title.text.endswith("…")
    assert made.others.text.endswith("…")


def test_a_choice_that_cannot_be_drawn_leaves_room_for_the_others() -> None:
    assert heading(Outcome.UNSURE, "\ue000", "Bo").title.text == "#4 or Bo?"
    assert heading(Outcome.UNSURE, "Bo", "\ue000").title.text == "Bo or …?"


@pytest.mark.parametrize(("word", "shown"), [("", "known"), ("very likely", "very likely")])
def test_a_name_that_is_known_has_no_question_mark(word: str, shown: str) -> None:
    made = heading(Outcome.KNOWN, "Ann", word=word)
    assert (made.title.text, made.word, made.similarity) == ("Ann", shown, "0.50")


def test_a_stranger_is_told_how_close_anybody_came() -> None:
    made = heading(Outcome.UNKNOWN)
    assert (made.title.text, made.word, made.similarity) == ("Unknown", "", "closest 0.50")
