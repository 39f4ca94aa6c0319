"""Who a face is, is said by a name: somebody's who is known, or somebody new's."""

from __future__ import annotations

from pathlib import Path

from tests.people import portrait
from tests.rosters import labels, names, press
from tests.stage import Stage
from tests.teaching import KNOWN, asked_name, credulous, learn, mistaken, rows


async def test_somebody_new_is_named_in_words(tmp_path: Path) -> None:
    async with credulous(tmp_path) as stage:
        answer, named, _ = await mistaken(stage)
        before = rows(tmp_path / "whosthis.db")
        await press(answer, "✗ Wrong")
        question = await asked_name(answer, stage)
        assert question.words == "Who is this? Send me the name, or /cancel."
        assert question.asks_for_reply
        told = await stage.say("Dora")
        assert told.words == "This is Dora. I learnt the photo."
        assert labels(told) == [["Undo"]]
        assert labels(answer) == [["Undo", "Why?"]]
        assert await names(stage) == {"Dora": 1, "Nitika": 2, "Vasu": 2}
        assert (await stage.show(portrait(2, 1))).words.startswith("Dora")
        await press(told, "Undo")
        assert told.words == "That is undone: all is as it was before."
        await stage.chat.until(lambda: labels(answer) == KNOWN)
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


async def test_of_two_who_may_be_meant_one_is_chosen(stage: Stage) -> None:
    await learn(stage, "Nitika", 0)
    await learn(stage, "Nita", 0, shots=(2, 3))
    answer = await stage.show(portrait(0, 8))
    assert answer.words.startswith("Not sure: perhaps ")
    first, last = labels(answer)
    assert sorted(first) == ["Nita", "Nitika"]
    assert last == ["Someone else", "Why?"]
    await press(answer, "Nita")
    assert "\n\nThis is Nita. " in answer.words
    await press(answer, "Undo")
    assert labels(answer) == [first, last]
    await press(answer, "Someone else")
    assert "This is not Nita" in answer.words or "This is not Nitika" in answer.words
    assert labels(answer) == [["Somebody new", "A stranger"], ["Undo"]]
    await press(answer, "A stranger")
    again = await stage.show(portrait(0, 8))
    assert again.words.startswith("Unknown")
    await press(answer, "Undo")
    assert labels(answer) == [first, last]
