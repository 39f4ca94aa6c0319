"""What somebody was asked, and answers in words, or does not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from telegram import ForceReply, Message, Update
from telegram.constants import ChatType
from telegram.ext import (
    ApplicationHandlerStop,
    BaseHandler,
    CallbackQueryHandler,
    MessageHandler,
    filters,
)

from bot.chats.roster import Gone
from bot.context import Context, Services
from bot.incoming.addressing import message_of, sender_of
from bot.incoming.commands import ANY_COMMAND, FOR_ANOTHER_BOT, Command
from bot.incoming.standing import NotAllowed, is_private
from bot.outgoing.screens import Screen, send
from bot.texts import changing as renaming_texts
from bot.texts import feedback as naming_texts
from bot.texts import refusals
from bot.texts.names import bad_name
from storage.names import BadName
from storage.records import Question, QuestionKind

Take = Callable[[Message, Question, Services], Awaitable[Screen]]
"""What takes the answer to a question and says what came of it; it may raise `BadName` or
`Gone`."""


async def take_answer(
    takers: Mapping[QuestionKind, Take], update: Update, context: Context
) -> None:
    """Words, where they were asked for."""
    message, services = message_of(update), context.services
    question = await _answered(message, services)
    if question is None:
        return
    if question.kind is QuestionKind.WITHDRAWN:
        texts = renaming_texts if question.face_id is None else naming_texts
        await message.reply_text(texts.WITHDRAWN)
        raise ApplicationHandlerStop
    try:
        await services.expect_manager(message)
        screen = await takers[question.kind](message, question, services)
    except BadName as error:
        # In a group only a reply is an answer, and this is what one replies to.
        again = await message.reply_text(bad_name(error), reply_markup=ForceReply(selective=True))
        await services.questions.ask_again(question, again.message_id)
        raise ApplicationHandlerStop from None
    except NotAllowed:
        screen = Screen(refusals.MANAGERS_ONLY)
    except Gone:
        screen = Screen(refusals.OUT_OF_DATE)
    await services.questions.close(question)
    await send(message, screen)
    raise ApplicationHandlerStop


async def withdraw(update: Update, context: Context) -> None:
    """Close the sender's question, if one is open."""
    message, services = message_of(update), context.services
    question = await _open(message, services, None)
    if question is None:
        return
    await services.questions.withdraw(question)
    try:
        person = await services.roster.get(message.chat_id, question.person_id or 0)
        words = renaming_texts.keeps_name(person.name)
    except Gone:
        words = renaming_texts.UNCHANGED
    await message.reply_text(words)
    raise ApplicationHandlerStop


async def pass_on(update: Update, context: Context) -> None:
    """Another command: what is written after it in private is no answer any more."""
    message, services = message_of(update), context.services
    question = await _open(message, services, None)
    if question is not None:
        await services.questions.withdraw(question)


async def pressed(update: Update, context: Context) -> None:
    """A button: in private, what is written after it is no answer to what was asked before."""
    chat, questions = update.effective_chat, context.services.questions
    if chat is not None and chat.type == ChatType.PRIVATE:
        question = await questions.asked(chat.id, chat.id, None, datetime.now(UTC))
        if question is not None:
            await questions.withdraw(question)


async def _answered(message: Message, services: Services) -> Question | None:
    """The open question that words answer: in private also without replying to it."""
    replied = message.reply_to_message
    if replied is not None:
        return await _open(message, services, replied.message_id)
    return await _open(message, services, None) if is_private(message) else None


async def _open(message: Message, services: Services, asked_in: int | None) -> Question | None:
    return await services.questions.asked(
        message.chat_id, sender_of(message), asked_in, message.date
    )


NEW = filters.UpdateType.MESSAGE


def answered_by(
    takers: Mapping[QuestionKind, Take],
) -> tuple[BaseHandler[Any, Context, Any], ...]:
    """Handlers that stop a message which answers a question; any other goes on."""
    return (
        CallbackQueryHandler(pressed),
        MessageHandler(NEW & Command("cancel"), withdraw),
        MessageHandler(NEW & filters.ChatType.PRIVATE & ANY_COMMAND, pass_on),
        MessageHandler(
            NEW & filters.TEXT & ~ANY_COMMAND & ~FOR_ANOTHER_BOT, partial(take_answer, takers)
        ),
    )
