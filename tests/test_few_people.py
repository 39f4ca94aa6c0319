"""Galleries too small to learn thresholds from, wherever an embedder puts its similarities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from bot.recognition.blocks import JoinedSpec, join_vectors
from bot.recognition.embedding import ViewKind
from bot.recognition.evaluation import evaluate
from bot.recognition.gallery import Gallery, Vetoes
from bot.recognition.learning import FEWEST_PEOPLE, learn
from bot.recognition.matching import Outcome, decide
from bot.recognition.scores import Rule
from bot.recognition.trying import Asking, strangers
from bot.texts.evaluated import promised
from storage.models import EmbeddingSpec
from storage.records import Strictness
from tests.embedding_spaces import FACE_MODEL, NARROW, POSED, Geometry, Ints, Space, Vectors
from tests.embedding_spaces import enrolled as enrolled_in

SEEDS = range(15)
STRANGERS, FRIENDS = 20, 3
BANDS = [
    NARROW,
    replace(NARROW, name="narrower band", common=3.0),
    replace(NARROW, name="wider band", common=1.0),
    POSED,
]
"""Their strangers' cosines are at .84, .92, .56 and .18 in the middle."""
JOINED = JoinedSpec.of((EmbeddingSpec("g", 768, "face"), EmbeddingSpec("l", 128, "aligned")))


class Shares(dict[str, float]):
    """How often each thing happened, of all that did; 0 of what never did."""

    def __init__(self, happened: list[str]) -> None:
        super().__init__({one: happened.count(one) / len(happened) for one in happened})

    def __missing__(self, one: str) -> float:
        return 0.0


Asked = tuple[Gallery, Vectors, Ints, Vectors]


def asked_in(geometry: Geometry, people: int, photos: int, *, joined: bool = False) -> list[Asked]:
    """Galleries, friends, whose they are, and strangers; ``joined`` with the face model's."""
    return list(_asked_in(geometry, people, photos, joined=joined))


def _asked_in(geometry: Geometry, people: int, photos: int, *, joined: bool) -> Iterator[Asked]:
    for seed in SEEDS:
        sides = []
        for one in (geometry, FACE_MODEL)[: 2 if joined else 1]:
            made = enrolled_in(Space(one, seed), (photos,) * people)
            friends, owners = made.friends(FRIENDS)
            sides.append((made.gallery.vectors, friends, made.space.strangers(STRANGERS)))
        gallery = made.gallery
        if joined:
            enrolled, *asked = (
                join_vectors(one, JOINED.blocks) for one in zip(*sides, strict=True)
            )
            gallery = replace(gallery, vectors=enrolled, blocks=JOINED.blocks)
            yield gallery, asked[0], owners, asked[1]
        else:
            yield gallery, sides[0][1], owners, sides[0][2]


def answered(asked: list[Asked], view: ViewKind, rule: Rule) -> tuple[Shares, Shares]:
    """The shares of friends and of strangers who are known, asked about, or named wrongly."""
    friends: list[str] = []
    others: list[str] = []
    for gallery, faces, owners, unknown in asked:
        learnt = learn(gallery, view, rule)
        for face, owner in zip(faces, owners, strict=True):
            said = decide(face, learnt, top_k=5)
            wrong = said.best is not None and said.best.person_id != owner
            friends.append("wrong" if wrong and said.outcome is Outcome.KNOWN else said.outcome)
        others += [decide(face, learnt, top_k=5).outcome for face in unknown]
    return Shares(friends), Shares(others)


@pytest.mark.parametrize("photos", [1, 3])
@pytest.mark.parametrize("people", [2, 3, 5])
@pytest.mark.parametrize("view", [ViewKind.FACE, ViewKind.PHOTO, ViewKind.JOINED])
def test_strangers_to_a_few_people_are_hardly_named(
    view: ViewKind, people: int, photos: int
) -> None:
    for geometry in BANDS if view is ViewKind.FACE else BANDS[:1]:
        asked = asked_in(geometry, people, photos, joined=view is ViewKind.JOINED)
        friends, others = answered(asked, view, Rule.LIKELIHOOD)
        assert others[Outcome.KNOWN] <= 0.04, geometry.name
        assert others[Outcome.UNSURE] <= 0.2, geometry.name
        assert friends["wrong"] <= 0.01, geometry.name
        if photos > 1:
            assert friends[Outcome.KNOWN] >= 0.75, geometry.name
        assert friends[Outcome.KNOWN] + friends[Outcome.UNSURE] >= 0.45, geometry.name


@pytest.mark.parametrize("people", [2, 3, 5])
@pytest.mark.parametrize("rule", [rule for rule in Rule if rule is not Rule.LIKELIHOOD])
def test_other_rules_know_few_people_too(rule: Rule, people: int) -> None:
    friends, others = answered(asked_in(NARROW, people, 3), ViewKind.FACE, rule)
    assert friends[Outcome.KNOWN] >= 0.7
    assert friends["wrong"] <= 0.01
    assert others[Outcome.KNOWN] <= 0.04


@pytest.mark.parametrize("photos", [1, 4])
@pytest.mark.parametrize("geometry", BANDS, ids=lambda one: one.name)
def test_one_person_alone_is_asked_about_rather_than_named(
    geometry: Geometry, photos: int
) -> None:
    asked = asked_in(geometry, 1, photos)
    for rule in Rule:
        _, others = answered(asked, ViewKind.FACE, rule)
        assert others[Outcome.KNOWN] <= 0.03
    itself = asked[0][0]
    said = decide(itself.vectors[0], learn(itself, ViewKind.FACE, Rule.LIKELIHOOD), top_k=5)
    assert said.outcome is Outcome.KNOWN


def test_faces_that_are_not_the_only_person_are_told_to_be_of_one_stranger() -> None:
    """By the similarity from which on a face is the person's: there is nothing else to go by."""
    gallery = enrolled_in(Space(NARROW, 1), (1,)).gallery
    faces = np.sqrt(0.047) * np.eye(3, NARROW.dimensions, 1, np.float32)
    faces[:, 0] = np.sqrt(0.953)
    vetoes = Vetoes(faces, np.zeros(3, np.int64), np.arange(3))
    learnt = learn(replace(gallery, vetoes=vetoes), ViewKind.FACE, Rule.LIKELIHOOD)
    assert [len(rival.rows) for rival in learnt.vetoed.rivals[0]] == [3]


def test_strict_asks_for_more_of_a_few_people_and_relaxed_for_less() -> None:
    gallery = enrolled_in(Space(NARROW, 1), (3, 3, 3)).gallery
    for rule in Rule:
        learnt = learn(gallery, ViewKind.FACE, rule)
        strict, normal, relaxed = (learnt.thresholds(each) for each in Strictness)
        assert strict.known.score > normal.known.score > relaxed.known.score
        assert all(one.unsure < one.known.score for one in (strict, normal, relaxed))
        assert normal.known.rate is None


@pytest.mark.parametrize("geometry", [FACE_MODEL, NARROW], ids=lambda one: one.name)
def test_six_people_are_evaluated_by_a_threshold_that_is_learnt(geometry: Geometry) -> None:
    """As theirs is: although of six, five are left when one is a stranger."""
    named = tried = 0
    for seed in range(10):
        gallery = enrolled_in(Space(geometry, seed), (3,) * FEWEST_PEOPLE).gallery
        found = evaluate(gallery, Asking(ViewKind.FACE))
        assert all(one.learnt for one in found.tries)
        assert found.promised == 0.01
        named += found.strangers_named.hits
        tried += found.strangers_named.tries
    assert named <= 0.05 * tried


def test_five_people_are_evaluated_by_the_default() -> None:
    gallery = enrolled_in(Space(FACE_MODEL, 1), (3,) * 5).gallery
    found = evaluate(gallery, Asking(ViewKind.ALIGNED))
    assert not any(one.learnt for one in found.tries)
    assert found.promised is None


def test_two_people_without_a_known_scale_are_not_tried_as_strangers() -> None:
    """Whoever is left alone is decided on by another threshold than the two of them."""
    gallery = enrolled_in(Space(NARROW, 1), (3, 3)).gallery
    assert not list(strangers(gallery, Asking(ViewKind.FACE)))
    assert len(list(strangers(gallery, Asking(ViewKind.FACE, normal=0.9)))) == 6
    assert len(list(strangers(gallery, Asking(ViewKind.ALIGNED)))) == 6


def test_where_the_threshold_in_use_is_from_is_told() -> None:
    few = enrolled_in(Space(FACE_MODEL, 1), (3,) * 5).gallery
    many = enrolled_in(Space(FACE_MODEL, 1), (3,) * 8).gallery
    asking = Asking(ViewKind.ALIGNED)
    assert "too little is enrolled" in promised(evaluate(few, asking))
    for gallery in (few, many):
        told = promised(evaluate(gallery, replace(asking, normal=0.5)))
        assert "too little" not in told
        assert "set" in told
    assert promised(evaluate(many, asking)).startswith("Strangers named by mistake")


def test_the_bands_are_as_far_apart_as_is_said() -> None:
    middles = []
    for geometry in BANDS:
        faces = Space(geometry, 1).strangers(200)
        cosines = faces @ faces.T
        middles.append(float(np.median(cosines[np.triu_indices(200, 1)])))
    assert middles == pytest.approx([0.84, 0.92, 0.56, 0.18], abs=0.03)
