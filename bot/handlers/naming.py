"""The name of a face that is nobody's yet, in words."""

from __future__ import annotations

from datetime import UTC, datetime

from telegram import Message

from bot.chats.lessons import Lesson, NotAdded
from bot.context import Context, Services
from bot.incoming.addressing import chat_of, group_suffix, sender_of
from bot.incoming.buttons import Press, keyboard, on_press
from bot.outgoing.answers import update_answer
from bot.outgoing.questions import put_question
from bot.outgoing.screens import Screen
from bot.texts import feedback as texts
from bot.texts.feedback_buttons import undo
from storage.answered import FeedbackKind
from storage.names import clean_name
from storage.records import Question, QuestionKind


async def ask_name(press: Press, context: Context) -> None:
    """Ask whoever pressed for a name."""
    services = context.services
    await services.expect_manager_pressed(press)
    face = await services.teaching.taught(press.chat.id, press.numbers[0])
    standing = await services.teaching.standing(face)
    suffix = group_suffix(press.seen())
    await put_question(
        press,
        services.questions,
        QuestionKind.NAME,
        lambda whom: texts.who_is_it(face, standing, whom=whom, suffix=suffix),
        texts.EXAMPLE,
        face_id=face.id,
    )


async def take_name(message: Message, question: Question, services: Services) -> Screen:
    """Learn the name of a face that was asked for. Raises `BadName` or `Gone`."""
    name, chat, bot = clean_name(message.text or ""), chat_of(message), message.get_bot()
    face = await services.teaching.taught(chat.id, question.face_id or 0)
    lesson = Lesson(sender_of(message), datetime.now(UTC), FeedbackKind.NAMED, name=name)
    photo = services.photo_again(bot, face)
    try:
        async with services.working(message):
            feedback = await services.teaching.teach(chat, face, lesson, photo)
    except NotAdded as error:
        # What was said before may have been taken back for it.
        await update_answer(bot, services.gestures, await services.teaching.standing(face))
        return Screen(texts.not_added(name, error.tally))
    standing = await services.teaching.standing(face)
    await update_answer(bot, services.gestures, standing)
    return Screen(texts.now_known(face, feedback, standing), keyboard([[undo(feedback)]]))


HANDLERS = (on_press("newface", 1, ask_name),)
TAKES = {QuestionKind.NAME: take_name}
