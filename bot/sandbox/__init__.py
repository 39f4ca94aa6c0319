"""A Bot API server for loopback, strict where Telegram is.

Use it with any Bot API client whose base address can be set::

    async with Sandbox() as sandbox:
        bot = sandbox.add_bot("whosthis_bot")
        ann = sandbox.add_user("Ann")
        chat = sandbox.private_chat(ann, bot)
        ...                                   # run the bot against sandbox.url and bot.token
        chat.send_text(ann, "/start")
        greeting = await chat.next_from(bot)

All state is in memory.
"""

from bot.sandbox.chats import Chat
from bot.sandbox.errors import ApiError, NotPossible
from bot.sandbox.events import Event, EventKind
from bot.sandbox.faults import (
    Delay,
    Drop,
    DropAfter,
    Missing,
    Refused,
    ServerError,
    TooManyRequests,
)
from bot.sandbox.messages import Button, Message, Topic
from bot.sandbox.people import Bot, User
from bot.sandbox.presses import CallbackAnswer, Press
from bot.sandbox.server import Call, Sandbox

__all__ = [
    "ApiError",
    "Bot",
    "Button",
    "Call",
    "CallbackAnswer",
    "Chat",
    "Delay",
    "Drop",
    "DropAfter",
    "Event",
    "EventKind",
    "Message",
    "Missing",
    "NotPossible",
    "Press",
    "Refused",
    "Sandbox",
    "ServerError",
    "TooManyRequests",
    "Topic",
    "User",
]
