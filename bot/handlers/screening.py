"""What is passed over before anything else: bots, edits that ask nothing, messages too late."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop, CallbackQueryHandler, MessageHandler, filters

from bot.context import Context
from bot.incoming.addressing import group_suffix, is_by_another_bot, is_for_the_bot, message_of
from bot.incoming.buttons import Moved, action_of, note_move
from bot.texts import groups

LATE = "late"
"""What a chat's data remembers: that the group was told of its move."""
GO_ALONG = frozenset(
    {
        *("forgetme", "undo", "cardback", "share_agree", "share_decline"),
        *("its", "wrong", "stranger", "unlearn", "naming", "face", "faces"),
    }
)
"""Buttons that people count on and cannot easily call for again: they work wherever the group
is by now. What comes of them is said there."""


async def screen(update: Update, context: Context) -> None:
    """End a message that nothing is to come of."""
    message, services = message_of(update), context.services
    await _see(update, context)
    if is_by_another_bot(message):
        raise ApplicationHandlerStop
    asks_anew = services.subjects.asks_anew(message)
    if update.edited_message is not None and not asks_anew:
        raise ApplicationHandlerStop
    if message.chat.type == ChatType.GROUP:
        now_at = await services.moving.current(message.chat_id)
        if now_at != message.chat_id:
            # A reply is not possible there, and nothing is to be enrolled here any more.
            if is_for_the_bot(message) and _first(LATE, context):
                await context.bot.send_message(now_at, groups.LATE)
            raise ApplicationHandlerStop
    spoken = group_suffix(message) and not filters.StatusUpdate.ALL.check_update(update)
    if spoken:
        # Whoever hears what is said in a group is in it, though the news of that was lost.
        await services.retention.heard(message.chat_id)


async def screen_press(update: Update, context: Context) -> None:
    """See to a press under a message in a group that is a supergroup by now. Raises `Moved`."""
    query, services = update.callback_query, context.services
    await _see(update, context)
    where = query.message.chat if query and query.message else None
    if query is None or where is None or where.type != ChatType.GROUP:
        return
    now_at = await services.moving.current(where.id)
    if now_at != where.id:
        if action_of(query) not in GO_ALONG:
            raise Moved
        note_move(context, now_at)


async def _see(update: Update, context: Context) -> None:
    """Note the id of whoever speaks or presses, before they take another username."""
    user = update.effective_user
    if user is not None and not user.is_bot:
        await context.services.consent.seen(user.id, user.username)


def _first(what: str, context: Context) -> bool:
    """Whether something is so in a chat for the first time since the start."""
    known = context.chat_data
    if known is None or what in known:
        return False
    known[what] = True
    return True


HANDLERS = (
    MessageHandler(filters.UpdateType.MESSAGES, screen),
    CallbackQueryHandler(screen_press),
)
