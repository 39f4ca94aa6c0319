"""Faults on demand, as the real client meets them."""

from __future__ import annotations

import time

import httpx2
import pytest
import telegram
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.sandbox import (
    Bot,
    Chat,
    Delay,
    Drop,
    DropAfter,
    Missing,
    Sandbox,
    ServerError,
    TooManyRequests,
    User,
)


async def test_work_goes_on_when_the_client_stops_waiting(
    sandbox: Sandbox, bot: Bot, chat: Chat, http: httpx2.AsyncClient
) -> None:
    sandbox.faults.next("sendMessage", Delay(0.1))
    address = f"{sandbox.url}/bot{bot.token}/sendMessage"
    with pytest.raises(httpx2.ReadTimeout):
        await http.post(address, json={"chat_id": chat.id, "text": "x"}, timeout=0.03)
    assert (await chat.next_from(bot)).text == "x"
    await sandbox.settled(0.02)


async def test_too_many_requests_says_how_long_to_wait(
    sandbox: Sandbox, api: telegram.Bot, chat: Chat
) -> None:
    sandbox.faults.next("sendMessage", TooManyRequests(retry_after=3))
    with pytest.raises(RetryAfter) as caught:
        await api.send_message(chat.id, "x")
    assert caught.value.retry_after == 3
    await api.send_message(chat.id, "x")
    assert len(chat.messages) == 1
    assert [call.error for call in sandbox.calls_of("sendMessage")] == [429, None]


async def test_faults_come_in_order_and_as_often_as_told(
    sandbox: Sandbox, api: telegram.Bot
) -> None:
    sandbox.faults.next("getMe", ServerError(502), ServerError(504), times=2)
    told = []
    for _ in range(5):
        try:
            await api.get_me()
        except NetworkError as error:
            told.append(str(error))
    assert told == ["Bad Gateway", "Gateway Timeout"] * 2


async def test_a_fault_can_last_for_every_method(
    sandbox: Sandbox, api: telegram.Bot, chat: Chat
) -> None:
    sandbox.faults.always("*", ServerError(500))
    sandbox.faults.next("getMe", Missing())
    with pytest.raises(InvalidToken):
        await api.get_me()
    for _ in range(2):
        with pytest.raises(NetworkError, match="Internal Server Error"):
            await api.send_message(chat.id, "x")
    sandbox.faults.clear()
    await api.send_message(chat.id, "x")


async def test_a_dropped_request_does_nothing(
    sandbox: Sandbox, api: telegram.Bot, chat: Chat
) -> None:
    sandbox.faults.next("*", Drop())
    with pytest.raises(NetworkError):
        await api.send_message(chat.id, "x")
    assert chat.messages == []


async def test_a_dropped_answer_leaves_the_work_done(
    sandbox: Sandbox, api: telegram.Bot, chat: Chat
) -> None:
    sandbox.faults.next("sendMessage", DropAfter())
    with pytest.raises(NetworkError):
        await api.send_message(chat.id, "x")
    assert [message.text for message in chat.messages] == ["x"]


async def test_an_answer_can_take_its_time(sandbox: Sandbox, api: telegram.Bot) -> None:
    sandbox.faults.next("getMe", Delay(0.1))
    begun = time.monotonic()
    await api.get_me()
    assert time.monotonic() - begun >= 0.1


async def test_downloads_have_faults_of_their_own(
    sandbox: Sandbox, api: telegram.Bot, chat: Chat, ann: User
) -> None:
    chat.send_document(ann, b"x" * 1000)
    (update,) = await api.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    file = await update.message.document.get_file()
    sandbox.faults.always("*", Drop())
    assert len(await file.download_as_bytearray()) == 1000
    for fault in (Missing(), ServerError(503), Drop(), DropAfter()):
        sandbox.faults.next("file", fault)
        with pytest.raises(TelegramError):
            await file.download_as_bytearray()
    assert [call.error for call in sandbox.calls_of("file")] == [None, 404, 503, None, None]
