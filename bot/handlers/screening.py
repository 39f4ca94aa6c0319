"""What is passed over before anything else: bots, edits that ask nothing, messages too late."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop, CallbackQueryHandler, MessageHandler, filters

from bot.context import Context
from bot.incoming.addressing import group_suffix, is_by_another_bot, is_for_the_bot, message_of
from bot.texts import groups, refusals

INSIDE, LATE = "inside", "late"
"""What a chat's data remembers: that the bot is in the group, that it was told of its move."""


async def screen(update: Update, context: Context) -> None:
    """End a message that nothing is to come of."""
    message, services = message_of(update), context.services
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
    if spoken and _first(INSIDE, context):
        # Whoever hears what is said in a group is in it, though the news of that was lost.
        await services.retention.came_back(message.chat_id)


async def screen_press(update: Update, context: Context) -> None:
    """Answer a press under a message in a group that is a supergroup by now."""
    query, services = update.callback_query, context.services
    where = query.message.chat if query and query.message else None
    if query is None or where is None or where.type != ChatType.GROUP:
        return
    if await services.moving.current(where.id) != where.id:
        await query.answer(refusals.OUT_OF_DATE, show_alert=True)
        raise ApplicationHandlerStop


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
