"""The name of a face that is nobody's yet, in words."""

from __future__ import annotations

from datetime import UTC, datetime

from telegram import ForceReply, Message, Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.access.quotas import OverQuota
from bot.chats.feedback import Lesson, NotAdded
from bot.chats.questions import PATIENCE
from bot.chats.roster import Gone
from bot.context import Context, Services
from bot.incoming.addressing import chat_of, group_suffix, message_of, sender_of
from bot.incoming.buttons import Press, keyboard, on_press
from bot.incoming.commands import ANY_COMMAND, FOR_ANOTHER_BOT
from bot.incoming.speakers import voice_of
from bot.incoming.standing import NotAllowed, is_private
from bot.outgoing.answers import update_answer
from bot.outgoing.screens import Screen, acknowledge, send
from bot.texts import feedback as texts
from bot.texts import refusals
from bot.texts.feedback_buttons import undo
from bot.texts.names import bad_name
from storage.answered import FeedbackKind
from storage.names import BadName, clean_name
from storage.records import Question, QuestionKind


async def ask_name(press: Press, context: Context) -> None:
    """Ask whoever pressed for a name."""
    services, message = context.services, press.seen()
    await services.expect_manager_pressed(press)
    face = await services.teaching.taught(press.chat.id, press.numbers[0])
    standing = await services.teaching.standing(face)
    asked_of, called = await voice_of(press)
    # A reply is asked of those who are mentioned, but whoever is anonymous shall stay so.
    whom = press.query.from_user.mention_html() if called and not is_private(message) else None
    question = await message.reply_text(
        texts.who_is_it(face, standing, whom=whom, suffix=group_suffix(message)),
        reply_markup=ForceReply(selective=True, input_field_placeholder=texts.EXAMPLE),
    )
    # An alert tells where nothing may be said.
    await acknowledge(press.query)
    until, kind = datetime.now(UTC) + PATIENCE, QuestionKind.NAME
    asked = Question(
        press.chat.id, question.message_id, kind, asked_of, None, until, face_id=face.id
    )
    if not await services.questions.ask(asked):
        await question.reply_text(refusals.OUT_OF_DATE)


async def take_name(update: Update, context: Context) -> None:
    """The name of a face, where one was asked for."""
    message, services = message_of(update), context.services
    question = await _answered(message, services)
    if question is None or question.face_id is None:
        return
    if question.kind is QuestionKind.WITHDRAWN:
        await message.reply_text(texts.WITHDRAWN)
        raise ApplicationHandlerStop
    try:
        await services.expect_manager(message)
        screen = await _named(message, question.face_id, services)
    except BadName as error:
        # In a group only a reply is an answer, and this is what one replies to.
        again = await message.reply_text(bad_name(error), reply_markup=ForceReply(selective=True))
        await services.questions.ask_again(question, again.message_id)
        raise ApplicationHandlerStop from None
    except NotAllowed:
        screen = Screen(refusals.MANAGERS_ONLY)
    except OverQuota as error:
        screen = Screen(refusals.over_quota(error))
    except Gone:
        screen = Screen(refusals.OUT_OF_DATE)
    await services.questions.close(question)
    await send(message, screen)
    raise ApplicationHandlerStop


async def _named(message: Message, face_id: int, services: Services) -> Screen:
    """Learn the name of a face. Raises `BadName`, `OverQuota` or `Gone`."""
    name, chat, bot = clean_name(message.text or ""), chat_of(message), message.get_bot()
    face = await services.teaching.taught(chat.id, face_id)
    await services.count(message, 1)
    lesson = Lesson(sender_of(message), datetime.now(UTC), FeedbackKind.NAMED, name=name)
    photo = services.photo_again(bot, face)
    try:
        async with services.working(message):
            feedback = await services.teaching.teach(chat, face, lesson, photo)
    except NotAdded as error:
        return Screen(texts.not_added(name, error.tally))
    standing = await services.teaching.standing(face)
    await update_answer(bot, services.gestures, standing)
    return Screen(texts.now_known(face, feedback, standing), keyboard([[undo(feedback)]]))


async def _answered(message: Message, services: Services) -> Question | None:
    """The open question that words answer: in private also without replying to it."""
    replied = message.reply_to_message
    if replied is None and not is_private(message):
        return None
    asked_in = replied.message_id if replied else None
    return await services.questions.asked(
        message.chat_id, sender_of(message), asked_in, message.date
    )


HANDLERS = (on_press("newface", 1, ask_name),)
QUESTION_HANDLERS = (
    MessageHandler(
        filters.UpdateType.MESSAGE & filters.TEXT & ~ANY_COMMAND & ~FOR_ANOTHER_BOT, take_name
    ),
)
"""They stop a message that answers a question of theirs; any other goes on."""
