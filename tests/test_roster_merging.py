"""People merged into others, and taken apart again in any order."""

from __future__ import annotations

from itertools import permutations

import pytest

from bot.chats.roster import Gone, Roster, Undone
from storage.models import Account
from storage.records import Removal, RemovalKind
from storage.store import Store
from tests.rostering import (
    LATER,
    TOO_LATE,
    enrolled,
    open_session,
    photo_of,
    seen,
    session_names,
)
from tests.storing import CHAT, NOW

ANN, BOB = Account(11, None), Account(None, "bob")


@pytest.fixture
def roster(store: Store) -> Roster:
    return Roster(store)


async def merged(roster: Roster, person: int, into: int) -> Removal:
    return await roster.merge(CHAT.id, person, into, 5, NOW)


async def undone(roster: Roster, removal: Removal) -> Undone:
    return await roster.undo(CHAT.id, removal.id, LATER)


async def linked(store: Store, name: str, account: Account) -> None:
    async with store.transaction() as transaction:
        assert await store.linked.link(transaction, CHAT.id, name, account)


async def accounts(store: Store) -> dict[str, Account]:
    """Who in the chat is known to be which Telegram user."""
    rows = await store.database.rows(
        """SELECT name, user_id, username FROM people
           WHERE chat_id = ? AND coalesce(user_id, username) IS NOT NULL""",
        (CHAT.id,),
    )
    return {row["name"]: Account(row["user_id"], row["username"]) for row in rows}


async def test_two_people_become_one_and_two_again(store: Store, roster: Roster) -> None:
    anna, hanna = await enrolled(store, "Anna", "ab"), await enrolled(store, "Hanna", "bc")
    removal = await merged(roster, anna, hanna)
    assert (removal.kind, removal.person_id) == (RemovalKind.MERGE, hanna)
    assert await seen(store) == {"Hanna": "abc"}
    back = await undone(roster, removal)
    assert back.person_id == anna
    assert await seen(store) == {"Anna": "ab", "Hanna": "bc"}


async def test_after_a_while_they_stay_one(store: Store, roster: Roster) -> None:
    anna, hanna = await enrolled(store, "Anna", "ab"), await enrolled(store, "Hanna", "bc")
    removal = await merged(roster, anna, hanna)
    await roster.purge(TOO_LATE)
    assert await seen(store) == {"Hanna": "abc"}
    assert len(await store.database.rows("SELECT * FROM photos")) == 3
    assert len(await store.database.rows("SELECT * FROM people")) == 1
    with pytest.raises(Gone):
        await roster.undo(CHAT.id, removal.id, NOW)


async def test_what_was_added_since_the_merge_stays(store: Store, roster: Roster) -> None:
    anna, hanna = await enrolled(store, "Anna", "a"), await enrolled(store, "Hanna", "b")
    removal = await merged(roster, anna, hanna)
    await enrolled(store, "Hanna", "c")
    await undone(roster, removal)
    assert await seen(store) == {"Anna": "a", "Hanna": "bc"}


async def test_whoever_has_the_merged_name_by_now_is_given_the_photos(
    store: Store, roster: Roster
) -> None:
    anna, hanna = await enrolled(store, "Anna", "ab"), await enrolled(store, "Hanna", "c")
    removal = await merged(roster, anna, hanna)
    new = await enrolled(store, "Anna", "bd")
    assert (await undone(roster, removal)).person_id == new
    assert await seen(store) == {"Anna": "abd", "Hanna": "c"}
    assert len(await store.database.rows("SELECT * FROM photos")) == 4


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_merges_of_merges_are_undone_in_any_order(
    store: Store, roster: Roster, order: tuple[int, ...]
) -> None:
    before = {"Anna": "abx", "Bela": "bcx", "Carla": "cdx", "Dora": "ex"}
    ids = {name: await enrolled(store, name, photos) for name, photos in before.items()}
    removals = [
        await merged(roster, ids["Anna"], ids["Bela"]),
        await merged(roster, ids["Bela"], ids["Carla"]),
        await merged(roster, ids["Dora"], ids["Carla"]),
        await roster.forget(CHAT.id, ids["Carla"], 5, NOW),
    ]
    assert await seen(store) == {}
    for number in order:
        await undone(roster, removals[number])
    assert await seen(store) == before
    assert len(await store.database.rows("SELECT * FROM photos")) == 11


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_merged_photo_that_was_removed_alone_comes_back_to_whom_it_was_of(
    store: Store, roster: Roster, order: tuple[int, ...]
) -> None:
    anna, bela = await enrolled(store, "Anna", "ab"), await enrolled(store, "Bela", "c")
    carla = await enrolled(store, "Carla", "d")
    first = await merged(roster, anna, bela)
    second = await merged(roster, bela, carla)
    third = await roster.remove_photo(CHAT.id, await photo_of(store, "Carla", "a"), 5, NOW)
    removals = [first, second, third]
    for number in order:
        await undone(roster, removals[number])
    assert await seen(store) == {"Anna": "ab", "Bela": "c", "Carla": "d"}


async def test_a_photo_removed_alone_is_not_brought_back_by_another_undo(
    store: Store, roster: Roster
) -> None:
    anna, bela = await enrolled(store, "Anna", "ab"), await enrolled(store, "Bela", "c")
    removal = await merged(roster, anna, bela)
    alone = await roster.remove_photo(CHAT.id, await photo_of(store, "Bela", "a"), 5, NOW)
    await undone(roster, removal)
    assert await seen(store) == {"Anna": "b", "Bela": "c"}
    await undone(roster, alone)
    assert await seen(store) == {"Anna": "ab", "Bela": "c"}


async def test_whoever_would_be_left_without_a_photo_goes(store: Store, roster: Roster) -> None:
    anna, bela = await enrolled(store, "Anna", "a"), await enrolled(store, "Bela", "b")
    removal = await merged(roster, anna, bela)
    alone = await roster.remove_photo(CHAT.id, await photo_of(store, "Bela", "b"), 5, NOW)
    await undone(roster, removal)
    assert await seen(store) == {"Anna": "a"}
    await undone(roster, alone)
    assert await seen(store) == {"Anna": "a", "Bela": "b"}


async def test_nobody_comes_back_without_a_photo(store: Store, roster: Roster) -> None:
    anna, bela = await enrolled(store, "Anna", "a"), await enrolled(store, "Bela", "b")
    removal = await merged(roster, anna, bela)
    await roster.remove_photo(CHAT.id, await photo_of(store, "Bela", "b"), 5, NOW)
    forgotten = await roster.forget(CHAT.id, bela, 5, NOW)
    await undone(roster, removal)
    with pytest.raises(Gone):
        await undone(roster, forgotten)
    assert await seen(store) == {"Anna": "a"}


async def test_whoever_enrols_the_merged_one_does_so_no_longer(
    store: Store, roster: Roster
) -> None:
    anna, bela = await enrolled(store, "Anna", "a"), await enrolled(store, "Bela", "b")
    await open_session(store, 5, "ANNA")
    await open_session(store, 6, "Bela")
    removal = await merged(roster, anna, bela)
    assert await session_names(store) == ["Bela"]
    await undone(roster, removal)
    assert await session_names(store) == ["Bela"]


async def test_whom_one_is_on_telegram_goes_with_a_merge_and_comes_back(
    store: Store, roster: Roster
) -> None:
    anna, hanna = await enrolled(store, "Anna", "a"), await enrolled(store, "Hanna", "b")
    await linked(store, "Anna", ANN)
    removal = await merged(roster, anna, hanna)
    assert await accounts(store) == {"Hanna": ANN}
    await undone(roster, removal)
    assert await accounts(store) == {"Anna": ANN}


@pytest.mark.parametrize("other", [ANN, BOB])
async def test_who_is_known_to_be_somebody_stays_that_through_merge_and_undo(
    store: Store, roster: Roster, other: Account
) -> None:
    anna, hanna = await enrolled(store, "Anna", "a"), await enrolled(store, "Hanna", "b")
    await linked(store, "Anna", ANN)
    await linked(store, "Hanna", other)
    removal = await merged(roster, anna, hanna)
    assert await accounts(store) == {"Hanna": other}
    await undone(roster, removal)
    assert await accounts(store) == {"Anna": ANN, "Hanna": other}


@pytest.mark.parametrize("order", list(permutations(range(2))))
async def test_accounts_come_apart_in_any_order(
    store: Store, roster: Roster, order: tuple[int, ...]
) -> None:
    anna, bela = await enrolled(store, "Anna", "a"), await enrolled(store, "Bela", "b")
    carla = await enrolled(store, "Carla", "c")
    await linked(store, "Anna", BOB)
    removals = [await merged(roster, anna, bela), await merged(roster, bela, carla)]
    assert await accounts(store) == {"Carla": BOB}
    for number in order:
        await undone(roster, removals[number])
    assert await seen(store) == {"Anna": "a", "Bela": "b", "Carla": "c"}
    assert await accounts(store) == {"Anna": BOB}


async def test_an_account_that_came_with_a_merge_does_not_stay_with_a_removed_photo(
    store: Store, roster: Roster
) -> None:
    anna, bela = await enrolled(store, "Anna", "a"), await enrolled(store, "Bela", "b")
    await linked(store, "Anna", BOB)
    removal = await merged(roster, anna, bela)
    alone = await roster.remove_photo(CHAT.id, await photo_of(store, "Bela", "b"), 5, NOW)
    await undone(roster, removal)
    await undone(roster, alone)
    assert await seen(store) == {"Anna": "a", "Bela": "b"}
    assert await accounts(store) == {"Anna": BOB}


async def test_a_forgotten_one_is_the_same_on_telegram_afterwards(
    store: Store, roster: Roster
) -> None:
    anna = await enrolled(store, "Anna", "a")
    await linked(store, "Anna", ANN)
    removal = await roster.forget(CHAT.id, anna, 5, NOW)
    assert await accounts(store) == {}
    await enrolled(store, "Anna", "b")
    await undone(roster, removal)
    assert await accounts(store) == {"Anna": ANN}
