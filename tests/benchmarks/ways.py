"""Ways to tell whose face it is: the bot's own, and those that others take."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bot.recognition.embedding import ViewKind
from bot.recognition.gallery import Gallery
from bot.recognition.learning import Learnt, learn
from bot.recognition.matching import CLEARLY
from bot.recognition.scores import Rule, person_scores

Vectors = NDArray[np.float32]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Answers = tuple[Ints, Floats]
"""For every probe, the id of whoever comes first, and the score that a threshold is held to."""
Way = Callable[[Gallery, Vectors], Answers]

OURS = "decision"
MOST_VOTES = 5
TRIMMED = 0.15


def ours(gallery: Gallery, probes: Vectors) -> Answers:
    """The bot's decision by its default rule: who is not clearly likelier than another is not
    named, whatever the score."""
    return _by_rule(Rule.LIKELIHOOD, gallery, probes, clearly=True)


def by_rule(rule: Rule) -> Way:
    """One of the bot's rules, with what it learns of the gallery, and without its doubts."""
    return lambda gallery, probes: _by_rule(rule, gallery, probes, clearly=False)


def _by_rule(rule: Rule, gallery: Gallery, probes: Vectors, *, clearly: bool) -> Answers:
    learnt = learn(gallery, ViewKind.ALIGNED, rule)
    scores = person_scores(rule, _cosines(learnt, probes), learnt.roll, learnt.spread)
    ranks = scores
    if rule is Rule.VOTE:
        products = np.asarray(probes @ gallery.vectors.T, np.float64)
        ranks = _votes(products, gallery.person_ids, MOST_VOTES) + (scores + 1) / 4
    first = ranks.argmax(axis=1)
    levels = np.take_along_axis(scores, first[:, None], axis=1)[:, 0]
    if clearly and len(learnt.roll) > 1:
        second = np.partition(scores, -2, axis=1)[:, -2]
        levels = np.where((levels - second) * learnt.dimensions < CLEARLY, -np.inf, levels)
    return learnt.roll.people[first], levels


def _cosines(learnt: Learnt, probes: Vectors) -> Floats:
    """Many probes' cosines with the photos, in a gallery's only frame."""
    (frame,) = learnt.frames.each
    products = np.asarray(probes @ learnt.gallery.vectors.T, np.float64)
    return frame.cosines(products, np.asarray(probes @ frame.centre, np.float64))


def cohort(gallery: Gallery, probes: Vectors) -> Answers:
    """The cosine with a person's mean, seen from the centre, by how many deviations it is above
    the probe's with everybody else (t-norm: R. Auckenthaler et al., "Score normalization for
    text-independent speaker verification systems", Digital Signal Processing 10, 2000)."""
    return _leading(gallery, _above_others(_seen_by_means(gallery, probes)))


def symmetric_cohort(gallery: Gallery, probes: Vectors) -> Answers:
    """The mean of that and of the same above everybody else's photos with this person (s-norm:
    P. Kenny, "Bayesian speaker verification with heavy tailed priors", Odyssey 2010)."""
    seen = _seen_by_means(gallery, probes)
    enrolled = _seen_by_means(gallery, gallery.vectors)
    own = gallery.person_ids[:, None] == np.unique(gallery.person_ids)
    others = np.where(own, np.nan, enrolled)
    by_person = (seen - np.nanmean(others, axis=0)) / np.nanstd(others, axis=0)
    return _leading(gallery, (_above_others(seen) + by_person) / 2)


def _seen_by_means(gallery: Gallery, probes: Vectors) -> Floats:
    learnt = learn(gallery, ViewKind.ALIGNED, Rule.MEAN)
    return person_scores(Rule.MEAN, _cosines(learnt, probes), learnt.roll, learnt.spread)


def _above_others(scores: Floats) -> Floats:
    """By how many deviations each person's score is above the mean of the others'."""
    count = scores.shape[1] - 1
    mean = (scores.sum(axis=1, keepdims=True) - scores) / count
    square = ((scores**2).sum(axis=1, keepdims=True) - scores**2) / count
    return np.asarray((scores - mean) / np.sqrt(np.maximum(square - mean**2, 1e-6)))


def _leading(gallery: Gallery, scores: Floats) -> Answers:
    return np.unique(gallery.person_ids)[scores.argmax(axis=1)], scores.max(axis=1)


def article_vote(gallery: Gallery, probes: Vectors) -> Answers:
    """Whoever has most of the five closest photos, if the closest of all is close enough."""
    products = np.asarray(probes @ gallery.vectors.T, np.float64)
    votes = _votes(products, gallery.person_ids, MOST_VOTES)
    nearest = _largest(products, gallery.person_ids)
    first = (votes + (nearest + 1) / 4).argmax(axis=1)
    return np.unique(gallery.person_ids)[first], products.max(axis=1)


def top_one(gallery: Gallery, probes: Vectors) -> Answers:
    """Whose the closest photo is."""
    products = np.asarray(probes @ gallery.vectors.T, np.float64)
    return gallery.person_ids[products.argmax(axis=1)], products.max(axis=1)


def weighted_neighbours(gallery: Gallery, probes: Vectors) -> Answers:
    """As the example of ``face_recognition`` does: the closest √n photos vote, each weighing the
    inverse of its distance, if the closest of all is close enough."""
    products = np.asarray(probes @ gallery.vectors.T, np.float64)
    count = max(1, round(len(gallery) ** 0.5))
    distances = np.sqrt(np.maximum(2 - 2 * products, 1e-9))
    votes = _votes(products, gallery.person_ids, count, weights=1 / distances)
    return np.unique(gallery.person_ids)[votes.argmax(axis=1)], products.max(axis=1)


def trimmed_mean(gallery: Gallery, probes: Vectors) -> Answers:
    """As Frigate does: the cosine with the mean of a person's vectors, from each dimension of
    which the lowest and the highest 15 % are left out. (Its sigmoid changes no order.)"""
    people = np.unique(gallery.person_ids)
    means = []
    for person in people:
        own = np.sort(gallery.vectors[gallery.person_ids == person], axis=0)
        cut = int(TRIMMED * len(own))
        mean = own[cut : len(own) - cut].mean(axis=0)
        means.append(mean / np.linalg.norm(mean))
    cosines = np.asarray(probes @ np.stack(means).T, np.float64)
    return people[cosines.argmax(axis=1)], cosines.max(axis=1)


OTHERS: dict[str, Way] = {
    "article": article_vote,
    "top-1": top_one,
    "neighbours": weighted_neighbours,
    "trimmed": trimmed_mean,
}
WAYS: dict[str, Way] = {
    OURS: ours,
    "best": by_rule(Rule.BEST),
    "best-two": by_rule(Rule.BEST_TWO),
    "mean": by_rule(Rule.MEAN),
    "combined": by_rule(Rule.COMBINED),
    "vote": by_rule(Rule.VOTE),
    "t-norm": cohort,
    "s-norm": symmetric_cohort,
    **OTHERS,
}


def _votes(products: Floats, owners: Ints, count: int, weights: Floats | None = None) -> Floats:
    """The votes of the closest few photos for each person: float64 [probes, people]."""
    closest = np.argsort(-products, axis=1, kind="stable")[:, :count]
    given = np.ones(closest.shape)
    if weights is not None:
        given = np.take_along_axis(weights, closest, axis=1)
    people = np.unique(owners)
    return np.stack([np.where(owners[closest] == p, given, 0).sum(axis=1) for p in people], axis=1)


def _largest(products: Floats, owners: Ints) -> Floats:
    people = np.unique(owners)
    return np.stack([products[:, owners == person].max(axis=1) for person in people], axis=1)
