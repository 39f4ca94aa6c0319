"""What is said of photos that were taken in by half, passed over or held back."""

from __future__ import annotations

from collections import Counter

from bot.recognition.embedding import EmbedderBusy
from bot.recognition.quality import Doubt
from bot.recognition.source import Source, SourceGone
from bot.recognition.tally import HeldBack, Tally
from bot.texts.enrolling import added_at_once, session_cancelled
from bot.texts.holding import REASONS, held_back, send_again, which_one, why


async def never() -> bytes:
    raise SourceGone


def back(*doubts: Doubt, like: str | None = None, number: int = 1) -> HeldBack:
    return HeldBack(Source(never), number, doubts, like)


def test_there_are_words_for_every_doubt() -> None:
    assert set(REASONS) | {Doubt.SOMEBODY_ELSE} == set(Doubt)


def test_all_doubts_about_a_photo_are_one_sentence() -> None:
    held = back(Doubt.BLURRED, Doubt.DARK, Doubt.SOMEBODY_ELSE, like="<Vasu>")
    assert why(held) == "it is blurred, it is too dark, and it looks like <b>&lt;Vasu&gt;</b>"
    assert held_back("Nitika", 1, [held]).startswith("I held this photo of <b>Nitika</b> back: it")


def test_of_several_photos_each_has_its_line() -> None:
    told = held_back("Nitika", 9, [back(Doubt.DARK, number=2), back(Doubt.TINY, number=7)])
    assert told.split("\n") == [
        "2 were held back of 9 photos of <b>Nitika</b>:",
        "Photo 2: it is too dark.",
        "Photo 7: the face is very small.",
    ]


def test_a_photo_that_is_gone_is_named_where_there_are_several() -> None:
    assert "photo 3" in send_again(3, 4)
    assert "this photo" in send_again(1, 1)


def test_what_is_taken_in_by_half_is_told() -> None:
    busy = EmbedderBusy("busy")
    one = added_at_once(Tally("Nitika", added=1, incomplete=1, failure=busy), 1)
    assert one.splitlines()[1].startswith("It could be taken in by half only. ")
    some = added_at_once(Tally("Nitika", added=5, incomplete=2, failure=busy), 5)
    assert some.splitlines()[1].startswith("2 of them could be taken in by half only. ")
    none = added_at_once(Tally("Nitika", added=5, failure=busy), 5)
    assert "half" not in none


def test_what_was_done_about_small_faces_is_told() -> None:
    tally = Tally("Nitika", added=4, several_faces=2, skipped=Counter())
    assert added_at_once(tally, 4).splitlines() == [
        "<b>Nitika</b>: 4 photos",
        "Smaller or fainter faces in 2 photos besides: I took the clearest.",
    ]


def test_a_cancelled_session_tells_what_waited() -> None:
    assert "held back" not in session_cancelled("Nitika", 2)
    assert session_cancelled("Nitika", 2, 3).endswith("3 photos held back won't be added either.")


def test_the_question_says_which_face_it_may_be_and_how_many_are_to_come() -> None:
    assert which_one("Nitika", 1, 1, 0) == "Which one is <b>Nitika</b>?"
    assert which_one("Nitika", 3, 4, 1, 2).split("\n") == [
        "Photo 3 of 4: which one is <b>Nitika</b>?",
        "I think it is 2.",
        "After this I'll ask about 1 more.",
    ]
