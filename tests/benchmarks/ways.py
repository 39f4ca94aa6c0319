"""Ways to tell whose face it is: the bot's own, and those that others take."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bot.recognition.embedding import ViewKind
from bot.recognition.gallery import Gallery
from bot.recognition.learning import learn
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
    (frame,) = learnt.frames.each
    products = np.asarray(probes @ gallery.vectors.T, np.float64)
    cosines = frame.cosines(products, np.asarray(probes @ frame.centre, np.float64))
    scores = person_scores(rule, cosines, learnt.roll, learnt.spread)
    ranks = scores
    if rule is Rule.VOTE:
        ranks = _votes(products, gallery.person_ids, MOST_VOTES) + (scores + 1) / 4
    first = ranks.argmax(axis=1)
    levels = np.take_along_axis(scores, first[:, None], axis=1)[:, 0]
    if clearly and len(learnt.roll) > 1:
        second = np.partition(scores, -2, axis=1)[:, -2]
        levels = np.where((levels - second) * learnt.dimensions < CLEARLY, -np.inf, levels)
    return learnt.roll.people[first], levels


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


WAYS: dict[str, Way] = {
    OURS: ours,
    "best": by_rule(Rule.BEST),
    "best-two": by_rule(Rule.BEST_TWO),
    "mean": by_rule(Rule.MEAN),
    "combined": by_rule(Rule.COMBINED),
    "vote": by_rule(Rule.VOTE),
    "article": article_vote,
    "top-1": top_one,
    "neighbours": weighted_neighbours,
    "trimmed": trimmed_mean,
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
