"""What an answer says: who it is, how sure that is, and why."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from math import log

import numpy as np
import pytest
from PIL import Image

from bot.pictures import findings
from bot.recognition.friends import Likelihood
from bot.recognition.impostors import Threshold
from bot.recognition.learning import Thresholds
from bot.recognition.matching import Candidate, Decision, Match, Outcome
from bot.recognition.photos import Picture
from bot.recognition.recogniser import Answer, Identification
from bot.texts import answering, showing
from bot.texts.folder_answers import words
from storage.models import Face

NAMES = {1: "Anna", 2: "Béla", 3: "C & D"}
FACE = Face((10.0, 10.0, 40.0, 50.0), ((0.0, 0.0),) * 5, 0.9)
PHONE = 42
"""Letters in a line of a message on most phones."""
THUMBNAIL = io.BytesIO()
Image.new("RGB", (64, 64)).save(THUMBNAIL, "JPEG")


def candidate(person: int, score: float, similarity: float = 0.5, votes: int = 2) -> Candidate:
    return Candidate(person, similarity, score, votes, photos=4)


def decided(
    *people: Candidate,
    outcome: Outcome = Outcome.KNOWN,
    likelihood: Likelihood | None = None,
    choices: Sequence[Candidate] = (),
    margin: float | None = 20.0,
    left_out: tuple[int, ...] = (),
) -> Decision:
    """A decision among the ``people``, the likeliest first, with a photo of each."""
    matches = tuple(
        Match(100 * one.person_id, one.person_id, one.similarity) for one in people[:5]
    )
    best, runner_up = (*people[:2], None, None)[:2]
    thresholds = Thresholds(Threshold(12.0), 10.0)
    return Decision(
        outcome, thresholds, matches, best, runner_up, tuple(choices), likelihood, margin, left_out
    )


def found(*decisions: Decision, names: Mapping[int, str] = NAMES) -> Identification:
    picture = Picture(np.zeros((100, 100, 3), np.uint8))
    answers = tuple(Answer(FACE, decision) for decision in decisions)
    return Identification(picture, answers, names, {n * 100: THUMBNAIL.getvalue() for n in NAMES})


def said(*decisions: Decision, names: Mapping[int, str] = NAMES) -> list[str]:
    caption = answering.caption(found(*decisions, names=names))
    return caption.replace("<b>", "").replace("</b>", "").split("\n")


@pytest.mark.parametrize(
    ("likelihood", "first"),
    [
        (Likelihood.VERY_LIKELY, "Anna, very likely"),
        (Likelihood.PROBABLY, "Anna, probably"),
        (Likelihood.PERHAPS, "Anna, I think"),
        (None, "Anna"),
    ],
)
def test_how_likely_an_answer_is_stands_behind_the_name(
    likelihood: Likelihood | None, first: str
) -> None:
    decision = decided(candidate(1, 15), likelihood=likelihood)
    assert said(decision)[0] == first
    assert said(decision, decision)[0].startswith(f"1. {first}")
    assert words(found(decision), found(decision).answers[0])[0] == first


@pytest.mark.parametrize(
    ("times", "margin"),
    [(9, "close behind"), (11, "behind"), (9e5, "behind"), (1.1e6, "far behind")],
)
def test_the_margin_is_told_in_words_and_by_what_was_decided_on(times: float, margin: str) -> None:
    decision = decided(candidate(1, 15, 0.61), candidate(2, 14, 0.55), margin=log(times))
    assert said(decision)[1] == (
        f"similarity 0.61 · 2 of the 2 closest photos · runner-up Béla 0.55, {margin}"
    )
    assert said(decision, decision)[0] == f"1. Anna 0.61 · Béla {margin}"


def test_a_vote_has_no_margin() -> None:
    people = candidate(1, 15, 0.61), candidate(2, 14, 0.63)
    decision = decided(*people, margin=None)
    assert said(decision)[1].endswith("runner-up Béla 0.63, with fewer of them")
    decision = decided(candidate(1, 15, 0.61), candidate(2, 14, 0.55), margin=None)
    assert said(decision)[1].endswith("runner-up Béla 0.55")
    assert said(decision, decision)[0] == "1. Anna 0.61 · then Béla"


def test_a_runner_up_with_the_closer_photo_is_explained() -> None:
    decision = decided(candidate(1, 15, 0.61), candidate(2, 14.5, 0.63), margin=0.5)
    assert said(decision)[1].endswith("runner-up Béla 0.63, close behind by all photos together")


def test_in_doubt_all_who_may_be_meant_are_named_with_what_speaks_for_them() -> None:
    people = candidate(1, 15, 0.61), candidate(3, 14.5, 0.6, votes=1)
    decision = decided(*people, outcome=Outcome.UNSURE, choices=people, margin=0.5)
    assert said(decision) == [
        "Not sure: perhaps Anna or C &amp; D.",
        "Anna 0.61, 2 of the 2 closest photos · C &amp; D 0.60, 1 of the 2 closest photos, "
        "close behind",
    ]
    assert said(decision, decision)[1] == "2. Perhaps Anna or C &amp; D"
    three = (*people, candidate(2, 14.4))
    decision = decided(*three, outcome=Outcome.UNSURE, choices=three)
    assert said(decision)[0] == "Not sure: perhaps Anna, C &amp; D or Béla."


def test_one_person_may_be_in_doubt_for_being_not_quite_close_enough() -> None:
    people = candidate(1, 11, 0.4), candidate(2, 4, 0.2)
    decision = decided(*people, outcome=Outcome.UNSURE, choices=people[:1])
    assert said(decision) == [
        "Not sure: perhaps Anna.",
        "similarity 0.40, not quite enough · 2 of the 2 closest photos · "
        "runner-up Béla 0.20, far behind",
    ]
    assert said(decision, decision)[0] == "1. Perhaps Anna · Béla far behind"


def test_a_stranger_is_told_who_came_closest() -> None:
    decision = decided(candidate(1, 3, 0.3), candidate(2, 2, 0.25), outcome=Outcome.UNKNOWN)
    assert said(decision) == [
        "Unknown: nobody enrolled here is close enough.",
        "Closest: Anna 0.30, then Béla 0.25.",
    ]
    assert said(decision, decision)[1] == "2. Unknown · closest Anna 0.30"


def test_whose_face_it_is_not_is_said_where_their_photo_is_the_closest() -> None:
    people = candidate(1, 3, 0.3), candidate(2, 2, 0.25)
    decision = decided(*people, outcome=Outcome.UNKNOWN, left_out=(1,))
    assert said(decision)[2] == "Not Anna, as I was told."
    assert len(said(decided(*people, outcome=Outcome.UNKNOWN, left_out=(2,)))) == 2


def test_where_nobody_is_left_to_be_offered_the_face_is_unknown() -> None:
    thresholds, matches = Thresholds(Threshold(12.0), 10.0), (Match(100, 1, 0.9),)
    decision = Decision(Outcome.UNKNOWN, thresholds, matches, None, None, left_out=(1,))
    assert said(decision) == [
        "Unknown: nobody enrolled here is close enough.",
        "Not Anna, as I was told.",
    ]
    assert said(decision, decision)[0] == "1. Unknown"
    assert showing.rows(found(decision))[0].outcome is findings.Outcome.UNKNOWN


def test_scores_are_never_shown_as_numbers() -> None:
    people = candidate(1, 15.37, 0.61), candidate(2, 14.29, 0.6)
    for outcome in Outcome:
        decision = decided(*people, outcome=outcome, choices=people)
        text = " ".join([*said(decision), *said(decision, decision)])
        for number in ("15.", "14.", "12", "10", "%"):
            assert number not in text


def test_a_face_of_several_takes_one_line_of_a_phone() -> None:
    people = candidate(1, 19.9, 0.61), candidate(2, 13, 0.55)
    decisions = [
        decided(*people, likelihood=Likelihood.VERY_LIKELY),
        decided(*people),
        decided(*people, outcome=Outcome.UNSURE, choices=people),
        decided(*people, outcome=Outcome.UNKNOWN),
    ]
    lines = said(*decisions * 3)
    assert len(lines) == 12
    assert max(map(len, lines)) <= PHONE


def test_a_sheet_names_everybody_it_may_be_and_marks_their_photos() -> None:
    people = candidate(1, 15), candidate(2, 14.5), candidate(3, 2)
    unsure = decided(*people, outcome=Outcome.UNSURE, choices=people[:2])
    known = decided(*people, likelihood=Likelihood.PROBABLY)
    unknown = decided(*people, outcome=Outcome.UNKNOWN)
    first, second, third = showing.rows(found(unsure, known, unknown))
    assert (first.name, first.others, first.word) == ("Anna", ["Béla"], "")
    assert [tile.decisive for tile in first.tiles] == [True, True, False]
    assert (second.name, second.others, second.word) == ("Anna", [], "probably")
    assert [tile.decisive for tile in second.tiles] == [True, False, False]
    assert (third.name, third.others) == (None, [])
    assert not any(tile.decisive for tile in third.tiles)
