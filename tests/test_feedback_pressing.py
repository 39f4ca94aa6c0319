"""Buttons under answers: pressed by the wrong person, twice, elsewhere, and after a restart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.sandbox import Message, Sandbox
from tests.families import family
from tests.rosters import OUT_OF_DATE, forged, labels, opened, press
from tests.stage import Stage, staged
from tests.teaching import (
    ANSWERED,
    CREDULOUS,
    LEARNT,
    asked_name,
    credulous,
    learn,
    mistaken,
    number_of,
    of_three,
    rows,
)

EVERYTHING = (*LEARNT, *ANSWERED, "questions")
BY_MANAGERS = (
    "its:{face}:{person}",
    "wrong:{face}",
    "stranger:{face}",
    "naming:{face}:0",
    "newface:{face}",
    "face:{face}",
    "faces:{face}",
    "unlearn:{said}",
)


@pytest.mark.parametrize("data", BY_MANAGERS)
async def test_only_who_may_manage_changes_anything(
    stage: Stage, tmp_path: Path, data: str
) -> None:
    there = family(stage)
    answer = await of_three(there)
    number = number_of(answer, "Nitika")
    for label in (number, "✓ Right"):
        await press(answer, label, there.ann)
    database = tmp_path / "whosthis.db"
    ((said, face, _, person, *_),) = rows(database, ("feedback",))["feedback"]
    pressed = data.format(face=face, person=person, said=said)
    shown, before = (answer.words, labels(answer)), rows(database, EVERYTHING)
    refused = await forged(answer, pressed, there.bela)
    assert refused.text.startswith("Only this group's admins may")
    assert refused.alert
    # Nor does anybody in a chat of their own, where the answer is not.
    mine = await stage.say("/people")
    assert (await forged(mine, pressed)).text == OUT_OF_DATE
    await stage.sandbox.settled()
    assert (answer.words, labels(answer)) == shown
    assert rows(database, EVERYTHING) == before


@pytest.mark.parametrize("label", ["A stranger", "the other", "Somebody new"])
async def test_what_is_said_twice_is_done_once(tmp_path: Path, label: str) -> None:
    async with credulous(tmp_path) as stage:
        answer, _, other = await mistaken(stage)
        await press(answer, "✗ Wrong")
        wanted = other if label == "the other" else label
        (data,) = [cell.data for row in answer.buttons for cell in row if cell.text == wanted]
        if label == "Somebody new":
            await asked_name(answer, stage)
        else:
            await press(answer, wanted)
        shown, before = (answer.words, labels(answer)), rows(tmp_path / "whosthis.db", EVERYTHING)
        assert not (await forged(answer, data or "")).text
        await stage.sandbox.settled()
        assert (answer.words, labels(answer)) == shown
        after = rows(tmp_path / "whosthis.db", EVERYTHING)
        if label == "Somebody new":
            # It is asked once more, and the first question is answered no longer.
            assert [row[2] for row in after.pop("questions")] == ["withdrawn", "name"]
            before.pop("questions")
        assert after == before


async def test_all_faces_are_shown_once(stage: Stage) -> None:
    there = family(stage)
    answer = await of_three(there)
    overview = labels(answer)
    await press(answer, number_of(answer, "Vasu"), there.ann)
    back = answer.buttons[-1][-1].data or ""
    await press(answer, "All faces", there.ann)
    assert labels(answer) == overview
    assert not (await forged(answer, back, there.ann)).text
    assert labels(answer) == overview


Act = Callable[[Message, Stage], Awaitable[None]]


async def stranger(answer: Message, _: Stage) -> None:
    await press(answer, "A stranger")
    assert "This is a stranger, not " in answer.words


async def from_the_list(answer: Message, _: Stage) -> None:
    other = labels(answer)[0][0]
    await press(answer, other)
    assert answer.words.endswith(f"This is {other}. I learnt the photo.")


async def undone(answer: Message, stage: Stage) -> None:
    await press(answer, "Undo")
    assert "Who is it?" not in answer.words
    told = await opened(answer, "Why?", stage)
    assert told.words.startswith("Why ")


async def in_words(answer: Message, stage: Stage) -> None:
    await asked_name(answer, stage)
    assert (await stage.say("Dora")).words == "This is Dora. I learnt the photo."
    await stage.chat.until(lambda: answer.words.endswith("This is Dora. I learnt the photo."))
    assert "Who is it?" not in answer.words


@pytest.mark.parametrize("act", [stranger, from_the_list, undone, in_words])
async def test_after_a_restart_it_goes_on(tmp_path: Path, act: Act) -> None:
    async with Sandbox() as sandbox:
        bot, ann = sandbox.add_bot("whosthis_bot", privacy=False), sandbox.add_user("Ann")
        chat, database = sandbox.private_chat(ann, bot), tmp_path / "a.db"
        async with staged(database, sandbox, bot, CREDULOUS) as (services, running):
            stage = Stage(sandbox, bot, services, running, ann, chat)
            await learn(stage, "Nitika", 0)
            await learn(stage, "Vasu", 1)
            answer, *_ = await mistaken(stage)
            await press(answer, "✗ Wrong")
        async with staged(database, sandbox, bot, CREDULOUS) as (services, running):
            await act(answer, Stage(sandbox, bot, services, running, ann, chat))


async def test_after_a_restart_there_are_all_faces(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        bot, ann = sandbox.add_bot("whosthis_bot", privacy=False), sandbox.add_user("Ann")
        chat, database = sandbox.private_chat(ann, bot), tmp_path / "a.db"
        async with staged(database, sandbox, bot) as (services, running):
            there = family(Stage(sandbox, bot, services, running, ann, chat))
            answer = await of_three(there)
            overview = labels(answer)
            await press(answer, "1", ann)
        async with staged(database, sandbox, bot) as (services, running):
            await press(answer, "All faces", ann)
            assert labels(answer) == overview
            stage = Stage(sandbox, bot, services, running, ann, chat)
            choice = await opened(answer, "Why?", stage, there.bela)
            assert (await opened(choice, "Why? 1", stage, there.bela)).words.startswith("Why ")


async def test_a_stranger_counts_among_those_whom_the_chat_has_met(tmp_path: Path) -> None:
    async with credulous(tmp_path) as stage:
        learnt, chat = stage.services.recogniser.learnt, stage.chat.id
        answer, *_ = await mistaken(stage)
        assert not (await learnt(chat)).vetoed.strangers
        await press(answer, "✗ Wrong")
        await press(answer, "A stranger")
        assert len((await learnt(chat)).vetoed.strangers) == 1
        await press(answer, "Undo")
        assert not (await learnt(chat)).vetoed.strangers
