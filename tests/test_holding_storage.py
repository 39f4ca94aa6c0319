"""Photos held back, on file: for how long, and that nothing stays of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chats.consent import Consent
from bot.chats.erasing import Erasing
from bot.chats.holding import KEPT, Held, Holding, Whose
from bot.chats.moving import Moving
from bot.chats.roster import Gone, Roster
from bot.recognition.quality import Doubt
from bot.recognition.source import Source, SourceGone
from bot.recognition.tally import HeldBack
from storage.models import Account, Chat, Face
from storage.store import Store
from tests.crowds import Crowd
from tests.storing import CHAT, NOW

LANDMARKS = ((1.0, 2.0), (3.0, 2.0), (2.0, 3.0), (1.0, 4.0), (3.0, 4.0))
FACES = tuple(Face((40.0 * n, 5.5, 30.0, 40.0), LANDMARKS, 0.9) for n in range(3))
NEW = Chat(-1001, "supergroup", "Friends")


@pytest.fixture
async def crowd(tmp_path: Path) -> AsyncIterator[Crowd]:
    store = await Store.open(tmp_path / "whosthis.db")
    yield Crowd(store, tmp_path / "whosthis.db")
    await store.close()


async def never() -> bytes:
    raise SourceGone


def back(number: int = 1, *, faces: tuple[Face, ...] = (), file: str | None = "file") -> HeldBack:
    meant = None if faces else FACES[0]
    source = Source(never, "unique", album="album", meant=meant, file_id=file, message_id=7)
    return HeldBack(source, number, () if faces else (Doubt.BLURRED,), None, faces)


async def hold(
    store: Store, *backs: HeldBack, whose: Whose | None = None, chat: Chat = CHAT
) -> list[Held]:
    by = whose or Whose("Nitika", 5)
    return await Holding(store).hold(chat, len(backs), backs, by, NOW)


async def waiting(store: Store, chat: Chat = CHAT) -> list[str]:
    rows = await store.database.rows("SELECT name FROM held WHERE chat_id = ?", (chat.id,))
    return [row["name"] for row in rows]


async def test_what_is_held_is_as_it_was(store: Store) -> None:
    whose = Whose("Nitika", 5, None, Account(9, "niti"))
    one, other = await hold(store, back(), back(2, faces=FACES), whose=whose)
    found = await Holding(store).get(CHAT.id, one.photo.id, other.photo.id, NOW)
    assert found == [one.photo, other.photo]
    assert (found[0].meant, found[0].faces) == (FACES[0], ())
    assert (found[1].meant, found[1].faces) == (None, FACES)
    assert found[0].account == (9, "niti")


async def test_what_cannot_be_fetched_again_is_not_held(store: Store) -> None:
    assert await hold(store, back(file=None)) == []


async def test_it_waits_for_a_day_in_its_own_chat(store: Store) -> None:
    (held,) = await hold(store, back())
    holding, found = Holding(store), held.photo.id
    late = NOW + KEPT - timedelta(seconds=1)
    assert await holding.get(CHAT.id, found, found, late)
    with pytest.raises(Gone):
        await holding.get(CHAT.id, found, found, NOW + KEPT)
    with pytest.raises(Gone):
        await holding.get(7, found, found, NOW)
    await holding.purge(late)
    assert await waiting(store) == ["Nitika"]
    await holding.purge(NOW + KEPT)
    assert await waiting(store) == []


async def test_the_face_that_was_chosen_last_is_the_one_meant(store: Store) -> None:
    (held,) = await hold(store, back(faces=FACES))
    holding = Holding(store)
    with pytest.raises(Gone):
        await holding.choose(held.photo, 3)
    assert held.photo.unclear
    await holding.choose(held.photo, 0)
    chosen = await holding.choose(held.photo, 1)
    assert (chosen.meant, chosen.faces, chosen.unclear) == (FACES[1], FACES, False)
    assert await holding.get(CHAT.id, held.photo.id, held.photo.id, NOW) == [chosen]


async def test_of_photos_that_came_together_one_face_at_a_time_is_asked_for(store: Store) -> None:
    first, second, third = await hold(store, *(back(n, faces=FACES) for n in (1, 2, 3)))
    holding = Holding(store)
    assert await holding.next_unclear(first.photo, NOW) == (first.photo, 2)
    await holding.asked(first.photo, NOW)
    assert await holding.next_unclear(second.photo, NOW) is None
    await holding.choose(first.photo, 0)
    assert await holding.next_unclear(first.photo, NOW) == (second.photo, 1)
    await holding.asked(second.photo, NOW)
    await holding.drop(second.photo)
    assert await holding.next_unclear(second.photo, NOW) == (third.photo, 0)
    assert await holding.next_unclear(second.photo, NOW + KEPT) is None


async def test_no_photo_waits_for_the_answer_about_another_that_came_before(store: Store) -> None:
    holding = Holding(store)
    (first,) = await hold(store, back(faces=FACES))
    await holding.asked(first.photo, NOW)
    # Of one sender and one name, at the same moment.
    doubtful, second = await hold(store, back(), back(2, faces=FACES))
    assert await holding.next_unclear(second.photo, NOW) == (second.photo, 0)
    assert await holding.next_unclear(doubtful.photo, NOW) == (second.photo, 0)
    assert await holding.next_unclear(first.photo, NOW) is None


async def test_a_session_counts_what_it_holds_back(store: Store) -> None:
    async with store.transaction() as transaction:
        await store.chats.note(transaction, CHAT)
        session = await store.sessions.open(
            transaction, CHAT.id, 5, topic=None, name="Nitika", at=NOW
        )
    whose = Whose("Nitika", 5, session)
    await hold(store, back(), back(2, faces=FACES), back(3, faces=FACES), whose=whose)
    assert await store.held.count_of(session) == (1, 2)
    async with store.transaction() as transaction:
        assert await store.held.remove_of_session(transaction, session) == 3
    assert await waiting(store) == []


async def test_a_session_that_was_closed_meanwhile_is_none(store: Store) -> None:
    (held,) = await hold(store, back(), whose=Whose("Nitika", 5, 99))
    (found,) = await Holding(store).get(CHAT.id, held.photo.id, held.photo.id, NOW)
    assert found == replace(held.photo, session_id=None)


async def test_when_a_group_moves_it_goes_along(store: Store) -> None:
    await hold(store, back(), whose=Whose("Nitika", CHAT.id))
    await Moving(store).move(CHAT.id, NEW.id)
    (row,) = await store.database.rows("SELECT chat_id, held_of, message_id FROM held")
    assert tuple(row) == (NEW.id, NEW.id, None)


async def test_nothing_stays_of_what_expired_or_was_erased(crowd: Crowd) -> None:
    for end in ("expire", "erase", "forget"):
        await crowd.enrol(name := crowd.name())
        file = crowd.name()
        await hold(crowd.store, back(file=file), whose=Whose(crowd.name(), 5))
        await hold(crowd.store, back(file=file), whose=Whose(name, 5))
        if end == "expire":
            await Holding(crowd.store).purge(NOW + KEPT)
        elif end == "erase":
            await Erasing(crowd.store).erase(CHAT.id)
        else:
            person = await crowd.store.people.find(CHAT.id, name)
            assert person
            roster = Roster(crowd.store)
            await roster.forget(CHAT.id, person.id, 1, NOW)
            await roster.purge(NOW + KEPT)
            await Holding(crowd.store).purge(NOW + KEPT)
        assert await waiting(crowd.store) == []
        assert await crowd.left() == []


async def test_whoever_takes_themself_out_takes_along_what_waits(store: Store) -> None:
    await hold(store, back(), whose=Whose("Nitika", 5, None, Account(None, "Niti")))
    await hold(store, back(), whose=Whose("Vasu", 5))
    await Consent(store).forget_me(9, "niti")
    assert await waiting(store) == ["Vasu"]
    await hold(store, back(), whose=Whose("Nitika", 5, None, Account(9, None)))
    await Consent(store).forget_me(9, None)
    assert await waiting(store) == ["Vasu"]


async def test_a_new_name_and_a_merge_are_followed(crowd: Crowd) -> None:
    store, roster = crowd.store, Roster(crowd.store)
    anna, bela = await crowd.enrol("Anna"), await crowd.enrol("Bela")
    await hold(store, back(), whose=Whose("anna", 5))
    await roster.rename(CHAT.id, anna, "Anne")
    assert await waiting(store) == ["Anne"]
    await roster.merge(CHAT.id, anna, bela, 1, NOW)
    assert await waiting(store) == []
