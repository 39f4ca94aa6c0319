"""/export: a chat's people and photos as files, in private to whoever may have them."""

from __future__ import annotations

import asyncio
import errno
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError
from telegram.ext import MessageHandler, filters
from telegram.helpers import create_deep_linked_url

from bot.chats.packing import NothingToPack, Parcel, TooLarge, UnderWay, Withdrawn
from bot.context import Context, Services
from bot.incoming.addressing import message_of
from bot.incoming.commands import Command, StartsWith, argument_of
from bot.incoming.standing import is_admin, is_private
from bot.texts import failures, sending

LINK = StartsWith("export")
GROUP = re.compile(r"export-(-[0-9]{1,18})")
PATIENCE = 120.0
"""Seconds that Telegram may take to make something of a large file once it has it."""
REFUSALS: Mapping[type[Exception], str] = {
    NothingToPack: sending.NOBODY,
    UnderWay: sending.UNDER_WAY,
    TooLarge: sending.TOO_LARGE,
    Withdrawn: sending.WITHDRAWN,
}
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
LAST_WORD = 1.0
"""Seconds for an apology where the bot has to stop."""


class NotReached(Exception):
    """The bot may not write to whom it should send something."""


@dataclass(frozen=True)
class Order:
    """Who asked, in which message, for which chat's people, and to whom they are sent."""

    message: Message
    chat_id: int
    to: int


async def export(update: Update, context: Context) -> None:
    message = message_of(update)
    if is_private(message):
        _begin(Order(message, message.chat_id, message.chat_id), update, context)
    elif message.sender_chat is not None or message.from_user is None:
        await message.reply_text(sending.AS_YOURSELF)
    elif await is_admin(context.bot, message.chat_id, message.from_user.id):
        _begin(Order(message, message.chat_id, message.from_user.id), update, context)
    else:
        await message.reply_text(sending.ADMINS_ONLY)


async def export_after_all(update: Update, context: Context) -> None:
    """Send a group's people to an admin who has followed the link from there."""
    message, services = message_of(update), context.services
    found, user = GROUP.fullmatch(argument_of(message)), message.chat_id
    chat_id = await services.moving.current(int(found[1])) if found else 0
    known = chat_id and services.door.admits(chat_id)
    if known and await is_admin(context.bot, chat_id, user):
        _begin(Order(message, chat_id, user), update, context)
    else:
        await message.reply_text(sending.ADMINS_ONLY_NOW)


def _begin(order: Order, update: Update, context: Context) -> None:
    # It may take minutes, for which the chat is not kept waiting.
    context.application.create_task(_see_to(order, context.services), update=update)


async def _see_to(order: Order, services: Services) -> None:
    message, bot = order.message, order.message.get_bot()
    try:
        async with services.gestures.working(message, lambda: sending.STILL_PACKING):
            answer, button = await _attempt(order, services), None
    except NotReached:
        url = create_deep_linked_url(bot.username, f"export-{order.chat_id}")
        answer, button = sending.NOT_STARTED, InlineKeyboardButton(sending.OPEN, url=url)
    except asyncio.CancelledError:
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(LAST_WORD):
                await message.reply_text(failures.INTERRUPTED)
        raise
    if answer is not None:
        markup = InlineKeyboardMarkup.from_button(button) if button else None
        await message.reply_text(answer, reply_markup=markup)


async def _attempt(order: Order, services: Services) -> str | None:
    """Pack and send; what is to be said of it, if anything. Raises `NotReached`."""
    held = await services.erasing.holdings(order.chat_id)
    if not held.people:
        return sending.NOBODY
    bot, private = order.message.get_bot(), order.message.chat_id == order.to
    if not private:
        await _knock(bot, order.to)
    try:
        async with services.packing.packed(order.chat_id, datetime.now(UTC)) as parcel:
            lost = await _send(bot, order.to, parcel)
    except tuple(REFUSALS) as error:
        return REFUSALS[type(error)]
    except OSError as error:
        if error.errno not in FULL:
            raise
        return sending.NO_ROOM
    if lost:
        return sending.perhaps_lost(lost)
    return None if private else sending.SENT


async def _knock(bot: Bot, user_id: int) -> None:
    """Raises `NotReached` where the bot may not write to a user."""
    try:
        await bot.send_chat_action(user_id, ChatAction.UPLOAD_DOCUMENT)
    except (BadRequest, Forbidden) as error:
        raise NotReached from error
    except TelegramError:
        # Whatever else is wrong, the files may arrive nonetheless.
        return


async def _send(bot: Bot, to: int, parcel: Parcel) -> list[str]:
    """Send all files; those of which nobody knows whether they arrived. Raises `NotReached`."""
    lost = []
    for number, name in enumerate(parcel.names):
        data = await parcel.part(number)
        caption = sending.caption(parcel, number)
        try:
            await bot.send_document(
                to, data, filename=name, caption=caption, read_timeout=PATIENCE
            )
        except Forbidden as error:
            raise NotReached from error
        except BadRequest:
            raise
        except NetworkError:
            lost.append(name)
    return lost


HANDLERS = (
    MessageHandler(filters.UpdateType.MESSAGE & Command("export"), export),
    MessageHandler(filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & LINK, export_after_all),
)
