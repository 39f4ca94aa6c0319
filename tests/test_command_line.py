"""The command line: starting, and what is wrong with the settings."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.sandbox import Drop, ServerError
from tests.processes import World, command_environ, ended, in_a_process, whosthis

ROOT = Path(__file__).parent.parent


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
