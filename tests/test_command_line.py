"""The command line: starting and stopping, with the bot as a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from bot.sandbox import Bot, Chat, Delay, Drop, Sandbox, ServerError, User
from tests.people import THRESHOLD, portrait

ROOT = Path(__file__).parent.parent


def command_environ(folder: Path, **environ: str) -> dict[str, str]:
    """Only what is given, so that nobody's own settings or .env file come in."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    coverage = {name: value for name, value in os.environ.items() if name.startswith("COV")}
    return {
        **kept,
        **coverage,
        "PYTHONPATH": str(ROOT),
        "DATABASE": str(folder / "whosthis.db"),
        "MATCH_THRESHOLD": THRESHOLD,
        **environ,
    }


async def whosthis(folder: Path, *arguments: str, **environ: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=folder,
        env=command_environ(folder, **environ),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def ended(process: asyncio.subprocess.Process, within: float = 15) -> tuple[int, str]:
    """The exit code, and all that was printed."""
    async with asyncio.timeout(within):
        out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, (out + err).decode()


@contextlib.asynccontextmanager
async def in_a_process(
    folder: Path, sandbox: Sandbox, bot: Bot, **environ: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await whosthis(
        folder,
        **{"TELEGRAM_BOT_TOKEN": bot.token, "TELEGRAM_API_URL": sandbox.url, **environ},
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


@pytest.fixture
async def world() -> AsyncIterator[tuple[Sandbox, Bot, User, Chat]]:
    async with Sandbox() as sandbox:
        bot = sandbox.add_bot("whosthis_bot", name="Who's This", privacy=False)
        ann = sandbox.add_user("Ann")
        yield sandbox, bot, ann, sandbox.private_chat(ann, bot)


World = tuple[Sandbox, Bot, User, Chat]


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


async def test_what_came_while_it_was_away_is_answered(world: World, tmp_path: Path) -> None:
    sandbox, bot, ann, chat = world
    question = chat.send_text(ann, "/start")
    async with in_a_process(tmp_path, sandbox, bot):
        answer = await chat.next_from(bot, after=question, timeout=20)
    assert answer.words.startswith("Hello")


async def test_a_settings_file_in_the_folder_is_read(world: World, tmp_path: Path) -> None:
    sandbox, bot, ann, chat = world
    (tmp_path / ".env").write_text(f"TELEGRAM_BOT_TOKEN={bot.token}\nLOG_LEVEL=loud\n")
    process = await whosthis(tmp_path, TELEGRAM_API_URL=sandbox.url, LOG_LEVEL="INFO")
    try:
        await chat.next_from(bot, after=chat.send_text(ann, "/start"), timeout=20)
    finally:
        process.terminate()
        await ended(process)


async def test_wrong_settings_are_all_named_with_exit_code_2(tmp_path: Path) -> None:
    process = await whosthis(tmp_path, TOP_K="many", EMBEDDER="gemini")
    code, printed = await ended(process)
    assert code == 2
    for name in ("TELEGRAM_BOT_TOKEN", "TOP_K", "GEMINI_API_KEY"):
        assert name in printed
    assert "Traceback" not in printed


async def test_an_unknown_token_is_said_with_exit_code_2(world: World, tmp_path: Path) -> None:
    sandbox, *_ = world
    process = await whosthis(
        tmp_path, TELEGRAM_BOT_TOKEN="1:not-a-bot", TELEGRAM_API_URL=sandbox.url
    )
    code, printed = await ended(process)
    assert code == 2
    assert printed.splitlines()[-1].startswith("Telegram does not know this token")
    assert "1:not-a-bot" not in printed


async def test_model_files_that_are_not_there_are_said_with_exit_code_2(tmp_path: Path) -> None:
    process = await whosthis(tmp_path, TELEGRAM_BOT_TOKEN="1:a", FACE_MODELS="/nowhere")
    code, printed = await ended(process)
    assert code == 2
    assert "face models cannot be used" in printed


async def test_a_database_that_cannot_be_used_is_said_with_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "whosthis.db").write_bytes(b"no database at all, but long enough" * 100)
    process = await whosthis(tmp_path, TELEGRAM_BOT_TOKEN="1:a")
    code, printed = await ended(process)
    assert code == 1
    assert "database cannot be used" in printed
    assert "Traceback" not in printed


async def test_help_answers_quickly_and_loads_nothing_heavy(tmp_path: Path) -> None:
    process = await whosthis(tmp_path, "--help")
    code, printed = await ended(process)
    assert code == 0
    assert "Telegram bot that tells who is in a photo" in printed
    listing = await asyncio.create_subprocess_exec(
        sys.executable, "-X", "importtime", "-m", "bot", "--help",
        cwd=ROOT, env=command_environ(tmp_path),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, loaded = await listing.communicate()
    modules = {line.rsplit("|", 1)[-1].strip() for line in loaded.decode().splitlines()}
    assert "click" in modules
    assert modules.isdisjoint({"telegram", "numpy", "cv2", "PIL", "google.genai", "aiosqlite"})


async def test_a_start_without_network_waits_for_it(tmp_path: Path, world: World) -> None:
    sandbox, bot, ann, chat = world
    sandbox.faults.next("getMe", Drop(), ServerError(502))
    async with in_a_process(tmp_path, sandbox, bot):
        answer = await chat.next_from(bot, after=chat.send_text(ann, "/start"), timeout=20)
        assert answer.words.startswith("Hello")


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


async def test_a_key_that_cannot_be_one_is_said_with_exit_code_2(tmp_path: Path) -> None:
    process = await whosthis(tmp_path, TELEGRAM_BOT_TOKEN="1:a", GEMINI_API_KEY="my key")
    code, printed = await ended(process)
    assert code == 2
    assert "GEMINI_API_KEY should be" in printed
    assert "my key" not in printed


async def test_a_settings_file_in_another_encoding_is_said_with_exit_code_2(
    tmp_path: Path,
) -> None:
    (tmp_path / ".env").write_bytes("TELEGRAM_BOT_TOKEN=1:a # für".encode("latin-1"))
    code, printed = await ended(await whosthis(tmp_path))
    assert code == 2
    assert ".env cannot be read" in printed


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
