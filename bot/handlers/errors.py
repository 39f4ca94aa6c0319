"""What no handler foresaw: logged in full, and apologised for."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping

from telegram import CallbackQuery, Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.access.quotas import OverQuota
from bot.chats.roster import Gone
from bot.context import Context
from bot.incoming.buttons import Moved, OutOfDate, message_under
from bot.incoming.standing import MayNotManage, NoMember, NotAllowed
from bot.texts import failures, refusals

log = logging.getLogger(__name__)

MUTE = re.compile(
    r"(not enough|no) rights to send|topic_(closed|deleted)|chat_(write|send_\w+)_forbidden"
    r"|chat_restricted",
    re.IGNORECASE,
)
"""What Telegram says where the bot may read, and not write."""
REFUSALS: Mapping[type[Exception], str] = {
    NoMember: refusals.MEMBERS_ONLY,
    MayNotManage: refusals.MANAGERS_ONLY,
    NotAllowed: refusals.ADMINS_ONLY,
    Moved: refusals.MOVED,
    OutOfDate: refusals.OUT_OF_DATE,
    Gone: refusals.OUT_OF_DATE,
}
"""What is said to somebody whom a handler refuses; the first that fits counts."""


async def on_error(update: object, context: Context) -> None:
    """Say what a handler refused; log anything else that was raised, and apologise for it.

    The update goes no further: a gate that fails is not an open one.
    """
    await _explain(update, context.error)
    raise ApplicationHandlerStop


async def _explain(update: object, error: Exception | None) -> None:
    if (refusal := _refusal(error)) is not None:
        await _answer(update, refusal)
    elif _reaches_nobody(error):
        log.info("an answer could not be delivered: %s", type(error).__name__)
        if isinstance(update, Update) and update.callback_query is not None:
            await _alert(update.callback_query, refusals.MAY_NOT_WRITE)
    elif isinstance(error, RetryAfter):
        # An apology would be one more message where there are too many.
        log.warning("an answer was given up: Telegram asks for too long a pause")
    elif isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        # What is to be done is done; only the answer is lost, or perhaps not even that.
        log.warning("an answer may not have arrived: %s", type(error).__name__)
    else:
        log.error("a handler failed", exc_info=error)
        await _answer(update, failures.APOLOGY)


def _refusal(error: Exception | None) -> str | None:
    """What is said where a handler would not do what it was asked; None where it failed."""
    if isinstance(error, OverQuota):
        return refusals.over_quota(error)
    return next((words for kind, words in REFUSALS.items() if isinstance(error, kind)), None)


def _reaches_nobody(error: Exception | None) -> bool:
    """Whether the bot was blocked or removed, or may not write there."""
    if isinstance(error, BadRequest):
        return MUTE.search(error.message) is not None
    return isinstance(error, Forbidden)


async def _answer(update: object, text: str) -> None:
    """Answer the press or the message that an update brings."""
    if not isinstance(update, Update):
        return
    message, query = update.message or update.edited_message, update.callback_query
    try:
        if query is not None and not await _alert(query, text):
            message = message_under(query)
        if message is not None:
            await message.reply_text(text)
    except TelegramError as failure:
        level = logging.INFO if _reaches_nobody(failure) else logging.WARNING
        log.log(level, "what went wrong could not be said: %s", type(failure).__name__)


async def _alert(query: CallbackQuery, text: str) -> bool:
    """Answer a press; False where it was made too long ago."""
    try:
        await query.answer(text, show_alert=True)
    except (BadRequest, Forbidden):
        return False
    return True
