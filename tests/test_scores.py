"""How close a probe is to each person, by every rule."""

from __future__ import annotations

from math import log, pi

import numpy as np
import pytest

from bot.recognition.frame import Frame, in_common, kinship
from bot.recognition.scores import (
    PROBES_VARY,
    Floats,
    Roll,
    Rule,
    Spread,
    likelihood_line,
    person_scores,
)
from tests.embedding_spaces import FACE_MODEL, NARROW, Space, enrolled, unit

OWNERS = np.array([7, 3, 7, 7, 5])
COSINES = np.array([[0.1, 0.2, 0.5, 0.4, 0.3]])


def scores(rule: Rule, lengths: tuple[float, ...] = (1.0, 1.0, 1.0)) -> list[float]:
    """Of the people 3, 5 and 7."""
    spread = Spread(np.array(lengths), 0.6)
    return [float(score) for score in person_scores(rule, COSINES, Roll.of(OWNERS), spread)[0]]


def test_the_best_score_is_that_of_the_closest_photo() -> None:
    assert scores(Rule.BEST) == pytest.approx([0.2, 0.3, 0.5])


def test_the_two_closest_count_and_the_only_one_counts_alone() -> None:
    assert scores(Rule.BEST_TWO) == pytest.approx([0.2, 0.3, 0.45])


def test_the_mean_is_seen_as_a_direction() -> None:
    assert scores(Rule.MEAN, (1.0, 1.0, 0.5)) == pytest.approx([0.2, 0.3, 2 / 3])


def test_the_order_of_photos_does_not_matter() -> None:
    made = enrolled(Space(FACE_MODEL, 1), (2, 3, 4))
    probe, order = made.space.strangers(1), np.array([5, 0, 8, 3, 1, 7, 2, 6, 4])
    cosines = np.asarray(probe @ made.gallery.vectors.T, np.float64)
    spread = Spread(np.ones(3), 0.5)
    for rule in Rule:
        straight = person_scores(rule, cosines, Roll.of(made.gallery.person_ids), spread)
        shuffled = Roll.of(made.gallery.person_ids[order])
        mixed = person_scores(rule, cosines[:, order], shuffled, spread)
        np.testing.assert_allclose(straight, mixed)


def log_density(x: Floats, mean: Floats, variance: float) -> float:
    """Of a normal distribution that is alike in all directions."""
    square = float(((x - mean) ** 2).sum())
    return -(len(x) * log(2 * pi * variance) + square / variance) / 2


@pytest.mark.parametrize("photos", [1, 2, 5, 20])
@pytest.mark.parametrize("rho", [0.3, 0.6, 0.9])
def test_the_likelihood_is_the_ratio_of_the_models_densities(photos: int, rho: float) -> None:
    chance, dimensions = np.random.default_rng(photos), 16
    enrolled = unit(chance.normal(size=(photos, dimensions)) + 2)
    probe = unit(chance.normal(size=dimensions) + 1)
    mean = enrolled.mean(axis=0)
    length = float(np.linalg.norm(mean))
    offset, slope = likelihood_line(np.array([photos]), Spread(np.array([length]), rho))
    score = float(offset[0] + slope[0] * (probe @ mean) / length)

    # An identity y of variance ρ/D, and photos around it of variance (1 - ρ)/D in each of D
    # dimensions; the probe is around a share of y that keeps its length at 1.
    share = rho / (rho + (1 - rho) * PROBES_VARY)
    known = rho / (rho + (1 - rho) / photos)
    expected = np.sqrt(share / rho) * known * mean
    as_theirs = log_density(probe, expected, (1 - share * known) / dimensions)
    as_anybodys = log_density(probe, np.zeros(dimensions), 1 / dimensions)
    assert score == pytest.approx((as_theirs - as_anybodys) / dimensions)


def test_as_close_to_twenty_photos_says_more_than_to_one() -> None:
    offset, slope = likelihood_line(np.array([1, 20]), Spread(np.array([1.0, 0.79]), 0.6))
    one, twenty = offset + slope * 0.7
    assert twenty > one
    one, twenty = offset + slope * 0.1
    assert twenty < one


def test_the_frame_sees_cosines_from_its_centre() -> None:
    made = enrolled(Space(NARROW, 2), (1, 3, 5, 2))
    vectors, probes = made.gallery.vectors, made.space.strangers(3)
    frame = Frame.of(vectors, Roll.of(made.gallery.person_ids), centred=True)
    seen = frame.cosines(
        np.asarray(probes @ vectors.T, np.float64), np.asarray(probes @ frame.centre, np.float64)
    )
    expected = unit(probes - frame.centre) @ unit(vectors - frame.centre).T
    np.testing.assert_allclose(seen, expected, atol=1e-5)


def test_a_frame_that_is_not_centred_changes_nothing() -> None:
    made = enrolled(Space(NARROW, 2), (2, 2))
    frame = Frame.of(made.gallery.vectors, Roll.of(made.gallery.person_ids), centred=False)
    cosines = np.array([[0.1, 0.2, 0.3, 0.4]])
    np.testing.assert_array_equal(frame.cosines(cosines, np.zeros(1)), cosines)


def test_the_centre_is_what_people_have_in_common_and_not_their_own() -> None:
    crowded = enrolled(Space(NARROW, 3), (3,) * 8)
    apart = enrolled(Space(FACE_MODEL, 3), (3,) * 8)
    lengths = []
    for made in (crowded, apart):
        frame = Frame.of(made.gallery.vectors, Roll.of(made.gallery.person_ids), centred=True)
        lengths.append(float(np.linalg.norm(frame.centre)))
    assert lengths[0] == pytest.approx(np.sqrt(0.83), abs=0.03)
    assert lengths[1] < 0.25


def test_people_at_right_angles_have_nothing_in_common() -> None:
    means = np.eye(4)
    centre = means.mean(axis=0)
    assert in_common(float(centre @ centre), float((means**2).sum()), 4) == pytest.approx(0)
    assert in_common(1.0, 4.0, 4) == pytest.approx(1)
    assert in_common(1.0, 1.0, 1) == 0


def test_kinship_is_the_mean_cosine_of_pairs_drawn_to_what_is_expected() -> None:
    made = enrolled(Space(FACE_MODEL, 4), (4, 1, 2))
    vectors, roll = made.gallery.vectors, Roll.of(made.gallery.person_ids)
    frame = Frame.of(vectors, roll, centred=False)
    gram = vectors @ vectors.T
    pairs = [gram[i, j] for i, j in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3), (5, 6)]]
    found = kinship(frame.mean_lengths(vectors, roll), roll.photos, 0.5, 3.0)
    assert found == pytest.approx((sum(pairs) + 0.5 * 3) / 10, abs=1e-5)
