"""Who a face is, is said by a name: somebody's who is known, or somebody new's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import portrait
from tests.rosters import labels, names, press
from tests.stage import Stage, on_stage
from tests.teaching import CREDULOUS, KNOWN, asked_name, credulous, learn, mistaken, rows


async def test_somebody_new_is_named_in_words(tmp_path: Path) -> None:
    async with credulous(tmp_path) as stage:
        answer, named, _ = await mistaken(stage)
        words, before = answer.words, rows(tmp_path / "whosthis.db")
        await press(answer, "✗ Wrong")
        question = await asked_name(answer, stage)
        assert question.words == "Who is this? Send me the name, or /cancel."
        assert question.asks_for_reply
        told = await stage.say("Dora")
        assert told.words == "This is Dora. I learnt the photo."
        assert labels(told) == [["Undo"]]
        learnt = f"{words}\n\nThis is Dora. I learnt the photo."
        await stage.chat.until(lambda: answer.words == learnt)
        assert labels(answer) == [["Undo", "Why?"]]
        assert await names(stage) == {"Dora": 1, "Nitika": 2, "Vasu": 2}
        assert (await stage.show(portrait(2, 1))).words.startswith("Dora")
        await press(told, "Undo")
        assert told.words == "That is undone."
        await stage.chat.until(lambda: (answer.words, labels(answer)) == (words, KNOWN))
        assert rows(tmp_path / "whosthis.db") == before
        assert named


async def test_a_name_that_is_known_is_that_person(tmp_path: Path) -> None:
    async with credulous(tmp_path) as stage:
        answer, named, other = await mistaken(stage)
        await press(answer, "✗ Wrong")
        await asked_name(answer, stage)
        told = await stage.say(other.lower())
        assert told.words == f"This is {other}. I learnt the photo."
        assert await names(stage) == {named: 2, other: 3}


async def test_a_bad_name_is_asked_for_again_and_cancel_leaves_all_as_it_is(
    tmp_path: Path,
) -> None:
    async with credulous(tmp_path) as stage:
        answer, *_ = await mistaken(stage)
        await press(answer, "✗ Wrong")
        await asked_name(answer, stage)
        again = await stage.say("x" * 65)
        assert again.words.startswith("A name can have 64 characters at most")
        assert (await stage.say("/cancel")).words == "All right, nothing was changed."
        assert await names(stage) == {"Nitika": 2, "Vasu": 2}
        late = await stage.say("Dora", reply_to=again)
        assert late.words.startswith("I don't wait for this answer any more")


async def test_an_unknown_face_is_named(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    await stage.enrol("Vasu", 1)
    answer = await stage.show(portrait(3, 0))
    assert labels(answer) == [["Name this face", "Why?"]]
    await press(answer, "Name this face")
    people, *below = labels(answer)
    assert sorted(people) == ["Nitika", "Vasu"]
    assert below == [["Somebody new"], ["Back"]]
    await press(answer, "Back")
    assert labels(answer) == [["Name this face", "Why?"]]
    await press(answer, "Name this face")
    await asked_name(answer, stage)
    assert (await stage.say("Dora")).words == "This is Dora. I learnt the photo."
    assert (await stage.show(portrait(3, 1))).words.startswith("Dora")


@pytest.mark.parametrize("place", [0, 1])
async def test_whoever_is_chosen_of_two_is_known_from_then_on(
    stage: Stage, tmp_path: Path, place: int
) -> None:
    await learn(stage, "Nitika", 0)
    await learn(stage, "Nita", 0, shots=(2, 3))
    answer = await stage.show(portrait(0, 8))
    words, buttons, before = answer.words, labels(answer), rows(tmp_path / "whosthis.db")
    assert words.startswith("Not sure: perhaps ")
    chosen = buttons[0][place]
    await press(answer, chosen)
    assert answer.words.startswith(f"{words}\n\nThis is {chosen}. ")
    assert "somebody else" not in answer.words
    again = await stage.show(portrait(0, 8))
    assert again.words.startswith(chosen)
    assert labels(again) == KNOWN
    await press(answer, "Undo")
    assert (answer.words, labels(answer)) == (words, buttons)
    assert rows(tmp_path / "whosthis.db") == before
    assert (await stage.show(portrait(0, 8))).words == words


async def test_who_is_chosen_may_be_who_looks_less_like_it(tmp_path: Path) -> None:
    async with on_stage(tmp_path, CREDULOUS) as stage:
        for place in range(8):
            await learn(stage, f"Person {place}", place)
        before = rows(tmp_path / "whosthis.db")
        for stranger in (9, 11, 13):
            answer = await stage.show(portrait(stranger, 0))
            buttons = labels(answer)
            assert answer.words.startswith("Not sure")
            chosen = [label for row in buttons for label in row][1]
            await press(answer, chosen)
            assert answer.words.endswith(f"This is {chosen}. I learnt the photo.")
            assert (await stage.show(portrait(stranger, 0))).words.startswith(chosen)
            await press(answer, "Undo")
            assert labels(answer) == buttons
            assert rows(tmp_path / "whosthis.db") == before


async def test_whoever_is_not_one_of_two_is_a_stranger(stage: Stage) -> None:
    await learn(stage, "Nitika", 0)
    await learn(stage, "Nita", 0, shots=(2, 3))
    answer = await stage.show(portrait(0, 8))
    assert answer.words.startswith("Not sure: perhaps ")
    first, last = labels(answer)
    assert sorted(first) == ["Nita", "Nitika"]
    assert last == ["Someone else", "Why?"]
    await press(answer, "Someone else")
    assert "This is not Nita" in answer.words or "This is not Nitika" in answer.words
    assert labels(answer) == [["Somebody new", "A stranger"], ["Undo"]]
    await press(answer, "A stranger")
    again = await stage.show(portrait(0, 8))
    assert again.words.startswith("Unknown")
    await press(answer, "Undo")
    assert labels(answer) == [first, last]
