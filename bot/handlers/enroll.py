"""/enroll, what follows it, /done and /cancel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from telegram import Bot, ForceReply, Message, Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.context import Context, Services
from bot.incoming.addressing import chat_of, group_suffix, message_of, sender_of, topic_of
from bot.incoming.attachments import PHOTO, sources_of
from bot.incoming.commands import ANY_COMMAND, FOR_ANOTHER_BOT, Command, argument_of
from bot.incoming.subjects import PictureOfMine
from bot.recognition.enrolment import Origin
from bot.texts import enrolling
from bot.texts.names import bad_name
from storage.models import Session
from storage.names import BadName, clean_name


async def enroll(update: Update, context: Context) -> None:
    """Add the photos that the command means, or begin a session for those that follow."""
    message, services = message_of(update), context.services
    try:
        photos = services.subjects.meant_by(message)
        # What stands on further lines of a caption is about the photo.
        first_line = argument_of(message).partition("\n")[0]
        name = clean_name(first_line) if first_line else None
    except PictureOfMine:
        await message.reply_text(enrolling.PICTURE_OF_MINE)
    except BadName as error:
        await message.reply_text(bad_name(error))
    else:
        if name is None:
            await _ask_name(message, services, photos)
        elif photos:
            await services.sessions.close_nameless(message.chat_id, sender_of(message))
            await _add_at_once(message, services, name, photos)
        else:
            await _begin(message, services, name)


async def take_photos(update: Update, context: Context) -> None:
    """Photos that belong to the sender's session; others are left to be identified."""
    message, services = message_of(update), context.services
    session = await _session(message, services)
    if session is None:
        return
    photos = services.albums.photos_with(message)
    if session.name is None:
        if services.subjects.add(message.chat_id, session.question_id, photos):
            await message.reply_text(enrolling.NAME_FIRST)
    else:
        await _add(message, services, session, photos)
    raise ApplicationHandlerStop


async def take_words(update: Update, context: Context) -> None:
    """A name where one was asked for; whoever sends anything else forgot the open session."""
    message, services = message_of(update), context.services
    session = await _session(message, services)
    if session is None or not _answers(message, session):
        return
    if session.name is not None:
        await message.reply_text(enrolling.still_taking(session.name))
    elif message.text:
        await _take_name(message, services, session, message.text)
    else:
        await message.reply_text(enrolling.NAME_FIRST)
    raise ApplicationHandlerStop


async def done(update: Update, context: Context) -> None:
    """Close the sender's session and say what became of it."""
    message, services = message_of(update), context.services
    session = await _session(message, services)
    if session is None or session.name is None:
        await message.reply_text(enrolling.NAME_FIRST if session else enrolling.NO_SESSION)
        return
    if photos := services.albums.photos_with(message):
        session = await _add(message, services, session, photos)
    standing = await services.sessions.standing(session)
    await services.sessions.close(session)
    await message.reply_text(enrolling.session_done(standing))
    await services.status.end(context.bot, session, enrolling.ended(standing))


async def cancel(update: Update, context: Context) -> None:
    """Close the sender's session and remove what it added."""
    message, services = message_of(update), context.services
    session = await _session(message, services)
    if session is None:
        await message.reply_text(enrolling.NO_SESSION)
        return
    removed = await services.sessions.cancel(session)
    if session.name is None:
        await message.reply_text(enrolling.NAME_WITHDRAWN)
        return
    cancelled = enrolling.session_cancelled(session.name, removed)
    await message.reply_text(cancelled)
    await services.status.end(context.bot, session, cancelled)


async def close_quiet(
    bot: Bot, services: Services, at: datetime, busy: Callable[[int], bool]
) -> None:
    """Close the sessions that nobody ended, but for chats with something in hand."""
    for session in await services.sessions.quiet(at):
        if not busy(session.chat_id):
            await _close_if_quiet(bot, services, session, at)


async def _close_if_quiet(
    bot: Bot, services: Services, session: Session, at: datetime
) -> Session | None:
    """Close a session that went quiet, and say so in its status; else give it back."""
    standing = await services.sessions.close_if_quiet(session, at)
    if standing is None:
        return session
    await services.status.end(bot, session, enrolling.session_quiet(standing))
    return None


async def _session(message: Message, services: Services) -> Session | None:
    """The sender's open session in the message's topic."""
    session = await services.sessions.current(message.chat_id, sender_of(message))
    if session is None or session.topic != topic_of(message):
        return None
    return await _close_if_quiet(message.get_bot(), services, session, message.date)


def _answers(message: Message, session: Session) -> bool:
    """Whether words are meant for the bot; in a group people also talk to each other."""
    replied = message.reply_to_message
    asked = replied is not None and replied.message_id == session.question_id
    return asked or not group_suffix(message)


async def _ask_name(message: Message, services: Services, photos: Sequence[Message]) -> None:
    """Ask whose photos are meant: ``photos``, or those that will come."""
    session, _ = await services.sessions.open(
        chat_of(message), sender_of(message), topic=topic_of(message), name=None, at=message.date
    )
    question = await message.reply_text(
        enrolling.whose(len(photos)),
        reply_markup=ForceReply(selective=True, input_field_placeholder="Anna"),
    )
    services.subjects.remember(question, photos)
    await services.sessions.save(replace(session, question_id=question.message_id))


async def _take_name(message: Message, services: Services, session: Session, text: str) -> None:
    try:
        name = clean_name(text)
    except BadName as error:
        await message.reply_text(bad_name(error))
        return
    photos = services.subjects.of(message.chat_id, session.question_id)
    begun = await _begin(message, services, name)
    if photos:
        await _add(message, services, begun, photos)


async def _begin(message: Message, services: Services, name: str) -> Session:
    kept_name = await services.enrolment.kept_name(message.chat_id, name)
    session, ended = await services.sessions.open(
        chat_of(message),
        sender_of(message),
        topic=topic_of(message),
        name=kept_name,
        at=message.date,
    )
    begun = enrolling.begun(kept_name, ended, suffix=group_suffix(message))
    session = await services.status.begin(message, session, begun)
    if ended:
        await services.status.end(message.get_bot(), ended.session, enrolling.ended(ended))
    return session


async def _add(
    message: Message, services: Services, session: Session, photos: Sequence[Message]
) -> Session:
    """Add photos to a session and show how it stands."""
    async with services.working(message):
        standing = await services.sessions.add(
            chat_of(message), session, sources_of(photos), message.date
        )
    status = enrolling.status(standing, suffix=group_suffix(message))
    services.status.show(message, standing.session, status)
    return standing.session


async def _add_at_once(
    message: Message, services: Services, name: str, photos: Sequence[Message]
) -> None:
    chat, origin = chat_of(message), Origin(sender_of(message))
    kept_name = await services.enrolment.kept_name(chat.id, name)
    async with services.working(message):
        tally = await services.enrolment.add(chat, kept_name, sources_of(photos), origin)
    total = await services.enrolment.total(chat.id, kept_name)
    await message.reply_text(enrolling.added_at_once(kept_name, tally, total))


NEW = filters.UpdateType.MESSAGE
HANDLERS = (
    MessageHandler(NEW & Command("enroll"), enroll),
    MessageHandler(NEW & Command("done"), done),
    MessageHandler(NEW & Command("cancel"), cancel),
)
SESSION_HANDLERS = (
    MessageHandler(NEW & PHOTO & ~ANY_COMMAND, take_photos),
    MessageHandler(
        NEW & ~PHOTO & ~ANY_COMMAND & ~FOR_ANOTHER_BOT & ~filters.StatusUpdate.ALL, take_words
    ),
)
"""They stop an update that belongs to the sender's session; any other goes on."""
