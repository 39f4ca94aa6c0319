"""Who is taken out of a chat is seen nowhere there, and can come back for ten minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chats.roster import Gone, Roster
from storage.records import RemovalKind
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
from tests.storing import CHAT, NOW, SPEC, a_photo, enrol


@pytest.fixture
def roster(store: Store) -> Roster:
    return Roster(store)


async def test_whoever_is_forgotten_is_seen_nowhere(store: Store, roster: Roster) -> None:
    anna = await enrolled(store, "Anna", "ab")
    await enrolled(store, "Bela", "b")
    photo = await photo_of(store, "Anna", "a")
    await open_session(store, 5, "anna")
    await open_session(store, 6, "Bela")
    removal = await roster.forget(CHAT.id, anna, 5, NOW)
    assert (removal.kind, removal.person_id, removal.removed_by) == (RemovalKind.FORGET, anna, 5)
    assert removal.expires_at == TOO_LATE
    assert await seen(store) == {"Bela": "b"}
    assert await session_names(store) == ["Bela"]
    assert await store.people.find(CHAT.id, "Anna") is None
    assert await store.people.names(CHAT.id, [anna]) == {}
    assert await store.people.count(CHAT.id) == 1
    assert await store.photos.thumbnails(CHAT.id, [photo]) == {}
    assert len((await store.embeddings.gallery(CHAT.id, SPEC)).photo_ids) == 1
    assert await store.embeddings.of_picture(CHAT.id, b"a", SPEC) is None
    assert await store.people.with_picture(CHAT.id, b"a") == []
    assert await store.embeddings.specs(CHAT.id) == {SPEC: 1}
    (summary,) = await store.chats.summaries()
    assert (summary.people, summary.photos) == (1, 1)
    for attempt in (
        roster.get(CHAT.id, anna),
        roster.forget(CHAT.id, anna, 5, NOW),
        roster.remove_photo(CHAT.id, photo, 5, NOW),
    ):
        with pytest.raises(Gone):
            await attempt


async def test_undone_in_time_everything_is_as_before(store: Store, roster: Roster) -> None:
    anna = await enrolled(store, "Anna", "ab")
    before = await store.embeddings.gallery(CHAT.id, SPEC)
    removal = await roster.forget(CHAT.id, anna, 5, NOW)
    assert (await roster.undo(CHAT.id, removal.id, LATER)).person_id == anna
    assert await seen(store) == {"Anna": "ab"}
    after = await store.embeddings.gallery(CHAT.id, SPEC)
    assert after.photo_ids.tolist() == before.photo_ids.tolist()
    assert after.person_ids.tolist() == before.person_ids.tolist()
    with pytest.raises(Gone):
        await roster.undo(CHAT.id, removal.id, LATER)


async def test_it_can_be_too_late(store: Store, roster: Roster) -> None:
    anna, bela = await enrolled(store, "Anna", "a"), await enrolled(store, "Bela", "b")
    removal = await roster.forget(CHAT.id, anna, 5, NOW)
    later = await roster.forget(CHAT.id, bela, 5, NOW + timedelta(seconds=1))
    with pytest.raises(Gone):
        await roster.undo(CHAT.id, removal.id, TOO_LATE)
    await roster.purge(LATER)
    assert len(await store.database.rows("SELECT * FROM photos")) == 2
    await roster.purge(TOO_LATE)
    assert len(await store.database.rows("SELECT * FROM photos")) == 1
    with pytest.raises(Gone):
        await roster.undo(CHAT.id, removal.id, NOW)
    assert (await roster.undo(CHAT.id, later.id, TOO_LATE)).person_id == bela


async def test_whoever_has_the_name_by_now_is_given_the_photos(
    store: Store, roster: Roster
) -> None:
    anna = await enrolled(store, "Anna", "ab")
    removal = await roster.forget(CHAT.id, anna, 5, NOW)
    new = await enrolled(store, "anna", "bc")
    assert new != anna
    assert (await roster.undo(CHAT.id, removal.id, LATER)).person_id == new
    assert await seen(store) == {"anna": "abc"}
    # The second copy of one picture went with the removal.
    assert len(await store.database.rows("SELECT * FROM photos")) == 3


async def test_a_photo_goes_alone_and_comes_back(store: Store, roster: Roster) -> None:
    anna = await enrolled(store, "Anna", "ab")
    photo = await photo_of(store, "Anna", "a")
    removal = await roster.remove_photo(CHAT.id, photo, 5, NOW)
    assert (removal.kind, removal.person_id) == (RemovalKind.PHOTO, anna)
    assert await seen(store) == {"Anna": "b"}
    assert await store.photos.thumbnails(CHAT.id, [photo]) == {}
    assert (await roster.undo(CHAT.id, removal.id, LATER)).person_id == anna
    assert await seen(store) == {"Anna": "ab"}


async def test_with_the_last_photo_its_person_goes(store: Store, roster: Roster) -> None:
    anna = await enrolled(store, "Anna", "a")
    removal = await roster.remove_photo(CHAT.id, await photo_of(store, "Anna", "a"), 5, NOW)
    assert (removal.kind, removal.person_id) == (RemovalKind.FORGET, anna)
    assert await seen(store) == {}
    await roster.undo(CHAT.id, removal.id, LATER)
    assert await seen(store) == {"Anna": "a"}


async def test_a_removed_photo_comes_back_to_whoever_it_was_of(
    store: Store, roster: Roster
) -> None:
    anna = await enrolled(store, "Anna", "ab")
    first = await roster.remove_photo(CHAT.id, await photo_of(store, "Anna", "a"), 5, NOW)
    await roster.rename(CHAT.id, anna, "Hanna")
    await enrolled(store, "Anna", "c")
    await roster.undo(CHAT.id, first.id, LATER)
    assert await seen(store) == {"Anna": "c", "Hanna": "ab"}


async def test_a_removed_photo_comes_back_where_its_person_is_gone(
    store: Store, roster: Roster
) -> None:
    anna = await enrolled(store, "Anna", "abc")
    photo = await roster.remove_photo(CHAT.id, await photo_of(store, "Anna", "a"), 5, NOW)
    other = await roster.remove_photo(CHAT.id, await photo_of(store, "Anna", "b"), 5, NOW)
    forgotten = await roster.forget(CHAT.id, anna, 5, NOW)
    await roster.undo(CHAT.id, photo.id, LATER)
    assert await seen(store) == {"Anna": "a"}
    await roster.undo(CHAT.id, other.id, LATER)
    assert await seen(store) == {"Anna": "ab"}
    await roster.undo(CHAT.id, forgotten.id, LATER)
    assert await seen(store) == {"Anna": "abc"}


async def test_a_photo_that_was_enrolled_again_meanwhile_is_there_once(
    store: Store, roster: Roster
) -> None:
    await enrolled(store, "Anna", "ab")
    removal = await roster.remove_photo(CHAT.id, await photo_of(store, "Anna", "a"), 5, NOW)
    await enrol(store, "Anna", a_photo("a"))
    await roster.undo(CHAT.id, removal.id, LATER)
    assert await seen(store) == {"Anna": "ab"}
    assert len(await store.database.rows("SELECT * FROM photos")) == 2
