"""Whose photos would help most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.recognition.gallery import Gallery
from bot.recognition.helping import what_helps
from bot.recognition.matching import Outcome
from bot.recognition.trying import Try
from bot.texts.evaluating import helping


def gallery_of(photos: Sequence[int], albums: Sequence[int] | None = None) -> Gallery:
    """People, counted from 0, with so many photos each; what these show does not matter."""
    count = sum(photos)
    return Gallery(
        np.zeros((count, 2), np.float32),
        np.repeat(np.arange(len(photos)), photos),
        np.arange(count),
        np.arange(count) if albums is None else np.array(albums),
    )


def asked(person: int, *, named: int, missed: int = 0) -> list[Try]:
    said = [Outcome.KNOWN] * named + [Outcome.UNKNOWN] * missed
    return [
        Try(person, person, None, one, (person,), {}, 0.0, 0.0, 0.0, 0.0, learnt=True)
        for one in said
    ]


def test_whoever_has_fewest_photos_comes_first() -> None:
    helps = what_helps(gallery_of([6, 1, 2, 6]), [])
    assert [(one.person_id, one.more) for one in helps] == [(1, 4), (2, 3)]


def test_whoever_is_often_missed_comes_before_whoever_has_few_photos() -> None:
    tries = [*asked(0, named=2, missed=4), *asked(1, named=2)]
    helps = what_helps(gallery_of([6, 2]), tries)
    assert (helps[0].person_id, helps[0].misses, helps[0].tries) == (0, 4, 6)


def test_photos_of_one_moment_count_as_one() -> None:
    helps = what_helps(gallery_of([4, 4], [1, 1, 1, 1, 2, 3, 4, 5]), [])
    assert [(one.person_id, one.photos, one.moments) for one in helps] == [(0, 4, 1)]
    assert helping(helps[0], "Vasu") == "Vasu’s 4 photos are all of one moment; 4 of other days"


def test_whoever_is_told_well_is_not_spoken_of() -> None:
    assert what_helps(gallery_of([4, 5]), [*asked(0, named=4), *asked(1, named=5)]) == ()


def test_three_people_are_named_at_most_and_the_list_is_always_the_same() -> None:
    helps = what_helps(gallery_of([1] * 9), [])
    assert [one.person_id for one in helps] == [0, 1, 2]


def test_it_is_said_how_many_more() -> None:
    few, missed = (
        what_helps(gallery_of([2]), [])[0],
        what_helps(gallery_of([6]), asked(0, named=1, missed=2))[0],
    )
    assert helping(few, "Vasu") == "Vasu has 2 photos; 3 more, in other light"
    words = helping(missed, "Vasu")
    assert words == "Vasu: 2 of 3 photos not named; 2 more, clear and in other light"
