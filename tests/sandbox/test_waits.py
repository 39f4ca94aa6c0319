"""Waiting for what a bot does, as tests and the chat page do."""

from __future__ import annotations

import asyncio

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.sandbox import Bot, Chat, NotPossible, Sandbox, User


async def test_two_waits_give_two_messages(
    api: telegram.Bot, chat: Chat, ann: User, bot: Bot
) -> None:
    chat.send_text(ann, "hello")
    await api.send_message(chat.id, "1")
    await api.send_message(chat.id, "2")
    assert (await chat.next_from(bot)).text == "1"
    assert (await chat.next_from(bot)).text == "2"
    assert (await chat.next_from(bot, after=chat.messages[0])).text == "1"


async def test_what_was_there_before_the_user_wrote_is_passed_over(
    api: telegram.Bot, chat: Chat, ann: User, bot: Bot
) -> None:
    await api.send_message(chat.id, "old")
    chat.send_text(ann, "hello")
    with pytest.raises(TimeoutError, match="a message from Who's This"):
        await chat.next_from(bot, timeout=0.02)


async def test_a_wait_ends_when_the_message_comes(api: telegram.Bot, chat: Chat, bot: Bot) -> None:
    waiting = asyncio.create_task(chat.next_from(bot, where=lambda m: m.text == "2"))
    await asyncio.sleep(0)
    await api.send_message(chat.id, "1")
    await api.send_message(chat.id, "2")
    assert (await waiting).text == "2"


async def test_a_deleted_message_is_passed_over(api: telegram.Bot, chat: Chat, bot: Bot) -> None:
    sent = await api.send_message(chat.id, "looking")
    await api.send_message(chat.id, "found")
    await api.delete_message(chat.id, sent.message_id)
    assert (await chat.next_from(bot)).text == "found"


async def test_a_change_is_told_once(api: telegram.Bot, chat: Chat, bot: Bot) -> None:
    sent = await api.send_message(chat.id, "looking")
    message = await chat.next_from(bot)
    await api.edit_message_text("found", chat.id, sent.message_id)
    assert (await chat.next_change(message)).text == "found"
    with pytest.raises(TimeoutError, match="a change of message 1"):
        await chat.next_change(message, timeout=0.02)
    await api.delete_message(chat.id, sent.message_id)
    assert (await chat.next_change(message)).deleted


async def test_a_mistake_in_a_condition_reaches_who_waits(
    api: telegram.Bot, chat: Chat, bot: Bot
) -> None:
    waiting = asyncio.create_task(chat.next_from(bot, where=lambda m: bool(1 / len(m.words))))
    await asyncio.sleep(0)
    await api.send_document(chat.id, b"x")
    await api.send_message(chat.id, "x")
    with pytest.raises(ZeroDivisionError):
        await waiting


async def test_any_condition_can_be_waited_for(
    sandbox: Sandbox, api: telegram.Bot, chat: Chat
) -> None:
    waiting = asyncio.create_task(chat.until(lambda: len(sandbox.calls_of("getMe")) == 2))
    await asyncio.sleep(0)
    await api.get_me()
    await waiting


async def test_a_press_nobody_answers_times_out(api: telegram.Bot, chat: Chat, ann: User) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])
    await api.send_message(chat.id, "x", reply_markup=markup)
    press = chat.press(ann, chat.messages[0], "Yes")
    press.seconds = 0.02
    with pytest.raises(TimeoutError):
        await press


async def test_the_sandbox_settles_when_the_bot_is_done(
    sandbox: Sandbox, api: telegram.Bot, chat: Chat, ann: User
) -> None:
    async def work() -> None:
        for number in range(3):
            await asyncio.sleep(0.02)
            await api.send_message(chat.id, str(number))

    working = asyncio.create_task(work())
    await sandbox.settled(0.06)
    assert [message.text for message in chat.messages] == ["0", "1", "2"]
    await working
    await api.get_updates()
    chat.send_text(ann, "unheard")
    with pytest.raises(TimeoutError):
        await sandbox.settled(0.01, within=0.05)


def test_a_text_has_1_to_4096_characters(chat: Chat, ann: User) -> None:
    for text in (" ", "x" * 4097):
        with pytest.raises(NotPossible):
            chat.send_text(ann, text)


def test_only_in_a_private_chat_can_a_bot_be_blocked(sandbox: Sandbox, ann: User) -> None:
    with pytest.raises(NotPossible):
        sandbox.group("Friends", members=[ann]).block()


def test_a_message_shows_what_it_is(chat: Chat, ann: User) -> None:
    text = chat.send_text(ann, "hello <all>")
    file = chat.send_document(ann, b"x", caption="look")
    assert repr(text) == "<Message 1 text from Ann 'hello <all>'>"
    assert repr(file) == "<Message 2 document from Ann 'look'>"
    assert text.html == "hello &lt;all&gt;"
    assert (text.photo, text.file, text.media) == (None, None, None)
    assert (file.photo, file.text, file.words) == (None, None, "look")


def test_an_edit_keeps_what_it_does_not_replace(chat: Chat, ann: User) -> None:
    file = chat.send_document(ann, b"x", caption="look")
    chat.edit(file, caption="look here")
    assert file.file is not None
    assert (file.caption, file.file.data) == ("look here", b"x")
    text = chat.send_text(ann, "x", reply_to=file)
    chat.edit(text)
    assert (text.text, text.reply_to) == ("x", file)
