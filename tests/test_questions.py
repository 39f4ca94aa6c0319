"""What the bot has asked somebody in words is on file until it is answered."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.chats.questions import Questions
from storage.models import Chat
from storage.records import Question, QuestionKind
from storage.store import Store

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
ANN, BELA = 11, 12


@pytest.fixture
async def questions(store: Store) -> Questions:
    return Questions(store)


async def question(store: Store, chat_id: int = 1, *, of: int = ANN) -> Question:
    """One that could be asked about somebody in this chat, by message 40, for a minute."""
    async with store.transaction() as transaction:
        await store.chats.have(transaction, Chat(chat_id, "group", "Friends"))
        person = await store.people.get_or_add(transaction, chat_id, "Anna")
    until = NOW + timedelta(minutes=1)
    return Question(chat_id, 40, QuestionKind.RENAME, of, person.id, until)


async def test_a_question_is_found_by_its_message_or_without(
    store: Store, questions: Questions
) -> None:
    asked = await question(store)
    await questions.ask(asked)
    assert await questions.asked(1, ANN, 40, NOW) == asked
    assert await questions.asked(1, ANN, None, NOW) == asked


async def test_only_whoever_was_asked_answers_and_only_there(
    store: Store, questions: Questions
) -> None:
    await questions.ask(await question(store))
    assert await questions.asked(1, BELA, 40, NOW) is None
    assert await questions.asked(2, ANN, 40, NOW) is None
    assert await questions.asked(1, ANN, 41, NOW) is None


async def test_another_question_to_the_same_sender_withdraws_the_first(
    store: Store, questions: Questions
) -> None:
    first = await question(store)
    await questions.ask(first)
    to_bela = replace(first, message_id=41, asked_of=BELA)
    await questions.ask(to_bela)
    second = replace(first, message_id=42)
    await questions.ask(second)
    assert await questions.asked(1, ANN, None, NOW) == second
    withdrawn = await questions.asked(1, ANN, 40, NOW)
    assert withdrawn == replace(first, kind=QuestionKind.WITHDRAWN)
    await questions.close(second)
    assert await questions.asked(1, ANN, None, NOW) is None
    assert await questions.asked(1, ANN, 40, NOW) == withdrawn
    assert await questions.asked(1, BELA, None, NOW) == to_bela


async def test_what_is_written_while_somebody_is_being_asked_waits_for_the_question(
    store: Store, questions: Questions
) -> None:
    first = await question(store)
    async with questions.turn(1, ANN):
        looking = asyncio.create_task(questions.asked(1, ANN, None, NOW))
        # Nobody else's words wait for that.
        assert await questions.asked(1, BELA, None, NOW) is None
        await asyncio.sleep(0.05)
        assert not looking.done()
        await questions.ask(first)
    assert await looking == first


async def test_a_question_may_be_put_once_more_and_is_one_still(
    store: Store, questions: Questions
) -> None:
    first = await question(store)
    await questions.ask(first)
    await questions.ask_again(first, 44)
    assert await questions.asked(1, ANN, 40, NOW) == first
    assert await questions.asked(1, ANN, 44, NOW) == replace(first, message_id=44)
    await questions.close(first)
    for message in (40, 44, None):
        assert await questions.asked(1, ANN, message, NOW) is None


async def test_nothing_is_asked_about_whoever_is_not_there(
    store: Store, questions: Questions
) -> None:
    here = await question(store)
    there = await question(store, 2)
    assert not await questions.ask(replace(here, person_id=there.person_id))
    async with store.transaction() as transaction:
        await store.chats.erase(transaction, 1)
    assert not await questions.ask(here)
    assert await questions.ask(there)


async def test_one_sender_may_be_asked_in_several_chats(
    store: Store, questions: Questions
) -> None:
    here, there = await question(store, 1), await question(store, 2)
    await questions.ask(here)
    await questions.ask(there)
    await questions.close(there)
    assert await questions.asked(1, ANN, None, NOW) == here
    assert await questions.asked(2, ANN, None, NOW) is None


async def test_nobody_waits_for_ever(store: Store, questions: Questions) -> None:
    early = await question(store)
    await questions.ask(early)
    late = replace(early, message_id=41, asked_of=BELA, expires_at=NOW + timedelta(hours=1))
    await questions.ask(late)
    then = NOW + timedelta(minutes=1)
    assert await questions.asked(1, ANN, None, then) is None
    await questions.purge(then)
    assert await questions.asked(1, ANN, None, NOW) is None
    assert await questions.asked(1, BELA, None, then) == late
