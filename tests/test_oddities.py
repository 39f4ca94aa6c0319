"""A photo unlike the person's others, and two names of one person: in several spaces."""

from __future__ import annotations

import numpy as np
import pytest

from bot.recognition.gallery import Gallery
from bot.recognition.oddities import names_of_one, odd_photo
from storage.models import Vector
from tests.embedding_spaces import GEOMETRIES, Geometry, Space

TRIES = 20
NEVER = 2.0
"""A similarity that nobody reaches."""


def gallery(people: list[Vector]) -> Gallery:
    """People with these photos; ids count from 1, those of photos from 100."""
    owners = np.repeat(np.arange(1, len(people) + 1), [len(photos) for photos in people])
    numbers = np.arange(len(owners))
    return Gallery(np.concatenate(people), owners, numbers + 100, numbers)


def drawn(geometry: Geometry, seed: int, photos: list[int]) -> list[Vector]:
    """So many photos of each of some people."""
    space = Space(geometry, seed)
    identities = space.people(len(photos))
    return [space.photos(one, count) for one, count in zip(identities, photos, strict=True)]


@pytest.mark.parametrize("geometry", GEOMETRIES, ids=lambda one: one.name)
def test_a_photo_of_somebody_else_is_mostly_found(geometry: Geometry) -> None:
    found = 0
    for seed in range(TRIES):
        ann, *others, stranger = drawn(geometry, seed, [6, 4, 5, 1])
        ann[2] = stranger[0]
        found += odd_photo(gallery([ann, *others]), 1) == 102
    assert found >= 0.7 * TRIES


@pytest.mark.parametrize("geometry", GEOMETRIES, ids=lambda one: one.name)
def test_of_a_persons_own_photos_few_are_pointed_out(geometry: Geometry) -> None:
    pointed = sum(
        odd_photo(gallery(drawn(geometry, seed, [6, 4, 5])), 1) is not None
        for seed in range(TRIES)
    )
    assert pointed <= 0.3 * TRIES


def test_among_three_photos_none_is_unlike_the_others() -> None:
    ann, other = drawn(GEOMETRIES[0], 0, [3, 3])
    ann[0] = -ann[1]
    assert odd_photo(gallery([ann, other]), 1) is None
    assert odd_photo(gallery([ann, other]), 7) is None


@pytest.mark.parametrize("geometry", GEOMETRIES, ids=lambda one: one.name)
def test_one_person_under_two_names_is_mostly_found(geometry: Geometry) -> None:
    found = wrong = 0
    for seed in range(TRIES):
        ann, *others = drawn(geometry, seed, [8, 4, 5, 3, 6, 4])
        pairs = names_of_one(gallery([ann[:4], *others, ann[4:]]), NEVER)
        found += pairs[:1] == [(7, 1)]
        wrong += len(pairs) > 1
    assert found >= 0.8 * TRIES
    assert wrong <= 0.2 * TRIES


@pytest.mark.parametrize("geometry", GEOMETRIES, ids=lambda one: one.name)
def test_different_people_are_hardly_ever_taken_for_one(geometry: Geometry) -> None:
    pointed = sum(
        bool(names_of_one(gallery(drawn(geometry, seed, [4, 4, 5, 3, 6, 4])), NEVER))
        for seed in range(TRIES)
    )
    assert pointed <= 0.2 * TRIES


def test_with_nobody_else_what_is_known_decides() -> None:
    (ann,) = drawn(GEOMETRIES[0], 0, [6])
    alone = gallery([ann[:3], ann[3:]])
    assert names_of_one(alone, 0.2) == [(2, 1)]
    assert names_of_one(alone, NEVER) == []
    ann, other = drawn(GEOMETRIES[0], 0, [3, 3])
    assert names_of_one(gallery([ann, other]), 0.6) == []


def test_where_everybody_has_one_photo_what_is_known_decides() -> None:
    ann, *others = drawn(GEOMETRIES[0], 0, [2, 1, 1])
    single = gallery([ann[:1], *others, ann[1:]])
    assert names_of_one(single, 0.3) == [(4, 1)]


def test_one_person_alone_is_like_nobody() -> None:
    assert names_of_one(gallery(drawn(GEOMETRIES[0], 0, [5])), 0.0) == []
