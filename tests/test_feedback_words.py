"""What was learnt stands below an answer, within what a caption may hold."""

from __future__ import annotations

import pytest

from bot.chats.answered import Standing
from bot.texts.feedback import with_learnt
from bot.texts.feedback_buttons import Buttons
from bot.texts.lengths import CAPTION, length
from storage.answered import Answer, AnsweredFace, Feedback, FeedbackKind
from tests.storing import NOW

ANSWER = Answer(1, 7, None, 5, "file", "unique", None)


def standing(faces: int, name: str, *, taught: bool = True) -> Standing:
    """An answer that names one person for every face, each of which is said to be right."""
    numbered = [
        AnsweredFace(
            number, None, "known", (9,), (), (), "", 1, (1.0,), None, 0.5, 0.4, number, ANSWER
        )
        for number in range(1, faces + 1)
    ]
    right = FeedbackKind.RIGHT
    said = {
        face.id: Feedback(face.id, right, 9, None, "added", 1, NOW, 100 + face.id)
        for face in numbered
        if taught
    }
    return Standing(numbered, said, {9: name})


@pytest.mark.parametrize("name", ["Anna", "x" * 64, "<b>&" * 16, "👩‍👩‍👧" * 8])
@pytest.mark.parametrize("faces", [1, 5, 12])
def test_it_always_fits_and_can_be_taken_away_again(faces: int, name: str) -> None:
    answer = "\n".join(f"<b>{number}. Somebody</b> &amp; {'y' * 45}" for number in range(12))
    shown = with_learnt(answer, standing(faces, name))
    assert answer < shown
    assert length(shown) <= CAPTION
    assert with_learnt(shown, standing(faces, name)) == shown
    assert with_learnt(shown, standing(faces, name, taught=False)) == answer


def test_where_there_is_no_room_the_answer_stays_as_it_is() -> None:
    answer = "x" * (CAPTION - 3)
    assert with_learnt(answer, standing(1, "Anna")) == answer


def test_faces_are_told_apart_and_long_lists_are_short() -> None:
    few = with_learnt("Two", standing(2, "Anna"))
    assert few.splitlines()[2:] == [
        "<i>1 is <b>Anna</b>. I learnt the photo.",
        "2 is <b>Anna</b>. I learnt the photo.</i>",
    ]
    many = with_learnt("x" * 700, standing(12, "Anna"))
    assert "<i>Learnt: 1 is <b>Anna</b>; 2 is <b>Anna</b>; " in many


@pytest.mark.parametrize(("faces", "rows"), [(2, 1), (6, 1), (7, 2), (12, 2)])
def test_numbers_stand_in_few_rows(faces: int, rows: int) -> None:
    buttons = Buttons.of(standing(faces, "Anna", taught=False)).under()
    assert len(buttons) == rows + 1
    assert max(map(len, buttons)) <= 6
