"""Whoever is forgotten is gone at once, and can come back for ten minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.sandbox import Missing, Sandbox
from tests.people import portrait
from tests.rosters import OUT_OF_DATE, forged, known, labels, names, opened, press
from tests.stage import Stage, staged


async def test_the_command_asks_once_and_offers_undo(stage: Stage) -> None:
    await known(stage, {"Anna": 5, "Bela": 1})
    asked = await stage.say("/forget anna")
    assert asked.words == (
        "Forget Anna? The name and 5 photos will be removed. "
        "Undo is possible for 10 minutes; after that they are really gone."
    )
    assert labels(asked) == [["Forget", "Keep"]]
    assert await names(stage) == {"Anna": 5, "Bela": 1}
    await press(asked, "Forget")
    assert asked.words.startswith("Anna is forgotten, with 5 photos.")
    assert labels(asked) == [["Undo"]]
    assert await names(stage) == {"Bela": 1}
    await press(asked, "Undo")
    assert asked.words == "Anna is back, with 5 photos."
    assert labels(asked) == [["Photos of Anna"], ["All people"]]
    assert await names(stage) == {"Anna": 5, "Bela": 1}
    card = await opened(asked, "Photos of Anna", stage)
    assert card.words.startswith("Anna · 5 photos")


async def test_one_can_think_better_of_it(stage: Stage) -> None:
    await known(stage, {"Anna": 1})
    asked = await stage.say("/forget Anna")
    await press(asked, "Keep")
    assert asked.words == "All right, nothing was changed."
    assert not asked.buttons
    card = await stage.say("/person Anna")
    buttons = labels(card)
    await press(card, "Forget")
    assert card.photo
    await press(card, "Keep")
    assert labels(card) == buttons
    assert await names(stage) == {"Anna": 1}


async def test_the_card_goes_with_the_person(stage: Stage) -> None:
    await known(stage, {"Anna": 1})
    card = await stage.say("/person Anna")
    await press(card, "Forget")
    await press(card, "Forget")
    assert card.deleted
    gone = stage.chat.messages[-1]
    assert gone.words.startswith("Anna is forgotten, with 1 photo.")
    await press(gone, "Undo")
    assert await names(stage) == {"Anna": 1}


async def test_a_name_nearly_right_is_asked_about(stage: Stage) -> None:
    await known(stage, {"Anna": 1, "Hanna": 2})
    answer = await stage.say("/forget Annna")
    assert answer.words == "I don't know anybody called Annna here. Whom did you mean?"
    assert sorted(labels(answer)) == [["Anna"], ["Hanna"]]
    await press(answer, "Hanna")
    assert answer.words.startswith("Forget Hanna? The name and 2 photos will be removed.")
    await press(answer, "Forget")
    assert await names(stage) == {"Anna": 1}


async def test_without_a_name_or_with_nobodys_it_tells_how(stage: Stage) -> None:
    answer = await stage.say("/forget")
    assert answer.words == "Whom shall I forget? Write for example /forget Anna."
    answer = await stage.say("/forget Anna")
    assert answer.words == "I don't know anybody called Anna here."
    answer = await stage.say(f"/forget {'x' * 65}")
    assert answer.words.startswith("A name can have 64 characters at most")


async def test_undo_outlives_a_restart_but_not_ten_minutes(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        bot, ann = sandbox.add_bot("whosthis_bot"), sandbox.add_user("Ann")
        chat = sandbox.private_chat(ann, bot)
        async with staged(tmp_path / "a.db", sandbox, bot) as (services, running):
            stage = Stage(sandbox, bot, services, running, ann, chat)
            await known(stage, {"Anna": 2})
            asked = await stage.say("/forget Anna")
        async with staged(tmp_path / "a.db", sandbox, bot) as (services, _):
            await press(asked, "Forget")
            assert not await services.roster.people(chat.id)
        async with staged(tmp_path / "a.db", sandbox, bot) as (services, _):
            await press(asked, "Undo")
            (anna,) = await services.roster.people(chat.id)
            then = datetime.now(UTC) - timedelta(minutes=11)
            removal = await services.roster.forget(chat.id, anna.id, ann.id, then)
            assert (await forged(asked, f"undo:{removal.id}")).text == OUT_OF_DATE
            assert not await services.roster.people(chat.id)


async def test_what_is_done_is_not_done_twice_and_offers_undo_once_more(stage: Stage) -> None:
    (anna, bela) = await known(stage, {"Anna": 2, "Bela": 1})
    asked, other = await stage.say("/forget Anna"), await stage.say("/forget Anna")
    await press(asked, "Forget")
    await press(other, "Forget")
    assert (other.words, other.buttons) == (asked.words, asked.buttons)
    assert (await forged(asked, f"mergeyes:{anna}:{bela}")).text == OUT_OF_DATE
    undo = asked.buttons[0][0].data
    assert undo
    await press(other, "Undo")
    assert (await forged(asked, undo)).text == OUT_OF_DATE
    await press(await stage.say("/forget Anna"), "Forget")
    await stage.services.roster.purge(datetime.now(UTC) + timedelta(minutes=11))
    assert (await forged(asked, f"forgetyes:{anna}")).text == OUT_OF_DATE
    assert await names(stage) == {"Bela": 1}


async def test_whoever_takes_photos_of_them_is_told_that_it_is_over(stage: Stage) -> None:
    await known(stage, {"Anna": 1})
    status = await stage.say("/enroll anna")
    asked = await stage.say("/forget Anna")
    await press(asked, "Forget")
    assert "with 1 photo. Adding photos of them has ended, too. Undo is" in asked.words
    await stage.chat.until(lambda: status.words.startswith("This has ended: Anna was removed"))
    assert (await stage.say("/done")).words.startswith("Nothing is being enrolled")


async def test_a_card_that_cannot_go_has_the_words_and_no_buttons(stage: Stage) -> None:
    await known(stage, {"Anna": 1})
    card = await stage.say("/person Anna")
    await press(card, "Forget")
    stage.sandbox.faults.next("deleteMessage", Missing())
    gone = await opened(card, "Forget", stage)
    await stage.chat.until(lambda: not card.buttons)
    assert card.words == gone.words
    assert labels(gone) == [["Undo"]]


async def test_where_nothing_can_be_said_undo_is_offered_below_the_card(stage: Stage) -> None:
    await known(stage, {"Anna": 1})
    card = await stage.say("/person Anna")
    await press(card, "Forget")
    stage.sandbox.faults.always("sendMessage", Missing())
    await press(card, "Forget")
    assert card.words.startswith("Anna is forgotten")
    assert labels(card) == [["Undo"]]
    await press(card, "Undo")
    assert await names(stage) == {"Anna": 1}


async def test_whose_name_is_somebody_elses_comes_back_under_another(stage: Stage) -> None:
    await known(stage, {"Ana": 2, "Anna": 3})
    asked = await stage.say("/forget Ana")
    await press(asked, "Forget")
    await stage.say("/rename Anna to Ana")
    await press(asked, "Undo")
    assert asked.words == (
        "Ana 2 is back, with 2 photos. Somebody else is called Ana by now; if they are one "
        "person, merge them."
    )
    assert labels(asked)[0] == ["Merge with Ana"]
    assert await names(stage) == {"Ana": 3, "Ana 2": 2}
    await press(asked, "Merge with Ana")
    await press(asked, "Merge")
    assert await names(stage) == {"Ana": 5}


async def test_a_member_cannot_undo_what_an_admin_did(stage: Stage) -> None:
    bela = stage.sandbox.add_user("Bela")
    friends = stage.sandbox.group(
        "Friends", members=[stage.ann, bela, stage.bot], admins=[stage.ann], supergroup=True
    )
    await known(stage, {"Anna": 2}, friends)
    asked = await stage.answer(friends.send_text(stage.ann, "/forget Anna"))
    refused = await friends.press(bela, asked, "Forget")
    assert refused.text.startswith("Only this group's admins")
    await press(asked, "Forget", stage.ann)
    refused = await friends.press(bela, asked, "Undo")
    assert refused.text.startswith("Only this group's admins")
    assert await names(stage, friends) == {}
    await press(asked, "Undo", stage.ann)
    assert await names(stage, friends) == {"Anna": 2}


async def test_a_press_that_was_waiting_too_long_counts_all_the_same(stage: Stage) -> None:
    await known(stage, {"Anna": 1})
    asked = await stage.say("/forget Anna")
    stage.chat.press(stage.ann, asked, "Forget").expired = True
    await stage.chat.until(lambda: asked.edits)
    assert labels(asked) == [["Undo"]]
    assert await names(stage) == {}


async def test_where_the_message_is_gone_undo_is_offered_anew(stage: Stage) -> None:
    await known(stage, {"Anna": 1})
    asked = await stage.say("/forget Anna")
    pressed = stage.chat.press(stage.ann, asked, "Forget")
    stage.chat.delete(asked)
    await pressed
    gone = await stage.chat.next_from(stage.bot, after=asked)
    assert labels(gone) == [["Undo"]]


async def test_nobody_is_known_by_whom_was_forgotten(stage: Stage) -> None:
    await stage.enrol("Anna", 0)
    await stage.enrol("Bela", 1)
    asked = await stage.say("/forget Anna")
    await press(asked, "Forget")
    assert not (await stage.show(portrait(0, 5))).words.startswith("Anna")
    await press(asked, "Undo")
    assert (await stage.show(portrait(0, 5))).words.startswith("Anna\n")
