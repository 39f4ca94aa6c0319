"""What people say of an answer is learnt at once, and can be undone."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageFilter

from bot.sandbox import Message, Missing, Sandbox
from tests.people import jpeg, portrait
from tests.rosters import OUT_OF_DATE, forged, labels, names, opened, press
from tests.stage import Stage, staged
from tests.teaching import (
    ANSWERED,
    CREDULOUS,
    KNOWN,
    LEARNT,
    asked_name,
    bytes_of,
    credulous,
    mistaken,
    rows,
)


async def known(stage: Stage) -> Message:
    """An answer that names Nitika, of a photo that is not enrolled."""
    await stage.enrol("Nitika", 0)
    await stage.enrol("Vasu", 1)
    return await stage.show(portrait(0, 5))


async def test_right_adds_the_photo_and_undo_restores_all(stage: Stage, tmp_path: Path) -> None:
    answer = await known(stage)
    words, before = answer.words, rows(tmp_path / "whosthis.db")
    assert words.startswith("Nitika")
    assert labels(answer) == KNOWN
    await press(answer, "✓ Right")
    assert answer.words == f"{words}\n\nThis is Nitika. I learnt the photo."
    assert labels(answer) == [["Undo", "Why?"]]
    assert await names(stage) == {"Nitika": 3, "Vasu": 2}
    await press(answer, "Undo")
    assert (answer.words, labels(answer)) == (words, KNOWN)
    assert rows(tmp_path / "whosthis.db") == before


async def test_what_is_pressed_twice_is_done_once(stage: Stage) -> None:
    answer = await known(stage)
    right, wrong = (answer.buttons[0][place].data or "" for place in (0, 1))
    await press(answer, "✓ Right")
    shown = answer.words, labels(answer)
    assert not (await forged(answer, right)).text
    assert (answer.words, labels(answer)) == shown
    assert await names(stage) == {"Nitika": 3, "Vasu": 2}
    undo = answer.buttons[0][0].data or ""
    await press(answer, "Undo")
    assert not (await forged(answer, undo)).text
    assert labels(answer) == KNOWN
    await press(answer, "✗ Wrong")
    shown = answer.words, labels(answer)
    assert not (await forged(answer, wrong)).text
    assert (answer.words, labels(answer)) == shown


async def test_pressed_at_the_same_moment_it_is_learnt_once(stage: Stage) -> None:
    answer = await known(stage)
    one, other = (stage.chat.press(stage.ann, answer, "✓ Right") for _ in range(2))
    assert not (await one).text
    assert not (await other).text
    await stage.chat.until(lambda: labels(answer) == [["Undo", "Why?"]])
    await stage.sandbox.settled()
    assert await names(stage) == {"Nitika": 3, "Vasu": 2}
    await press(answer, "Undo")
    assert await names(stage) == {"Nitika": 2, "Vasu": 2}


async def test_a_photo_that_is_there_already_is_not_added(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    answer = await stage.show(portrait(0, 0))
    await press(answer, "✓ Right")
    assert answer.words.endswith(
        "This is Nitika. I did not add the photo: I have this photo already."
    )
    await press(answer, "Undo")
    assert await names(stage) == {"Nitika": 2}


async def test_a_wrong_answer_is_corrected_and_does_not_come_back(tmp_path: Path) -> None:
    async with credulous(tmp_path) as stage:
        answer, named, other = await mistaken(stage)
        words, before = answer.words, rows(tmp_path / "whosthis.db")
        await press(answer, "✗ Wrong")
        assert answer.words == f"{words}\n\nThis is not {named}. Who is it?"
        assert labels(answer) == [[other], ["Somebody new", "A stranger"], ["Undo"]]
        await press(answer, other)
        assert answer.words == f"{words}\n\nThis is {other}. I learnt the photo."
        for shot in (0, 1, 2):
            again = await stage.show(portrait(2, shot))
            assert again.words.startswith(other), shot
        await press(answer, "Undo")
        assert (answer.words, labels(answer)) == (words, KNOWN)
        assert rows(tmp_path / "whosthis.db") == before


async def test_a_stranger_is_not_taken_for_anybody_again(tmp_path: Path) -> None:
    async with credulous(tmp_path) as stage:
        answer, named, other = await mistaken(stage)
        before = rows(tmp_path / "whosthis.db")
        await press(answer, "✗ Wrong")
        await press(answer, "A stranger")
        assert answer.words.endswith(f"This is a stranger, not {named}.")
        assert labels(answer) == [["Undo", "Why?"]]
        for shot in (0, 1, 2):
            again = await stage.show(portrait(2, shot))
            assert not again.words.startswith(named), shot
        assert (await stage.show(portrait(0, 7))).words.startswith("Nitika")
        assert await names(stage) == {"Nitika": 2, "Vasu": 2}
        await press(answer, "Undo")
        assert rows(tmp_path / "whosthis.db") == before
        assert (await stage.show(portrait(2, 0))).words.startswith(named)
        assert other


async def test_a_changed_mind_takes_back_what_was_learnt_before(tmp_path: Path) -> None:
    async with credulous(tmp_path) as stage:
        answer, named, other = await mistaken(stage)
        before = rows(tmp_path / "whosthis.db")
        right, wrong = (answer.buttons[0][place].data or "" for place in (0, 1))
        await press(answer, "✓ Right")
        assert await names(stage) == {named: 3, other: 2}
        await forged(answer, wrong)
        await stage.chat.until(lambda: "Who is it?" in answer.words)
        assert await names(stage) == {named: 2, other: 2}
        await press(answer, other)
        assert await names(stage) == {named: 2, other: 3}
        await forged(answer, right)
        await stage.chat.until(lambda: f"This is {named}" in answer.words)
        assert await names(stage) == {named: 3, other: 2}
        assert rows(tmp_path / "whosthis.db", ("vetoes",)) == {"vetoes": []}
        await press(answer, "Undo")
        assert rows(tmp_path / "whosthis.db") == before


async def test_all_of_it_works_after_a_restart(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        bot, ann = sandbox.add_bot("whosthis_bot"), sandbox.add_user("Ann")
        chat = sandbox.private_chat(ann, bot)
        database = tmp_path / "a.db"
        async with staged(database, sandbox, bot, CREDULOUS) as (services, running):
            stage = Stage(sandbox, bot, services, running, ann, chat)
            await stage.enrol("Nitika", 0)
            answer = await stage.show(portrait(2, 0))
            words, before = answer.words, rows(database)
        async with staged(database, sandbox, bot, CREDULOUS):
            await press(answer, "✗ Wrong")
        async with staged(database, sandbox, bot, CREDULOUS) as (services, running):
            stage = Stage(sandbox, bot, services, running, ann, chat)
            assert (await stage.show(portrait(2, 0))).words.startswith("Unknown")
            question = await asked_name(answer, stage)
        async with staged(database, sandbox, bot, CREDULOUS) as (services, running):
            stage = Stage(sandbox, bot, services, running, ann, chat)
            told = await stage.say("Dora", reply_to=question)
            assert told.words == "This is Dora. I learnt the photo."
        async with staged(database, sandbox, bot, CREDULOUS) as (services, running):
            stage = Stage(sandbox, bot, services, running, ann, chat)
            assert (await stage.show(portrait(2, 1))).words.startswith("Dora")
            await press(answer, "Undo")
            assert (answer.words, labels(answer)) == (words, KNOWN)
            assert rows(database) == before


async def test_a_photo_that_does_not_help_is_not_added(stage: Stage) -> None:
    answer = await known(stage)
    await press(answer, "✓ Right")
    with Image.open(io.BytesIO(portrait(0, 5))) as photo:
        nearly = photo.filter(ImageFilter.GaussianBlur(2))
    answer = await stage.show(jpeg(nearly))
    await press(answer, "✓ Right")
    assert answer.words.endswith("I did not add the photo: I have nearly the same photo already.")
    assert await names(stage) == {"Nitika": 3, "Vasu": 2}


async def test_what_cannot_be_fetched_again_is_noted_all_the_same(tmp_path: Path) -> None:
    async with credulous(tmp_path) as stage:
        answer, named, other = await mistaken(stage)
        stage.sandbox.faults.always("getFile", Missing())
        await press(answer, "✗ Wrong")
        assert f"This is not {named}. Who is it?" in answer.words
        assert "may make the mistake once more" in answer.words
        await press(answer, other)
        assert answer.words.endswith("I did not add the photo: I could not fetch it again.")
        await opened(answer, "Why?", stage)
        await press(answer, "Undo")
        assert labels(answer) == KNOWN
        await press(answer, "✗ Wrong")
        await asked_name(answer, stage)
        told = await stage.say("Dora")
        assert told.words.startswith("I don't know Dora now: the photo was not added, because")
        await stage.chat.until(lambda: labels(answer) == [["Who is it?", "Undo", "Why?"]])


async def test_an_erasure_leaves_nothing_of_what_was_said(tmp_path: Path) -> None:
    database = tmp_path / "whosthis.db"
    async with credulous(tmp_path) as stage:
        answer, *_ = await mistaken(stage)
        await press(answer, "✗ Wrong")
        await press(answer, "A stranger")
        await stage.sandbox.settled()
        ((*_, vector),) = rows(database, ("veto_vectors",))["veto_vectors"]
        ((*_, file_id, file_unique_id, _, _, _),) = rows(database, ("answers",))["answers"]
        assert (await stage.say("/erase everything")).words.startswith("Erased")
        await stage.sandbox.settled()
        assert not any(rows(database, (*LEARNT, *ANSWERED)).values())
        data = bytes_of(database)
        for secret in (vector, file_id.encode(), file_unique_id.encode()):
            assert secret not in data
        assert (await forged(answer, answer.buttons[0][0].data or "")).text == OUT_OF_DATE


async def test_of_people_who_are_gone_nothing_is_learnt(tmp_path: Path) -> None:
    async with credulous(tmp_path) as stage:
        answer, named, _ = await mistaken(stage)
        right = answer.buttons[0][0].data or ""
        await press(await stage.say(f"/forget {named}"), "Forget")
        assert (await forged(answer, right)).text == OUT_OF_DATE
        assert named not in await names(stage)
