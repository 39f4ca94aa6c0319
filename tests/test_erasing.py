"""Everything about a chat is gone at once, and nothing else is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chats.asking import Asking
from bot.chats.erasing import Erasing, Holdings
from bot.chats.roster import Gone, Roster
from bot.chats.sharing import Sharing
from bot.recognition.galleries import Galleries
from storage.models import Chat
from storage.records import Admission, AdmissionKind, Preferences, Question, QuestionKind
from storage.store import Store
from tests.rostering import LATER, enrolled, photo_of, seen
from tests.storing import CHAT, NOW, SPEC

HOME = Chat(7, "private")
ANN, BOSS = 7, 8
NOTHING = Holdings(0, 0, 0)


@pytest.fixture
def erasing(store: Store) -> Erasing:
    return Erasing(store)


async def shared(store: Store, *names: str) -> int:
    """Copy people of Ann's private chat into the group; the share's id."""
    ids = [await enrolled(store, name, chat=HOME) for name in names]
    sharing = Sharing(store)
    share = await sharing.prepare(HOME.id, ANN, ids)
    await sharing.offer(share.id, CHAT)
    await sharing.agree(share.id, CHAT.id, BOSS)
    return share.id


async def rows_about(store: Store, chat_id: int) -> set[str]:
    """The tables that name a chat in any column, or hold what is not any chat's."""
    found = set()
    for (table,) in await store.database.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ):
        rows = await store.database.rows(f"SELECT * FROM {table}")  # noqa: S608 - a table's name
        if any(chat_id in tuple(row) for row in rows):
            found.add(table)
    return found


async def fill(store: Store) -> None:
    """Have all that can be on file about the group, one of each."""
    roster = Roster(store)
    anna, bela = await enrolled(store, "Anna", "ab"), await enrolled(store, "Bela", "c")
    carla, dora = await enrolled(store, "Carla", "de"), await enrolled(store, "Dora", "f")
    await roster.remove_photo(CHAT.id, await photo_of(store, "Carla", "d"), ANN, NOW)
    await roster.forget(CHAT.id, bela, ANN, NOW)
    await roster.merge(CHAT.id, dora, anna, ANN, NOW)
    await Asking(store).begin(ANN, CHAT.id)
    async with store.transaction() as transaction:
        await store.sessions.open(transaction, CHAT.id, ANN, topic=None, name="Anna", at=NOW)
        await store.preferences.put(transaction, CHAT.id, Preferences())
        until = NOW + timedelta(hours=1)
        question = Question(CHAT.id, 3, QuestionKind.RENAME, ANN, carla, until)
        await store.questions.add(transaction, question)
        await store.admissions.note_told(transaction, CHAT.id, NOW)
        await transaction.execute(
            "INSERT INTO links (kind, digest, chat_id, expires_at) VALUES ('ask', x'00', ?, 0)",
            (CHAT.id,),
        )


async def test_all_that_was_on_file_is_gone(store: Store, erasing: Erasing) -> None:
    await enrolled(store, "Eve", "gh", HOME)
    await shared(store, "Eve")
    await fill(store)
    assert await erasing.holdings(CHAT.id) == Holdings(people=3, photos=6, lent_to=0)
    assert await erasing.erase(CHAT.id) == Holdings(people=3, photos=6, lent_to=0)
    assert await rows_about(store, CHAT.id) == set()
    for table in ("removals", "merged_photos", "sessions", "questions", "links", "shares"):
        assert await store.database.rows(f"SELECT * FROM {table}") == []  # noqa: S608 - a table's name
    assert await store.chats.find(CHAT.id) is None
    assert await seen(store) == {}
    # What it was copied from is somebody else's.
    assert await seen(store, HOME) == {"Eve": "gh"}
    assert len(await store.database.rows("SELECT * FROM photos")) == 2
    assert await erasing.erase(CHAT.id) == NOTHING


async def test_whether_the_chat_is_let_in_stays(store: Store, erasing: Erasing) -> None:
    await enrolled(store, "Anna", "a")
    admission = Admission(CHAT.id, AdmissionKind.GROUP, BOSS, "", NOW)
    async with store.transaction() as transaction:
        await store.admissions.add(transaction, admission)
        await store.counts.take(transaction, NOW.date(), "chat", CHAT.id, 5)
        await store.rekeying.note(transaction, -5, CHAT.id)
    await erasing.erase(CHAT.id)
    assert await rows_about(store, CHAT.id) == {"admissions", "counts", "moves"}


async def test_copies_in_groups_go_too(store: Store, erasing: Erasing) -> None:
    await enrolled(store, "Eve", "gh", HOME)
    await enrolled(store, "Fay", "i", HOME)
    await enrolled(store, "Fay", "j")
    await shared(store, "Eve", "Fay")
    assert await seen(store) == {"Eve": "gh", "Fay": "ij"}
    galleries = Galleries(store, 10**6)
    assert len(await galleries.get(CHAT.id, SPEC)) == 4
    assert await erasing.erase(HOME.id) == Holdings(people=2, photos=3, lent_to=1)
    assert await seen(store) == {"Fay": "j"}
    assert len(await galleries.get(CHAT.id, SPEC)) == 1
    assert await rows_about(store, HOME.id) == set()


async def test_a_copy_that_was_forgotten_just_now_does_not_come_back(
    store: Store, erasing: Erasing
) -> None:
    await enrolled(store, "Eve", "gh", HOME)
    await shared(store, "Eve")
    roster = Roster(store)
    removal = await roster.forget(CHAT.id, await enrolled(store, "Eve"), BOSS, NOW)
    await erasing.erase(HOME.id)
    assert await store.database.rows("SELECT * FROM people") == []
    with pytest.raises(Gone):
        await roster.undo(CHAT.id, removal.id, LATER)


async def test_an_offer_nobody_agreed_to_is_withdrawn(store: Store, erasing: Erasing) -> None:
    eve = await enrolled(store, "Eve", "g", HOME)
    sharing = Sharing(store)
    share = await sharing.prepare(HOME.id, ANN, [eve])
    await sharing.offer(share.id, CHAT)
    assert await erasing.erase(HOME.id) == Holdings(people=1, photos=1, lent_to=0)
    with pytest.raises(Gone):
        await sharing.agree(share.id, CHAT.id, BOSS)


async def test_whoever_erases_their_own_chat_asks_about_no_group(
    store: Store, erasing: Erasing
) -> None:
    await enrolled(store, "Anna", "a")
    await Asking(store).begin(ANN, CHAT.id)
    await erasing.erase(HOME.id)
    assert await Asking(store).about(ANN) is None
    assert await seen(store) == {"Anna": "a"}


async def test_a_gallery_in_memory_is_gone_at_once(store: Store, erasing: Erasing) -> None:
    galleries = Galleries(store, 10**6)
    await enrolled(store, "Anna", "ab")
    assert len(await galleries.get(CHAT.id, SPEC)) == 2
    await erasing.erase(CHAT.id)
    assert len(await galleries.get(CHAT.id, SPEC)) == 0
