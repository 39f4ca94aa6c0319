"""Several photos of several people, and what comes between the question and its answer."""

from __future__ import annotations

from pathlib import Path

from bot.sandbox import Missing, Sandbox
from bot.texts.holding import NOT_WAITING, SEND_AGAIN
from tests.choosing import BOTH, asked, face_of
from tests.people import group, portrait
from tests.rosters import forged, labels, names, press
from tests.stage import Stage, photos_of, shows, staged


async def test_in_an_album_each_answer_helps_to_guess_the_next(stage: Stage) -> None:
    photos = [group((0, 1), 0), group((2, 0), 1)]
    parts = stage.chat.send_album(stage.ann, photos, caption="/enroll Nitika")
    first = await stage.answer(parts)
    assert labels(first) == [["1", "2"], ["None of them"]]
    await press(first, "1")
    second = await stage.chat.next_from(stage.bot, after=first)
    assert second.words == "Photo 2 of 2: which one is Nitika?\nI think it is 2."
    await press(second, "Yes, 2")
    assert second.words == "Nitika: 1 photo added, 2 in all"


async def test_every_photo_is_asked_about_at_once_though_earlier_ones_are_not_answered(
    stage: Stage,
) -> None:
    first = await asked(stage)
    second = await asked(stage, group((2, 3), 1))
    assert second.reply_to is stage.chat.messages[-2]
    await stage.say("/enroll Nitika")
    third = await stage.show(group((4, 5), 2))
    assert third.words == "Which one is Nitika?"
    # In any order; the first is left unanswered.
    await press(third, "2")
    await press(second, "1")
    await stage.sandbox.settled()
    assert await photos_of(stage, "Nitika") == 2
    assert labels(first) == [["1", "2"], ["None of them"]]


async def test_a_question_of_an_album_keeps_no_later_photo_back(stage: Stage) -> None:
    photos = [group((0, 1), 0), group((2, 3), 1)]
    album = await stage.answer(stage.chat.send_album(stage.ann, photos, caption="/enroll Nitika"))
    assert album.words.startswith("Photo 1 of 2: which one is Nitika?")
    later = await asked(stage, group((4, 5), 2))
    await press(later, "None of them")
    await stage.sandbox.settled()
    assert stage.chat.messages[-1] is later
    await press(album, "1")
    second = await stage.chat.next_from(stage.bot, after=later)
    assert second.words == "Photo 2 of 2: which one is Nitika?"


async def test_in_a_session_that_is_counted_too(stage: Stage) -> None:
    await stage.enrol("Nitika", 0, range(3))
    begun = await stage.say("/enroll Nitika")
    said = await stage.show(group((0, 0), 4))
    assert said.words == "Which one is Nitika?"
    await shows(
        stage, begun, "Nitika: 0 photos added, 3 in all · 1 with several faces to choose from"
    )
    await press(said, "1")
    await shows(stage, begun, "Nitika: 1 photo added, 4 in all\n")


async def test_an_album_asks_for_one_after_the_other(stage: Stage) -> None:
    photos = [group((0, 1), 0), portrait(2, 0), group((2, 3), 1), group((4, 5), 2)]
    parts = stage.chat.send_album(stage.ann, photos, caption="/enroll Nitika")
    counted = await stage.answer(parts)
    assert counted.words == "Nitika: 1 photo · 3 with several faces to choose from"
    first = await stage.chat.next_from(stage.bot, after=counted)
    assert first.words == "Photo 1 of 4: which one is Nitika?\nAfter this I'll ask about 2 more."
    assert first.reply_to is parts[0]
    await stage.sandbox.settled()
    assert stage.chat.messages[-1] is first
    await press(first, "None of them")
    second = await stage.chat.next_from(stage.bot, after=first)
    assert second.words == (
        "Photo 3 of 4: which one is Nitika?\nI think it is 1.\nAfter this I'll ask about 1 more."
    )
    await press(second, "1")
    assert second.words == "Nitika: 1 photo added, 2 in all"
    third = await stage.chat.next_from(stage.bot, after=second)
    assert third.words == "Photo 4 of 4: which one is Nitika?"
    await press(third, "None of them")
    await stage.sandbox.settled()
    assert stage.chat.messages[-1] is third
    assert await names(stage) == {"Nitika": 2}


async def test_after_a_restart_it_is_asked_on(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        bot = sandbox.add_bot("whosthis_bot")
        ann = sandbox.add_user("Ann")
        chat = sandbox.private_chat(ann, bot)
        async with staged(tmp_path / "w.db", sandbox, bot) as (services, running):
            stage = Stage(sandbox, bot, services, running, ann, chat)
            photos = [group((0, 1), 0), group((2, 3), 1)]
            first = await stage.answer(chat.send_album(ann, photos, caption="/enroll Nitika"))
            assert first.words.startswith("Photo 1 of 2")
        async with staged(tmp_path / "w.db", sandbox, bot) as (services, running):
            stage = Stage(sandbox, bot, services, running, ann, chat)
            await press(first, "1")
            second = await chat.next_from(bot, after=first)
            assert second.words == "Photo 2 of 2: which one is Nitika?"
            await press(second, "2")
            assert second.words == "Nitika: 1 photo added, 2 in all"


async def test_a_photo_that_is_gone_is_told_and_the_next_is_asked_for(stage: Stage) -> None:
    photos = [group((0, 1), 0), group((2, 3), 1)]
    parts = stage.chat.send_album(stage.ann, photos, caption="/enroll Nitika")
    first = await stage.answer(parts)
    stage.sandbox.faults.next("file", Missing())
    await press(first, "1")
    assert first.words == SEND_AGAIN
    assert labels(first) == [["Try again"]]
    second = await stage.chat.next_from(stage.bot, after=first)
    assert second.words == "Photo 2 of 2: which one is Nitika?"
    await press(first, "Try again")
    assert first.words == "Nitika: 1 photo"


async def test_what_is_tried_again_is_doubted_like_any_other(stage: Stage) -> None:
    await stage.enrol("Vasu", 1, range(3))
    said = await asked(stage)
    stage.sandbox.faults.next("file", Missing())
    await press(said, "2")
    assert labels(said) == [["Try again"]]
    await press(said, "Try again")
    assert said.words == "I held this photo of Nitika back: it looks like Vasu."
    assert await names(stage) == {"Vasu": 3}


async def test_after_a_failure_the_number_that_is_pressed_then_counts(stage: Stage) -> None:
    said = await asked(stage)
    data = str(said.buttons[0][0].data)
    stage.sandbox.faults.next("file", Missing())
    await press(said, "1")
    assert said.words == SEND_AGAIN
    # Somebody who still sees the numbers.
    await forged(said, f"{data[:-1]}2")
    await stage.chat.until(lambda: said.words == "Nitika: 1 photo")
    assert (await face_of(stage, "Nitika")).box[0] > 640


async def test_cancelling_the_session_withdraws_the_question(stage: Stage) -> None:
    await stage.say("/enroll Nitika")
    said = await stage.show(BOTH)
    await stage.say("/cancel")
    assert (await stage.chat.press(stage.ann, said, "1")).text == NOT_WAITING
    assert await names(stage) == {}
