"""Commands, which are text or the caption of a photo, and may name the bot they are for."""

from __future__ import annotations

import re

from telegram import Message
from telegram.ext import filters

COMMAND = re.compile(r"/(?P<name>\w+)(?:@(?P<bot>\w+))?(?:\s+(?P<argument>.*))?", re.DOTALL)


class Command(filters.MessageFilter):
    """Messages that begin with ``/name`` or ``/name@thisbot``, in text or caption."""

    def __init__(self, name: str) -> None:
        super().__init__(name=f"/{name}")
        self._command = name

    def filter(self, message: Message) -> bool:
        found = COMMAND.fullmatch(_words(message))
        if found is None or found["name"].lower() != self._command:
            return False
        addressee = found["bot"]
        return addressee is None or addressee.lower() == message.get_bot().username.lower()


def argument_of(message: Message) -> str:
    """What follows the command, trimmed; empty where nothing does."""
    found = COMMAND.fullmatch(_words(message))
    return (found["argument"] or "").strip() if found else ""


def _words(message: Message) -> str:
    return message.text or message.caption or ""
