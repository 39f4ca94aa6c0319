"""A gallery's own photos as probes, as if they were not there."""

from __future__ import annotations

import numpy as np
import pytest

from bot.recognition.frame import Frame, kinship
from bot.recognition.friends import FEWEST_TRIALS, learn_friends
from bot.recognition.scores import Floats, Roll, Rule, Spread, person_scores
from bot.recognition.trials import Expected, Trials
from tests.embedding_spaces import FACE_MODEL, NARROW, Enrolled, Geometry, Space, enrolled

EXPECTED = Expected(0.6)


def trials_of(made: Enrolled, rule: Rule = Rule.LIKELIHOOD) -> Trials:
    gallery = made.gallery
    return Trials(
        gallery.vectors,
        gallery.person_ids,
        gallery.albums,
        rule=rule,
        centred=True,
        expected=EXPECTED,
    )


def afresh(made: Enrolled, rows: list[int], rule: Rule) -> Floats:
    """The scores of some photos with a gallery that never held them."""
    left = np.delete(np.arange(len(made.gallery)), rows)
    vectors, roll = made.gallery.vectors[left], Roll.of(made.gallery.person_ids[left])
    frame = Frame.of(vectors, roll, centred=True)
    lengths = frame.mean_lengths(vectors, roll)
    spread = Spread(lengths, kinship(lengths, roll.photos, EXPECTED.kinship, EXPECTED.weight))
    probes = made.gallery.vectors[rows]
    products = np.asarray(probes @ vectors.T, np.float64)
    cosines = frame.cosines(products, np.asarray(probes @ frame.centre, np.float64))
    return person_scores(rule, cosines, roll, spread)


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("geometry", [FACE_MODEL, NARROW], ids=lambda one: one.name)
def test_a_trial_scores_as_if_its_photos_had_never_been_there(
    geometry: Geometry, rule: Rule
) -> None:
    made = enrolled(Space(geometry, 1), (1, 2, 4, 3), moments=2)
    trials = trials_of(made, rule)
    for trial in (*trials.strangers(), *trials.friends()):
        expected = afresh(made, trial.rows.tolist(), rule)
        np.testing.assert_allclose(trial.scores, expected, atol=2e-4)


def test_scores_lie_on_each_persons_line() -> None:
    for trial in trials_of(enrolled(Space(FACE_MODEL, 2), (1, 5, 3))).strangers():
        np.testing.assert_allclose(trial.scores, trial.offset + trial.slope * trial.standard)


def test_everybody_is_a_stranger_once_and_meets_all_others() -> None:
    trials = list(trials_of(enrolled(Space(FACE_MODEL, 3), (1, 2, 3))).strangers())
    assert [trial.owner for trial in trials] == [0, 1, 2]
    assert [trial.people.tolist() for trial in trials] == [[1, 2], [0, 2], [0, 1]]
    assert [len(trial.rows) for trial in trials] == [1, 2, 3]


def test_photos_of_one_moment_are_left_out_together() -> None:
    made = enrolled(Space(FACE_MODEL, 4), (4, 3), moments=3)
    for trial in trials_of(made).friends():
        (album,) = set(made.gallery.albums[trial.rows].tolist())
        assert (made.gallery.albums == album).sum() == len(trial.rows)
        assert trial.owner in trial.people


def test_whoever_has_one_moment_alone_is_no_friend_of_theirs() -> None:
    made = enrolled(Space(FACE_MODEL, 5), (1, 1, 1, 1, 1, 1))
    assert list(trials_of(made).friends()) == []


def test_of_many_moments_a_few_are_picked_from_all_over() -> None:
    trials = trials_of(enrolled(Space(FACE_MODEL, 6), (5,) * 10))
    owners = [trial.owner for trial in trials.friends(10)]
    assert len(owners) == 10
    assert len(set(owners)) >= 9


def test_one_person_has_no_strangers() -> None:
    assert list(trials_of(enrolled(Space(FACE_MODEL, 7), (5,))).strangers()) == []


def test_friends_are_learnt_from_enough_trials_alone() -> None:
    few = trials_of(enrolled(Space(FACE_MODEL, 8), (2, 2, 2)))
    assert FEWEST_TRIALS > 2 * 3
    assert learn_friends(few.friends()) is None
    friends = learn_friends(trials_of(enrolled(Space(FACE_MODEL, 8), (4, 4, 4))).friends())
    assert friends is not None
    assert len(friends.scores) == 12
    assert friends.density(friends.mean) > friends.density(friends.mean - friends.deviation)
    assert friends.density(friends.mean + 5) == friends.density(friends.mean)


def test_a_photo_under_the_wrong_name_is_found() -> None:
    made = enrolled(Space(FACE_MODEL, 9), (4,) * 8)
    assert not trials_of(made).misplaced().any()
    made.gallery.person_ids[2] = 5
    assert np.flatnonzero(trials_of(made).misplaced()).tolist() == [2]


def test_a_person_under_two_names_teaches_nothing_about_strangers() -> None:
    made = enrolled(Space(FACE_MODEL, 10), (4,) * 8)
    made.gallery.person_ids[0] = 8
    assert 0 in np.flatnonzero(trials_of(made).misplaced())
