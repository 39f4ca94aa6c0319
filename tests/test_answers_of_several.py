"""What an answer says of several faces, and what its contact sheet shows."""

from __future__ import annotations

from dataclasses import replace

from bot.recognition.friends import Likelihood
from bot.recognition.matching import Match, Outcome
from bot.texts import showing
from tests.decided import candidate, decided, found, said

PHONE = 36
"""Letters in a line below a picture on most phones."""


def test_a_face_of_several_takes_two_lines_of_a_phone() -> None:
    people = candidate(1, 19.9, 0.61), candidate(2, 13, 0.55)
    decisions = [
        decided(*people, likelihood=Likelihood.VERY_LIKELY),
        decided(*people),
        decided(*people, outcome=Outcome.UNSURE, choices=people[:1]),
        decided(*people, outcome=Outcome.UNSURE, choices=people),
        decided(*people, outcome=Outcome.UNKNOWN),
    ]
    lines = said(*decisions, *decisions, *decisions[:2])
    assert len(lines) == 24
    assert max(map(len, lines)) <= PHONE


def test_twelve_strangers_fit_into_a_caption() -> None:
    people = candidate(1, 3, 0.3), candidate(2, 2, 0.25)
    lines = said(*[decided(*people, outcome=Outcome.UNKNOWN)] * 12)
    assert lines[-2].startswith("12. Unknown")


def test_a_strangers_card_tells_how_alike_the_closest_photo_is() -> None:
    people = candidate(1, 3, 0.30), candidate(2, 2, 0.32)
    matches = Match(200, 2, 0.32), Match(100, 1, 0.30)
    decision = replace(decided(*people, outcome=Outcome.UNKNOWN), matches=matches)
    (row,) = showing.rows(found(decision))
    assert row.similarity == row.tiles[0].similarity == 0.32
    known = replace(decision, outcome=Outcome.KNOWN)
    assert showing.rows(found(known))[0].similarity == 0.30


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
