"""Buttons under the bot's messages: what they carry, and who pressed which.

A button carries all that it takes to act on it, so it works after a restart, too. What it carries
may be forged or out of date: ids are looked up in the chat that the button was pressed in.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from telegram import CallbackQuery, InlineKeyboardButton, Message, Update
from telegram.constants import ChatType
from telegram.ext import CallbackContext, CallbackQueryHandler

from storage.models import Chat

CONTEXT = TypeVar("CONTEXT", bound=CallbackContext[Any, Any, Any, Any])
NUMBER = re.compile(r"-?[0-9]{1,18}")
NOW_AT = "now at"
"""What the data of a group that became a supergroup remembers: the id it has by now."""


class OutOfDate(Exception):
    """What a button is about is not there any more, or never was."""


class Moved(OutOfDate):
    """The button is in a group that is a supergroup by now, and does not go along."""


@dataclass(frozen=True)
class Press:
    """A press of a button with these ``numbers``.

    ``message`` is the one with the button; None where it is too old to be seen. ``chat`` is the
    chat as it is now: where the message is in a group that became a supergroup, that one.
    Whoever presses is always a user, also one who writes anonymously.
    """

    query: CallbackQuery
    numbers: tuple[int, ...]
    chat: Chat
    message: Message | None

    @property
    def user_id(self) -> int:
        return self.query.from_user.id

    def seen(self) -> Message:
        """The message with the button. Raises `OutOfDate` where it is too old."""
        if self.message is None:
            raise OutOfDate
        return self.message


def button(
    text: str, action: str, *numbers: int, style: str | None = None
) -> InlineKeyboardButton:
    """A button that calls for ``action``; ``style`` is primary, success or danger."""
    data = ":".join([action, *map(str, numbers)])
    return InlineKeyboardButton(text, callback_data=data, style=style)


def keyboard(
    rows: Iterable[Iterable[tuple[str, str, tuple[int, ...]]]],
) -> list[list[InlineKeyboardButton]]:
    """Buttons, row by row, each of a label, an action and the numbers that it carries."""
    return [[button(text, action, *numbers) for text, action, numbers in row] for row in rows]


def on_press(
    action: str,
    numbers: int,
    act: Callable[[Press, CONTEXT], Awaitable[None]],
    *,
    block: bool = True,
) -> CallbackQueryHandler[CONTEXT, None]:
    """Have ``act`` see to the presses of an action's buttons, which carry so many numbers.

    Without ``block`` the chat's other presses do not wait for it, as what takes minutes needs. It
    answers the query itself, or raises `OutOfDate` or `standing.NotAllowed` to have it
    answered.
    """

    async def pressed(update: Update, context: CONTEXT) -> None:
        press = press_of(update, numbers)
        now_at = chat_now(press.chat.id, context)
        if now_at != press.chat.id:
            press = replace(press, chat=Chat(now_at, ChatType.SUPERGROUP, press.chat.title))
        await act(press, context)

    pattern = rf"\A{re.escape(action)}(?::|\Z)"
    return CallbackQueryHandler(pressed, pattern=pattern, block=block)


def action_of(query: CallbackQuery) -> str:
    """What a button calls for."""
    return (query.data or "").partition(":")[0]


def note_move(context: CallbackContext[Any, Any, Any, Any], now_at: int) -> None:
    """Note in a chat's data that it has another id by now."""
    if context.chat_data is not None:
        context.chat_data[NOW_AT] = now_at


def chat_now(chat_id: int, context: CallbackContext[Any, Any, Any, Any]) -> int:
    """The id that an update's chat has now, as far as that was noted."""
    return int((context.chat_data or {}).get(NOW_AT, chat_id))


def message_under(query: CallbackQuery) -> Message | None:
    """The message that a pressed button is under, if it can still be seen."""
    # The library makes a message also of one that only its id is told of.
    message = query.message
    return message if isinstance(message, Message) and message.is_accessible else None


def press_of(update: Update, numbers: int) -> Press:
    """The press that an update brings. Raises `OutOfDate` where it is not of such a button."""
    query = update.callback_query
    if query is None or query.message is None:
        raise OutOfDate
    parts = (query.data or "").split(":")[1:]
    if len(parts) != numbers or not all(NUMBER.fullmatch(part) for part in parts):
        raise OutOfDate
    where = query.message.chat
    title = None if where.type == "private" else where.title
    return Press(
        query,
        tuple(int(part) for part in parts),
        Chat(where.id, str(where.type), title),
        message_under(query),
    )
