"""What somebody who comes back is called, where their name was given to another meanwhile."""

from __future__ import annotations

import pytest

from bot.chats.roster import Roster
from storage.store import Store
from tests.rostering import LATER, enrolled, photo_of, seen
from tests.storing import CHAT, NOW


@pytest.fixture
def roster(store: Store) -> Roster:
    return Roster(store)


@pytest.mark.parametrize("kind", ["merge", "forget"])
async def test_a_name_given_to_another_is_not_taken_for_the_same_person(
    store: Store, roster: Roster, kind: str
) -> None:
    ana, anna = await enrolled(store, "Ana", "ab"), await enrolled(store, "Anna", "c")
    alone = await roster.remove_photo(CHAT.id, await photo_of(store, "Ana", "b"), 5, NOW)
    if kind == "merge":
        removal = await roster.merge(CHAT.id, ana, anna, 5, NOW)
    else:
        removal = await roster.forget(CHAT.id, ana, 5, NOW)
    await roster.rename(CHAT.id, anna, "ANA")
    back = await roster.undo(CHAT.id, removal.id, LATER)
    assert back.person_id == ana
    assert back.namesake
    assert (back.namesake.id, back.namesake.name) == (anna, "ANA")
    assert await seen(store) == {"ANA": "c", "Ana 2": "a"}
    # What was removed of them before is theirs under the name that they have now.
    await roster.undo(CHAT.id, alone.id, LATER)
    assert await seen(store) == {"ANA": "c", "Ana 2": "ab"}


async def test_a_name_that_is_free_again_is_ones_own(store: Store, roster: Roster) -> None:
    ana, anna = await enrolled(store, "Ana", "a"), await enrolled(store, "Anna", "b")
    removal = await roster.merge(CHAT.id, ana, anna, 5, NOW)
    await roster.rename(CHAT.id, anna, "Ana")
    await roster.rename(CHAT.id, anna, "Anna")
    assert (await roster.undo(CHAT.id, removal.id, LATER)).namesake is None
    assert await seen(store) == {"Ana": "a", "Anna": "b"}


async def test_another_name_is_no_longer_than_names_may_be(store: Store, roster: Roster) -> None:
    long = "A" * 64
    ana, anna = await enrolled(store, long, "a"), await enrolled(store, "Anna", "b")
    await enrolled(store, f"{'A' * 62} 2", "c")
    removal = await roster.merge(CHAT.id, ana, anna, 5, NOW)
    await roster.rename(CHAT.id, anna, long)
    await roster.undo(CHAT.id, removal.id, LATER)
    assert await seen(store) == {long: "b", f"{'A' * 62} 2": "c", f"{'A' * 62} 3": "a"}
