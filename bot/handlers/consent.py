"""/forgetme, and the button by which somebody who was enrolled takes themself out."""

from __future__ import annotations

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.chats.consent import SomebodyElse
from bot.chats.roster import Gone
from bot.context import Context
from bot.incoming.addressing import message_of
from bot.incoming.buttons import Press, on_press
from bot.incoming.commands import Command
from bot.outgoing import screens
from bot.outgoing.screens import Screen
from bot.texts import consent as texts


async def forget_me(update: Update, context: Context) -> None:
    """Remove whoever says this from every chat."""
    message, user = message_of(update), message_of(update).from_user
    if user is None or message.sender_chat is not None:
        await message.reply_text(texts.SPEAK_AS_YOURSELF)
        return
    chats, photos = await context.services.consent.forget_me(user.id, user.username)
    await message.reply_text(texts.forgotten(chats, photos) if chats else texts.NOT_LINKED)


async def leave(press: Press, context: Context) -> None:
    """Remove whoever presses from this chat, if that is the one who was enrolled."""
    user, consent = press.query.from_user, context.services.consent
    try:
        await consent.leave(press.chat.id, press.numbers[0], user.id, user.username)
    except SomebodyElse:
        await screens.acknowledge(press.query, texts.SOMEBODY_ELSE, alert=True)
        return
    except Gone:
        await screens.acknowledge(press.query, texts.NO_LONGER, alert=True)
        return
    await screens.acknowledge(press.query, texts.REMOVED, alert=True)
    if press.message is not None and press.message.chat_id == press.chat.id:
        await screens.put(press.message, Screen(texts.removed_here(user.full_name)))


HANDLERS = (
    MessageHandler(filters.UpdateType.MESSAGE & Command("forgetme"), forget_me),
    on_press("forgetme", 1, leave),
)
