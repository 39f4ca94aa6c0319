"""The bot asks for another name in words, and knows the answer from other words."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox import Chat, Delay, Message, Sandbox, User
from tests.rosters import OUT_OF_DATE, known, labels, names, opened, press
from tests.stage import Stage, on_stage, staged


async def asked(stage: Stage, card: Message, user: User | None = None) -> Message:
    """The bot's question for another name, after Rename on a card."""
    return await opened(card, "Rename", stage, user)


async def asked_about(stage: Stage, name: str) -> Message:
    """The same, in private."""
    return await asked(stage, await stage.say(f"/person {name}"))


async def test_the_button_asks_and_the_next_words_answer(stage: Stage) -> None:
    await known(stage, {"Anna": 1})
    question = await asked_about(stage, "Anna")
    assert question.words == "What shall I call Anna? Send me the new name, or /cancel."
    assert question.content.markup == {
        "force_reply": True,
        "selective": True,
        "input_field_placeholder": "Anna",
    }
    too_long = await stage.say("x" * 65)
    assert too_long.words.startswith("A name can have 64 characters at most")
    answer = await stage.say("Hanna\n<b>2</b>")
    assert answer.words == "Anna is called Hanna <b>2</b> now."
    # That was the answer: what comes next is none.
    await stage.say("Zoe")
    assert await names(stage) == {"Hanna <b>2</b>": 1}


async def test_a_reply_answers_and_a_reply_to_something_else_does_not(stage: Stage) -> None:
    await known(stage, {"Anna": 1})
    question = await asked_about(stage, "Anna")
    card = stage.chat.messages[1]
    assert card.photo
    await stage.say("nice", reply_to=card)
    assert await names(stage) == {"Anna": 1}
    await stage.say("Hanna", reply_to=question)
    assert await names(stage) == {"Hanna": 1}


async def test_cancel_withdraws_the_question(stage: Stage) -> None:
    await known(stage, {"Anna": 1})
    await asked_about(stage, "Anna")
    answer = await stage.say("/cancel")
    assert answer.words == "All right, Anna keeps the name."
    await stage.say("Hanna")
    assert await names(stage) == {"Anna": 1}
    assert (await stage.say("/cancel")).words.startswith("Nothing is being enrolled")


async def test_after_another_command_words_are_no_answer(stage: Stage) -> None:
    await known(stage, {"Anna": 1})
    await asked_about(stage, "Anna")
    await stage.say("/people")
    await stage.say("Hello")
    assert await names(stage) == {"Anna": 1}


async def test_after_another_button_words_are_no_answer(stage: Stage) -> None:
    await known(stage, {"Anna": 1, "Bela": 1})
    listed = await stage.say("/people")
    question = await asked_about(stage, "Anna")
    await opened(listed, "Bela · 1", stage)
    await stage.say("Hello")
    assert await names(stage) == {"Anna": 1, "Bela": 1}
    # Whoever answers all the same is told that it counts no more.
    answer = await stage.say("Hanna", reply_to=question)
    assert answer.words.startswith("I don't wait for this answer any more")
    assert await names(stage) == {"Anna": 1, "Bela": 1}


async def test_a_reply_to_the_earlier_of_two_questions_changes_nobody(stage: Stage) -> None:
    await known(stage, {"Anna": 1, "Bela": 1})
    first, second = await asked_about(stage, "Anna"), await asked_about(stage, "Bela")
    answer = await stage.say("Hanna", reply_to=first)
    assert answer.words.startswith("I don't wait for this answer any more")
    await stage.say("Bella", reply_to=second)
    assert await names(stage) == {"Anna": 1, "Bella": 1}


async def test_asked_while_all_is_erased_it_is_out_of_date(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await known(stage, {"Anna": 1})
    card = await stage.say("/person Anna")
    stage.sandbox.faults.next("sendMessage", Delay(0.3))
    before = len(stage.sandbox.calls_of("sendMessage"))
    stage.chat.press(stage.ann, card, "Rename")
    await stage.chat.until(lambda: len(stage.sandbox.calls_of("sendMessage")) > before)
    await stage.services.erasing.erase(stage.chat.id)
    await stage.chat.until(lambda: stage.chat.messages[-1].words == OUT_OF_DATE)
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_a_question_goes_before_an_open_enrolment(stage: Stage) -> None:
    await known(stage, {"Anna": 1})
    await stage.say("/enroll Carla")
    card = await stage.say("/person Anna")
    await asked(stage, card)
    assert (await stage.say("Hanna")).words == "Anna is called Hanna now."
    assert (await stage.say("/cancel")).words == "Cancelled: 0 photos of Carla removed."


async def test_a_taken_name_in_an_answer_offers_to_merge(stage: Stage) -> None:
    await known(stage, {"Anna": 1, "Hanna": 1})
    question = await asked_about(stage, "Anna")
    answer = await stage.say("hanna", reply_to=question)
    assert labels(answer)[0] == ["Merge"]
    await press(answer, "Merge")
    assert await names(stage) == {"Hanna": 2}


async def test_whoever_was_asked_about_may_be_gone_by_then(stage: Stage) -> None:
    (anna,) = await known(stage, {"Anna": 1})
    question = await asked_about(stage, "Anna")
    await stage.services.roster.forget(stage.chat.id, anna, None, datetime.now(UTC))
    assert (await stage.say("Hanna", reply_to=question)).words == OUT_OF_DATE
    assert (await stage.say("/cancel")).words.startswith("Nothing is being enrolled")


async def test_a_restart_forgets_no_question(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        bot, ann = sandbox.add_bot("whosthis_bot"), sandbox.add_user("Ann")
        chat = sandbox.private_chat(ann, bot)
        async with staged(tmp_path / "a.db", sandbox, bot) as (services, running):
            stage = Stage(sandbox, bot, services, running, ann, chat)
            await known(stage, {"Anna": 1})
            await asked_about(stage, "Anna")
        async with staged(tmp_path / "a.db", sandbox, bot) as (services, running):
            stage = replace(stage, services=services, running=running)
            assert (await stage.say("Hanna")).words == "Anna is called Hanna now."


def group(stage: Stage, *members: User) -> Chat:
    """A forum that Ann made, with these members besides."""
    everybody = [stage.ann, *members, stage.bot]
    return stage.sandbox.group("Friends", members=everybody, admins=[stage.ann], topics=True)


async def test_in_a_group_only_a_reply_of_whoever_was_asked_counts(tmp_path: Path) -> None:
    async with on_stage(tmp_path, privacy=True) as stage:
        bela = stage.sandbox.add_user("Bela")
        friends = group(stage, bela)
        topic = friends.add_topic("Photos")
        await known(stage, {"Anna": 1}, friends)
        command = f"/person@{stage.bot.username} Anna"
        card = await stage.answer(friends.send_text(stage.ann, command, topic=topic))
        question = await asked(stage, card, stage.ann)
        assert question.topic is topic
        assert question.words == (
            "Ann, what shall I call Anna? Reply to this message with the new name, "
            f"or /cancel@{stage.bot.username}."
        )
        # Only whoever is mentioned is asked to reply.
        (mention, *_) = question.entities
        assert mention["user"]["id"] == stage.ann.id
        friends.send_text(bela, "Bella!", reply_to=question)
        friends.send_text(stage.ann, "hm", topic=topic)
        await stage.sandbox.settled()
        assert await names(stage, friends) == {"Anna": 1}
        answer = await stage.answer(friends.send_text(stage.ann, "Hanna", reply_to=question))
        assert answer.words == "Anna is called Hanna now."
        assert answer.topic is topic


async def test_in_a_group_a_name_that_is_none_is_asked_for_once_more(tmp_path: Path) -> None:
    async with on_stage(tmp_path, privacy=True) as stage:
        friends = group(stage)
        await known(stage, {"Anna": 1}, friends)
        card = await stage.answer(
            friends.send_text(stage.ann, f"/person@{stage.bot.username} Anna")
        )
        question = await asked(stage, card, stage.ann)
        again = await stage.answer(friends.send_text(stage.ann, "x" * 65, reply_to=question))
        assert again.asks_for_reply
        third = await stage.answer(friends.send_text(stage.ann, "\u200b", reply_to=again))
        # The first one can be answered, too.
        bad = await stage.answer(friends.send_text(stage.ann, "y" * 65, reply_to=question))
        assert bad.words.startswith("A name can have 64 characters at most")
        await stage.answer(friends.send_text(stage.ann, "Hanna", reply_to=third))
        assert await names(stage, friends) == {"Hanna": 1}
        friends.send_text(stage.ann, "Zoe", reply_to=question)
        await stage.sandbox.settled()
        assert await names(stage, friends) == {"Hanna": 1}


async def test_an_anonymous_admin_is_asked_and_not_given_away(stage: Stage) -> None:
    bela = stage.sandbox.add_user("Bela")
    friends = group(stage, bela)
    friends.promote(bela, anonymous=True)
    await known(stage, {"Anna": 1}, friends)
    card = await stage.answer(friends.send_text(bela, "/person Anna"))
    question = await asked(stage, card, bela)
    assert "Bela" not in question.words
    assert not any(entity["type"].endswith("mention") for entity in question.entities)
    answer = await stage.answer(friends.send_text(bela, "Hanna", reply_to=question))
    assert answer.words == "Anna is called Hanna now."
    answer = await stage.answer(friends.send_text(bela, "/rename Hanna to Anna"))
    assert answer.words == "Hanna is called Anna now."


async def test_whoever_is_no_admin_any_more_may_not_answer(stage: Stage) -> None:
    bela = stage.sandbox.add_user("Bela")
    friends = group(stage, bela)
    friends.promote(bela)
    await known(stage, {"Anna": 1}, friends)
    card = await stage.answer(friends.send_text(bela, "/person Anna"))
    question = await asked(stage, card, bela)
    friends.demote(bela)
    answer = await stage.answer(friends.send_text(bela, "Hanna", reply_to=question))
    assert answer.words.startswith("Only this group's admins may enrol and change people here.")
    assert await names(stage, friends) == {"Anna": 1}
