"""Buttons under the bot's messages: what they carry, and who pressed which.

A button carries all that it takes to act on it, so it works after a restart, too. What it carries
may be forged or out of date: ids are looked up in the chat that the button was pressed in.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from telegram import CallbackQuery, InlineKeyboardButton, Message, Update
from telegram.ext import CallbackContext, CallbackQueryHandler

from storage.models import Chat

CONTEXT = TypeVar("CONTEXT", bound=CallbackContext[Any, Any, Any, Any])
NUMBER = re.compile(r"-?[0-9]{1,18}")


class OutOfDate(Exception):
    """What a button is about is not there any more, or never was."""


@dataclass(frozen=True)
class Press:
    """A press of a button with these ``numbers``.

    ``message`` is the one with the button; None where it is too old to be seen. Whoever presses
    is always a user, also one who writes anonymously.
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


def on_press(
    action: str, numbers: int, act: Callable[[Press, CONTEXT], Awaitable[None]]
) -> CallbackQueryHandler[CONTEXT, None]:
    """Have ``act`` see to the presses of an action's buttons, which carry so many numbers.

    It answers the query itself, or raises `OutOfDate` or `standing.NotAllowed` to have it
    answered.
    """

    async def pressed(update: Update, context: CONTEXT) -> None:
        await act(press_of(update, numbers), context)

    return CallbackQueryHandler(pressed, pattern=rf"\A{re.escape(action)}(?::|\Z)")


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
        # The library makes a message also of one that only its id is told of.
        query.message
        if isinstance(query.message, Message) and query.message.is_accessible
        else None,
    )
