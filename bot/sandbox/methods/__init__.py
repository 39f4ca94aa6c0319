"""The methods of the Bot API that the sandbox has, one subject a file."""

from __future__ import annotations

from bot.sandbox.methods import chats, edits, media, messages, profile, reactions, updates
from bot.sandbox.requests import Method

METHODS: dict[str, Method] = {
    **messages.METHODS,
    **media.METHODS,
    **edits.METHODS,
    **reactions.METHODS,
    **chats.METHODS,
    **profile.METHODS,
    **updates.METHODS,
}
"""Every method, by its name as Telegram's documentation writes it."""
