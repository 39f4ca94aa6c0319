"""Users and bots."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.sandbox.errors import JSON

if TYPE_CHECKING:
    from bot.sandbox.delivery import Outbox

ANONYMOUS_ADMIN: JSON = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
"""Whom bots see in ``from`` when an admin writes as the group."""
CHANNEL: JSON = {
    "id": 136817688,
    "is_bot": True,
    "first_name": "Channel",
    "username": "Channel_Bot",
}
"""Whom bots see in ``from`` when somebody writes in a group as a channel of theirs."""
TELEGRAM: JSON = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
"""Whom bots see in ``from`` when a channel's post appears in the group linked to it."""


@dataclass(eq=False)
class User:
    """Somebody with a Telegram account. Compared by identity."""

    id: int
    name: str
    """The first name, which is all that Telegram demands."""
    last_name: str | None = None
    username: str | None = None
    language: str | None = "en"
    deleted: bool = False
    """A deleted account: nobody can write to it."""

    is_bot = False

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.name} {self.last_name}" if self.last_name else self.name


@dataclass(eq=False)
class Bot(User):
    """A bot of the sandbox, with its token, its settings and the updates that wait for it."""

    token: str = field(default="", repr=False)
    privacy: bool = True
    """BotFather's privacy mode: in groups, only what is meant for the bot reaches it."""
    outbox: Outbox = field(init=False, repr=False)
    commands: dict[tuple[str, str], list[JSON]] = field(default_factory=dict)
    """Command menus, by scope (see `methods.profile`) and language code."""
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)

    is_bot = True

    def menu(self, *scopes: str, language: str = "") -> list[JSON]:
        """The commands of the first of these scopes that has any.

        Scopes are written ``"chat:-100123"``, ``"all_private_chats"``, ``"default"``; each is
        looked up in the language first and in no language after. `Chat.menu` knows which
        scopes, and in which order, count for whom.
        """
        for scope in scopes:
            for code in (language, ""):
                if (scope, code) in self.commands:
                    return self.commands[scope, code]
        return []
