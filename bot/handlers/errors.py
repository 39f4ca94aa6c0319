"""What no handler foresaw: logged in full, and apologised for."""

from __future__ import annotations

import logging

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.access.quotas import OverQuota
from bot.chats.roster import Gone
from bot.context import Context
from bot.incoming.buttons import OutOfDate
from bot.incoming.standing import NotAllowed
from bot.texts import failures, refusals

log = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Say what a handler refused; log anything else that was raised, and apologise for it.

    The update goes no further: a gate that fails is not an open one.
    """
    await _explain(update, context.error)
    raise ApplicationHandlerStop


async def _explain(update: object, error: Exception | None) -> None:
    message, query = _asked_by(update)
    if isinstance(error, NotAllowed):
        await _answer(message, query, refusals.ADMINS_ONLY)
    elif isinstance(error, OutOfDate | Gone):
        await _answer(message, query, refusals.OUT_OF_DATE)
    elif isinstance(error, OverQuota):
        await _answer(message, query, refusals.over_quota(error))
    elif isinstance(error, Forbidden):
        # Nobody is there to be told: the bot was blocked or removed.
        log.info("an answer could not be delivered: %s", type(error).__name__)
    elif isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        # What is to be done is done; only the answer is lost, or perhaps not even that.
        log.warning("an answer may not have arrived: %s", type(error).__name__)
    else:
        log.error("a handler failed", exc_info=error)
        await _answer(message, query, failures.APOLOGY)


def _asked_by(update: object) -> tuple[Message | None, CallbackQuery | None]:
    """The message or the press that an update brings."""
    if not isinstance(update, Update):
        return None, None
    return update.message or update.edited_message, update.callback_query


async def _answer(message: Message | None, query: CallbackQuery | None, text: str) -> None:
    try:
        if query is not None:
            await query.answer(text, show_alert=True)
        elif message is not None:
            await message.reply_text(text)
    except TelegramError as failure:
        log.warning("what went wrong could not be said: %s", type(failure).__name__)
