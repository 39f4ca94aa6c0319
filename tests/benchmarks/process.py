"""The bot as a process of its own, so that only its own time and memory are counted."""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox import Bot, Chat, Sandbox, User
from tests.benchmarks.photos import photo, photos
from tests.loopback_gemini import LoopbackGemini

ROUNDS = 40
ENROLLED = 200
ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Running:
    """A bot process that is listening, and somebody who talks to it."""

    pid: int
    bot: Bot
    ann: User
    chat: Chat

    def cpu(self) -> float:
        """Processor seconds that the process has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1]
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def memory(self, which: str) -> int:
        """Megabytes: ``VmRSS`` now, ``VmHWM`` at the most."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        line = next(line for line in status.splitlines() if line.startswith(which))
        return int(line.split()[1]) // 1024

    async def answered(self, data: bytes, caption: str | None = None) -> float:
        """Seconds from a photo's update to its answer."""
        question = self.chat.send_photo(self.ann, data, caption=caption)
        began = time.perf_counter()
        await self.chat.next_from(self.bot, after=question, timeout=60)
        return time.perf_counter() - began


async def print_answers() -> None:
    """Print how long an answer takes, and what it costs, for either embedder."""
    print(f"\nFrom update to answer, {ROUNDS} photos one after the other")
    print(f"{'embedder':<28}{'ms':>8}{'CPU ms':>8}")
    for embedder in ("gemini", "local"):
        async with _running(embedder) as running:
            await running.answered(photo(0, 1), "/enroll Nitika")
            await running.answered(photo(1, 1), "/enroll Vasu")
            probe = photo(0, 5)
            for _ in range(4):
                await running.answered(probe)
            used, took = running.cpu(), []
            for _ in range(ROUNDS):
                took.append(await running.answered(probe))
                # The bot has had its say when its chat action is over, too.
                await asyncio.sleep(0.02)
            cpu = (running.cpu() - used) / ROUNDS
            print(f"{embedder:<28}{statistics.median(took) * 1000:8.1f}{cpu * 1000:8.1f}")


async def print_memory() -> None:
    """Print the memory that enrolling takes at the most, for either embedder."""
    print(f"\nMemory while {ENROLLED} photos are enrolled in albums of 10, in MB")
    print(f"{'embedder':<28}{'start':>8}{'peak':>8}{'after':>8}")
    enrolled = photos(ENROLLED)
    for embedder in ("gemini", "local"):
        async with _running(embedder) as running:
            start = running.memory("VmRSS")
            for first in range(0, ENROLLED, 10):
                album = running.chat.send_album(
                    running.ann, enrolled[first : first + 10], caption="/enroll Somebody"
                )
                await running.chat.next_from(running.bot, after=album[-1], timeout=120)
            peak, after = running.memory("VmHWM"), running.memory("VmRSS")
            print(f"{embedder:<28}{start:8}{peak:8}{after:8}")


@asynccontextmanager
async def _running(embedder: str) -> AsyncIterator[Running]:
    with tempfile.TemporaryDirectory() as folder:
        async with Sandbox() as sandbox, LoopbackGemini() as gemini:
            bot = sandbox.add_bot("whosthis_bot", privacy=False)
            ann = sandbox.add_user("Ann")
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                cwd=folder,
                env={
                    "PATH": os.environ.get("PATH", ""),
                    "PYTHONPATH": str(ROOT),
                    "TELEGRAM_BOT_TOKEN": bot.token,
                    "TELEGRAM_API_URL": sandbox.url,
                    "EMBEDDER": embedder,
                    "GEMINI_API_KEY": gemini.key,
                    "GEMINI_API_URL": gemini.url,
                    "GEMINI_REQUESTS_PER_MINUTE": "100000",
                    "LOG_LEVEL": "WARNING",
                },
            )
            chat = sandbox.private_chat(ann, bot)
            try:
                hello = chat.send_text(ann, "/start")
                await chat.next_from(bot, after=hello, timeout=30)
                yield Running(process.pid, bot, ann, chat)
            finally:
                process.terminate()
                await process.wait()
