"""Commands, which are text or the caption of a photo, and may name the bot they are for."""

from __future__ import annotations

import re

from telegram import Message
from telegram.ext import filters

COMMAND = re.compile(r"/(?P<name>\w+)(?:@(?P<bot>\w+))?(?:\s+(?P<argument>.*))?", re.DOTALL)


class AnyCommand(filters.MessageFilter):
    """Messages that begin with a command, in text or caption, that is for no other bot."""

    def filter(self, message: Message) -> bool:
        return command_of(message) is not None


class Command(filters.MessageFilter):
    """Messages that begin with ``/name`` or ``/name@thisbot``, in text or caption."""

    def __init__(self, name: str) -> None:
        super().__init__(name=f"/{name}")
        self._command = name

    def filter(self, message: Message) -> bool:
        return command_of(message) == self._command


class NamesTheBot(filters.MessageFilter):
    """Messages that begin with a command that names this very bot."""

    def filter(self, message: Message) -> bool:
        found = COMMAND.fullmatch(_words(message))
        return found is not None and found["bot"] is not None and command_of(message) is not None


class ForAnotherBot(filters.MessageFilter):
    """Messages that begin with a command that names a bot, and not this one."""

    def filter(self, message: Message) -> bool:
        return begins_with_command(message) and command_of(message) is None


class StartsWith(filters.MessageFilter):
    """Messages that came of opening a link whose start parameter begins with ``kind-``."""

    def __init__(self, kind: str) -> None:
        super().__init__(name=f"/start {kind}-")
        self._kind = kind

    def filter(self, message: Message) -> bool:
        return command_of(message) == "start" and argument_of(message).startswith(f"{self._kind}-")


ANY_COMMAND = AnyCommand()
NAMES_THE_BOT = NamesTheBot()
FOR_ANOTHER_BOT = ForAnotherBot()


def command_of(message: Message) -> str | None:
    """The command that a message begins with, in lower case; None if it is for another bot."""
    found = COMMAND.fullmatch(_words(message))
    if found is None:
        return None
    addressee = found["bot"]
    if addressee is not None and addressee.lower() != message.get_bot().username.lower():
        return None
    return found["name"].lower()


def begins_with_command(message: Message) -> bool:
    """Whether a message begins with a command, whichever bot it is for."""
    return COMMAND.fullmatch(_words(message)) is not None


def argument_of(message: Message) -> str:
    """What follows the command, trimmed; empty where nothing does."""
    found = COMMAND.fullmatch(_words(message))
    return (found["argument"] or "").strip() if found else ""


def _words(message: Message) -> str:
    return message.text or message.caption or ""
