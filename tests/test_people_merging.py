"""Two people who are one are merged, and can be parted again for ten minutes."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from tests.rosters import OUT_OF_DATE, forged, known, labels, names, opened, press
from tests.stage import Stage, staged


async def test_the_other_is_chosen_and_the_bot_says_what_happens(stage: Stage) -> None:
    await known(stage, {"Anna": 3, "Hanna": 2, "Zoe": 1})
    card = await stage.say("/person Anna")
    await press(card, "Merge")
    assert "Whose other name is Anna? Anna's 3 photos become theirs" in card.words
    assert labels(card) == [["Hanna · 2"], ["Zoe · 1"], ["Back"]]
    await press(card, "Hanna · 2")
    assert card.words == (
        "Merge them? Anna's 3 photos become Hanna's, and the name Anna goes. "
        "Undo is possible for 10 minutes."
    )
    done = await opened(card, "Merge", stage)
    assert done.words.startswith("Anna's 3 photos are Hanna's now.")
    assert labels(done) == [["Undo"], ["Photos of Hanna"]]
    assert await names(stage) == {"Hanna": 5, "Zoe": 1}
    await press(done, "Undo")
    assert done.words == "Anna is back, with 3 photos."
    assert await names(stage) == {"Anna": 3, "Hanna": 2, "Zoe": 1}


async def test_one_can_go_back_at_every_step(stage: Stage) -> None:
    await known(stage, {"Anna": 1, "Hanna": 1})
    card = await stage.say("/person Anna")
    words, buttons = card.words, labels(card)
    for label in ("Merge", "Hanna · 1", "Back", "Back"):
        await press(card, label)
    assert (card.words, labels(card)) == (words, buttons)
    assert await names(stage) == {"Anna": 1, "Hanna": 1}


async def test_many_are_paged_through(stage: Stage) -> None:
    await known(stage, {f"N{number:02}": 1 for number in range(13)})
    card = await stage.say("/person N00")
    await press(card, "Merge")
    assert labels(card)[0] == ["N01 · 1"]
    assert labels(card)[-2:] == [["1/2", "›"], ["Back"]]
    await press(card, "›")
    assert labels(card) == [["N11 · 1"], ["N12 · 1"], ["‹", "2/2"], ["Back"]]


async def test_with_nobody_else_there_is_nothing_to_merge(stage: Stage) -> None:
    await known(stage, {"Anna": 1})
    card = await stage.say("/person Anna")
    answer = await stage.chat.press(stage.ann, card, "Merge")
    assert (answer.text, answer.alert) == ("There is nobody else here to merge with.", True)
    assert not card.edits


async def test_an_answer_that_comes_too_late_is_no_error(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await known(stage, {"Anna": 1})
    card = await stage.say("/person Anna")
    caplog.clear()
    stage.chat.press(stage.ann, card, "Merge").expired = True
    await stage.sandbox.settled()
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


async def test_pressed_once_more_it_offers_undo_once_more(stage: Stage) -> None:
    anna, hanna, zoe = await known(stage, {"Anna": 3, "Hanna": 2, "Zoe": 1})
    first, second = await stage.say("/rename Anna to Hanna"), await stage.say("/people")
    await press(first, "Merge")
    again = await forged(second, f"mergeyes:{anna}:{hanna}")
    assert not again.text
    await stage.chat.until(lambda: second.words == first.words)
    assert second.buttons == first.buttons
    assert (await forged(second, f"mergeyes:{anna}:{zoe}")).text == OUT_OF_DATE
    assert (await forged(second, f"forgetyes:{anna}")).text == OUT_OF_DATE
    await press(second, "Undo")
    assert await names(stage) == {"Anna": 3, "Hanna": 2, "Zoe": 1}


async def test_photos_that_are_still_to_come_go_to_nobody_else(stage: Stage) -> None:
    await known(stage, {"Anna": 1, "Hanna": 1})
    status = await stage.say("/enroll Anna")
    answer = await stage.say("/rename Anna to Hanna")
    await press(answer, "Merge")
    assert "Hanna's now. Adding photos of them has ended, too." in answer.words
    await stage.chat.until(lambda: status.words.startswith("This has ended: Anna was removed"))
    await press(answer, "Undo")
    assert (await stage.say("/done")).words.startswith("Nothing is being enrolled")
    assert await names(stage) == {"Anna": 1, "Hanna": 1}


async def test_every_step_outlives_a_restart(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        bot, ann = sandbox.add_bot("whosthis_bot"), sandbox.add_user("Ann")
        chat = sandbox.private_chat(ann, bot)
        async with staged(tmp_path / "a.db", sandbox, bot) as (services, running):
            stage = Stage(sandbox, bot, services, running, ann, chat)
            await known(stage, {"Anna": 1, "Hanna": 1})
            card = await stage.say("/person Anna")
        for label in ("Merge", "Hanna · 1", "Merge"):
            async with staged(tmp_path / "a.db", sandbox, bot):
                await press(card, label)
        async with staged(tmp_path / "a.db", sandbox, bot) as (services, _):
            assert [one.name for one in await services.roster.people(chat.id)] == ["Hanna"]
            await press(chat.messages[-1], "Undo")
            assert len(await services.roster.people(chat.id)) == 2


@pytest.mark.parametrize("action", ["mergeinto", "mergeyes"])
async def test_other_chats_people_and_oneself_are_out_of_date(stage: Stage, action: str) -> None:
    bela = stage.sandbox.add_user("Bela")
    theirs = stage.sandbox.private_chat(bela, stage.bot, started=True)
    (carla,) = await known(stage, {"Carla": 2}, theirs)
    anna, _ = await known(stage, {"Anna": 2, "Hanna": 1})
    card = await stage.say("/person Anna")
    for data in (f"{anna}:{carla}", f"{carla}:{anna}", f"{anna}:{anna}", f"{anna}:0"):
        assert (await forged(card, f"{action}:{data}")).text == OUT_OF_DATE
    assert await names(stage) == {"Anna": 2, "Hanna": 1}
    assert await names(stage, theirs) == {"Carla": 2}
