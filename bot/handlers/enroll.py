"""/enroll, the photos that follow it, /done and /cancel."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import datetime

from telegram import Bot, ForceReply, Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.addressing import chat_of, message_of, sender_of, topic_of
from bot.attachments import PHOTO, source_of, sources_of
from bot.commands import Command, argument_of
from bot.context import Context, Services
from bot.recognition.enrolment import Origin
from bot.recognition.sessions import Standing
from bot.recognition.source import Source
from bot.texts import enrolling
from bot.texts.names import bad_name
from storage.models import Session
from storage.names import BadName, clean_name


async def enroll(update: Update, context: Context) -> None:
    """Add the photos that come with the command, or begin a session for those that follow."""
    message = message_of(update)
    sources = _photos_meant(message, context.services)
    if not argument_of(message):
        await (_ask_name(message, context) if not sources else _want_name(message))
        return
    try:
        name = clean_name(argument_of(message))
    except BadName as error:
        await message.reply_text(bad_name(error))
        return
    if sources:
        await _add_at_once(message, context, name, sources)
    else:
        await _begin(message, context, name)


async def take_name(update: Update, context: Context) -> None:
    """The answer to the question whose photos will come."""
    message, services = message_of(update), context.services
    session = await _session(message, services)
    if session is None or session.name is not None or not _answers(message, session):
        return
    try:
        name = clean_name(message.text or "")
    except BadName as error:
        await message.reply_text(bad_name(error))
    else:
        status = await message.reply_text(_begun(message, context, name, None))
        await services.sessions.save(
            replace(session, name=name, status_id=status.message_id, last_at=message.date)
        )
    raise ApplicationHandlerStop


async def take_photos(update: Update, context: Context) -> None:
    """Photos that belong to the sender's session; others are left to be identified."""
    message, services = message_of(update), context.services
    session = await _session(message, services)
    if session is None:
        return
    if session.name is None:
        await message.reply_text(enrolling.NAME_FIRST)
        raise ApplicationHandlerStop
    sources = sources_of(services.albums.messages_with(message))
    async with services.working(message):
        standing = await services.sessions.add(chat_of(message), session, sources, message.date)
    await _show_status(message, context, standing)
    raise ApplicationHandlerStop


async def done(update: Update, context: Context) -> None:
    """Close the sender's session and say what became of it."""
    message, services = message_of(update), context.services
    session = await _session(message, services)
    if session is None or session.name is None:
        await message.reply_text(enrolling.NO_SESSION if session is None else enrolling.NAME_FIRST)
        return
    standing = await services.sessions.standing(session)
    await services.sessions.close(session)
    await message.reply_text(enrolling.session_done(standing))


async def cancel(update: Update, context: Context) -> None:
    """Close the sender's session and remove what it added."""
    message, services = message_of(update), context.services
    session = await _session(message, services)
    if session is None:
        await message.reply_text(enrolling.NO_SESSION)
        return
    removed = await services.sessions.cancel(session)
    await message.reply_text(
        enrolling.session_cancelled(session.name, removed)
        if session.name
        else enrolling.NAME_WITHDRAWN
    )


async def close_quiet(bot: Bot, services: Services, at: datetime) -> None:
    """Close the sessions that nobody ended, and say so where they show how they stand."""
    for standing in await services.sessions.close_quiet(at):
        session = standing.session
        if session.name is not None and session.status_id is not None:
            edit = functools.partial(
                bot.edit_message_text,
                enrolling.session_quiet(standing),
                chat_id=session.chat_id,
                message_id=session.status_id,
            )
            await services.gestures.attempt("editMessageText", edit)


def _photos_meant(message: Message, services: Services) -> list[Source]:
    """The photos the command is the caption of, or else the one that it replies to."""
    own = sources_of(services.albums.messages_with(message))
    replied = source_of(message.reply_to_message)
    return own or ([replied] if replied else [])


async def _session(message: Message, services: Services) -> Session | None:
    session = await services.sessions.current(message.chat_id, sender_of(message), message.date)
    return session if session and session.topic == topic_of(message) else None


def _answers(message: Message, session: Session) -> bool:
    """Whether a text is meant as an answer; in a group people also talk to each other."""
    replied = message.reply_to_message
    asked = replied is not None and replied.message_id == session.question_id
    return asked or message.chat.type == ChatType.PRIVATE


async def _want_name(message: Message) -> None:
    await message.reply_text(enrolling.PHOTO_NEEDS_NAME)


async def _ask_name(message: Message, context: Context) -> None:
    services = context.services
    session, _ = await services.sessions.open(
        chat_of(message), sender_of(message), topic=topic_of(message), name=None, at=message.date
    )
    question = await message.reply_text(
        enrolling.ASK_NAME, reply_markup=ForceReply(selective=True, input_field_placeholder="Anna")
    )
    await services.sessions.save(replace(session, question_id=question.message_id))


async def _begin(message: Message, context: Context, name: str) -> None:
    services = context.services
    session, ended = await services.sessions.open(
        chat_of(message), sender_of(message), topic=topic_of(message), name=name, at=message.date
    )
    status = await message.reply_text(_begun(message, context, name, ended))
    await services.sessions.save(replace(session, status_id=status.message_id))


def _begun(message: Message, context: Context, name: str, ended: Standing | None) -> str:
    private = message.chat.type == ChatType.PRIVATE
    replies_only = not private and not context.bot.can_read_all_group_messages
    return enrolling.enrolment_begun(name, ended, replies_only=replies_only)


async def _add_at_once(
    message: Message, context: Context, name: str, sources: list[Source]
) -> None:
    services, chat = context.services, chat_of(message)
    async with services.working(message):
        tally = await services.enrolment.add(chat, name, sources, Origin(sender_of(message)))
    total = await services.enrolment.total(chat.id, name)
    await message.reply_text(enrolling.added_at_once(name, tally, total))


async def _show_status(message: Message, context: Context, standing: Standing) -> None:
    """Edit the session's one status message; where it is gone, write it anew."""
    text, session = enrolling.status(standing), standing.session
    if session.status_id is not None:
        try:
            await context.bot.edit_message_text(
                text, chat_id=message.chat_id, message_id=session.status_id
            )
        except TelegramError as error:
            if "not modified" in error.message:
                return
        else:
            return
    status = await message.reply_text(text)
    await context.services.sessions.save(replace(session, status_id=status.message_id))


NEW = filters.UpdateType.MESSAGE
HANDLERS = (
    MessageHandler(NEW & Command("enroll"), enroll),
    MessageHandler(NEW & Command("done"), done),
    MessageHandler(NEW & Command("cancel"), cancel),
)
SESSION_HANDLERS = (
    MessageHandler(NEW & PHOTO & ~Command("enroll"), take_photos),
    MessageHandler(NEW & filters.TEXT & ~filters.COMMAND, take_name),
)
"""They stop an update that belongs to the sender's session; any other goes on."""
