"""Which messages of a group reach a bot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.sandbox.entities import utf16_slice
from bot.sandbox.messages import Message
from bot.sandbox.people import Bot

if TYPE_CHECKING:
    from bot.sandbox.chats import Chat

_COMMAND = re.compile(r"/\w+(?:@(\w+))?")


def reaches(message: Message, bot: Bot) -> bool:
    """Whether Telegram delivers this message to the bot.

    Private chats and channels: everything. Groups: everything to an admin and to a bot without
    privacy mode; to any other, service messages, replies to its own messages, commands that
    name it, and commands that name nobody if it was the last bot to write in the group. Never
    what a bot wrote, unless in a channel that a group is linked to.
    """
    chat = message.chat
    if message.sender.is_bot and not message.service and not message.automatic:
        return False
    if chat.membership is None or chat.type == "channel":
        return True
    if not bot.privacy or chat.membership.of(bot).admin or message.service:
        return True
    if message.reply_to and message.reply_to.sender is bot:
        return True
    return _commanded(message, bot, chat)


def _commanded(message: Message, bot: Bot, chat: Chat) -> bool:
    for entity in message.entities:
        if entity["type"] != "bot_command":
            continue
        covered = utf16_slice(message.words, entity["offset"], entity["length"])
        match = _COMMAND.fullmatch(covered)
        name = match.group(1) if match else None
        if name is None:
            if chat.last_bot is bot:
                return True
        elif name.lower() == (bot.username or "").lower():
            return True
    return False
