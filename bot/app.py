"""The composition root: settings become objects, objects an Application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any, cast

from telegram import LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import Application, BaseHandler, ContextTypes, Defaults, ExtBot

from bot.access.door import Door, Rules
from bot.access.links import Links
from bot.access.quotas import Quotas
from bot.access.usage import Usage
from bot.chats.asking import Asking
from bot.chats.consent import Consent
from bot.chats.erasing import Erasing
from bot.chats.feedback import Teaching
from bot.chats.holding import Holding
from bot.chats.looking import Looking
from bot.chats.moving import Moving
from bot.chats.packing import Packing
from bot.chats.preferences import Wishes
from bot.chats.questions import Questions
from bot.chats.retention import Retention
from bot.chats.roster import Roster
from bot.chats.sharing import Sharing
from bot.config import Settings
from bot.context import Context, Services, UserData
from bot.handlers import (
    asking,
    cards,
    changing,
    consent,
    door,
    ending,
    enroll,
    erasing,
    errors,
    evaluating,
    explaining,
    exporting,
    feedback,
    forgetting,
    groups,
    holding,
    identify,
    invitations,
    merging,
    naming,
    offering,
    other,
    people,
    privacy,
    questions,
    screening,
    settings,
    sharing,
    start,
    usage,
)
from bot.incoming.addressing import is_for_the_bot, sender_of, topic_of
from bot.incoming.albums import Albums
from bot.incoming.lanes import Lanes
from bot.incoming.subjects import Subjects
from bot.incoming.updates import UpdatesRequest
from bot.opening import open_sight, open_store
from bot.outgoing.gestures import Gestures
from bot.outgoing.held_photos import HeldPhotos
from bot.outgoing.pacing import Pacing
from bot.outgoing.person_cards import PersonCards
from bot.outgoing.session_status import SessionStatus
from bot.outgoing.status_lines import StatusLines
from bot.pictures.thumbnails import thumbnail
from bot.recognition.doubting import Doubting
from bot.recognition.enrolment import Enrolment
from bot.recognition.galleries import Galleries
from bot.recognition.learning import Learning
from bot.recognition.recogniser import Identifier, Recogniser
from bot.recognition.reporting import Reports
from bot.recognition.scores import Rule
from bot.recognition.sessions import Sessions
from bot.texts import failures

App = Application[ExtBot[int], Context, UserData, UserData, Services, None]

HANDLERS: dict[int, Sequence[BaseHandler[Any, Context, Any]]] = {
    0: (*groups.MEMBERSHIP_HANDLERS, *screening.HANDLERS),
    1: door.GATE_HANDLERS,
    2: questions.answered_by(changing.TAKES | naming.TAKES),
    3: enroll.SESSION_HANDLERS,
    4: (
        *door.HANDLERS,
        *invitations.HANDLERS,
        *sharing.HANDLERS,
        *offering.HANDLERS,
        *asking.HANDLERS,
        *consent.HANDLERS,
        *exporting.HANDLERS,
        *start.HANDLERS,
        *enroll.HANDLERS,
        *ending.HANDLERS,
        *holding.HANDLERS,
        *people.HANDLERS,
        *cards.HANDLERS,
        *changing.HANDLERS,
        *merging.HANDLERS,
        *forgetting.HANDLERS,
        *feedback.HANDLERS,
        *naming.HANDLERS,
        *explaining.HANDLERS,
        *settings.HANDLERS,
        *privacy.HANDLERS,
        *erasing.HANDLERS,
        *usage.HANDLERS,
        *evaluating.HANDLERS,
        *groups.HANDLERS,
        *identify.COMMAND_HANDLERS,
        *other.COMMAND_HANDLERS,
        *identify.HANDLERS,
        *other.HANDLERS,
    ),
}
"""In the order they are asked. Of those of one number the first that will takes an update;
whoever stops it keeps it from the numbers that follow."""


@asynccontextmanager
async def open_services(given: Settings) -> AsyncIterator[Services]:
    """Everything that the handlers stand on, closed again at the end.

    Raises `ModelFilesUnusable` or `DatabaseUnusable`.
    """
    async with open_store(given) as store, open_sight(given) as (sight, workers):
        galleries, learning = Galleries(store, given.gallery_memory), Learning(workers)
        rule, threshold = Rule(given.decision), given.match_threshold
        identifier = Identifier(sight, workers, learning, rule, given.top_k, threshold)
        doubting = Doubting(galleries, store, learning, workers, rule, threshold)
        enrolment = Enrolment(sight, store, workers, thumbnail, doubting)
        sessions, albums, waiting = Sessions(store, enrolment), Albums(), Holding(store)
        recogniser = Recogniser(identifier, galleries, store)
        looking = Looking(recogniser, workers)
        roster, eraser, links = Roster(store), Erasing(store), Links(store)
        packing = Packing(store, given.database)
        questions, teaching = Questions(store), Teaching(store, enrolment)
        access = given.access
        gate = Door(store, Rules(access.open, access.owner, access.allowed))
        await gate.load()
        kept = timedelta(days=given.group_retention_days)
        retention = Retention(store, kept, gate.forgotten)
        quotas = Quotas(store, access.user_daily_photos, access.chat_daily_photos)
        used = Usage(store, sight.embedders[0].model, lambda: sight.spent)
        yield Services(
            settings=given,
            store=store,
            workers=workers,
            recogniser=recogniser,
            reports=Reports(recogniser),
            enrolment=enrolment,
            sessions=sessions,
            albums=albums,
            gestures=Gestures(),
            subjects=Subjects(albums),
            status=SessionStatus(sessions, StatusLines()),
            holding=waiting,
            held=HeldPhotos(waiting, workers, enrolment),
            looking=looking,
            cards=PersonCards(looking, workers),
            roster=roster,
            erasing=eraser,
            moving=Moving(store),
            packing=packing,
            retention=retention,
            wishes=Wishes(store),
            questions=questions,
            sharing=Sharing(store),
            asking=Asking(store),
            consent=Consent(store),
            teaching=teaching,
            door=gate,
            links=links,
            quotas=quotas,
            usage=used,
            tidying=(
                roster.purge,
                retention.purge,
                packing.purge,
                questions.purge,
                waiting.purge,
                teaching.purge,
                links.purge,
                gate.purge,
                quotas.purge,
                used.purge,
            ),
        )


def build(services: Services) -> tuple[App, Lanes]:
    """The Application with its handlers, and the lanes that its updates go through."""
    given = services.settings
    lanes = Lanes(services.albums, start.needs_no_turn, partial(_apologise, services))
    # The library calls it without arguments, and asks no more of it.
    holder = cast("type[Services]", lambda: services)
    app: App = (
        Application.builder()
        .token(given.telegram_token)
        .base_url(f"{given.telegram_api_url}/bot")
        .base_file_url(f"{given.telegram_api_url}/file/bot")
        .context_types(ContextTypes(context=Context, bot_data=holder))
        .defaults(
            Defaults(
                parse_mode=ParseMode.HTML,
                do_quote=True,
                allow_sending_without_reply=True,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )
        .rate_limiter(Pacing(partial(groups.moved, services), partial(groups.shut_out, services)))
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


async def _apologise(services: Services, unfinished: Sequence[Message]) -> None:
    """For what a chat waits for that could not be finished before the bot had to stop."""
    for message in reversed(unfinished):
        whose = message.chat_id, sender_of(message), topic_of(message), message.date
        if is_for_the_bot(message) or await services.sessions.current(*whose):
            with suppress(TelegramError):
                await message.reply_text(failures.INTERRUPTED)
            return
