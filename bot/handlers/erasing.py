"""/erase: says what would go and, once that is confirmed in words, has it gone."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.chats.sharing import Offer
from bot.context import Context, Services
from bot.incoming.addressing import group_suffix, message_of
from bot.incoming.commands import Command, argument_of
from bot.incoming.standing import is_private, speaks_as_admin
from bot.outgoing.elsewhere import say_instead
from bot.texts import erasing, sharing


async def erase(update: Update, context: Context) -> None:
    message, services = message_of(update), context.services
    chat_id, suffix = message.chat_id, group_suffix(message)
    inside = services.door.admits(chat_id)
    refusal = await _refusal(message)
    if refusal is not None:
        await message.reply_text(refusal)
    elif argument_of(message).casefold() == erasing.CONFIRMATION:
        await services.packing.withdraw(chat_id)
        shares = await services.sharing.of(chat_id)
        held = await services.erasing.erase(chat_id)
        await message.reply_text(erasing.erased(held, inside=inside))
        await _tell_groups(message, services, [offer for offer, _ in shares])
    else:
        held = await services.erasing.holdings(chat_id)
        if held.people or held.photos or held.lent_to:
            await message.reply_text(erasing.what_would_go(held, suffix, inside=inside))
        else:
            await message.reply_text(erasing.nothing_to_erase(suffix))


async def _tell_groups(message: Message, services: Services, offers: Sequence[Offer]) -> None:
    """Say to groups what they have no more of what was shared with them."""
    sharer = message.from_user.full_name if message.from_user else ""
    for offer in offers:
        instead, besides = sharing.gone(sharer, offer)
        await say_instead(
            message.get_bot(),
            services.gestures,
            offer.share.to_chat or 0,
            offer.share.message_id,
            instead,
            besides,
        )


async def _refusal(message: Message) -> str | None:
    """Why whoever speaks may not erase anything here; None where they may."""
    if is_private(message):
        return None
    # Whoever posts in the group's channel need not be an admin of the group.
    if message.sender_chat is not None and message.sender_chat.id != message.chat_id:
        return erasing.AS_YOURSELF
    return None if await speaks_as_admin(message) else erasing.ADMINS_ONLY


HANDLERS = (MessageHandler(filters.UpdateType.MESSAGE & Command("erase"), erase),)
