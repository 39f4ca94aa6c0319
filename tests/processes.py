"""The bot as a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from bot.sandbox import Bot, Chat, Sandbox, User
from tests.people import THRESHOLD

ROOT = Path(__file__).parent.parent

World = tuple[Sandbox, Bot, User, Chat]
"""Where a process is met: a sandbox, its bot, a user, and their chat."""


def command_environ(folder: Path, **environ: str) -> dict[str, str]:
    """Only what is given, so that nobody's own settings or .env file come in."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    coverage = {name: value for name, value in os.environ.items() if name.startswith("COV")}
    return {
        **kept,
        **coverage,
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(folder.with_name(f"{folder.name}.cache")),
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
    reaching = {"TELEGRAM_BOT_TOKEN": bot.token, "TELEGRAM_API_URL": sandbox.url}
    process = await whosthis(folder, **(reaching | {"ACCESS": "open"} | environ))
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()
