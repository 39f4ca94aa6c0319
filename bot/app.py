"""The composition root: settings become objects, objects an Application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

from telegram import LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import Application, BaseHandler, ContextTypes, Defaults, ExtBot

from bot.config import Settings
from bot.context import Context, Services, UserData
from bot.handlers import enroll, errors, identify, other, start
from bot.incoming.albums import Albums
from bot.incoming.lanes import Lanes
from bot.incoming.subjects import Subjects
from bot.incoming.updates import UpdatesRequest
from bot.opening import open_sight, open_store
from bot.outgoing.gestures import Gestures
from bot.outgoing.pacing import Pacing
from bot.outgoing.session_status import SessionStatus
from bot.outgoing.status_lines import StatusLines
from bot.pictures.thumbnails import thumbnail
from bot.recognition.enrolment import Enrolment
from bot.recognition.gallery import Galleries
from bot.recognition.matching import Rule
from bot.recognition.recogniser import Identifier, Recogniser
from bot.recognition.sessions import Sessions
from bot.texts import failures

App = Application[ExtBot[int], Context, UserData, UserData, Services, None]

HANDLERS: dict[int, Sequence[BaseHandler[Any, Context, Any]]] = {
    0: enroll.SESSION_HANDLERS,
    1: (
        *start.HANDLERS,
        *enroll.HANDLERS,
        *identify.COMMAND_HANDLERS,
        *other.COMMAND_HANDLERS,
        *identify.HANDLERS,
        *other.HANDLERS,
    ),
}
"""In the order they are asked: whatever belongs to a session goes no further than that."""


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """Everything that the handlers stand on, closed again at the end.

    Raises `ModelFilesUnusable` or `DatabaseUnusable`.
    """
    async with open_store(settings) as store, open_sight(settings) as (sight, workers):
        enrolment = Enrolment(sight, store, workers, thumbnail)
        sessions, albums = Sessions(store, enrolment), Albums()
        galleries = Galleries(store, settings.gallery_memory)
        identifier = Identifier(
            sight, workers, Rule(settings.decision), settings.top_k, settings.match_threshold
        )
        yield Services(
            settings=settings,
            store=store,
            workers=workers,
            recogniser=Recogniser(identifier, galleries, store),
            enrolment=enrolment,
            sessions=sessions,
            albums=albums,
            gestures=Gestures(),
            subjects=Subjects(albums),
            status=SessionStatus(sessions, StatusLines()),
        )


def build(services: Services) -> tuple[App, Lanes]:
    """The Application with its handlers, and the lanes that its updates go through."""
    settings = services.settings
    lanes = Lanes(services.albums, start.needs_no_turn, _apologise)
    # The library calls it without arguments, and asks no more of it.
    holder = cast("type[Services]", lambda: services)
    app: App = (
        Application.builder()
        .token(settings.telegram_token)
        .base_url(f"{settings.telegram_api_url}/bot")
        .base_file_url(f"{settings.telegram_api_url}/file/bot")
        .context_types(ContextTypes(context=Context, bot_data=holder))
        .defaults(
            Defaults(
                parse_mode=ParseMode.HTML,
                do_quote=True,
                allow_sending_without_reply=True,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )
        .rate_limiter(Pacing())
        .concurrent_updates(lanes)
        .job_queue(None)
        .get_updates_request(UpdatesRequest(connect_timeout=10, pool_timeout=10, read_timeout=20))
        .connection_pool_size(64)
        .connect_timeout(10)
        .pool_timeout(10)
        .read_timeout(20)
        .write_timeout(20)
        .media_write_timeout(60)
        .build()
    )
    app.add_handlers(HANDLERS)
    app.add_error_handler(errors.on_error)
    return app, lanes


async def _apologise(message: Message) -> None:
    """For what could not be finished before the bot had to stop."""
    try:
        await message.reply_text(failures.INTERRUPTED)
    except TelegramError:
        return
