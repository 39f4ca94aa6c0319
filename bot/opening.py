"""What the bot and the commands stand on: opened from the settings, closed again at the end.

It loads no Telegram, so that a command answers at once.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from platformdirs import user_cache_path

from bot.config import Gemini, Settings
from bot.embedders.gemini import GeminiEmbedder
from bot.embedders.local import LocalEmbedder
from bot.embedders.starts import SharedStarts
from bot.recognition.embedding import Embedder, ViewKind
from bot.recognition.faces import FaceFinder
from bot.recognition.model_files import ModelFiles
from bot.recognition.sight import Sight
from bot.recognition.workers import Workers
from storage.store import Store


@asynccontextmanager
async def open_sight(settings: Settings) -> AsyncIterator[tuple[Sight, Workers]]:
    """What it takes to see faces and to embed them. Raises `ModelFilesUnusable`."""
    files = ModelFiles.load(settings.face_models)
    workers = Workers()
    try:
        local = LocalEmbedder(files.embedder, workers)
        embedders = _embedders(settings, local)
        besides = [] if local in embedders else [local]
        try:
            yield Sight(FaceFinder(files.finder), embedders, workers, besides), workers
        finally:
            for embedder in embedders:
                await embedder.close()
    finally:
        workers.close()


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """The file that everything is in. Raises `DatabaseUnusable`."""
    store = await Store.open(settings.database)
    try:
        yield store
    finally:
        await store.close()


def _embedders(settings: Settings, local: LocalEmbedder) -> list[Embedder]:
    embedders: list[Embedder] = []
    if settings.gemini is not None:
        embedders.append(_gemini(settings.gemini))
    if settings.gemini is None or settings.both:
        embedders.append(local)
    return embedders


def _gemini(gemini: Gemini) -> GeminiEmbedder:
    # Google counts by key, whichever process asks.
    folder = user_cache_path("whosthis", appauthor=False)
    return GeminiEmbedder(
        gemini.key,
        model=gemini.model,
        dimensions=gemini.dimensions,
        view=ViewKind(gemini.view),
        requests_per_minute=gemini.requests_per_minute,
        api_version=gemini.api_version,
        api_url=gemini.api_url,
        starts=SharedStarts.of(gemini.key, gemini.api_url, folder),
    )
