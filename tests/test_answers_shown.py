"""What an answer says: who it is, how sure that is, and why."""

from __future__ import annotations

from math import log

import pytest

from bot.pictures import findings
from bot.recognition.friends import Likelihood
from bot.recognition.impostors import Threshold
from bot.recognition.learning import Thresholds
from bot.recognition.matching import Candidate, Decision, Match, Outcome
from bot.texts import showing
from bot.texts.folder_answers import words
from tests.decided import candidate, decided, found, said


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
    decision = decided(candidate(1, 15, 0.61), candidate(2, 14, 0.45), margin=log(times))
    assert said(decision)[1:] == [
        "Similarity 0.61 · 2 of the 2 closest photos",
        f"Runner-up Béla 0.45, {margin}",
    ]
    assert said(decision, decision)[2:] == ["2. Anna 0.61", f"2 of 2 closest · Béla {margin}"]


def test_a_vote_has_the_votes_for_a_margin() -> None:
    decision = decided(candidate(1, 15, 0.61), candidate(2, 14, 0.63, votes=1), margin=None)
    assert said(decision)[2] == "Runner-up Béla 0.63, 1 of them"
    assert said(decision, decision)[3] == "2 of 2 closest · Béla 1 of them"
    decision = decided(candidate(1, 15, 0.61), candidate(2, 14, 0.55, votes=0), margin=None)
    assert said(decision)[2] == "Runner-up Béla 0.55, none of them"


@pytest.mark.parametrize("outcome", Outcome)
def test_a_runner_up_with_the_closer_photo_is_explained(outcome: Outcome) -> None:
    people = candidate(1, 15, 0.61), candidate(2, 14.5, 0.63)
    decision = decided(*people, outcome=outcome, choices=people[:1], margin=0.5)
    told = said(decision)[2]
    assert told == "Runner-up Béla, close behind, though one photo is closer (0.63)"
    assert "0.63" not in "".join(said(decision, decision))


def test_people_it_may_be_with_closer_photos_are_explained() -> None:
    people = candidate(1, 15, 0.61), candidate(2, 14.5, 0.63), candidate(3, 14.4, 0.62, votes=0)
    decision = decided(*people, outcome=Outcome.UNSURE, choices=people, margin=0.5)
    assert said(decision)[2:] == [
        "Béla, 2 of them, close behind, though one photo is closer (0.63)",
        "C &amp; D, none of them, though one photo is closer (0.62)",
    ]


def test_a_margin_that_the_closest_photos_do_not_show_is_explained() -> None:
    decision = decided(candidate(1, 15, 0.35), candidate(2, 4, 0.31), outcome=Outcome.UNKNOWN)
    assert said(decision)[2] == "Runner-up Béla 0.31, far behind by all photos together"
    tenth = decided(candidate(1, 15, 0.61), candidate(2, 14, 0.51))
    assert said(tenth)[2] == "Runner-up Béla 0.51, far behind"
    alone = [Candidate(person, 0.9 - person / 10, 5.0, 1, photos=1) for person in (1, 2)]
    assert said(decided(*alone))[1:] == [
        "Similarity 0.80 · by their only photo",
        "Runner-up Béla 0.70, far behind",
    ]


def test_in_doubt_all_who_may_be_meant_are_named_with_what_speaks_for_them() -> None:
    people = candidate(1, 15, 0.61), candidate(3, 14.5, 0.6, votes=1)
    decision = decided(*people, outcome=Outcome.UNSURE, choices=people, margin=0.5)
    assert said(decision) == [
        "Not sure: perhaps Anna or C &amp; D.",
        "Anna 0.61, 2 of the 2 closest photos",
        "C &amp; D 0.60, 1 of them, close behind",
    ]
    assert said(decision, decision)[2:] == [
        "2. Perhaps Anna 0.61 or C &amp; D",
        "2 of 2 closest · C &amp; D close behind",
    ]
    three = (*people, candidate(2, 14.4))
    decision = decided(*three, outcome=Outcome.UNSURE, choices=three, margin=0.5)
    assert said(decision)[0] == "Not sure: perhaps Anna, C &amp; D or Béla."
    assert said(decision, decision)[2] == "2. Perhaps Anna 0.61, C &amp; D or Béla"


def test_a_runner_up_who_is_not_meant_is_told_beside_those_who_may_be() -> None:
    # Where a similarity is settled, whoever comes next may be below it.
    people = candidate(1, 15, 0.61), candidate(2, 14.5, 0.4), candidate(3, 14.4, 0.6)
    chosen = people[0], people[2]
    decision = decided(*people, outcome=Outcome.UNSURE, choices=chosen, margin=0.5)
    assert said(decision)[2:] == [
        "C &amp; D 0.60, 2 of them",
        "Runner-up Béla 0.40, close behind",
    ]
    assert said(decision, decision)[2:] == [
        "2. Perhaps Anna 0.61 or C &amp; D",
        "2 of 3 closest · Béla close behind",
    ]


def test_one_person_may_be_in_doubt_for_being_not_quite_close_enough() -> None:
    people = candidate(1, 11, 0.4), candidate(2, 4, 0.2)
    decision = decided(*people, outcome=Outcome.UNSURE, choices=people[:1])
    assert said(decision) == [
        "Not sure: perhaps Anna.",
        "Similarity 0.40, not quite enough · 2 of the 2 closest photos",
        "Runner-up Béla 0.20, far behind",
    ]
    assert said(decision, decision)[2:] == [
        "2. Perhaps Anna 0.40",
        "2 of 2 closest · Béla far behind",
    ]


def test_of_a_stranger_it_is_told_whom_they_are_most_like() -> None:
    people = candidate(1, 3, 0.3), candidate(2, 2, 0.1)
    decision = decided(*people, outcome=Outcome.UNKNOWN, margin=4)
    assert said(decision) == [
        "Unknown: nobody enrolled here is close enough.",
        "Most like Anna 0.30, 2 of the 2 closest photos",
        "Runner-up Béla 0.10, behind",
    ]
    assert said(decision, decision)[2:] == [
        "2. Unknown · most like Anna 0.30",
        "2 of 2 closest · Béla behind",
    ]


def test_whose_face_it_is_not_is_said_where_their_photo_is_the_closest() -> None:
    people = candidate(1, 3, 0.3), candidate(2, 2, 0.25)
    decision = decided(*people, outcome=Outcome.UNKNOWN, left_out=(1,))
    lines = said(decision)
    assert lines[0] == "Unknown: nobody else enrolled here is close enough."
    assert lines[-1] == "Not Anna, as I was told."
    assert said(decision, decision)[3].endswith(" · not Anna, as told")
    other = decided(*people, outcome=Outcome.UNKNOWN, left_out=(2,))
    assert "told" not in "".join([*said(other), *said(other, other)])


def test_where_nobody_is_left_to_be_offered_the_face_is_unknown() -> None:
    thresholds, matches = Thresholds(Threshold(12.0), 10.0), (Match(100, 1, 0.9),)
    decision = Decision(Outcome.UNKNOWN, thresholds, matches, None, None, left_out=(1,))
    assert said(decision) == [
        "Unknown: nobody else enrolled here is close enough.",
        "Not Anna, as I was told.",
    ]
    assert said(decision, decision)[0] == "1. Unknown · not Anna, as told"
    assert showing.rows(found(decision))[0].outcome is findings.Outcome.UNKNOWN


def test_a_single_closest_photo_is_told_in_words() -> None:
    for votes, alone, short in (
        (1, "theirs is the closest photo", "closest photo"),
        (0, "the closest is another's", "not the closest"),
    ):
        decision = decided(candidate(1, 15, votes=votes))
        assert said(decision)[1] == f"Similarity 0.50 · {alone}"
        assert said(decision, decision)[3] == short
    only = decided(Candidate(1, 0.5, 15, 1, photos=1))
    assert said(only, only)[3] == "only photo"


def test_scores_are_never_shown_as_numbers() -> None:
    people = candidate(1, 15.37, 0.61), candidate(2, 14.29, 0.6)
    for outcome in Outcome:
        decision = decided(*people, outcome=outcome, choices=people)
        text = " ".join([*said(decision), *said(decision, decision)])
        for number in ("15.", "14.", "12", "10", "%"):
            assert number not in text
