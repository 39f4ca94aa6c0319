"""The bot behind a Bot API server that nobody here wrote, over real HTTP both ways."""

from __future__ import annotations

import asyncio
import io
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PIL import Image

from bot.app import open_services
from bot.config import Settings
from bot.context import Services
from bot.serving import run
from tests.foreign_bot_api import ForeignBotApi
from tests.people import THRESHOLD, portrait


@asynccontextmanager
async def _bot(api: ForeignBotApi, folder: Path) -> AsyncIterator[Services]:
    """The whole bot, called back by the foreign server."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = Settings.from_env(
        {
            "TELEGRAM_BOT_TOKEN": api.token,
            "TELEGRAM_API_URL": api.url,
            "WEBHOOK_URL": f"http://127.0.0.1:{port}",
            "WEBHOOK_PORT": str(port),
            "DATABASE": str(folder / "whosthis.db"),
            "EMBEDDER": "local",
            "ACCESS": "open",
            "MATCH_THRESHOLD": THRESHOLD,
        }
    )
    stop = asyncio.Event()
    async with open_services(settings) as services:
        running = asyncio.create_task(run(services, stop))
        try:
            await api.webhook()
            yield services
        finally:
            stop.set()
            await asyncio.wait_for(running, 10)


@pytest.fixture
async def api() -> AsyncIterator[ForeignBotApi]:
    async with ForeignBotApi() as server:
        yield server


async def test_the_whole_path_works(
    api: ForeignBotApi, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    async with _bot(api, tmp_path):
        await api.send_text("/start")
        (hello,) = await api.answers()
        assert hello.text is not None
        assert hello.text.startswith("Hello!")
        await api.send_text("/enroll Nitika")
        begun = (await api.answers(2))[-1]
        await api.send_photo(portrait(0, 0))
        status = (await api.answers(3))[-1]
        assert (status.method, status.message_id) == ("editMessageText", begun.message_id)
        assert status.text is not None
        assert status.text.startswith("<b>Nitika</b>: 1 photo")
        await api.send_album([portrait(0, 1), portrait(0, 2)])
        status = (await api.answers(4, within=20))[-1]
        assert status.text is not None
        assert status.text.startswith("<b>Nitika</b>: 3 photos")
        await api.send_text("/done")
        done, ended = (await api.answers(6))[-2:]
        assert (done.method, ended.method) == ("sendMessage", "editMessageText")
        await api.send_photo(portrait(1, 0), "/enroll Vasu")
        await api.answers(7)
        await api.send_photo(portrait(0, 3))
        answer = (await api.answers(8))[-1]
        assert (answer.method, answer.text and answer.text[:13]) == ("sendPhoto", "<b>Nitika</b>")
        with Image.open(io.BytesIO(await api.photo(answer))) as sheet:
            assert max(sheet.size) == 1280
        await api.send_photo(portrait(4, 0))
        stranger = (await api.answers(9))[-1]
        assert stranger.text is not None
        assert stranger.text.startswith("<b>Unknown</b>")
    lacking = [line for line in caplog.messages if "is done without" in line]
    assert lacking == ["setMyCommands failed and is done without: InvalidToken"]


async def test_a_user_is_not_heard_before_the_bot_listens(api: ForeignBotApi) -> None:
    with pytest.raises(RuntimeError, match="No webhook registered"):
        await api.send_text("hello")
    with pytest.raises(TimeoutError):
        await api.webhook(within=0.1)
