"""Learnt thresholds hold what they promise, in spaces that are nothing alike."""

from __future__ import annotations

import numpy as np
import pytest

from bot.recognition.embedding import ViewKind
from bot.recognition.learning import Learnt, learn
from bot.recognition.scores import Rule
from storage.records import Strictness
from tests.embedding_spaces import (
    FACE_MODEL,
    GEOMETRIES,
    NARROW,
    Geometry,
    Space,
    enrolled,
)
from tests.promises import promises, scores_of

GALLERIES, STRANGERS = 30, 1500
"""``python -m tests.benchmarks thresholds`` measures more of them."""


@pytest.mark.parametrize("geometry", GEOMETRIES, ids=lambda one: one.name)
def test_strangers_are_named_as_often_as_promised(geometry: Geometry) -> None:
    found = list(promises(geometry, range(GALLERIES), STRANGERS))
    for strictness in Strictness:
        kept = [one[strictness] for one in found]
        assert sum(one.holds for one in kept) >= 0.95 * GALLERIES, strictness
        middle = float(np.median([one.measured for one in kept]))
        assert kept[0].rate / 3 <= middle <= kept[0].rate * 2.5, strictness
        high = float(np.median([one.high for one in kept]))
        assert high < min(12 * kept[0].rate, 0.25), strictness
        missed = float(np.mean([one.missed for one in kept]))
        assert missed <= np.mean([one.missed_at_best for one in kept]) + 0.05, strictness


def test_the_face_model_is_as_the_real_one_was_measured() -> None:
    friends, strangers = [], []
    for seed in range(4):
        gallery = enrolled(Space(FACE_MODEL, seed), (40,) * 11, moments=4).gallery
        cosines = gallery.vectors @ gallery.vectors.T
        np.fill_diagonal(cosines, -1)
        same = gallery.person_ids[:, None] == gallery.person_ids[None, :]
        friends.append(np.where(same, cosines, -1).max(axis=1))
        strangers.append(np.where(same, -1, cosines).max(axis=1))
    assert np.quantile(friends, (0.05, 0.5)) == pytest.approx((0.50, 0.74), abs=0.03)
    assert np.quantile(strangers, (0.5, 0.99)) == pytest.approx((0.35, 0.50), abs=0.03)


def test_in_the_narrow_band_friends_and_strangers_overlap_as_they_are() -> None:
    gallery = enrolled(Space(NARROW, 1), (5,) * 11).gallery
    cosines = gallery.vectors @ gallery.vectors.T
    same = gallery.person_ids[:, None] == gallery.person_ids[None, :]
    assert cosines[same].min() < cosines[~same].max()
    assert cosines.min() > 0.7


def learnt_of(
    people: int, each: int = 4, *, geometry: Geometry = FACE_MODEL, moments: int = 1
) -> Learnt:
    gallery = enrolled(Space(geometry, 5), (each,) * people, moments=moments).gallery
    return learn(gallery, ViewKind.ALIGNED, Rule.LIKELIHOOD)


def test_the_threshold_grows_with_the_gallery() -> None:
    """As the best of more strangers' scores does."""
    for rule in (Rule.LIKELIHOOD, Rule.BEST):
        grown = []
        for people in (8, 32, 128):
            found = []
            for seed in range(6):
                gallery = enrolled(Space(FACE_MODEL, seed), (3,) * people).gallery
                learnt = learn(gallery, ViewKind.ALIGNED, rule)
                found.append(learnt.thresholds(Strictness.NORMAL).known.score)
            grown.append(float(np.mean(found)))
        assert grown == sorted(grown)
        assert grown[2] > grown[0]


def test_a_gallery_too_large_for_all_trials_keeps_its_promise() -> None:
    space = Space(FACE_MODEL, 6)
    gallery = enrolled(space, (2,) * 1000).gallery
    learnt = learn(gallery, ViewKind.ALIGNED, Rule.LIKELIHOOD)
    known = learnt.thresholds(Strictness.NORMAL).known
    measured = float((scores_of(learnt, space.strangers(3000)).max(axis=1) >= known.score).mean())
    assert known.low is not None
    assert known.high is not None
    assert known.low <= measured <= known.high


def test_fewer_strangers_pass_where_the_chat_is_stricter() -> None:
    learnt = learnt_of(10)
    strict = learnt.thresholds(Strictness.STRICT)
    normal = learnt.thresholds(Strictness.NORMAL)
    relaxed = learnt.thresholds(Strictness.RELAXED)
    assert strict.known.score > normal.known.score > relaxed.known.score
    assert all(one.known.score > one.unsure for one in (strict, normal, relaxed))


def test_a_rate_and_its_score_are_each_others_inverse() -> None:
    impostors = learnt_of(12).impostors
    assert impostors is not None
    for rate in (0.001, 0.01, 0.1, 0.5):
        assert impostors.rate(impostors.score_at(rate)) == pytest.approx(rate, rel=0.01)
    scores = np.linspace(-1, 1, 50)
    rates = [impostors.rate(score) for score in scores]
    assert rates == sorted(rates, reverse=True)
    assert all(impostors.density(score) >= 0 for score in scores)


def test_more_people_make_surer() -> None:
    few, many = (learnt_of(people).thresholds(Strictness.NORMAL).known for people in (6, 60))
    assert few.high is not None
    assert many.high is not None
    assert few.high > many.high


def test_strangers_that_came_closer_than_thought_raise_the_threshold() -> None:
    impostors = learnt_of(12).impostors
    assert impostors is not None
    before = impostors.threshold(0.01).score
    met = impostors.having_met([before + 0.05] * 3)
    assert met.threshold(0.01).score > before
    assert impostors.threshold(0.01).score == before
    assert impostors.having_met([before - 0.3] * 30).threshold(0.01).score == pytest.approx(before)
    # However many they are, they stand for those who were not met.
    assert impostors.having_met([before + 0.05] * 500).threshold(0.01).score < before + 0.1


def test_one_photo_under_the_wrong_name_does_not_move_the_threshold() -> None:
    gallery = enrolled(Space(FACE_MODEL, 8), (5,) * 12).gallery
    before = learn(gallery, ViewKind.ALIGNED, Rule.LIKELIHOOD).thresholds(Strictness.NORMAL)
    gallery.person_ids[3] = 7
    after = learn(gallery, ViewKind.ALIGNED, Rule.LIKELIHOOD).thresholds(Strictness.NORMAL)
    assert after.known.score == pytest.approx(before.known.score, abs=0.03)
