"""The bot is added to a group, removed from it, or the group becomes a supergroup."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from telegram import Bot, ChatMemberUpdated, Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop, ChatMemberHandler, MessageHandler, filters

from bot.context import Context, Services
from bot.incoming.addressing import message_of
from bot.incoming.standing import is_inside
from bot.texts import door as door_texts
from bot.texts import groups as texts
from storage.models import Chat

SETTLING = 0.5
"""Seconds until the bot speaks in a supergroup that it is in all of a sudden: it may be a group
that it knows by another id, as Telegram tells it in the same moment."""


async def membership(update: Update, context: Context) -> None:
    """See to the bot's own coming and going."""
    change, services = update.my_chat_member, context.services
    if change is None or change.chat.type not in {ChatType.GROUP, ChatType.SUPERGROUP}:
        # In private, whoever blocks the bot may come back to everything.
        return
    was_inside, inside = is_inside(change.old_chat_member), is_inside(change.new_chat_member)
    if not inside:
        await services.retention.left(change.chat.id, datetime.now(UTC))
    elif was_inside:
        await services.retention.came_back(change.chat.id)
    else:
        await _added(update, change, context)


async def _added(update: Update, change: ChatMemberUpdated, context: Context) -> None:
    """Let a group in that somebody inside added the bot to, and see to its greeting."""
    chat = Chat(change.chat.id, str(change.chat.type), change.chat.title)
    services, now = context.services, datetime.now(UTC)
    # First of all, and whether it is let in or not: what is kept of it is not to go just now.
    came_back = await services.retention.came_back(chat.id)
    await services.door.admit_group(chat.id, change.from_user.id, now, chat.title or "")
    if chat.kind == ChatType.SUPERGROUP:
        # Beside what follows, which may be the news that the bot knows the group.
        greeting = _greet_later(chat, context.bot, services, came_back=came_back)
        context.application.create_task(greeting, update=update)
    else:
        await _greet(chat, context.bot, services, came_back=came_back)


async def _greet_later(chat: Chat, bot: Bot, services: Services, *, came_back: bool) -> None:
    await asyncio.sleep(SETTLING)
    await _greet(chat, bot, services, came_back=came_back)


async def _greet(chat: Chat, bot: Bot, services: Services, *, came_back: bool) -> None:
    """Introduce the bot to a group, once, or say that it does not work there."""
    door, now, suffix = services.door, datetime.now(UTC), f"@{bot.username}"
    if not door.admits(chat.id):
        if await door.may_tell(chat.id, now):
            await bot.send_message(chat.id, door_texts.group_not_inside(suffix))
        return
    if not await services.retention.entered(chat) and not came_back:
        # It is the group that the bot knew, by another id or not.
        return
    people = len(await services.roster.people(chat.id))
    wished = await services.wishes.of(chat.id)
    hello = texts.introduction(bot.first_name, wished, suffix=suffix)
    await bot.send_message(chat.id, texts.back(people, suffix=suffix) if people else hello)


async def migrated(update: Update, context: Context) -> None:
    """See to either of the two messages that tell of a group that became a supergroup."""
    message, services = message_of(update), context.services
    old_id = message.migrate_from_chat_id or message.chat_id
    new_id = message.migrate_to_chat_id or message.chat_id
    asked = await services.moving.asks(old_id, datetime.now(UTC))
    await moved(services, old_id, new_id)
    if asked and services.door.admits(new_id):
        await context.bot.send_message(new_id, texts.ASKED_BEFORE)
    raise ApplicationHandlerStop


async def moved(services: Services, old_id: int, new_id: int) -> None:
    """A group has another id: all that belongs to it goes along. To be told as often as heard."""
    await services.moving.move(old_id, new_id)
    services.door.moved(old_id, new_id)
    await services.retention.came_back(new_id)


async def shut_out(services: Services, chat_id: int) -> None:
    """The bot turns out to be in a group no more."""
    await services.retention.left(chat_id, datetime.now(UTC))


HANDLERS = ()
MEMBERSHIP_HANDLERS = (
    ChatMemberHandler(membership, ChatMemberHandler.MY_CHAT_MEMBER),
    MessageHandler(filters.UpdateType.MESSAGE & filters.StatusUpdate.MIGRATE, migrated),
)
"""Asked before the gate: they concern groups that are not inside yet, too."""
