"""The database opened by a command, which ends in words where that fails."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from bot.commands.running import CannotBegin
from bot.config import Settings
from bot.datasets.folders import shown
from storage.database import DatabaseUnusable, NothingStored
from storage.models import Chat
from storage.store import Store


class NothingFound(CannotBegin):
    """There is nothing to show."""


@contextmanager
def or_nothing() -> Iterator[None]:
    """A database that cannot be used ends a command before anything is done: `CannotBegin`."""
    try:
        yield
    except DatabaseUnusable as error:
        raise CannotBegin(f"The database cannot be used: {error}") from error


@asynccontextmanager
async def look_into(settings: Settings) -> AsyncIterator[Store]:
    """What is stored; it stays as it is. Raises `NothingFound` or `CannotBegin`."""
    with or_nothing():
        try:
            store = await Store.open_read_only(settings.database)
        except NothingStored:
            raise NothingFound(
                f"Nothing is stored yet in {shown(settings.database)}. If that is the wrong "
                "file, name the right one with DATABASE."
            ) from None
        try:
            yield store
        finally:
            await store.close()


async def known_chat(store: Store, chat_id: int) -> Chat:
    """A chat that is on file. Raises `NothingFound`."""
    from bot.texts.chats import unknown_chat

    chat = await store.chats.find(chat_id)
    if chat is None:
        raise NothingFound(unknown_chat(chat_id))
    return chat
