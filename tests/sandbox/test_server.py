"""The server itself: who may talk to it, in which forms, and what it records."""

from __future__ import annotations

import asyncio
import logging
import socket
import time

import httpx2
import pytest
import telegram
from telegram.error import BadRequest, InvalidToken, NetworkError

from bot.sandbox import (
    Bot,
    Chat,
    EventKind,
    Sandbox,
    User,
)
from bot.sandbox.handlers import Handler
from bot.sandbox.parameters import Upload


async def test_a_bot_learns_who_it_is(api: telegram.Bot, bot: Bot) -> None:
    me = await api.get_me()
    assert (me.id, me.username, me.first_name) == (bot.id, "whosthis_bot", "Who's This")
    assert me.can_join_groups
    assert not me.can_read_all_group_messages


async def test_an_unknown_token_is_unauthorized(
    sandbox: Sandbox, http: httpx2.AsyncClient
) -> None:
    answer = await http.get(f"{sandbox.url}/bot1:AA/getMe")
    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert (await http.get(f"{sandbox.url}/botnonsense/getMe")).status_code == 404
    assert (await http.get(f"{sandbox.url}/file/bot1:AA/x")).status_code == 401
    with pytest.raises(InvalidToken):
        async with telegram.Bot("1:AA", base_url=f"{sandbox.url}/bot"):
            pass


async def test_an_unknown_method_is_not_found(
    sandbox: Sandbox, bot: Bot, http: httpx2.AsyncClient
) -> None:
    answer = await http.get(f"{sandbox.url}/bot{bot.token}/sendSmell")
    assert answer.status_code == 404
    assert answer.json() == {"ok": False, "error_code": 404, "description": "Not Found"}
    assert (await http.get(f"{sandbox.url}/elsewhere")).json()["error_code"] == 404
    assert (await http.put(f"{sandbox.url}/bot{bot.token}/getMe")).json()["error_code"] == 405


async def test_every_form_of_request_is_read(
    sandbox: Sandbox, bot: Bot, chat: Chat, http: httpx2.AsyncClient
) -> None:
    address = f"{sandbox.url}/bot{bot.token}"
    where = {"chat_id": str(chat.id)}
    await http.get(f"{address}/SENDMESSAGE", params={**where, "text": "query"})
    await http.post(f"{address}/sendmessage", data={**where, "text": "form"})
    await http.post(f"{address}/sendMessage", json={"chat_id": chat.id, "text": "json"})
    await http.post(
        f"{address}/sendMessage",
        data={**where, "text": "parts"},
        files={"unused": ("a.txt", b"x", "text/plain")},
    )
    assert [message.text for message in chat.messages] == ["query", "form", "json", "parts"]
    uploads = [call.params.get("unused") for call in sandbox.calls_of("sendMessage")]
    assert uploads[-1] == Upload("a.txt", "text/plain", b"x")


async def test_a_body_that_is_no_json_object_is_refused(
    sandbox: Sandbox, bot: Bot, http: httpx2.AsyncClient
) -> None:
    address = f"{sandbox.url}/bot{bot.token}/sendMessage"
    kind = {"Content-Type": "application/json"}
    for body in ("{", "[1]"):
        answer = await http.post(address, content=body, headers=kind)
        assert answer.status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "example.org"},
        {"Host": "169.254.169.254:80"},
        {"Host": "[::1"},
        {"Origin": "https://example.org"},
        {"Origin": "null"},
    ],
)
async def test_only_this_machine_may_talk_to_it(
    sandbox: Sandbox, bot: Bot, http: httpx2.AsyncClient, headers: dict[str, str]
) -> None:
    for path in (f"/bot{bot.token}/getMe", f"/file/bot{bot.token}/x", "/elsewhere"):
        answer = await http.get(f"{sandbox.url}{path}", headers=headers)
        assert answer.status_code == 403
        assert answer.json()["description"] == "Forbidden"


async def test_a_page_of_this_machine_may_talk_to_it(
    sandbox: Sandbox, bot: Bot, http: httpx2.AsyncClient
) -> None:
    headers = {"Host": "localhost", "Origin": "http://localhost:8081"}
    address = f"{sandbox.url}/bot{bot.token}/getMe"
    assert (await http.get(address, headers=headers)).status_code == 200


async def test_it_listens_where_it_is_told(unused_tcp_port: int) -> None:
    async with Sandbox(port=unused_tcp_port) as sandbox:
        assert sandbox.url == f"http://127.0.0.1:{unused_tcp_port}"
        await asyncio.to_thread(socket.create_connection(("127.0.0.1", unused_tcp_port)).close)


async def test_a_page_can_be_served_beside_the_api(http: httpx2.AsyncClient) -> None:
    class Page(Handler):
        def get(self) -> None:
            self.finish(f"{len(self.sandbox.chats)} chats")

    sandbox = Sandbox()
    sandbox.serve("/", Page)
    async with sandbox:
        assert (await http.get(f"{sandbox.url}/")).text == "0 chats"
        refused = await http.get(f"{sandbox.url}/", headers={"Host": "example.org"})
        assert refused.status_code == 403


async def test_calls_are_recorded(
    sandbox: Sandbox, api: telegram.Bot, chat: Chat, bot: Bot
) -> None:
    await api.send_message(chat.id, "x", reply_markup=telegram.ForceReply())
    with pytest.raises(BadRequest):
        await api.send_message(5, "[")
    good, bad = sandbox.calls_of("sendmessage")
    assert (good.method, good.bot, good.done, good.error) == ("sendMessage", bot, True, None)
    assert good.params["chat_id"] == chat.id
    assert good.params["reply_markup"] == {"force_reply": True}
    assert (bad.params["text"], bad.error) == ("[", 400)
    assert 0 <= bad.at - good.at <= time.monotonic() - good.at
    assert [call.method for call in sandbox.calls] == ["getMe", "sendMessage", "sendMessage"]


async def test_closing_it_ends_open_polls(sandbox: Sandbox, api: telegram.Bot) -> None:
    poll = asyncio.create_task(api.get_updates(timeout=20))
    await sandbox.events.until(lambda: sandbox.calls_of("getUpdates") or None, 5, "a poll")
    await asyncio.sleep(0.05)
    await sandbox.stop()
    with pytest.raises(NetworkError):
        await poll
    await sandbox.stop()


async def test_an_error_of_its_own_is_kept_and_logged_without_the_token(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    async with Sandbox() as sandbox, httpx2.AsyncClient(trust_env=False) as http:
        bot = sandbox.add_bot("broken_bot")
        del bot.outbox
        caplog.clear()
        with caplog.at_level(logging.INFO):
            answer = await http.get(f"{sandbox.url}/bot{bot.token}/getWebhookInfo")
        assert answer.json()["description"] == "Internal Server Error"
        assert [type(error) for error in sandbox.failures] == [AttributeError]
        sandbox.bots.clear()
    ours = [record for record in caplog.records if not record.name.startswith("httpx")]
    assert [record.name for record in ours] == ["bot.sandbox.handlers"]
    assert bot.token not in ours[0].getMessage()


async def test_everything_that_happens_can_be_listened_to(
    sandbox: Sandbox, api: telegram.Bot, chat: Chat, ann: User, bot: Bot
) -> None:
    seen: list[EventKind] = []
    unsubscribe = sandbox.events.subscribe(lambda event: seen.append(event.kind))
    stream = sandbox.events.stream()
    first = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)
    message = chat.send_text(ann, "x")
    chat.react(ann, message, "👍")
    await api.send_chat_action(chat.id, "typing")
    await api.set_my_commands([("who", "Who?")])
    sent = await api.send_message(chat.id, "y")
    await api.edit_message_text("z", chat.id, sent.message_id)
    await api.delete_message(chat.id, sent.message_id)
    event = await first
    assert (event.kind, event.message, event.chat) == (EventKind.MESSAGE, message, chat)
    await stream.aclose()
    unsubscribe()
    unsubscribe()
    group = sandbox.group("Friends", members=[ann])
    group.add_member(bot)
    assert [kind for kind in seen if kind != EventKind.CALL] == [
        EventKind.MESSAGE,
        EventKind.REACTION,
        EventKind.ACTION,
        EventKind.COMMANDS,
        EventKind.MESSAGE,
        EventKind.EDIT,
        EventKind.DELETE,
    ]
