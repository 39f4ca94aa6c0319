"""/evaluate: how well the people of a chat are told apart, and strangers from them."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from telegram import Message, Update
from telegram.error import TelegramError
from telegram.ext import MessageHandler, filters

from bot.context import Context, Services
from bot.incoming.addressing import group_suffix, message_of
from bot.incoming.commands import Command
from bot.pictures.evaluation_chart import draw_evaluation
from bot.recognition.evaluation import Evaluation
from bot.recognition.reporting import TooLittle, UnderWay
from bot.texts import charts, failures
from bot.texts import evaluating as texts

LAST_WORD = 1.0
"""Seconds for an apology where the bot has to stop."""


async def evaluate(update: Update, context: Context) -> None:
    message = message_of(update)
    await context.services.expect_manager(message)
    # It may take a minute, for which the chat is not kept waiting.
    context.application.create_task(_see_to(message, context.services), update=update)


async def _see_to(message: Message, services: Services) -> None:
    try:
        async with services.gestures.working(message, lambda: texts.STILL_AT_IT):
            await _answer(message, services)
    except asyncio.CancelledError:
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(LAST_WORD):
                await message.reply_text(failures.INTERRUPTED)
        raise


async def _answer(message: Message, services: Services) -> None:
    wished = await services.wishes.of(message.chat_id)
    try:
        report = await services.reports.of(message.chat_id, wished)
    except UnderWay:
        await message.reply_text(texts.UNDER_WAY)
        return
    except TooLittle as error:
        await message.reply_text(texts.too_little(error, group_suffix(message)))
        return
    picture = await services.workers.run(chart_of, report.evaluation)
    await message.reply_photo(picture, caption=texts.caption(report))


def chart_of(found: Evaluation) -> bytes:
    """The picture of an evaluation, as JPEG."""
    return draw_evaluation(
        [one.over for one in found.friends],
        [one.over for one in found.strangers],
        known_from=0.0,
        unsure_from=found.unsure_from,
        trade=charts.trade_of(found),
        words=charts.EVALUATION,
        trade_words=charts.TRADE,
    )


HANDLERS = (MessageHandler(filters.UpdateType.MESSAGE & Command("evaluate"), evaluate),)
