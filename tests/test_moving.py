"""A group that becomes a supergroup has another id, and keeps everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from bot.chats.asking import Asking
from bot.chats.moving import Moving
from bot.chats.roster import Roster
from bot.chats.sharing import Sharing
from bot.recognition.galleries import Galleries
from storage.models import Account, Chat
from storage.records import (
    Admission,
    AdmissionKind,
    Managers,
    Preferences,
    Question,
    QuestionKind,
)
from storage.store import Store
from tests.rostering import LATER, enrolled, photo_of, seen
from tests.storing import NOW, SPEC

OLD, NEW = Chat(-5, "group", "Friends"), Chat(-1005, "supergroup", "Friends")
HOME = Chat(7, "private")
ANN, BOSS = 7, 8
SOON = NOW + timedelta(minutes=1)


@pytest.fixture
def moving(store: Store) -> Moving:
    return Moving(store)


async def enrolling(store: Store, chat: Chat, sender: int, name: str, minute: int) -> None:
    async with store.transaction() as transaction:
        await store.chats.note(transaction, chat)
        at = NOW + timedelta(minutes=minute)
        await store.sessions.open(transaction, chat.id, sender, topic=None, name=name, at=at)


async def wish(store: Store, chat: Chat, preferences: Preferences) -> None:
    async with store.transaction() as transaction:
        await store.chats.note(transaction, chat)
        await store.preferences.put(transaction, chat.id, preferences)


async def tables_with(store: Store, chat_id: int) -> set[str]:
    found = set()
    for (table,) in await store.database.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ):
        rows = await store.database.rows(f"SELECT * FROM {table}")  # noqa: S608 - a table's name
        if any(chat_id in tuple(row) for row in rows):
            found.add(table)
    return found


async def test_everything_goes_along(store: Store, moving: Moving) -> None:
    roster = Roster(store)
    anna = await enrolled(store, "Anna", "ab", OLD)
    bela = await enrolled(store, "Bela", "c", OLD)
    photo = await photo_of(store, "Anna", "a", OLD)
    await enrolling(store, OLD, ANN, "Anna", 0)
    await wish(store, OLD, Preferences(quiet=True))
    await Asking(store).begin(ANN, OLD.id)
    eve = await enrolled(store, "Eve", "g", HOME)
    share = await Sharing(store).prepare(HOME.id, ANN, [eve])
    await Sharing(store).offer(share.id, OLD)
    await Sharing(store).agree(share.id, OLD.id, BOSS)
    removal = await roster.forget(OLD.id, bela, ANN, NOW)
    async with store.transaction() as transaction:
        admission = Admission(OLD.id, AdmissionKind.GROUP, BOSS, "", NOW)
        await store.admissions.add(transaction, admission)
        await store.counts.take(transaction, NOW.date(), "chat", OLD.id, 5)
        question = Question(OLD.id, 3, QuestionKind.RENAME, ANN, anna, LATER)
        await store.questions.add(transaction, question)

    assert await moving.move(OLD.id, NEW.id)
    assert await tables_with(store, OLD.id) == {"moves"}
    assert await store.chats.find(NEW.id) == NEW
    assert await seen(store, NEW) == {"Anna": "ab", "Eve": "g"}
    assert (await roster.get(NEW.id, anna)).name == "Anna"
    assert await store.photos.thumbnails(NEW.id, [photo]) == {photo: b"thumbnail of a"}
    session = await store.sessions.find(NEW.id, ANN)
    assert session
    assert session.name == "Anna"
    assert await store.preferences.find(NEW.id) == Preferences(quiet=True)
    assert await Asking(store).about(ANN) == NEW.id
    assert [admission.id for admission in await store.admissions.all()] == [NEW.id]
    # Messages have other numbers there, so nobody could answer it any more.
    assert await store.questions.find(NEW.id, ANN, None, NOW) is None
    await roster.undo(NEW.id, removal.id, LATER)
    await Sharing(store).take_back(share.id, ANN)
    assert await seen(store, NEW) == {"Anna": "ab", "Bela": "c"}
    async with store.transaction() as transaction:
        assert await store.counts.taken(transaction, NOW.date(), "chat", NEW.id) == 5


async def test_hearing_of_it_again_changes_nothing(store: Store, moving: Moving) -> None:
    await enrolled(store, "Anna", "ab", OLD)
    assert await moving.move(OLD.id, NEW.id)
    before = await store.embeddings.gallery(NEW.id, SPEC)
    for _ in range(2):
        assert not await moving.move(OLD.id, NEW.id)
    after = await store.embeddings.gallery(NEW.id, SPEC)
    assert after.photo_ids.tolist() == before.photo_ids.tolist()


async def test_what_comes_late_for_the_old_id_is_brought_along(
    store: Store, moving: Moving
) -> None:
    await moving.move(OLD.id, NEW.id)
    await enrolled(store, "Anna", "a", NEW)
    await enrolled(store, "Anna", "b", OLD)
    assert await moving.move(OLD.id, NEW.id)
    assert await seen(store, NEW) == {"Anna": "ab"}
    assert await store.chats.find(OLD.id) is None


async def test_the_current_id_is_found_through_every_move(moving: Moving) -> None:
    await moving.move(NEW.id, -1006)
    await moving.move(OLD.id, NEW.id)
    assert [await moving.current(chat) for chat in (OLD.id, NEW.id, -1006, 7)] == [
        -1006,
        -1006,
        -1006,
        7,
    ]
    # Telegram would not do that, but nothing may go round and round for it.
    await moving.move(-1006, OLD.id)
    assert await moving.current(OLD.id) in {OLD.id, NEW.id, -1006}
    assert not await moving.move(OLD.id, OLD.id)


@pytest.mark.parametrize("order", list(permutations(((-1, -2), (-2, -3), (-3, -4)))))
async def test_moves_heard_of_in_any_order_lead_to_one_place(
    store: Store, moving: Moving, order: tuple[tuple[int, int], ...]
) -> None:
    for chat_id in (-1, -2, -3):
        await enrolled(store, f"Person {chat_id}", "a", Chat(chat_id, "group"))
    for old_id, new_id in order:
        await moving.move(old_id, new_id)
    assert await seen(store, Chat(-4, "supergroup")) == {
        "Person -1": "a",
        "Person -2": "a",
        "Person -3": "a",
    }


async def test_what_both_have_is_put_together(store: Store, moving: Moving) -> None:
    await enrolled(store, "anna", "ab", OLD)
    await enrolled(store, "Bela", "c", OLD)
    anna = await enrolled(store, "Anna", "bd", NEW)
    async with store.transaction() as transaction:
        await store.linked.link(transaction, OLD.id, "Anna", Account(ANN, None))
    await moving.move(OLD.id, NEW.id)
    assert await seen(store, NEW) == {"Anna": "abd", "Bela": "c"}
    person = await store.people.find(NEW.id, "Anna")
    assert person
    assert person.id == anna
    assert await store.linked.find(NEW.id, anna) == Account(ANN, None)
    assert len(await store.database.rows("SELECT * FROM photos")) == 4


async def test_what_was_removed_from_either_comes_back_to_the_one(
    store: Store, moving: Moving
) -> None:
    roster = Roster(store)
    anna = await enrolled(store, "Anna", "ab", OLD)
    bela = await enrolled(store, "Bela", "c", OLD)
    photo = await roster.remove_photo(OLD.id, await photo_of(store, "Anna", "a", OLD), ANN, NOW)
    merge = await roster.merge(OLD.id, bela, anna, ANN, NOW)
    await enrolled(store, "Anna", "d", NEW)
    await moving.move(OLD.id, NEW.id)
    assert await seen(store, NEW) == {"Anna": "bcd"}
    await roster.undo(NEW.id, merge.id, LATER)
    await roster.undo(NEW.id, photo.id, LATER)
    assert await seen(store, NEW) == {"Anna": "abd", "Bela": "c"}


@pytest.mark.parametrize(("old", "new", "kept"), [(1, 2, "New"), (2, 1, "Old"), (1, 1, "New")])
async def test_of_one_senders_sessions_the_newer_goes_on(
    store: Store, moving: Moving, old: int, new: int, kept: str
) -> None:
    await enrolling(store, OLD, ANN, "Old", old)
    await enrolling(store, OLD, BOSS, "Other", 0)
    await enrolling(store, NEW, ANN, "New", new)
    await moving.move(OLD.id, NEW.id)
    session, other = [await store.sessions.find(NEW.id, sender) for sender in (ANN, BOSS)]
    assert session
    assert other
    assert (session.name, other.name) == (kept, "Other")


async def test_messages_of_the_old_chat_mean_nothing_in_the_new_one(
    store: Store, moving: Moving
) -> None:
    await enrolling(store, OLD, ANN, "Anna", 0)
    session = await store.sessions.find(OLD.id, ANN)
    assert session
    assert not await moving.asks(OLD.id, NOW)
    async with store.transaction() as transaction:
        await store.sessions.advance(transaction, replace(session, question_id=11))
        await store.sessions.set_status(transaction, session, 12)
        await store.sessions.open(transaction, OLD.id, BOSS, topic=None, name=None, at=NOW)
    assert await moving.asks(OLD.id, NOW)
    await moving.move(OLD.id, NEW.id)
    moved = await store.sessions.find(NEW.id, ANN)
    assert moved
    assert (moved.name, moved.question_id, moved.status_id) == ("Anna", None, None)
    assert await store.sessions.find(NEW.id, BOSS) is None
    assert not await moving.asks(NEW.id, NOW)


async def test_what_the_new_chat_wishes_counts(store: Store, moving: Moving) -> None:
    await wish(store, OLD, Preferences(managers=Managers.EVERYONE))
    await wish(store, NEW, Preferences(quiet=True))
    await moving.move(OLD.id, NEW.id)
    assert await store.preferences.find(NEW.id) == Preferences(quiet=True)


async def test_galleries_in_memory_follow(store: Store, moving: Moving) -> None:
    galleries = Galleries(store, 10**6)
    await enrolled(store, "Anna", "ab", OLD)
    await enrolled(store, "Anna", "c", NEW)
    assert len(await galleries.get(OLD.id, SPEC)) == 2
    assert len(await galleries.get(NEW.id, SPEC)) == 1
    await moving.move(OLD.id, NEW.id)
    assert len(await galleries.get(OLD.id, SPEC)) == 0
    assert len(await galleries.get(NEW.id, SPEC)) == 3
