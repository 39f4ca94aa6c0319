"""Who is enrolled as themself in storage: what the tests of consent do and see."""

from __future__ import annotations

from bot.chats.consent import Consent
from storage.models import Chat
from storage.store import Store
from tests.storing import CHAT, a_photo, enrol

HOME = Chat(7, "private")
ANN, BOSS, BELA = 7, 8, 9


async def id_of(store: Store, name: str, chat: Chat = CHAT) -> int:
    person = await store.people.find(chat.id, name)
    assert person is not None
    return person.id


async def linked(store: Store, name: str, content: str, chat: Chat = CHAT) -> int:
    """Enrol somebody with one photo, as Bela; the person's id."""
    await enrol(store, name, a_photo(content), chat)
    person = await Consent(store).link(chat.id, name, user_id=BELA, username="bela")
    assert person is not None
    return person.id


async def everything(store: Store) -> set[str]:
    """The names and the photos that are on file anywhere, hidden ones among them."""
    rows = await store.database.rows(
        "SELECT name, sha256 FROM people LEFT JOIN photos ON person_id = people.id"
    )
    return {f"{row['name']} {(row['sha256'] or b'-').decode()}" for row in rows}
