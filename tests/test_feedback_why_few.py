"""Why? has a chart in chats of a few people, too, from whom nothing is learnt yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.chats.explaining import dots_of
from bot.pictures.palette import INK
from bot.recognition.embedding import ViewKind
from bot.recognition.evaluation import evaluate
from bot.recognition.learning import learn
from bot.recognition.scores import Rule
from bot.recognition.trying import Asking
from bot.texts import explaining
from storage.records import Strictness
from tests import looking_at_charts as looking
from tests.embedding_spaces import FACE_MODEL, NARROW, Space, enrolled
from tests.people import portrait
from tests.rosters import opened
from tests.stage import on_stage
from tests.teaching import learn as teach

NAMES = ("Nitika", "Vasu", "Anna", "Bela", "Carl")
LEARNING = {"MATCH_THRESHOLD": ""}


@pytest.mark.parametrize(("people", "shots"), [(2, 2), (3, 4), (3, 1), (5, 1)])
async def test_two_to_five_people_have_a_chart(tmp_path: Path, people: int, shots: int) -> None:
    async with on_stage(tmp_path, LEARNING) as stage:
        for number, name in enumerate(NAMES[:people]):
            await teach(stage, name, number, shots=range(shots))
        for asked in (0, 20):
            told = await opened(await stage.show(portrait(asked, 9)), "Why?", stage)
            assert told.photo
            chart = looking.opened(told.photo)
            assert chart.width == 1080
            assert looking.near(chart, INK).any()
            assert explaining.CHART in told.words
            assert explaining.NO_CHART not in told.words


async def test_one_person_has_none_which_is_said(tmp_path: Path) -> None:
    async with on_stage(tmp_path, LEARNING) as stage:
        await teach(stage, "Nitika", 0, shots=range(4))
        told = await opened(await stage.show(portrait(0, 9)), "Why?", stage)
        assert not told.photo
        assert told.words.endswith(f"\n{explaining.NO_CHART}")


@pytest.mark.parametrize("people", [2, 3, 5])
@pytest.mark.parametrize("view", [ViewKind.ALIGNED, ViewKind.FACE])
def test_the_dots_are_those_of_an_evaluation(view: ViewKind, people: int) -> None:
    space = Space(FACE_MODEL if view is ViewKind.ALIGNED else NARROW, 1)
    learnt = learn(enrolled(space, (3,) * people).gallery, view, Rule.LIKELIHOOD)
    for strictness in Strictness:
        line = learnt.thresholds(strictness).known.score
        dots = dots_of(learnt, view, strictness)
        found = evaluate(learnt.gallery, Asking(view, strictness=strictness))
        over = [score - line for score in (*dots.friends, *dots.strangers)]
        assert over == pytest.approx([one.over for one in (*found.friends, *found.strangers)])
        assert len(dots.friends) == 3 * people
        # Whoever is left alone by a stranger to two has no centre to be seen from.
        assert bool(dots.strangers) is (people > 2 or view is ViewKind.ALIGNED)


def test_from_six_people_on_they_are_what_is_learnt() -> None:
    gallery = enrolled(Space(FACE_MODEL, 1), (3,) * 6).gallery
    learnt = learn(gallery, ViewKind.ALIGNED, Rule.LIKELIHOOD)
    dots = dots_of(learnt, ViewKind.ALIGNED, Strictness.NORMAL)
    assert learnt.impostors is not None
    assert learnt.friends is not None
    assert (dots.friends, dots.strangers) == (learnt.friends.scores, learnt.impostors.scores)
