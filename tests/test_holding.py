"""Photos that there are doubts about, in private: held back, told, and added anyway."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.sandbox import Message, Missing, Sandbox
from bot.texts.holding import NOT_WAITING, SEND_AGAIN
from tests.doubtful import again, blurred, dark, glaring, tilted, tiny
from tests.people import portrait
from tests.rosters import forged, labels, names, press
from tests.stage import Stage, photos_of, shows, staged

LATER = timedelta(days=1, seconds=1)


async def held_back(stage: Stage, photo: bytes, name: str = "Nitika") -> Message:
    """Ann sends a photo that is held back; what the bot says to it."""
    said = await stage.show(photo, f"/enroll {name}")
    assert said.words.startswith(f"I held this photo of {name} back: ")
    return said


@pytest.mark.parametrize(
    ("flawed", "why"),
    [
        (blurred, "it is blurred"),
        (tiny, "the face is very small"),
        (dark, "it is too dark"),
        (glaring, "it is too bright"),
        (tilted, "the face is turned away or tilted"),
    ],
)
async def test_a_flawed_photo_is_held_back_and_added_anyway(
    stage: Stage, flawed: Callable[[], bytes], why: str
) -> None:
    said = await held_back(stage, flawed())
    assert said.words == f"I held this photo of Nitika back: {why}."
    assert said.reply_to is stage.chat.messages[-2]
    assert labels(said) == [["Add anyway"]]
    assert await names(stage) == {}
    _, added = await press(said, "Add anyway")
    assert added.words == "Nitika: 1 photo"
    assert labels(added) == []
    assert await names(stage) == {"Nitika": 1}


async def test_nearly_the_same_photo_is_held_back(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    said = await held_back(stage, again(0, 0))
    assert said.words.endswith("back: I have nearly the same photo already.")
    _, added = await press(said, "Add anyway")
    assert added.words == "Nitika: 1 photo added, 3 in all"


async def test_nearly_the_same_photo_twice_in_an_album_is_held_back(stage: Stage) -> None:
    parts = stage.chat.send_album(
        stage.ann, [portrait(0, 0), portrait(0, 1), again(0, 0)], caption="/enroll Nitika"
    )
    assert (await stage.answer(parts)).words == "Nitika: 2 photos · 1 held back"
    said = await stage.chat.next_from(stage.bot, after=stage.chat.messages[-1])
    assert said.words == (
        "1 was held back of 3 photos of Nitika:\nPhoto 3: I have nearly the same photo already."
    )
    assert said.reply_to is parts[2]


async def test_a_photo_of_somebody_else_is_held_back(stage: Stage) -> None:
    await stage.enrol("Vasu", 1, range(3))
    await stage.enrol("Nitika", 0)
    said = await held_back(stage, portrait(1, 5))
    assert said.words.endswith("back: it looks like Vasu.")
    assert (await held_back(stage, portrait(1, 5), "Somebody new")).words.endswith("Vasu.")
    await press(said, "Add anyway")
    assert await names(stage) == {"Nitika": 3, "Vasu": 3}


async def test_several_doubts_are_told_in_one_sentence(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    said = await held_back(stage, blurred(0, 0))
    assert said.words == (
        "I held this photo of Nitika back: it is blurred, and I have nearly the same photo "
        "already."
    )


async def test_of_an_album_it_is_told_in_one_message_which_are_held_back(stage: Stage) -> None:
    photos = [portrait(0, 0), blurred(), portrait(0, 1), dark(0, 6), portrait(0, 2)]
    parts = stage.chat.send_album(stage.ann, photos, caption="/enroll Nitika")
    assert (await stage.answer(parts)).words == "Nitika: 3 photos · 2 held back"
    said = await stage.chat.next_from(stage.bot, after=stage.chat.messages[-1])
    assert said.words == (
        "2 were held back of 5 photos of Nitika:\n"
        "Photo 2: it is blurred.\nPhoto 4: it is too dark."
    )
    assert labels(said) == [
        ["Add photo 2 anyway"],
        ["Add photo 4 anyway"],
        ["Add all anyway"],
    ]
    await press(said, "Add photo 4 anyway")
    assert said.words.endswith("Nitika: 1 photo added, 4 in all")
    assert labels(said) == [["Add photo 2 anyway"]]
    await press(said, "Add photo 2 anyway")
    assert said.words.startswith("2 were held back of 5 photos")
    assert said.words.endswith("Nitika: 1 photo added, 5 in all")
    assert labels(said) == []


async def test_all_of_an_album_can_be_added_at_once(stage: Stage) -> None:
    parts = stage.chat.send_album(
        stage.ann, [blurred(), dark(0, 6), tiny(0, 7)], caption="/enroll Nitika"
    )
    said = await stage.answer(parts)
    assert said.words.startswith("3 were held back of 3 photos of Nitika:\n")
    await press(said, "Add all anyway")
    assert said.words.endswith("\nNitika: 3 photos")
    assert labels(said) == []
    assert await names(stage) == {"Nitika": 3}


async def test_pressed_twice_a_photo_is_added_once(stage: Stage) -> None:
    said = await held_back(stage, blurred())
    (((cell,),),) = ((tuple(row) for row in said.buttons),)
    data = str(cell.data)
    await press(said, "Add anyway")
    answer = await forged(said, data)
    assert (answer.alert, answer.text) == (True, NOT_WAITING)
    assert await photos_of(stage, "Nitika") == 1


@pytest.mark.parametrize("data", ["heldadd:1:999999", "heldadd:0:0", "heldface:1:1"])
async def test_a_photo_of_another_chat_cannot_be_added(stage: Stage, data: str) -> None:
    carl = stage.sandbox.add_user("Carl")
    theirs = stage.sandbox.private_chat(carl, stage.bot)
    await stage.answer(theirs.send_photo(carl, blurred(), caption="/enroll Vasu"))
    said = await stage.say("/people")
    assert (await forged(said, data)).text == NOT_WAITING
    assert await names(stage) == {}


async def test_after_a_day_it_is_out_of_date_and_nothing_is_known_of_it(stage: Stage) -> None:
    said = await held_back(stage, blurred())
    await stage.services.holding.purge(datetime.now(UTC) + LATER)
    answer = await stage.chat.press(stage.ann, said, "Add anyway")
    assert answer.text == NOT_WAITING
    assert await stage.services.store.database.rows("SELECT * FROM held") == []


async def test_a_photo_that_is_gone_has_to_be_sent_again(stage: Stage) -> None:
    said = await held_back(stage, blurred())
    stage.sandbox.faults.next("file", Missing())
    await press(said, "Add anyway")
    assert said.words == SEND_AGAIN
    # It may have been Telegram's mistake.
    assert labels(said) == [["Add anyway"]]
    await press(said, "Add anyway")
    assert said.words == "Nitika: 1 photo"


async def test_after_a_restart_it_can_be_added_still(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        bot = sandbox.add_bot("whosthis_bot")
        ann = sandbox.add_user("Ann")
        chat = sandbox.private_chat(ann, bot)
        async with staged(tmp_path / "w.db", sandbox, bot) as (services, running):
            stage = Stage(sandbox, bot, services, running, ann, chat)
            said = await held_back(stage, blurred())
        async with staged(tmp_path / "w.db", sandbox, bot) as (services, running):
            stage = Stage(sandbox, bot, services, running, ann, chat)
            await press(said, "Add anyway")
            assert said.words == "Nitika: 1 photo"
            assert await names(stage) == {"Nitika": 1}


async def test_in_a_session_the_status_counts_what_is_held_back(stage: Stage) -> None:
    begun = await stage.say("/enroll Nitika")
    said = await stage.show(blurred())
    assert said.words == "I held this photo of Nitika back: it is blurred."
    await shows(stage, begun, "Nitika: 0 photos · 1 held back")
    stage.chat.send_photo(stage.ann, portrait(0, 0))
    await shows(stage, begun, "Nitika: 1 photo · 1 held back")
    await press(said, "Add anyway")
    await shows(stage, begun, "Nitika: 2 photos")
    assert (await stage.say("/done")).words.startswith("Nitika: 2 photos\nDone.")


async def test_what_is_held_back_can_be_added_after_the_session(stage: Stage) -> None:
    await stage.say("/enroll Nitika")
    said = await stage.show(blurred())
    done = await stage.say("/done")
    assert done.words == (
        "Nitika: 0 photos · 1 held back\nNobody is enrolled yet: the buttons above decide."
    )
    await press(said, "Add anyway")
    assert said.words == "Nitika: 1 photo"


async def test_cancelling_a_session_withdraws_what_it_held_back(stage: Stage) -> None:
    await stage.say("/enroll Nitika")
    stage.chat.send_photo(stage.ann, portrait(0, 0))
    said = await stage.show(blurred())
    cancelled = await stage.say("/cancel")
    assert cancelled.words == (
        "Cancelled: 1 photo of Nitika removed. 1 photo held back won't be added either."
    )
    assert (await stage.chat.press(stage.ann, said, "Add anyway")).text == NOT_WAITING
    assert await names(stage) == {}


async def test_it_is_added_under_the_name_somebody_has_by_now(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    said = await held_back(stage, blurred())
    await stage.say("/rename Nitika to Niti")
    await press(said, "Add anyway")
    assert said.words == "Niti: 1 photo added, 3 in all"


async def test_whoever_is_forgotten_does_not_come_back_by_it(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    said = await held_back(stage, blurred())
    await press(await stage.say("/forget Nitika"), "Forget")
    assert (await stage.chat.press(stage.ann, said, "Add anyway")).text == NOT_WAITING
    assert await names(stage) == {}


async def test_of_an_erased_chat_nothing_waits(stage: Stage, tmp_path: Path) -> None:
    said = await held_back(stage, blurred(), "Somebody-nobody-knows")
    await stage.say("/erase everything")
    assert (await stage.chat.press(stage.ann, said, "Add anyway")).text == NOT_WAITING
    files = [tmp_path / "whosthis.db", tmp_path / "whosthis.db-wal"]
    assert not any(b"Somebody-nobody" in path.read_bytes() for path in files if path.exists())


async def test_a_photo_that_is_there_already_is_no_repeat_of_itself(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    answer = await stage.show(portrait(0, 0), "/enroll Nitika")
    assert "already there" in answer.words
