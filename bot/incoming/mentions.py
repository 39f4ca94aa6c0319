"""Whom a command is about: a name, a Telegram user who is mentioned, or both."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import Message, MessageEntity, User

from bot.incoming.commands import argument_of
from storage.models import Account

MENTIONS: list[str | None] = [MessageEntity.MENTION, MessageEntity.TEXT_MENTION]


@dataclass(frozen=True)
class Whom:
    """``name`` is as it was written, None where nobody is named."""

    name: str | None
    account: Account | None = None


class SeveralMentions(Exception):
    """More than one user is mentioned, and it is not clear who is called what."""


def whom(message: Message) -> Whom:
    """Whom the first line behind a command is about.

    What stands on further lines of a caption is about the photo. Whoever is mentioned without a
    name is called as on Telegram. Raises `SeveralMentions`.
    """
    line = argument_of(message).partition("\n")[0]
    mentions = {entity: words for entity, words in _mentions(message).items() if words in line}
    for entity, words in mentions.items():
        before, _, behind = line.partition(words)
        named = f"{before} {behind}".strip()
        if len(set(mentions.values())) > 1 or re.search(r"(?<!\S)@", named):
            raise SeveralMentions
        if entity.user is not None:
            user = entity.user
            return Whom(named or user.full_name, Account(user.id, user.username))
        username = words.removeprefix("@")
        return Whom(named or username, _account(message, username))
    return Whom(line or None)


def _mentions(message: Message) -> dict[MessageEntity, str]:
    if message.text:
        return message.parse_entities(MENTIONS)
    return message.parse_caption_entities(MENTIONS)


def _account(message: Message, username: str) -> Account | None:
    """Who has a username; None for the bot itself, which is nobody to enrol."""
    if username.lower() == message.get_bot().username.lower():
        return None
    replied = message.reply_to_message
    for user in (message.from_user, replied.from_user if replied else None):
        if isinstance(user, User) and (user.username or "").lower() == username.lower():
            return Account(user.id, user.username)
    return Account(None, username)
