"""/enroll, and the photos and the name that follow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from telegram import ForceReply, Message, Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.access.quotas import OverQuota
from bot.chats.consent import AnotherUser
from bot.chats.holding import Whose
from bot.context import Context, Services
from bot.incoming.addressing import answers, chat_of, group_suffix, message_of, sender_of, topic_of
from bot.incoming.attachments import PHOTO, sources_of
from bot.incoming.buttons import Press, on_press
from bot.incoming.commands import ANY_COMMAND, FOR_ANOTHER_BOT, Command, command_of
from bot.incoming.mentions import SeveralMentions, whom
from bot.incoming.speakers import speaker_of, voice_of
from bot.incoming.subjects import PictureOfMine
from bot.outgoing import enrolled_users, screens
from bot.recognition.preparing import Origin
from bot.texts import enrolling, introduction, refusals
from bot.texts.names import bad_name
from storage.models import Account, Session
from storage.names import BadName, clean_name


async def enroll(update: Update, context: Context) -> None:
    """Add the photos that the command means, or begin a session for those that follow."""
    message, services = message_of(update), context.services
    await services.expect_manager(message)
    try:
        photos, meant = services.subjects.meant_by(message), whom(message)
        name = clean_name(meant.name) if meant.name else None
        if name and meant.account:
            await services.consent.expect_free(message.chat_id, name, meant.account)
    except PictureOfMine:
        await message.reply_text(enrolling.PICTURE_OF_MINE)
    except SeveralMentions:
        await message.reply_text(enrolling.ONE_AT_A_TIME)
    except AnotherUser:
        await message.reply_text(enrolling.ANOTHER_USER)
    except BadName as error:
        await message.reply_text(bad_name(error))
    else:
        torn = services.subjects.misses_parts(message, photos)
        note = introduction.ONE_OF_AN_ALBUM if torn else ""
        if name is None:
            await _ask_name(message, services, photos, note)
        elif photos:
            await services.sessions.close_nameless(message.chat_id, sender_of(message))
            await _add_at_once(message, services, name, meant.account, photos, note)
        else:
            await _begin(message, services, name, account=meant.account)


async def add_more(press: Press, context: Context) -> None:
    """Begin a session for whoever presses, with somebody who is enrolled already."""
    services = context.services
    await services.expect_manager_pressed(press)
    person = await services.roster.get(press.chat.id, press.numbers[0])
    await _begin(press.seen(), services, person.name, press=press)
    # An alert tells where nothing may be said.
    await screens.acknowledge(press.query)


async def take_photos(update: Update, context: Context) -> None:
    """Photos that belong to the sender's session; others are left to be identified."""
    message, services = message_of(update), context.services
    session, is_last = await services.session_of(message), command_of(message) is not None
    if session is None or (session.name is None and is_last):
        return
    photos = services.albums.photos_with(message)
    if session.name is not None:
        await _add(message, services, session, photos)
    elif services.subjects.add(message.chat_id, session.question_id, photos):
        await _question(message, services, session, enrolling.NAME_FIRST)
    if not is_last:
        raise ApplicationHandlerStop


async def take_words(update: Update, context: Context) -> None:
    """A name where one was asked for; whoever sends anything else forgot the open session."""
    message, services = message_of(update), context.services
    session = await services.session_of(message)
    if session is None or not answers(message, session.question_id):
        return
    if session.name is not None:
        await message.reply_text(enrolling.still_taking(session.name))
    elif message.text:
        await _take_name(message, services, session, message.text)
    else:
        await _question(message, services, session, enrolling.NAME_FIRST)
    raise ApplicationHandlerStop


async def _ask_name(
    message: Message, services: Services, photos: Sequence[Message], note: str
) -> None:
    """Ask whose photos are meant: ``photos``, or those that will come."""
    session, _ = await services.sessions.open(
        chat_of(message),
        sender_of(message),
        topic=topic_of(message),
        name=None,
        at=message.edit_date or message.date,
    )
    question = await _question(message, services, session, enrolling.whose(len(photos), note))
    services.subjects.remember(question, photos)


async def _question(message: Message, services: Services, session: Session, words: str) -> Message:
    """Ask for the name, once more perhaps: in a group only a reply to this is an answer now."""
    so_far = services.subjects.of(message.chat_id, session.question_id)
    question = await message.reply_text(
        words, reply_markup=ForceReply(selective=True, input_field_placeholder="Anna")
    )
    services.subjects.remember(question, so_far)
    await services.sessions.save(replace(session, question_id=question.message_id))
    return question


async def _take_name(message: Message, services: Services, session: Session, text: str) -> None:
    try:
        name = clean_name(text)
    except BadName as error:
        await _question(message, services, session, bad_name(error))
        return
    photos = services.subjects.of(message.chat_id, session.question_id)
    begun = await _begin(message, services, name)
    if photos:
        await _add(message, services, begun, photos)


async def _begin(
    message: Message,
    services: Services,
    name: str,
    *,
    account: Account | None = None,
    press: Press | None = None,
) -> Session:
    """Begin a session: the sender's, or that of whoever pressed a button under the message."""
    suffix = group_suffix(message)
    if press is None:
        sender, called = sender_of(message), speaker_of(message)
    else:
        sender, called = await voice_of(press)
    kept_name = await services.enrolment.kept_name(message.chat_id, name)
    session, earlier = await services.sessions.open(
        chat_of(message),
        sender,
        topic=topic_of(message),
        name=kept_name,
        at=message.date if press is None else datetime.now(UTC),
        account=account,
    )
    by = enrolling.enrolled_by(called, suffix=suffix)
    ended = enrolling.ended(earlier, by) if earlier else ""
    begun = enrolling.begun(
        kept_name, ended, suffix=suffix, sender=called if press and suffix else None
    )
    session = await services.status.begin(message, session, begun)
    if earlier:
        await services.status.end(message.get_bot(), earlier.session, ended)
    return session


async def _add(
    message: Message, services: Services, session: Session, photos: Sequence[Message]
) -> None:
    """Add photos to a session and show how it stands."""
    sources = sources_of(photos)
    try:
        await services.count(message, len(sources))
    except OverQuota as error:
        await message.reply_text(refusals.over_quota(error))
        return
    async with services.working(message):
        standing = await services.sessions.add(chat_of(message), session, sources, message.date)
    tally = standing.latest
    if tally and tally.gone:
        await message.reply_text(enrolling.removed_meanwhile(tally.name))
        return
    suffix = group_suffix(message)
    services.status.show(message, standing.session, enrolling.status(standing, suffix=suffix))
    account = session.account
    if tally and tally.took and account:
        # Once is enough, also where they have themself removed and more photos come.
        person = await enrolled_users.link(services.consent, message.chat_id, tally.name, account)
        await services.sessions.save(replace(standing.session, account=None))
        await enrolled_users.tell(message, person, account, speaker_of(message))
        account = None
    if tally and tally.held:
        await services.held.tell(
            message, tally, Whose(tally.name, session.sender_id, session.id, account)
        )
        standing = replace(await services.sessions.standing(session), latest=tally)
        services.status.show(message, session, enrolling.status(standing, suffix=suffix))


async def _add_at_once(
    message: Message,
    services: Services,
    name: str,
    account: Account | None,
    photos: Sequence[Message],
    note: str,
) -> None:
    chat, origin, sources = chat_of(message), Origin(sender_of(message)), sources_of(photos)
    await services.count(message, len(sources))
    kept_name = await services.enrolment.kept_name(chat.id, name)
    async with services.working(message):
        tally = await services.enrolment.add(chat, kept_name, sources, origin)
    linked = account if tally.took and not tally.gone else None
    if linked:
        person = await enrolled_users.link(services.consent, chat.id, tally.name, linked)
    if tally.gone or note or len(tally.held) < tally.photos:
        total = await services.enrolment.total(chat.id, tally.name)
        by = enrolling.enrolled_by(speaker_of(message), suffix=group_suffix(message))
        await message.reply_text(enrolling.added_at_once(tally, total, by, note))
    if linked:
        await enrolled_users.tell(message, person, linked, speaker_of(message))
    whose = Whose(tally.name, sender_of(message), None, None if linked else account)
    await services.held.tell(message, tally, whose)


NEW, EDITED = filters.UpdateType.MESSAGE, filters.UpdateType.EDITED_MESSAGE
HANDLERS = (
    MessageHandler((NEW | (EDITED & PHOTO)) & Command("enroll"), enroll),
    on_press("enroll", 1, add_more),
)
SESSION_HANDLERS = (
    MessageHandler(NEW & PHOTO & (~ANY_COMMAND | Command("done")), take_photos),
    MessageHandler(
        NEW & ~PHOTO & ~ANY_COMMAND & ~FOR_ANOTHER_BOT & ~filters.StatusUpdate.ALL, take_words
    ),
)
"""They stop an update that belongs to the sender's session, but for the photo with /done."""
