"""The database, opened only to be looked at."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.commands.running import CannotBegin
from bot.config import Settings
from bot.datasets.folders import shown
from storage.database import NothingStored
from storage.models import Chat
from storage.store import Store


@asynccontextmanager
async def look_into(settings: Settings) -> AsyncIterator[Store]:
    """What is stored; it stays as it is. Raises `CannotBegin` or `DatabaseUnusable`."""
    try:
        store = await Store.open_read_only(settings.database)
    except NothingStored:
        raise CannotBegin(
            f"Nothing is stored yet in {shown(settings.database)}. If that is the wrong file, "
            "name the right one with DATABASE."
        ) from None
    try:
        yield store
    finally:
        await store.close()


async def known_chat(store: Store, chat_id: int) -> Chat:
    """A chat that is on file. Raises `CannotBegin`."""
    from bot.texts.chats import unknown_chat

    chat = await store.chats.find(chat_id)
    if chat is None:
        raise CannotBegin(unknown_chat(chat_id))
    return chat
