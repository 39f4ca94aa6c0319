"""What is said of one face says nothing of the faces of others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.recognition.embedding import ViewKind
from bot.recognition.gallery import Gallery, Vetoes
from bot.recognition.learning import Learnt, learn
from bot.recognition.matching import Outcome, decide
from bot.recognition.scores import Rule
from tests.embedding_spaces import GEOMETRIES, Geometry, Space, Vectors, enrolled
from tests.people import portrait
from tests.rosters import press
from tests.stage import Stage, on_stage
from tests.teaching import learn as teach

NAMES = ("Nitika", "Vasu", "Anna", "Bela", "Carl", "Dora", "Emil")
OTHERS = range(8, 14)
"""Drawn people of whom nobody says anything."""
TOLD = "as I was told"


def learnt_of(gallery: Gallery, face: Vectors | None = None, person: int = 0) -> Learnt:
    """What a gallery teaches, once somebody said that a face is not a person."""
    if face is not None:
        vetoes = Vetoes(face[None], np.array([person]), np.arange(1))
        gallery = replace(gallery, vetoes=vetoes)
    return learn(gallery, ViewKind.ALIGNED, Rule.LIKELIHOOD)


@pytest.mark.parametrize("geometry", GEOMETRIES, ids=lambda one: one.name)
@pytest.mark.parametrize("people", [3, 7])
def test_faces_of_others_are_answered_as_before(geometry: Geometry, people: int) -> None:
    hit = asked = vetoed = 0
    for seed in range(4):
        space = Space(geometry, seed)
        made = enrolled(space, (4,) * people)
        before = learnt_of(made.gallery)
        faces = [*space.strangers(60), *made.friends(8)[0]]
        was = [decide(one, before, top_k=5) for one in faces]
        for stranger in space.strangers(5):
            closest = decide(stranger, before, top_k=5).best
            assert closest is not None
            after = learnt_of(made.gallery, stranger, closest.person_id)
            said = decide(stranger, after, top_k=5)
            vetoed += said.left_out == (closest.person_id,)
            now = [decide(one, after, top_k=5) for one in faces]
            hit += sum(one.left_out != () for one in now)
            asked += len(now)
            assert all(
                (one.outcome, one.best) == (other.outcome, other.best)
                for one, other in zip(was, now, strict=True)
                if not other.left_out
            )
    assert vetoed == 20
    # Few enough look like whoever was spoken of.
    assert hit <= 0.02 * asked


@pytest.mark.parametrize("geometry", GEOMETRIES, ids=lambda one: one.name)
def test_a_mistaken_veto_leaves_the_others_alone(geometry: Geometry) -> None:
    """Somebody says of a face of the person that it is a stranger's."""
    space = Space(geometry, 1)
    made = enrolled(space, (4,) * 7)
    (mistaken,) = space.photos(made.identities[0], 1)
    after = learnt_of(made.gallery, mistaken)
    said = [decide(one, after, top_k=5) for one in space.strangers(300)]
    assert sum(one.left_out != () for one in said) <= 3
    assert sum(one.outcome is Outcome.KNOWN for one in said) <= 12


async def answers(stage: Stage) -> list[str]:
    return [(await stage.show(portrait(one, 1))).words for one in OTHERS]


@pytest.mark.parametrize(
    ("settings", "shown"),
    [({"MATCH_THRESHOLD": ""}, (0, 9)), ({"MATCH_THRESHOLD": "0.3"}, (7, 0))],
    ids=["a face of theirs", "a stranger"],
)
async def test_of_a_face_nobody_spoke_of_nobody_was_told(
    tmp_path: Path, settings: dict[str, str], shown: tuple[int, int]
) -> None:
    async with on_stage(tmp_path, settings, USER_DAILY_PHOTOS="0") as stage:
        for number, name in enumerate(NAMES):
            await teach(stage, name, number, shots=range(4))
        before = await answers(stage)
        answer = await stage.show(portrait(*shown))
        named = answer.words.partition("\n")[0].partition(",")[0]
        assert named in NAMES
        await press(answer, "✗ Wrong")
        await press(answer, "A stranger")
        assert await answers(stage) == before
        again = await stage.show(portrait(*shown))
        assert not again.words.startswith(named)
        assert f"Not {named}, {TOLD}." in again.words
