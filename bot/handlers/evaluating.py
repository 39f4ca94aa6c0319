"""/evaluate: how well the people of a chat are told apart, and strangers from them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from telegram import Message, Update
from telegram.error import TelegramError
from telegram.ext import MessageHandler, filters

from bot.context import Context, Services
from bot.incoming.addressing import group_suffix, message_of
from bot.incoming.buttons import OutOfDate, Press, button, on_press
from bot.incoming.commands import Command
from bot.outgoing.screens import Screen, acknowledge, send
from bot.pictures.evaluation_chart import draw_evaluation
from bot.recognition.embedding import EmbeddingError
from bot.recognition.evaluation import Evaluation
from bot.recognition.reporting import TooLittle, UnderWay
from bot.recognition.ways import Lacking
from bot.texts import charts, comparing, failures
from bot.texts import evaluating as texts

WAYS = "ways"
LAST_WORD = 1.0
"""Seconds for an apology where the bot has to stop."""


async def evaluate(update: Update, context: Context) -> None:
    message = message_of(update)
    await context.services.expect_manager(message)
    # It may take a minute, for which the chat is not kept waiting.
    context.application.create_task(_see_to(message, context.services), update=update)


async def compare(press: Press, context: Context) -> None:
    """Try every way of comparing on the chat's photos: somebody knows by now what that takes."""
    services, message = context.services, press.seen()
    await services.expect_manager_pressed(press)

    async def begin(plan: Lacking) -> None:
        if not plan:
            raise OutOfDate
        await services.count_pressed(press, plan.photos)
        await acknowledge(press.query, comparing.AT_IT)

    async with _at_it(message, services, comparing.STILL_AT_IT, comparing.INTERRUPTED):
        wished = await services.wishes.of(press.chat.id)
        try:
            found = await services.reports.ways(press.chat.id, wished, begin)
        except UnderWay:
            await acknowledge(press.query, texts.UNDER_WAY)
            return
        except TooLittle as error:
            raise OutOfDate from error
        except EmbeddingError as error:
            await message.reply_text(comparing.failed(error))
            return
        await message.reply_text(comparing.answer(found, texts.NOTE))
        # Who asks once more does so by /evaluate, and is told anew what it takes.
        await services.gestures.attempt(
            "editMessageReplyMarkup", lambda: message.edit_reply_markup(reply_markup=None)
        )


async def _see_to(message: Message, services: Services) -> None:
    async with _at_it(message, services, texts.STILL_AT_IT, failures.INTERRUPTED):
        await _answer(message, services)


@asynccontextmanager
async def _at_it(
    message: Message, services: Services, why: str, cut_short: str
) -> AsyncIterator[None]:
    """Show that the bot is at work, and say so where it has to stop before the end."""
    try:
        async with services.gestures.working(message, lambda: why):
            yield
    except asyncio.CancelledError:
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(LAST_WORD):
                await message.reply_text(cut_short)
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
    plan = await services.reports.lacking(message.chat_id)
    picture = await services.workers.run(chart_of, report.evaluation)
    caption, *rest = texts.messages(report, plan)
    offer = [[button(comparing.COMPARE, WAYS)]] if plan else []
    await send(message, Screen(caption, () if rest else offer, picture))
    for number, words in enumerate(rest, 1):
        await send(message, Screen(words, offer if number == len(rest) else ()), quote=False)


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


HANDLERS = (
    MessageHandler(filters.UpdateType.MESSAGE & Command("evaluate"), evaluate),
    on_press(WAYS, 0, compare, block=False),
)
