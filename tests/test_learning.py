"""What is learnt of galleries that are small, large or odd."""

from __future__ import annotations

import time
from collections.abc import Sequence
from math import isfinite

import numpy as np
import pytest

from bot.recognition.embedding import ViewKind
from bot.recognition.friends import Likelihood
from bot.recognition.gallery import Gallery
from bot.recognition.learning import Learnt, learn
from bot.recognition.matching import Outcome, decide
from bot.recognition.scores import Rule
from storage.records import Strictness
from tests.embedding_spaces import FACE_MODEL, Space, enrolled


def learnt_of(sizes: Sequence[int], *, rule: Rule = Rule.LIKELIHOOD, moments: int = 1) -> Learnt:
    gallery = enrolled(Space(FACE_MODEL, 1), sizes, moments=moments).gallery
    return learn(gallery, ViewKind.ALIGNED, rule)


def assert_sound(learnt: Learnt) -> None:
    """Every number that an answer hangs on is one."""
    probes = Space(FACE_MODEL, 1).strangers(20)
    for strictness in Strictness:
        thresholds = learnt.thresholds(strictness)
        assert isfinite(thresholds.known.score)
        assert thresholds.unsure < thresholds.known.score
    for probe in probes:
        said = decide(probe, learnt, top_k=5)
        for one in (said.best, said.runner_up):
            assert one is None or isfinite(one.score)


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize(
    "sizes",
    [(), (1,), (5,), (1, 1), (1,) * 5, (1,) * 6, (1,) * 40, (30, 1), (1, 2, 3, 5, 8, 20)],
    ids=str,
)
def test_no_gallery_is_too_small_or_lopsided(sizes: tuple[int, ...], rule: Rule) -> None:
    assert_sound(learnt_of(sizes, rule=rule))


def test_a_few_people_go_by_the_default_which_says_that_nothing_is_learnt() -> None:
    few, enough = learnt_of((3,) * 5), learnt_of((3,) * 6)
    assert few.thresholds(Strictness.NORMAL).known.rate is None
    assert enough.thresholds(Strictness.NORMAL).known.rate == 0.01
    assert few.likelihood(1.0) is None


def test_photos_of_one_moment_each_teach_of_strangers_and_not_of_friends() -> None:
    learnt = learnt_of((4,) * 8, moments=99)
    gallery = learnt.gallery
    together = Gallery(gallery.vectors, gallery.person_ids, gallery.photo_ids, gallery.person_ids)
    learnt = learn(together, ViewKind.ALIGNED, Rule.LIKELIHOOD)
    assert learnt.impostors is not None
    assert learnt.friends is None
    assert_sound(learnt)


def test_the_same_photo_many_times_over_breaks_nothing() -> None:
    gallery = learnt_of((2,) * 8).gallery
    order = np.repeat(np.arange(16), 6)
    count = np.arange(len(order))
    copies = Gallery(gallery.vectors[order], gallery.person_ids[order], count, count)
    assert_sound(learn(copies, ViewKind.ALIGNED, Rule.LIKELIHOOD))


def test_everybody_being_the_same_picture_breaks_nothing() -> None:
    face = Space(FACE_MODEL, 2).strangers(1)
    owners = np.repeat(np.arange(8), 2)
    count = np.arange(16)
    same = Gallery(np.repeat(face, 16, axis=0), owners, count, count)
    assert_sound(learn(same, ViewKind.ALIGNED, Rule.LIKELIHOOD))


def test_the_same_gallery_teaches_the_same() -> None:
    first, second = (learnt_of((1, 2, 3, 5, 8, 20), moments=3) for _ in range(2))
    for strictness in Strictness:
        assert first.thresholds(strictness) == second.thresholds(strictness)


def test_two_thousand_people_are_learnt_in_good_time() -> None:
    gallery = enrolled(Space(FACE_MODEL, 3), (3,) * 2000).gallery
    began = time.process_time()
    learnt = learn(gallery, ViewKind.ALIGNED, Rule.LIKELIHOOD)
    assert_sound(learnt)
    assert time.process_time() - began < 5


def test_a_family_is_learnt_at_once() -> None:
    gallery = enrolled(Space(FACE_MODEL, 4), (5,) * 30).gallery
    took = []
    for _ in range(5):
        began = time.process_time()
        learn(gallery, ViewKind.ALIGNED, Rule.LIKELIHOOD).thresholds(Strictness.NORMAL)
        took.append(time.process_time() - began)
    assert min(took) < 0.1


def test_likelihood_is_said_in_words_and_grows_with_the_score() -> None:
    learnt = learnt_of((4,) * 12)
    assert learnt.friends is not None
    known = learnt.thresholds(Strictness.NORMAL).known.score
    order = (Likelihood.PERHAPS, Likelihood.PROBABLY, Likelihood.VERY_LIKELY)
    said = [learnt.likelihood(score) for score in np.linspace(known, learnt.friends.mean, 20)]
    places = [order.index(one) for one in said if one is not None]
    assert len(places) == 20
    assert places == sorted(places)
    assert said[-1] is Likelihood.VERY_LIKELY


def test_very_likely_is_right_ninety_nine_times_of_a_hundred() -> None:
    right = wrong = 0
    for seed in range(6):
        made = enrolled(Space(FACE_MODEL, seed), (4,) * 12)
        learnt = learn(made.gallery, ViewKind.ALIGNED, Rule.LIKELIHOOD)
        friends, owners = made.friends(10)
        strangers = made.space.strangers(len(owners))
        for face, owner in [*zip(friends, owners, strict=True), *((s, -1) for s in strangers)]:
            said = decide(face, learnt, top_k=5)
            if said.likelihood is Likelihood.VERY_LIKELY and said.best is not None:
                assert said.outcome is Outcome.KNOWN
                right += said.best.person_id == owner
                wrong += said.best.person_id != owner
    assert right > 300
    assert wrong <= 0.01 * (right + wrong)
