"""Telegram users who are enrolled: that it is noted who they are, and that they know."""

from __future__ import annotations

from contextlib import suppress

from telegram import InlineKeyboardMarkup, Message

from bot.chats.consent import AnotherUser, Consent
from bot.incoming.buttons import button
from bot.incoming.standing import is_private
from bot.texts import consent as texts
from bot.texts import enrolling
from storage.models import Account, Person


async def link(consent: Consent, chat_id: int, name: str, account: Account) -> Person | None:
    """Note which Telegram user was enrolled; None where that is another one by now."""
    with suppress(AnotherUser):
        return await consent.link(chat_id, name, **account._asdict())
    return None


async def tell(message: Message, person: Person | None, account: Account, by: str | None) -> None:
    """Have a Telegram user know that they were enrolled as ``person``.

    ``by`` is what whoever enrolled them is called; None for an admin who is not named.
    """
    if person is None:
        await message.reply_text(enrolling.ANOTHER_USER)
    elif is_private(message):
        await message.reply_text(texts.linked(account))
    else:
        leave = InlineKeyboardMarkup.from_button(button(texts.REMOVE_ME, "forgetme", person.id))
        told = texts.you_were_enrolled(account, by, person.name)
        await message.reply_text(told, reply_markup=leave)
