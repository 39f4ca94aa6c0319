"""People on file and changes to them, told by what each photo shows."""

from __future__ import annotations

from datetime import timedelta

from bot.chats.roster import Roster
from storage.models import Chat
from storage.store import Store
from tests.storing import CHAT, NOW, a_photo, enrol

LATER = NOW + timedelta(minutes=9, seconds=59)
TOO_LATE = NOW + timedelta(minutes=10)


async def enrolled(store: Store, name: str, contents: str = "", chat: Chat = CHAT) -> int:
    """Have somebody with a photo of each letter of ``contents`` in a chat; their id."""
    for content in contents:
        await enrol(store, name, a_photo(content), chat)
    person = await store.people.find(chat.id, name)
    assert person is not None
    return person.id


async def seen(store: Store, chat: Chat = CHAT) -> dict[str, str]:
    """Everybody in a chat by name, each with what their photos show."""
    everybody = {}
    for person in await Roster(store).people(chat.id):
        photos = [await store.photos.get(photo) for photo in await store.photos.ids(person.id)]
        everybody[person.name] = "".join(sorted(photo.sha256.decode() for photo in photos))
    return everybody


async def photo_of(store: Store, name: str, content: str, chat: Chat = CHAT) -> int:
    """The id of somebody's photo."""
    person = await store.people.find(chat.id, name)
    assert person is not None
    photo_id = await store.photos.find(person.id, sha256=content.encode())
    assert photo_id is not None
    return photo_id


async def session_names(store: Store, chat_id: int = CHAT.id) -> list[str | None]:
    rows = await store.database.rows(
        "SELECT name FROM sessions WHERE chat_id = ? ORDER BY id", (chat_id,)
    )
    return [row["name"] for row in rows]


async def open_session(store: Store, sender: int, name: str, chat: Chat = CHAT) -> None:
    async with store.transaction() as transaction:
        await store.chats.note(transaction, chat)
        await store.sessions.open(transaction, chat.id, sender, topic=None, name=name, at=NOW)
