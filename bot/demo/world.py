"""Who is in the demo, and what their chats are."""

from __future__ import annotations

import time
from dataclasses import dataclass

from bot.demo.samples import Samples
from bot.sandbox import Bot, Chat, Sandbox, User

LONG_AGO = 1_735_689_600
"""The start of 2025 in seconds since 1970. A run's messages are numbered by the tenths of a second
from then on: what the bot has kept of messages of another run is said of none of these."""
CALLS = 200
"""How many of the bot's requests are remembered: each holds all that it uploaded."""


@dataclass(frozen=True)
class Embedder:
    """What compares the faces, for those who try the demo."""

    kind: str
    """``"local"`` or ``"gemini"``."""
    sentence: str
    """Where their photos go."""


class Demo:
    """The sandbox with one bot, a visitor, their private chat and a group of friends.

    Made anew, all of them have the ids that they had before, so that what the bot has kept of
    a chat still belongs to it.
    """

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.samples = Samples()
        self.sandbox = sandbox = Sandbox(
            record=CALLS, first_message_id=int((time.time() - LONG_AGO) * 10)
        )
        self.bot: Bot = sandbox.add_bot("whosthis_bot", name="Who's This")
        self.you: User = sandbox.add_user("You")
        self.ben: User = sandbox.add_user("Ben", username="ben_demo")
        self.cleo: User = sandbox.add_user("Cleo", username="cleo_demo")
        self.private: Chat = sandbox.private_chat(self.you, self.bot, started=True)
        everybody = [self.you, self.ben, self.cleo, self.bot]
        self.group: Chat = sandbox.group("Friends", members=everybody)

    @property
    def chats(self) -> list[Chat]:
        """The visitor's chats, and those that friends have opened with the bot since."""
        own = [self.private, self.group]
        return own + [chat for chat in self.sandbox.chats if chat.user and chat not in own]

    @property
    def hosts(self) -> frozenset[str]:
        """The names by which a browser may call this server, as they stand in ``Host``."""
        port = self.sandbox.port
        ending = "" if port == 80 else f":{port}"
        return frozenset(f"{name}{ending}" for name in ("127.0.0.1", "localhost"))

    def speakers(self, chat: Chat) -> list[User]:
        """The people in a chat, as whom one can write there."""
        if chat.membership is None:
            return [chat.user] if chat.user else []
        return [member.user for member in chat.membership.present if not member.user.is_bot]
