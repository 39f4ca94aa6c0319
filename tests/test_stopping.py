"""Stopping: in time, with nothing half-done, whatever hangs."""

from __future__ import annotations

import asyncio
import contextlib
import io
import signal
import sqlite3
import time
from pathlib import Path

import pytest
from PIL import Image

from bot.sandbox import Delay, ServerError
from tests.people import portrait
from tests.processes import World, ended, in_a_process


async def test_sigterm_ends_it_at_once_with_exit_code_0(world: World, tmp_path: Path) -> None:
    sandbox, bot, ann, chat = world
    async with in_a_process(tmp_path, sandbox, bot) as process:
        await chat.next_from(bot, after=chat.send_text(ann, "/start"), timeout=20)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        code, printed = await ended(process)
        assert code == 0, printed
        assert time.monotonic() - began < 5
        assert bot.token not in printed
        assert "listening as @whosthis_bot" in printed


async def test_sigterm_lets_the_photo_in_hand_be_answered(world: World, tmp_path: Path) -> None:
    sandbox, bot, ann, chat = world
    async with in_a_process(tmp_path, sandbox, bot) as process:
        sandbox.faults.next("getFile", Delay(1.5))
        chat.send_photo(ann, portrait(0, 0), caption="/enroll Nitika")
        await chat.until(lambda: sandbox.calls_of("getFile"), timeout=20)
        process.send_signal(signal.SIGTERM)
        code, _ = await ended(process)
    assert code == 0
    assert [m.words for m in chat.messages if m.sender is bot] == ["Nitika: 1 photo"]


async def test_sigterm_ends_within_10_seconds_even_if_telegram_hangs(
    world: World, tmp_path: Path
) -> None:
    sandbox, bot, ann, chat = world
    async with in_a_process(tmp_path, sandbox, bot) as process:
        sandbox.faults.next("getFile", Delay(60))
        chat.send_photo(ann, portrait(0, 0), caption="/enroll Nitika")
        await chat.until(lambda: sandbox.calls_of("getFile"), timeout=20)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        code, printed = await ended(process)
        assert time.monotonic() - began < 10
        assert code == 0, printed
    said = [message.words for message in chat.messages if message.sender is bot]
    assert said == ["I was stopped before I could finish this. Please send it again in a minute."]
    with contextlib.closing(sqlite3.connect(tmp_path / "whosthis.db")) as connection:
        for table in ("people", "photos", "faces", "embeddings"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608 - names above
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_only_what_was_asked_of_the_bot_is_apologised_for(
    world: World, tmp_path: Path
) -> None:
    sandbox, bot, ann, chat = world
    asked, unasked = (
        sandbox.group(title, members=[ann, bot], admins=[ann], supergroup=True)
        for title in ("Family", "Friends")
    )
    async with in_a_process(tmp_path, sandbox, bot) as process:
        enrolled = unasked.send_photo(ann, portrait(0, 0), caption="/enroll Nitika")
        await unasked.next_from(bot, after=enrolled, timeout=20)
        shown = await unasked.next_from(bot, after=unasked.send_text(ann, "/settings"))
        await unasked.press(ann, shown, "Every photo")
        sandbox.faults.always("getFile", Delay(60))
        before = len(sandbox.calls_of("getFile"))
        unasked.send_photo(ann, portrait(0, 3))
        question = asked.send_photo(ann, portrait(0, 0), caption="/enroll Nitika")
        asked.send_photo(ann, portrait(0, 3))
        await chat.until(lambda: len(sandbox.calls_of("getFile")) == before + 2)
        process.send_signal(signal.SIGTERM)
        code, printed = await ended(process)
        assert code == 0, printed
    told = [one.reply_to for one in asked.messages if one.sender is bot]
    assert told == [question]
    assert [one for one in unasked.messages if one.sender is bot][-1] is shown


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "setMyCommands", "getUpdates"])
async def test_stopping_while_telegram_hangs_at_the_start_works(
    tmp_path: Path, world: World, method: str
) -> None:
    sandbox, bot, *_ = world
    sandbox.faults.always(method, Delay(60))
    async with in_a_process(tmp_path, sandbox, bot) as process:
        async with asyncio.timeout(20):
            while not sandbox.calls_of(method):  # noqa: ASYNC110 - another process makes the call
                await asyncio.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        code, printed = await ended(process, within=6)
        assert code == 0, printed


async def test_a_hostile_photo_does_not_keep_the_process(tmp_path: Path, world: World) -> None:
    sandbox, bot, ann, chat = world
    picture = io.BytesIO()
    Image.effect_noise((4000, 4000), 90).convert("RGB").save(picture, "JPEG", progressive=True)
    data = picture.getvalue()
    scans = data.index(b"\xff\xda")
    slow = data[:-2] + data[scans:-2] * 5
    async with in_a_process(tmp_path, sandbox, bot) as process:
        for _ in range(2):
            chat.send_document(
                ann, slow[: 20 * 2**20], file_name="a.jpg", caption="/enroll Nitika"
            )
        await chat.until(lambda: sandbox.calls_of("file"), timeout=20)
        process.send_signal(signal.SIGTERM)
        code, printed = await ended(process, within=10)
        assert code == 0, printed


async def test_stopping_while_the_network_is_awaited_works(tmp_path: Path, world: World) -> None:
    sandbox, bot, *_ = world
    sandbox.faults.always("getMe", ServerError(502))
    async with in_a_process(tmp_path, sandbox, bot) as process:
        async with asyncio.timeout(20):
            while not sandbox.calls_of("getMe"):  # noqa: ASYNC110 - another process makes the call
                await asyncio.sleep(0.05)
        process.send_signal(signal.SIGINT)
        code, _ = await ended(process, within=5)
    assert code == 0
