"""What no handler foresaw: logged in full, and apologised for."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.context import Context
from bot.texts import failures

log = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Log what was raised and apologise in the chat that it happened in."""
    error = context.error
    if isinstance(error, Forbidden):
        # Nobody is there to be told: the bot was blocked or removed.
        log.info("an answer could not be delivered: %s", type(error).__name__)
        return
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        # What was to be done is done; only the answer is lost, or perhaps not even that.
        log.warning("an answer may not have arrived: %s", type(error).__name__)
        return
    log.error("a handler failed", exc_info=error)
    if isinstance(update, Update) and update.message is not None:
        try:
            await update.message.reply_text(failures.APOLOGY)
        except TelegramError as failure:
            log.warning("the apology could not be delivered: %s", type(failure).__name__)
