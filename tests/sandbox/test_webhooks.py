"""Webhooks: order, the secret token, retries, refusals; and a whole application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import telegram
import tornado.httpserver
import tornado.netutil
import tornado.web
from telegram.error import BadRequest, Conflict
from telegram.ext import Application, ApplicationBuilder, MessageHandler, filters

from bot.sandbox import Bot, Chat, Sandbox, User
from tests.sandbox.talking import texts


class Receiver:
    """A bot's webhook: keeps what comes, and answers with the codes it is told to."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.codes: list[int] = []
        self.url = ""


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()

    class Handler(tornado.web.RequestHandler):
        def post(self) -> None:
            headers = self.request.headers
            receiver.secrets.append(headers.get("X-Telegram-Bot-Api-Secret-Token"))
            code = receiver.codes.pop(0) if receiver.codes else 200
            if code == 200:
                receiver.updates.append(tornado.escape.json_decode(self.request.body))
            self.set_status(code)

    server = tornado.httpserver.HTTPServer(
        tornado.web.Application([(".*", Handler)], log_function=lambda _: None)
    )
    sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
    server.add_sockets(sockets)
    receiver.url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}/hook"
    yield receiver
    server.stop()
    await server.close_all_connections()


async def wait_for(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - nothing tells when a queue has become shorter
            await asyncio.sleep(0.01)


def application(sandbox: Sandbox, bot: Bot) -> Application[Any, Any, Any, Any, Any, Any]:
    async def echo(update: telegram.Update, _: object) -> None:
        message = update.effective_message
        assert message is not None
        await message.reply_text(f"you said {message.text}")

    app = (
        ApplicationBuilder()
        .token(bot.token)
        .base_url(f"{sandbox.url}/bot")
        .base_file_url(f"{sandbox.url}/file/bot")
        .build()
    )
    app.add_handler(MessageHandler(filters.TEXT, echo))
    return app


async def test_a_webhook_gets_updates_in_order_with_the_secret(
    api: telegram.Bot, chat: Chat, ann: User, receiver: Receiver
) -> None:
    chat.send_text(ann, "before")
    await api.set_webhook(receiver.url, secret_token="s3cret")
    chat.send_text(ann, "after")
    await wait_for(lambda: len(receiver.updates) == 2)
    chat.send_text(ann, "later")
    await wait_for(lambda: len(receiver.updates) == 3)
    assert (await api.get_webhook_info()).last_error_message is None
    assert [u["message"]["text"] for u in receiver.updates] == ["before", "after", "later"]
    assert receiver.secrets == ["s3cret"] * 3


async def test_a_webhook_that_fails_is_tried_again(
    api: telegram.Bot, bot: Bot, chat: Chat, ann: User, receiver: Receiver
) -> None:
    bot.outbox.retry_delay = 0.01
    receiver.codes = [500, 403]
    await api.set_webhook(receiver.url, allowed_updates=["message"])
    chat.send_text(ann, "x")
    await wait_for(lambda: len(receiver.updates) == 1)
    assert receiver.secrets == [None] * 3
    await wait_for(lambda: not bot.outbox.queue)
    info = await api.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 403 Forbidden"
    assert info.pending_update_count == 0
    assert info.allowed_updates == ("message",)


async def test_a_webhook_where_nobody_listens_keeps_its_updates(
    api: telegram.Bot, bot: Bot, chat: Chat, ann: User
) -> None:
    bot.outbox.retry_delay = 0.01
    await api.set_webhook("http://127.0.0.1:9/hook")
    chat.send_text(ann, "x")
    assert bot.outbox.webhook is not None
    webhook = bot.outbox.webhook
    await wait_for(lambda: webhook.last_error is not None)
    assert (await api.get_webhook_info()).pending_update_count == 1
    await api.delete_webhook()
    assert texts(await api.get_updates()) == ["x"]


async def test_pending_updates_can_be_dropped(
    api: telegram.Bot, chat: Chat, ann: User, receiver: Receiver
) -> None:
    chat.send_text(ann, "x")
    await api.delete_webhook(drop_pending_updates=True)
    assert await api.get_updates() == ()
    chat.send_text(ann, "y")
    await api.set_webhook(receiver.url, drop_pending_updates=True)
    chat.send_text(ann, "z")
    await wait_for(lambda: len(receiver.updates) == 1)
    assert receiver.updates[0]["message"]["text"] == "z"


async def test_a_webhook_and_polling_exclude_each_other(
    sandbox: Sandbox, api: telegram.Bot, chat: Chat, receiver: Receiver
) -> None:
    poll = asyncio.create_task(api.get_updates(timeout=20))
    await chat.until(lambda: sandbox.calls_of("getUpdates"))
    await asyncio.sleep(0.05)
    await api.set_webhook(receiver.url)
    with pytest.raises(Conflict, match=r"^Conflict: terminated by setWebhook request$"):
        await poll
    with pytest.raises(
        Conflict,
        match=r"^Conflict: can't use getUpdates method while webhook is active; "
        r"use deleteWebhook to delete the webhook first$",
    ):
        await api.get_updates()
    await api.set_webhook("")
    assert (await api.get_webhook_info()).url == ""
    assert await api.get_updates() == ()


@pytest.mark.parametrize(
    ("address", "secret", "words"),
    [
        ("ftp://127.0.0.1/", "", "Bad webhook: an https url must be provided for webhook"),
        ("https://example.org/", "", "Bad webhook: the sandbox delivers to loopback only"),
        ("http://127.0.0.1:9/", "a b", "Secret token contains unallowed characters"),
        ("http://127.0.0.1:9/", "x" * 257, "Secret token is too long"),
    ],
)
async def test_a_webhook_that_is_refused(
    api: telegram.Bot, address: str, secret: str, words: str
) -> None:
    with pytest.raises(BadRequest, match=f"^{words}$"):
        await api.set_webhook(address, secret_token=secret)


async def test_a_whole_application_polls_and_answers(
    sandbox: Sandbox, bot: Bot, chat: Chat, ann: User
) -> None:
    async with application(sandbox, bot) as app:
        assert app.updater is not None
        await app.updater.start_polling()
        await app.start()
        chat.send_text(ann, "hello")
        assert (await chat.next_from(bot)).text == "you said hello"
        await sandbox.settled(0.05)
        await app.updater.stop()
        await app.stop()
    assert not bot.outbox.queue


async def test_a_whole_application_serves_a_webhook(
    sandbox: Sandbox, bot: Bot, chat: Chat, ann: User, unused_tcp_port: int
) -> None:
    async with application(sandbox, bot) as app:
        assert app.updater is not None
        await app.updater.start_webhook(
            port=unused_tcp_port,
            url_path="hook",
            webhook_url=f"http://127.0.0.1:{unused_tcp_port}/hook",
            secret_token="s3cret",
        )
        await app.start()
        chat.send_text(ann, "hello")
        assert (await chat.next_from(bot)).text == "you said hello"
        await sandbox.settled(0.05)
        await app.updater.stop()
        await app.stop()
