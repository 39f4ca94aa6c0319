"""The menus of commands that Telegram shows."""

from __future__ import annotations

from collections.abc import Mapping

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import BadRequest


async def show_menu(bot: Bot, commands: Mapping[str, str], chat_id: int | None = None) -> None:
    """Have these commands, and what each is for, in everybody's menu or in one chat's own."""
    menu = [BotCommand(name, text) for name, text in commands.items()]
    scope = None if chat_id is None else BotCommandScopeChat(chat_id)
    try:
        await bot.set_my_commands(menu, scope=scope)
    except BadRequest:
        # Whoever has never written to the bot has no chat with it yet.
        if scope is None:
            raise
