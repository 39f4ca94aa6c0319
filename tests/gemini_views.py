"""Views to embed, and embedders that ask the loopback Gemini."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
from collections.abc import AsyncIterator, Callable
from typing import Any

import numpy as np
from PIL import Image

from bot.embedders.faults import Patience
from bot.embedders.gemini import GeminiEmbedder
from bot.recognition.embedding import View, ViewKind
from tests.loopback_gemini import LoopbackGemini

QUICK = Patience(attempt=3.0, total=6.0, first=0.04, longest=0.1)
"""Seconds, long enough for a busy machine."""


def scene(number: int) -> View:
    """A small picture with nobody in it, of its own for each number."""
    cells = np.random.default_rng(number).integers(0, 256, (4, 4, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(cells).resize((64, 64)).save(buffer, "JPEG")
    return View(ViewKind.PHOTO, jpeg=buffer.getvalue())


def scenes(count: int) -> list[View]:
    return [scene(number) for number in range(count)]


BROKEN = View(ViewKind.PHOTO, jpeg=b"\xff\xd8\xff\xe0 is how a JPEG begins, but this is none")


def sha256(view: View) -> str:
    return hashlib.sha256(view.jpeg).hexdigest()


async def until(happened: Callable[[], object]) -> None:
    """Wait for what nobody tells the test, two seconds at most."""
    async with asyncio.timeout(2):
        while not happened():  # noqa: ASYNC110 - neither side has an event for it
            await asyncio.sleep(0.005)


@contextlib.asynccontextmanager
async def asking(gemini: LoopbackGemini, **settings: Any) -> AsyncIterator[GeminiEmbedder]:
    """An embedder that asks this server, quick to lose patience, closed in the end."""
    usual: dict[str, Any] = {"key": gemini.key, "api_url": gemini.url, "dimensions": 768}
    embedder = GeminiEmbedder(**(usual | {"patience": QUICK} | settings))
    try:
        yield embedder
    finally:
        await embedder.close()
