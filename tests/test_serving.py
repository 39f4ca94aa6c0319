"""Listening to Telegram, by polling and by webhook."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from pathlib import Path

import pytest

from bot.incoming.listening import CannotListen
from bot.sandbox import Drop, Missing, ServerError, TooManyRequests
from tests.people import portrait
from tests.stage import Stage, on_stage


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def webhook(port: int) -> dict[str, str]:
    """The settings of a bot that is called on this port."""
    return {
        "WEBHOOK_URL": f"http://127.0.0.1:{port}",
        "WEBHOOK_PORT": str(port),
        "WEBHOOK_SECRET": "nobody-elses",
    }


async def test_polling_survives_drops_and_server_errors(stage: Stage) -> None:
    stage.sandbox.faults.next("getUpdates", Drop(), ServerError(502))
    assert (await stage.say("/start")).words.startswith("Hello")


async def test_a_second_process_on_the_token_is_said_plainly(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    from telegram import Bot as Client
    from telegram.error import Conflict

    async with Client(stage.bot.token, base_url=f"{stage.sandbox.url}/bot") as other:
        for _ in range(3):
            with contextlib.suppress(Conflict):
                await other.get_updates(timeout=0)
            await asyncio.sleep(0.2)
    await stage.sandbox.settled(0.5)
    assert "another process is asking Telegram" in caplog.text


async def test_telegram_may_call_the_bot_instead(tmp_path: Path) -> None:
    async with on_stage(tmp_path, webhook(free_port())) as stage:
        assert (await stage.say("/start")).words.startswith("Hello")
        await stage.enrol("Nitika", 0)
        assert (await stage.show(portrait(0, 3))).words.startswith("Nitika\n")
        assert stage.sandbox.calls_of("getUpdates") == []


async def test_a_caller_without_the_secret_is_turned_away(tmp_path: Path) -> None:
    from tornado.httpclient import AsyncHTTPClient, HTTPClientError

    async with on_stage(tmp_path, webhook(port := free_port())) as stage:
        await stage.say("/start")
        with pytest.raises(HTTPClientError) as refused:
            await AsyncHTTPClient().fetch(
                f"http://127.0.0.1:{port}/telegram", method="POST", body="{}",
                headers={"Content-Type": "application/json"},
            )  # fmt: skip
        assert refused.value.code == 403


async def test_a_server_that_lacks_everything_for_a_moment_is_asked_again(stage: Stage) -> None:
    stage.sandbox.faults.next("getUpdates", Missing(), times=2)
    assert (await stage.say("/start")).words.startswith("Hello")


async def test_a_server_that_restarts_is_waited_for(stage: Stage) -> None:
    await stage.say("/start")
    stage.sandbox.faults.next("getUpdates", Missing(), times=1)
    stage.sandbox.faults.next("getMe", Missing(), times=1)
    assert (await stage.say("/start")).words.startswith("Hello")


async def test_an_update_that_cannot_be_read_costs_no_other(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.say("/start")
    stage.bot.outbox.push("message", {"message_id": 99, "text": "broken, and private"})
    assert (await stage.say("/help")).words.startswith("Teach me people")
    assert "an update cannot be read and is passed over" in caplog.text
    assert "private" not in caplog.text


async def test_telegrams_wish_to_wait_before_the_next_poll_is_granted(stage: Stage) -> None:
    stage.sandbox.faults.next("getUpdates", TooManyRequests(1))
    assert (await stage.say("/start")).words.startswith("Hello")


async def test_a_token_that_is_withdrawn_ends_the_bot_with_a_sentence(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.say("/start")
        del stage.sandbox.bots[stage.bot.token]
        with pytest.raises(CannotListen, match="does not know this token any more"):
            await asyncio.wait_for(stage.running, 20)


async def test_a_webhook_port_in_use_is_said(tmp_path: Path) -> None:
    with socket.create_server(("", 0)) as taken:
        async with on_stage(tmp_path, webhook(taken.getsockname()[1])) as stage:
            with pytest.raises(CannotListen, match=r"WEBHOOK_PORT \d+ cannot be used"):
                await asyncio.wait_for(stage.running, 10)
            assert stage.sandbox.calls_of("setWebhook") == []


async def test_a_webhook_that_telegram_refuses_is_said(tmp_path: Path) -> None:
    settings = {**webhook(free_port()), "WEBHOOK_URL": "http://example.org"}
    async with on_stage(tmp_path, settings) as stage:
        with pytest.raises(CannotListen, match="Telegram refuses WEBHOOK_URL"):
            await asyncio.wait_for(stage.running, 10)
