"""The demo put together: the real bot, run against the sandbox that serves the page."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import io
import logging
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import Gemini, Settings
from bot.demo.server import make_demo
from bot.demo.world import Demo, Embedder
from bot.recognition.model_files import ModelFiles

if TYPE_CHECKING:
    from bot.context import Services

log = logging.getLogger(__name__)

PORTS = 20
"""How many ports are tried, one after the other."""
LAST_PORT = 65535
LOCAL = "Faces are compared on this computer; no photo leaves it."
SENT_TO_GOOGLE = (
    "To be compared, {part} is sent to Google's Gemini; on its free tier Google may use it to "
    "improve its products."
)
FACES = "the part of each photo around a face (all of it where no face is found)"
PHOTOS = "each whole photo"


class CannotShow(Exception):
    """There can be no demo like this; the message is a sentence for people."""


@dataclass(frozen=True)
class Demonstration:
    """A demo that can be looked at."""

    url: str
    """The page's address."""
    demo: Demo
    settings: Settings
    running: asyncio.Task[None]
    """The bot. It ends when the demo does, or earlier with what went wrong."""
    warm: asyncio.Event
    """Set once all is loaded that an answer needs."""


@asynccontextmanager
async def demonstration(
    environ: Mapping[str, str], *, port: int, data: Path | None
) -> AsyncIterator[Demonstration]:
    """Serve the page, and behind it run the bot as ``environ`` sets it, until the block is left.

    The page is there at once, the bot a moment later. ``port`` is that one or, where it is
    taken, the next free one; 0 is any. What the bot learns is kept in the folder ``data``, and
    without one forgotten.

    Raises `ConfigError`, `ModelFilesUnusable` and `CannotShow`, and at the end whatever ended
    the bot.
    """
    async with AsyncExitStack() as ending:
        folder = ending.enter_context(_kept(data) if data else _forgotten())
        database = folder / "whosthis.db"
        given = _settings(environ, database)
        # A page that no bot answers helps nobody.
        ModelFiles.load(given.face_models)
        demo = make_demo(_embedder(given.gemini))
        await _listen(demo, port)
        ending.push_async_callback(demo.sandbox.stop)
        owned = {**environ, "OWNER_ID": str(demo.you.id)}
        settings = _settings(owned, database, demo.bot.token, demo.sandbox.url)
        stop, warm = asyncio.Event(), asyncio.Event()
        running = asyncio.create_task(_run(settings, stop, warm))
        try:
            yield Demonstration(f"{demo.sandbox.url}/", demo, settings, running, warm)
        finally:
            stop.set()
            await asyncio.wait({running})
        running.result()


def _settings(
    environ: Mapping[str, str], database: Path, token: str | None = None, url: str = ""
) -> Settings:
    """The settings as given, but for whom the bot talks to and where it keeps what it learns."""
    kept = {name: value for name, value in environ.items() if not name.startswith("WEBHOOK_")}
    telegram = {"TELEGRAM_BOT_TOKEN": token or "", "TELEGRAM_API_URL": url}
    # Only this computer reaches the page: there is nobody to be kept out.
    ours = {**telegram, "DATABASE": str(database), "ACCESS": "open"}
    return Settings.from_env({**kept, **ours}, listens=token is not None)


def _embedder(gemini: Gemini | None) -> Embedder:
    if gemini is None:
        return Embedder("local", LOCAL)
    part = PHOTOS if gemini.view == "photo" else FACES
    return Embedder("gemini", SENT_TO_GOOGLE.format(part=part))


async def _listen(demo: Demo, port: int) -> None:
    """Serve the page at the first port that is free. Raises `CannotShow`."""
    last = min(port + PORTS - 1, LAST_PORT) if port else 0
    problem = None
    for demo.sandbox.port in range(port, last + 1):
        try:
            await demo.sandbox.start()
        except OSError as error:
            problem = error.strerror
        else:
            return
    raise CannotShow(
        f"None of the ports {port} to {last} can be used: {problem}. Choose another with --port."
    )


async def _run(settings: Settings, stop: asyncio.Event, warm: asyncio.Event) -> None:
    """The bot as `bot.serving` runs it, loaded while the page is served already."""
    app = await asyncio.to_thread(importlib.import_module, "bot.app")
    serving = await asyncio.to_thread(importlib.import_module, "bot.serving")
    async with app.open_services(settings) as services:
        warming = asyncio.create_task(_warm_up(services, warm))
        try:
            await serving.run(services, stop)
        finally:
            warming.cancel()


async def _warm_up(services: Services, warm: asyncio.Event) -> None:
    """Answer a photo of nobody's, so that the first one is answered as fast as any other."""
    from bot.pictures.contact_sheet import draw_contact_sheet
    from bot.pictures.findings import FaceRow, Outcome
    from bot.recognition.source import Source
    from bot.texts import answering

    sight, workers = services.recogniser.sight, services.workers
    try:
        drawn = await workers.run(_portrait)

        async def fetch() -> bytes:
            return drawn

        seen = await sight.look(Source(fetch))
        if services.settings.gemini is None:
            await sight.embed(seen, seen.faces[0])
        row = FaceRow(seen.faces[0].box if seen.faces else None, Outcome.UNKNOWN, None, None)
        await workers.run(draw_contact_sheet, seen.picture.pixels, [row], answering.OUTCOMES)
    except Exception:
        # Whatever is wrong will be said of the first photo, in words.
        log.exception("warming up did not work")
    warm.set()


def _portrait() -> bytes:
    from bot.pictures.portraits import draw_portrait

    out = io.BytesIO()
    draw_portrait(0, 0).save(out, "JPEG")
    return out.getvalue()


@contextmanager
def _forgotten() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(
        prefix="whosthis-demo-", ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


@contextmanager
def _kept(folder: Path) -> Iterator[Path]:
    """A folder that stays, used by one demo at a time. Raises `CannotShow`."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # SQLite locks a file on every system, and lets go however the process ends.
        lock = sqlite3.connect(folder / "demo.lock", timeout=0, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise CannotShow(f"The folder {folder} cannot be used: {error}.") from error
    with contextlib.closing(lock):
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            raise CannotShow(
                f"The folder {folder} cannot be used: another demo is using it. End that one "
                "first, or choose another folder with --data."
                if "locked" in str(error)
                else f"The folder {folder} cannot be used: {error}."
            ) from error
        yield folder
