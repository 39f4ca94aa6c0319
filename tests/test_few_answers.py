"""How sure an answer sounds where too few people are enrolled to learn from."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from bot.recognition.embedding import ViewKind
from bot.recognition.friends import Likelihood
from bot.recognition.gallery import Gallery
from bot.recognition.learning import Learnt, learn
from bot.recognition.matching import Decision, Outcome, decide
from bot.recognition.scores import Rule
from bot.texts.evidence import sureness
from storage.records import Strictness
from tests.embedding_spaces import Vectors

DIMENSIONS = 8


def one_photo_each(people: int) -> Learnt:
    vectors = np.eye(people, DIMENSIONS, dtype=np.float32)
    numbers = np.arange(people)
    gallery = Gallery(vectors, numbers, numbers, numbers)
    return learn(gallery, ViewKind.ALIGNED, Rule.LIKELIHOOD)


def face_at(similarity: float) -> Vectors:
    """A face with this similarity to the first person, and none to anybody else."""
    face = np.zeros(DIMENSIONS, np.float32)
    face[0], face[-1] = similarity, np.sqrt(1 - similarity**2)
    return face


def said(
    similarities: tuple[float, ...],
    strictness: Strictness = Strictness.NORMAL,
    normal: float | None = None,
) -> Iterator[Decision]:
    for similarity in similarities:
        face, learnt = face_at(similarity), one_photo_each(3)
        yield decide(face, learnt, top_k=5, strictness=strictness, normal=normal)


def test_near_the_usual_threshold_somebody_is_known_but_only_thought_to_be() -> None:
    for one in said((0.46, 0.48)):
        assert one.outcome is Outcome.KNOWN
        assert sureness(one) == "I think"


def test_well_above_it_nothing_is_said_of_how_sure_that_is() -> None:
    for one in said((0.52, 0.9)):
        assert one.outcome is Outcome.KNOWN
        assert sureness(one) == ""


def test_a_relaxed_chat_is_told_so_from_farther_below() -> None:
    for one in said((0.42, 0.48), strictness=Strictness.RELAXED):
        assert one.likelihood is Likelihood.PERHAPS


def test_a_strict_chat_is_asked_instead() -> None:
    (asked,) = said((0.48,), strictness=Strictness.STRICT)
    assert asked.outcome is Outcome.UNSURE
    assert asked.likelihood is None
    (known,) = said((0.52,), strictness=Strictness.STRICT)
    assert known.likelihood is None


def test_by_a_settled_similarity_nothing_is_added() -> None:
    for one in said((0.46, 0.9), normal=0.4):
        assert one.outcome is Outcome.KNOWN
        assert one.likelihood is None


@pytest.mark.parametrize("rule", Rule)
def test_of_one_person_alone_it_is_told_by_every_rule(rule: Rule) -> None:
    numbers = np.arange(1)
    gallery = Gallery(np.eye(1, DIMENSIONS, dtype=np.float32), numbers, numbers, numbers)
    learnt = learn(gallery, ViewKind.ALIGNED, rule)
    near, far = (decide(face_at(each), learnt, top_k=5) for each in (0.47, 0.6))
    assert (near.outcome, far.outcome) == (Outcome.KNOWN, Outcome.KNOWN)
    assert (near.likelihood, far.likelihood) == (Likelihood.PERHAPS, None)
