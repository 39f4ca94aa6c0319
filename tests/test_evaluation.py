"""How well a gallery tells its people apart, on galleries small enough to count by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.recognition.embedding import ViewKind
from bot.recognition.evaluation import evaluate, evaluate_probes
from bot.recognition.gallery import Gallery
from bot.recognition.learning import RATES
from bot.recognition.matching import Outcome
from bot.recognition.scores import Rule
from bot.recognition.trying import Asking, Probe, friends, strangers
from storage.records import Strictness
from tests.embedding_spaces import FACE_MODEL, KIN, NARROW, Space, enrolled

ASKING = Asking(ViewKind.ALIGNED)


def gallery_of(*photos: tuple[int, float], albums: list[int] | None = None) -> Gallery:
    """Photos of people by the angle, in degrees, at which they lie on a circle."""
    angles = np.radians([angle for _, angle in photos])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    taken = np.arange(len(photos))
    people = np.array([person for person, _ in photos])
    return Gallery(vectors, people, taken, taken if albums is None else np.array(albums))


def test_everybody_apart_is_told_apart() -> None:
    found = evaluate(gallery_of((1, 0), (1, 10), (2, 120), (2, 130)), ASKING)
    assert (found.named.hits, found.named.tries, found.named.people) == (4, 4, 2)
    assert (found.mistaken.hits, found.asked.hits, found.missed.hits) == (0, 0, 0)
    assert (found.strangers_named.hits, found.strangers_named.tries) == (0, 4)
    # But for the vote: the one photo that is left of somebody is outvoted by two of another's.
    ranked = {rule: rate.hits for rule, rate in found.rules.items()}
    assert ranked == {rule: 0 if rule is Rule.VOTE else 4 for rule in Rule}
    assert found.confusions == ()
    assert found.promised is None


def test_a_photo_that_lies_among_another_s_is_a_confusion() -> None:
    photos = (1, 0), (1, 8), (1, 124), (2, 120), (2, 130)
    found = evaluate(gallery_of(*photos), replace(ASKING, rule=Rule.BEST))
    # The third photo of the first person is named as the second one; the second one's two
    # photos are each closer to it than to one another.
    pairs = [(pair.person_id, pair.taken_for, pair.photos) for pair in found.confusions]
    assert pairs == [(2, 1, 2), (1, 2, 1)]
    assert found.rules[Rule.BEST].hits == 2
    assert found.named.hits == 2
    assert found.mistaken.hits + found.asked.hits == 3


def test_photos_of_one_moment_are_left_out_together() -> None:
    photos = (1, 0), (1, 2), (1, 90), (2, 180), (2, 182)
    apart = list(friends(gallery_of(*photos), ASKING))
    assert {one.photo_id for one in apart} == {0, 1, 2, 3, 4}
    together = list(friends(gallery_of(*photos, albums=[7, 7, 8, 9, 9]), ASKING))
    # The second person has photos of one moment only, and is not asked about.
    assert {one.photo_id for one in together} == {0, 1, 2}
    first = {one.photo_id: one for one in together}[0]
    assert first.outcome is not Outcome.KNOWN


def test_whoever_is_left_out_is_a_stranger() -> None:
    tries = list(strangers(gallery_of((1, 0), (1, 5), (2, 20), (3, 200)), ASKING))
    assert [(one.whose, one.best) for one in tries[:3]] == [(1, 2), (1, 2), (2, 1)]
    assert [one.outcome for one in tries] == [Outcome.KNOWN] * 3 + [Outcome.UNKNOWN]
    assert all(one.person_id is None for one in tries)


def test_of_one_person_no_stranger_can_be_made() -> None:
    found = evaluate(gallery_of((1, 0), (1, 5)), ASKING)
    assert (found.strangers, found.curve) == ((), ())
    assert not found.strangers_named.tells


def test_the_curve_trades_one_mistake_for_the_other_and_meets_the_threshold_in_use() -> None:
    found = evaluate(enrolled(Space(KIN, 4), [1, 2, 3, 5, 8, 12] * 2).gallery, ASKING)
    named = [point.strangers_named for point in found.curve]
    missed = [point.friends_missed for point in found.curve]
    assert named == sorted(named)
    assert missed == sorted(missed, reverse=True)
    assert found.now.friends_missed == pytest.approx(found.missed.share)
    assert found.now.strangers_named == pytest.approx(found.strangers_named.share)
    assert found.points[Strictness.NORMAL] == found.now
    order = [found.points[which] for which in Strictness]
    assert found.promised == RATES[Strictness.NORMAL][0]
    assert [one.strangers_named for one in order] == sorted(one.strangers_named for one in order)


@pytest.mark.parametrize("wished", Strictness)
def test_the_strictness_of_a_chat_is_measured(wished: Strictness) -> None:
    gallery = enrolled(Space(FACE_MODEL, 2), [4] * 12).gallery
    found = evaluate(gallery, replace(ASKING, strictness=wished))
    assert found.now.strangers_named == pytest.approx(found.strangers_named.share)
    assert found.promised == RATES[wished][0]


def test_thresholds_are_not_learnt_from_the_photos_asked_about() -> None:
    # A person like nobody else, but for one photo that is another's: with it, strangers would
    # seem to come closer than they do without.
    gallery = enrolled(Space(FACE_MODEL, 3), [3] * 8).gallery
    odd = gallery.vectors.copy()
    odd[0] = odd[5]
    tries = list(strangers(replace(gallery, vectors=odd), ASKING))
    mine = next(one for one in tries if one.photo_id == 0)
    theirs = next(one for one in tries if one.photo_id == 5)
    assert mine.outcome is theirs.outcome is Outcome.KNOWN
    assert mine.level > 6


def test_a_settled_similarity_is_what_is_measured() -> None:
    gallery = enrolled(Space(FACE_MODEL, 5), [4] * 8).gallery
    asking = replace(ASKING, rule=Rule.BEST, normal=0.999)
    found = evaluate(gallery, asking)
    assert (found.named.hits, found.strangers_named.hits, found.promised) == (0, 0, None)
    everybody = evaluate(gallery, replace(asking, normal=-1.0))
    assert everybody.strangers_named.hits + everybody.strangers_asked.hits == 32
    assert everybody.strangers_named.share > 0.7


@pytest.mark.parametrize("rule", Rule)
def test_with_a_settled_similarity_scores_lie_as_answers_say(rule: Rule) -> None:
    gallery = enrolled(Space(FACE_MODEL, 5), [4] * 8).gallery
    found = evaluate(gallery, replace(ASKING, rule=rule, normal=0.5))
    assert found.now.strangers_named == pytest.approx(found.strangers_named.share)
    assert found.now.friends_missed == pytest.approx(found.missed.share)
    assert found.unsure_from == pytest.approx(-0.09)
    for one in found.tries:
        assert (one.above >= 0) >= (one.outcome is Outcome.KNOWN)
        assert one.over <= 0.5


def test_an_unbalanced_gallery_shows_what_the_vote_costs() -> None:
    gallery = enrolled(Space(FACE_MODEL, 6), [2, 2, 2, 2, 8, 8, 20, 20]).gallery
    rules = evaluate(gallery, ASKING).rules
    assert rules[Rule.VOTE].hits < rules[Rule.LIKELIHOOD].hits


def test_photos_from_elsewhere_are_asked_about_by_the_whole_gallery() -> None:
    made = enrolled(Space(NARROW, 1), [5] * 9)
    vectors, owners = made.friends(2)
    probes = [
        Probe(vector, f"friend {owner}", int(owner))
        for vector, owner in zip(vectors, owners, strict=True)
    ]
    probes += [
        Probe(vector, f"stranger {number}", None)
        for number, vector in enumerate(made.space.strangers(30))
    ]
    found = evaluate_probes(made.gallery, probes, replace(ASKING, view=ViewKind.FACE))
    assert (found.named.tries, found.strangers_named.tries) == (18, 30)
    assert found.named.hits >= 17
    assert found.strangers_named.hits <= 2
    assert found.strangers_named.people == 30


def test_a_large_gallery_is_measured_in_few_steps() -> None:
    gallery = enrolled(Space(FACE_MODEL, 7), [2] * 50).gallery
    found = evaluate(gallery, ASKING)
    assert (found.named.tries, found.strangers_named.tries) == (100, 100)
    assert {one.photo_id for one in found.friends} == set(range(100))
    assert found.strangers_named.share < 0.06
