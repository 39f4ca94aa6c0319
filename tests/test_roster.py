"""Who is enrolled in a chat: looked up by name, renamed, and by nobody but that chat."""

from __future__ import annotations

import pytest

from bot.chats.roster import Gone, NameTaken, Roster
from storage.models import Chat
from storage.store import Store
from tests.rostering import (
    enrolled,
    open_session,
    photo_of,
    seen,
    session_names,
)
from tests.storing import CHAT, NOW

OTHER = Chat(7, "private")


@pytest.fixture
def roster(store: Store) -> Roster:
    return Roster(store)


async def test_people_are_listed_by_name_and_only_those_of_the_chat(
    store: Store, roster: Roster
) -> None:
    for name in ("Émile", "bela", "Anna"):
        await enrolled(store, name, "ab")
    await enrolled(store, "Carla", "a", OTHER)
    assert [(one.name, one.photos) for one in await roster.people(CHAT.id)] == [
        ("Anna", 2),
        ("bela", 2),
        ("Émile", 2),
    ]


async def test_somebody_is_found_however_the_name_is_written(store: Store, roster: Roster) -> None:
    anna = await enrolled(store, "Anna Maria", "a")
    found = await roster.seek(CHAT.id, " ANNA  maria ")
    assert found.person
    assert found.person.id == anna
    assert found.nearly == ()


@pytest.mark.parametrize(
    ("sought", "nearly"),
    [
        ("Ana", ["Anna", "Hanna"]),
        ("Hana", ["Hanna", "Anna"]),
        ("maria", ["Anna Maria"]),
        ("Maria Anna", ["Anna Maria", "Anna"]),
        ("zoe", ["Zoé"]),
        ("Zoé Smith", ["Zoé"]),
        ("Jon", ["John"]),
        ("李", ["李雷"]),
        ("Konstantin", []),
        ("Bob", []),
        ("", []),
    ],
)
async def test_who_may_be_meant_by_a_name_that_nobody_has(
    store: Store, roster: Roster, sought: str, nearly: list[str]
) -> None:
    for name in ("Anna", "Anna Maria", "Hanna", "Zoé", "John", "李雷", "Mohammed"):
        await enrolled(store, name, "a")
    await enrolled(store, "Konstantin", "a", OTHER)
    found = await roster.seek(CHAT.id, sought)
    assert found.person is None
    assert [person.name for person in found.nearly] == nearly


async def test_at_most_three_are_offered(store: Store, roster: Roster) -> None:
    for letter in "abcdef":
        await enrolled(store, f"Anna {letter}", "a")
    assert len((await roster.seek(CHAT.id, "Anna")).nearly) == 3


async def test_somebody_of_another_chat_is_nobody_here(store: Store, roster: Roster) -> None:
    theirs = await enrolled(store, "Anna", "ab", OTHER)
    mine = await enrolled(store, "Bela", "ab")
    removal = await roster.forget(OTHER.id, await enrolled(store, "Carla", "a", OTHER), 1, NOW)
    photo = await photo_of(store, "Anna", "a", OTHER)
    for attempt in (
        roster.get(CHAT.id, theirs),
        roster.photos(CHAT.id, theirs),
        roster.rename(CHAT.id, theirs, "Eve"),
        roster.forget(CHAT.id, theirs, 1, NOW),
        roster.merge(CHAT.id, theirs, mine, 1, NOW),
        roster.merge(CHAT.id, mine, theirs, 1, NOW),
        roster.remove_photo(CHAT.id, photo, 1, NOW),
        roster.undo(CHAT.id, removal.id, NOW),
    ):
        with pytest.raises(Gone):
            await attempt
    assert await seen(store, OTHER) == {"Anna": "ab"}
    assert await seen(store) == {"Bela": "ab"}


async def test_nobody_is_merged_into_themself(store: Store, roster: Roster) -> None:
    anna = await enrolled(store, "Anna", "ab")
    with pytest.raises(Gone):
        await roster.merge(CHAT.id, anna, anna, 1, NOW)
    assert await seen(store) == {"Anna": "ab"}


async def test_a_new_name_is_theirs_everywhere(store: Store, roster: Roster) -> None:
    anna = await enrolled(store, "Anna", "ab")
    await open_session(store, 5, "ANNA")
    await open_session(store, 6, "Bela")
    await roster.remove_photo(CHAT.id, await photo_of(store, "Anna", "b"), 1, NOW)
    renamed = await roster.rename(CHAT.id, anna, "Hanna")
    assert (renamed.id, renamed.name) == (anna, "Hanna")
    assert await seen(store) == {"Hanna": "a"}
    assert await session_names(store) == ["Hanna", "Bela"]
    kept = await store.database.rows("SELECT name, name_key FROM people")
    assert {tuple(row) for row in kept} == {("Hanna", "hanna")}


async def test_another_spelling_of_ones_own_name_is_taken(store: Store, roster: Roster) -> None:
    anna = await enrolled(store, "anna", "a")
    assert (await roster.rename(CHAT.id, anna, "ANNA")).name == "ANNA"
    assert await seen(store) == {"ANNA": "a"}


async def test_the_name_of_somebody_else_is_not(store: Store, roster: Roster) -> None:
    anna, bela = await enrolled(store, "Anna", "a"), await enrolled(store, "Bela", "b")
    await enrolled(store, "Carla", "c", OTHER)
    with pytest.raises(NameTaken) as taken:
        await roster.rename(CHAT.id, anna, "BELA")
    assert taken.value.person.id == bela
    assert await seen(store) == {"Anna": "a", "Bela": "b"}
    assert (await roster.rename(CHAT.id, anna, "Carla")).name == "Carla"
