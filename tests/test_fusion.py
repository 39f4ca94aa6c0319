"""Two embedders together tell friends from strangers better than either, in simulated spaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest

from bot.recognition.blocks import JoinedSpec, join_vectors
from bot.recognition.embedding import ViewKind
from bot.recognition.gallery import Gallery, join
from bot.recognition.learning import Learnt, learn
from bot.recognition.scores import Rule
from bot.recognition.trials import Expected, Trials
from storage.models import EmbeddingSpec
from storage.records import Strictness
from tests.embedding_spaces import (
    FACE_MODEL,
    KIN,
    NARROW,
    POSED,
    Geometry,
    Ints,
    Space,
    Vectors,
    enrolled,
)

SEEDS = range(6)
STRANGERS = 500
RATE = 0.01
ROUGH = replace(NARROW, name="rough", pose=0.5, scene=0.5, noise=0.75)
"""A general image model that sees clothes and rooms as much as faces."""
BLIND = replace(ROUGH, name="blind", identity=0.02)
"""One that knows nobody."""


@dataclass(frozen=True)
class Side:
    """What is known of one gallery, and what it is asked about; ``owners`` are the friends'."""

    learnt: Learnt
    friends: Vectors
    strangers: Vectors
    owners: Ints

    def detected(self) -> float:
        """How many friends are found by name where one stranger in a hundred is named."""
        scores = self._scores(self.friends)
        threshold = np.quantile(self._scores(self.strangers).max(axis=1), 1 - RATE)
        right = scores.argmax(axis=1) == self.owners
        return float((right & (scores.max(axis=1) >= threshold)).mean())

    def named_strangers(self) -> float:
        """How many strangers reach what the gallery teaches."""
        known = self.learnt.thresholds(Strictness.NORMAL).known.score
        return float((self._scores(self.strangers).max(axis=1) >= known).mean())

    def _scores(self, probes: Vectors) -> Vectors:
        return np.stack([self.learnt.scores(self.learnt.cosines(probe)) for probe in probes])


def sides(general: Geometry, face: Geometry, sizes: Sequence[int], seed: int) -> list[Side]:
    """The same people as a general model sees them, as a face model does, and as both do."""
    geometries = general, face
    views = ViewKind.FACE, ViewKind.ALIGNED
    spec = JoinedSpec.of(
        [
            EmbeddingSpec(one.name, one.dimensions, view)
            for one, view in zip(geometries, views, strict=True)
        ]
    )
    spaces = [Space(one, seed * 1000 + number) for number, one in enumerate(geometries)]
    people = [enrolled(space, sizes) for space in spaces]
    asked = [one.friends(4) for one in people]
    friends = [rows for rows, _ in asked]
    strangers = [space.strangers(STRANGERS) for space in spaces]
    galleries: list[Gallery] = [one.gallery for one in people]
    galleries.append(join(spec, galleries))
    friends.append(join_vectors(friends, spec.blocks))
    strangers.append(join_vectors(strangers, spec.blocks))
    return [
        Side(learn(gallery, view, Rule.LIKELIHOOD), known, unknown, asked[0][1])
        for gallery, view, known, unknown in zip(
            galleries, (*views, ViewKind.JOINED), friends, strangers, strict=True
        )
    ]


def rates(general: Geometry, face: Geometry, sizes: Sequence[int]) -> tuple[float, float, float]:
    """The detection rates of the general model, the face model, and both."""
    runs = [[side.detected() for side in sides(general, face, sizes, seed)] for seed in SEEDS]
    first, second, both = np.mean(runs, axis=0).tolist()
    return first, second, both


@pytest.mark.parametrize("sizes", [[3] * 6, [5] * 11, [1, 2, 3, 5, 8, 20] * 2])
@pytest.mark.parametrize("general", [ROUGH, POSED])
def test_where_they_err_independently_both_miss_far_fewer(
    general: Geometry, sizes: Sequence[int]
) -> None:
    first, second, both = rates(general, KIN if general is POSED else FACE_MODEL, sizes)
    assert 1 - both <= 0.6 * (1 - max(first, second))


@pytest.mark.parametrize("sizes", [[5] * 11, [1, 2, 3, 5, 8, 20] * 2])
@pytest.mark.parametrize("general", [NARROW, BLIND])
def test_both_are_about_as_good_as_the_better_one_however_poor_the_other_is(
    general: Geometry, sizes: Sequence[int]
) -> None:
    first, second, both = rates(general, FACE_MODEL, sizes)
    assert both >= max(first, second) - 0.01


@pytest.mark.parametrize("sizes", [[3] * 3, [4] * 5])
def test_too_few_people_to_learn_from_are_told_apart_by_both_all_the_same(
    sizes: Sequence[int],
) -> None:
    first, second, both = rates(NARROW, FACE_MODEL, sizes)
    assert both >= max(first, second)


def test_the_learnt_threshold_holds_for_both_together() -> None:
    named = [sides(ROUGH, FACE_MODEL, [5] * 11, seed)[2].named_strangers() for seed in range(12)]
    assert 0.2 * RATE <= float(np.mean(named)) <= 3 * RATE


def test_trials_count_each_block_by_its_weight() -> None:
    specs = [EmbeddingSpec("g", 256, ViewKind.FACE), EmbeddingSpec("l", 128, ViewKind.ALIGNED)]
    blocks, weights = JoinedSpec.of(specs).blocks, (0.9, 0.1)
    spaces = [Space(one, number) for number, one in enumerate((POSED, FACE_MODEL))]
    people = [enrolled(space, [2, 3, 4]).gallery for space in spaces]
    vectors = [gallery.vectors for gallery in people]
    weighed = [replace(block, share=one) for block, one in zip(blocks, weights, strict=True)]
    in_blocks, as_one = (
        Trials(
            joined,
            people[0].person_ids,
            people[0].albums,
            rule=Rule.LIKELIHOOD,
            centred=False,
            expected=Expected(0.5),
            blocks=counted,
        )
        for joined, counted in (
            (join_vectors(vectors, blocks), tuple(zip(blocks, weights, strict=True))),
            (join_vectors(vectors, weighed), ()),
        )
    )
    for one, other in zip(in_blocks.strangers(), as_one.strangers(), strict=True):
        np.testing.assert_allclose(one.scores, other.scores, rtol=1e-4)


def test_who_knows_nobody_counts_for_little() -> None:
    weights = [
        sides(general, FACE_MODEL, [5] * 11, 0)[2].learnt.frames.weights[0]
        for general in (NARROW, ROUGH, BLIND)
    ]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] < 0.25
