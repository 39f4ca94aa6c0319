"""From similarities to a decision."""

from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np
import pytest

from bot.recognition.embedding import ViewKind
from bot.recognition.gallery import Gallery, Vetoes
from bot.recognition.learning import learn
from bot.recognition.matching import Decision, Outcome, decide
from bot.recognition.scores import Rule

ANNA, BELA, CARO = 1, 2, 3


def gallery_of(*photos: tuple[int, float]) -> Gallery:
    """A gallery whose photos have the given similarities to the probe (1, 0)."""
    vectors = [(similarity, np.sqrt(1 - similarity**2)) for _, similarity in photos]
    return Gallery(
        np.array(vectors, np.float32).reshape(len(photos), 2),
        np.array([person for person, _ in photos], np.int64),
        np.arange(100, 100 + len(photos), dtype=np.int64),
        np.arange(len(photos), dtype=np.int64),
    )


def decided(
    *photos: tuple[int, float],
    rule: Rule = Rule.BEST,
    top_k: int = 5,
    threshold: float = 0.5,
) -> Decision:
    probe = np.array([1, 0], np.float32)
    learnt = learn(gallery_of(*photos), ViewKind.ALIGNED, rule)
    return decide(probe, learnt, top_k=top_k, normal=threshold)


def test_the_person_with_the_closest_photo_is_known() -> None:
    decision = decided((ANNA, 0.4), (BELA, 0.8), (ANNA, 0.6))
    assert decision.outcome is Outcome.KNOWN
    assert decision.best is not None
    assert (decision.best.person_id, decision.best.votes) == (BELA, 1)
    assert decision.best.similarity == pytest.approx(0.8)
    assert decision.runner_up is not None
    assert (decision.runner_up.person_id, decision.runner_up.votes) == (ANNA, 2)


def test_a_stranger_is_unknown_and_the_closest_is_told_all_the_same() -> None:
    decision = decided((ANNA, 0.4), (BELA, 0.3))
    assert decision.outcome is Outcome.UNKNOWN
    assert decision.choices == ()
    assert decision.best is not None
    assert decision.best.person_id == ANNA


@pytest.mark.parametrize("rule", Rule)
def test_a_similarity_that_is_shown_as_the_settled_threshold_is_known(rule: Rule) -> None:
    """However the photos of a person are weighed, and however many there are."""
    for others in ((), ((ANNA, 0.3), (ANNA, 0.2))):
        photos = [(ANNA, 0.446), (BELA, -0.5), *others]
        assert decided(*photos, rule=rule, threshold=0.45).outcome is Outcome.KNOWN
        photos[0] = (ANNA, 0.444)
        assert decided(*photos, rule=rule, threshold=0.45).outcome is Outcome.UNSURE


def test_between_known_and_unknown_somebody_is_asked_about() -> None:
    decision = decided((ANNA, 0.45), (BELA, 0.1))
    assert decision.outcome is Outcome.UNSURE
    assert [one.person_id for one in decision.choices] == [ANNA]
    assert decided((ANNA, 0.3), (BELA, 0.1)).outcome is Outcome.UNKNOWN


def test_two_who_are_about_as_likely_are_both_asked_about() -> None:
    decision = decided((ANNA, 0.9), (BELA, 0.89), (CARO, 0.2))
    assert decision.outcome is Outcome.UNSURE
    assert [one.person_id for one in decision.choices] == [ANNA, BELA]
    assert decision.margin is not None
    assert 0 < decision.margin < log(10)


def test_whoever_is_far_behind_is_no_choice() -> None:
    decision = decided((ANNA, 0.9), (BELA, 0.6))
    assert decision.outcome is Outcome.KNOWN
    assert decision.choices == ()
    decision = decided((ANNA, 0.65), (BELA, 0.6), threshold=0.68)
    assert [one.person_id for one in decision.choices] == [ANNA, BELA]
    assert decided((ANNA, 0.67), (BELA, 0.6), threshold=0.68).choices[1:] == ()


def test_the_margin_is_how_many_times_likelier_the_first_is() -> None:
    """One photo each: so that the margin is a difference of cosines, times what it weighs."""
    near = decided((ANNA, 0.9), (BELA, 0.5), rule=Rule.LIKELIHOOD).margin
    far = decided((ANNA, 0.9), (BELA, 0.1), rule=Rule.LIKELIHOOD).margin
    assert near is not None
    assert far is not None
    assert far == pytest.approx(2 * near, rel=1e-4)
    assert decided((ANNA, 0.9)).margin is None
    assert decided((ANNA, 0.9), (BELA, 0.1), rule=Rule.VOTE).margin is None


def test_whoever_a_face_is_not_is_passed_over() -> None:
    face = np.array([[1, 0]], np.float32)
    gallery = gallery_of((ANNA, 0.9), (BELA, 0.2))
    vetoes = Vetoes(face, np.array([ANNA]), np.array([1]))
    learnt = learn(replace(gallery, vetoes=vetoes), ViewKind.ALIGNED, Rule.LIKELIHOOD)
    decision = decide(face[0], learnt, top_k=5)
    assert decision.left_out == (ANNA,)
    assert decision.best is not None
    assert decision.best.person_id == BELA
    assert decision.outcome is Outcome.UNKNOWN


def test_a_similarity_at_the_threshold_is_known() -> None:
    assert decided((ANNA, 1.0), threshold=1.0).outcome is Outcome.KNOWN


def test_many_photos_do_not_outvote_the_closest() -> None:
    photos = [(ANNA, 0.9), *[(BELA, 0.6)] * 4]
    by_person, by_vote = decided(*photos), decided(*photos, rule=Rule.VOTE)
    assert by_person.best is not None
    assert by_person.best.person_id == ANNA
    assert by_vote.best is not None
    assert by_vote.best.person_id == BELA


def test_votes_decide_between_people_who_look_equally_close() -> None:
    decision = decided((ANNA, 0.804), (BELA, 0.801), (BELA, 0.7))
    assert decision.best is not None
    assert decision.best.person_id == BELA


def test_a_tied_vote_goes_to_the_closest() -> None:
    decision = decided((BELA, 0.7), (ANNA, 0.9), (BELA, 0.6), (ANNA, 0.5), rule=Rule.VOTE)
    assert decision.best is not None
    assert decision.best.person_id == ANNA


def test_a_vote_for_somebody_too_far_away_is_unknown() -> None:
    photos = [(ANNA, 0.9), *[(BELA, 0.3)] * 4]
    assert decided(*photos, rule=Rule.VOTE).outcome is Outcome.UNKNOWN


def test_the_closest_photos_are_the_evidence_closest_first() -> None:
    decision = decided((ANNA, 0.1), (BELA, 0.9), (CARO, 0.5), (ANNA, 0.7), top_k=3)
    assert [match.photo_id for match in decision.matches] == [101, 103, 102]
    similarities = [match.similarity for match in decision.matches]
    assert similarities == pytest.approx([0.9, 0.7, 0.5])


def test_a_threshold_counts_as_it_is_shown() -> None:
    assert decided((ANNA, 0.452), threshold=0.4524).outcome is Outcome.KNOWN
    assert decided((ANNA, 0.444), threshold=0.4524).outcome is Outcome.UNSURE


def test_the_runner_up_is_named_even_beyond_the_closest_photos() -> None:
    decision = decided((ANNA, 0.9), (ANNA, 0.8), (BELA, 0.2), top_k=2)
    assert decision.runner_up is not None
    assert (decision.runner_up.person_id, decision.runner_up.votes) == (BELA, 0)


def test_one_person_has_no_runner_up() -> None:
    assert decided((ANNA, 0.9), (ANNA, 0.8)).runner_up is None


def test_an_empty_gallery_knows_nobody() -> None:
    decision = decided()
    assert decision.outcome is Outcome.UNKNOWN
    assert (decision.best, decision.runner_up, decision.matches) == (None, None, ())


def test_rounding_never_takes_a_similarity_beyond_one() -> None:
    probe = np.array([0.6, 0.8000001], np.float32)
    one = np.array([ANNA])
    gallery = Gallery(np.array([probe]), one, np.array([100]), np.array([0]))
    decision = decide(probe, learn(gallery, ViewKind.ALIGNED, Rule.BEST), top_k=5, normal=0.5)
    assert decision.matches[0].similarity <= 1.0
