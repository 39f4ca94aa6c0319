"""What the bot says in another chat than the one that it answers in."""

from __future__ import annotations

from telegram import Bot, ReplyParameters

from bot.outgoing.gestures import Gestures


async def say_instead(
    bot: Bot,
    gestures: Gestures,
    chat_id: int,
    message_id: int | None,
    instead: str,
    besides: str | None = None,
) -> None:
    """Have a message of the bot say something else, and say something besides.

    As far as that is possible: the message or the bot may not be there any more.
    """
    if message_id is not None:
        await gestures.attempt(
            "editMessageText",
            lambda: bot.edit_message_text(instead, chat_id=chat_id, message_id=message_id),
        )
    answering = None if message_id is None else ReplyParameters(message_id)
    if besides is not None:
        await gestures.attempt(
            "sendMessage",
            lambda: bot.send_message(chat_id, besides, reply_parameters=answering),
        )
