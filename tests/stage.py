"""The real bot on the wire: run against the sandbox, and against a loopback Gemini if wanted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.app import open_services
from bot.config import Settings
from bot.context import Services
from bot.incoming.albums import Albums
from bot.incoming.subjects import Subjects
from bot.outgoing.gestures import PATIENCE, Gestures
from bot.outgoing.session_status import SessionStatus
from bot.outgoing.status_lines import StatusLines
from bot.sandbox import Bot, Chat, Message, Sandbox, User
from bot.serving import run
from storage.models import Person
from tests.people import THRESHOLD, portrait

ALBUM_QUIET = 0.25
STATUS_PAUSE = 0.1


@dataclass(frozen=True)
class Stage:
    """A running bot, somebody who talks to it, and their private chat."""

    sandbox: Sandbox
    bot: Bot
    services: Services
    running: asyncio.Task[None]
    ann: User
    chat: Chat

    async def answer(self, message: Message | list[Message], timeout: float = 10) -> Message:  # noqa: ASYNC109 - reads better at the call
        """What the bot next says in the message's chat, after the message."""
        last = message[-1] if isinstance(message, list) else message
        return await last.chat.next_from(self.bot, after=last, timeout=timeout)

    async def say(self, text: str, reply_to: Message | None = None) -> Message:
        """Ann says something in private; the bot's answer."""
        return await self.answer(self.chat.send_text(self.ann, text, reply_to=reply_to))

    async def show(self, photo: bytes, caption: str | None = None) -> Message:
        """Ann sends a photo in private; the bot's answer."""
        return await self.answer(self.chat.send_photo(self.ann, photo, caption=caption))

    async def enrol(self, name: str, person: int, shots: range = range(2)) -> None:
        """Ann teaches the bot a drawn person."""
        for shot in shots:
            await self.show(portrait(person, shot), f"/enroll {name}")


@asynccontextmanager
async def staged(
    database: Path,
    sandbox: Sandbox,
    bot: Bot,
    settings: Mapping[str, str] | None = None,
    *,
    patience: float = PATIENCE,
) -> AsyncIterator[tuple[Services, asyncio.Task[None]]]:
    """Run the bot until the block is left, waiting less for albums than people need."""
    read = Settings.from_env(
        {
            "TELEGRAM_BOT_TOKEN": bot.token,
            "TELEGRAM_API_URL": sandbox.url,
            "DATABASE": str(database),
            "EMBEDDER": "local",
            "MATCH_THRESHOLD": THRESHOLD,
            "ACCESS": "open",
        }
        | dict(settings or {})
    )
    stop = asyncio.Event()
    async with open_services(read) as opened:
        albums = Albums(ALBUM_QUIET)
        services = replace(
            opened,
            albums=albums,
            subjects=Subjects(albums),
            gestures=Gestures(patience),
            status=SessionStatus(opened.sessions, StatusLines(STATUS_PAUSE)),
        )
        running = asyncio.create_task(run(services, stop))
        try:
            yield services, running
        finally:
            if not running.done():
                stop.set()
                await asyncio.wait_for(running, 10)


@asynccontextmanager
async def on_stage(
    folder: Path,
    settings: Mapping[str, str] | None = None,
    *,
    patience: float = PATIENCE,
    privacy: bool = False,
    **environ: str,
) -> AsyncIterator[Stage]:
    """A sandbox with one bot that runs and one user who may write to it.

    ``settings`` and ``environ`` are put together; the latter count more.
    """
    async with Sandbox() as sandbox:
        bot = sandbox.add_bot("whosthis_bot", name="Who's This", privacy=privacy)
        ann = sandbox.add_user("Ann", username="ann")
        async with staged(
            folder / "whosthis.db",
            sandbox,
            bot,
            {**(settings or {}), **environ},
            patience=patience,
        ) as (services, running):
            chat = sandbox.private_chat(ann, bot)
            yield Stage(sandbox, bot, services, running, ann, chat)


async def photos_of(stage: Stage, name: str) -> int:
    """How many photos of somebody are stored for Ann's private chat."""
    return await stage.services.enrolment.total(stage.chat.id, name)


async def person(stage: Stage, name: str) -> Person | None:
    return await stage.services.store.people.find(stage.chat.id, name)


async def shows(stage: Stage, message: Message, words: str) -> None:
    """Wait until a message was edited to begin with these words."""
    await stage.chat.until(lambda: message.words.startswith(words), timeout=10)
