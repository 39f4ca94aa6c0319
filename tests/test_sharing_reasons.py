"""Photos that are in a group for several reasons: they stay until the last of them goes."""

from __future__ import annotations

import pytest

from bot.chats.moving import Moving
from bot.chats.roster import Gone, Roster
from bot.chats.sharing import Sharing
from storage.models import Chat
from storage.store import Store
from tests.storing import CHAT, NOW, a_photo, enrol

HOME, HOME_2 = Chat(7, "private"), Chat(8, "private")
OLD = Chat(-5, "group", "Friends")
BOSS = 9


@pytest.fixture
def sharing(store: Store) -> Sharing:
    return Sharing(store)


async def id_of(store: Store, name: str, chat: Chat = CHAT) -> int:
    person = await store.people.find(chat.id, name)
    assert person is not None
    return person.id


async def shared(sharing: Sharing, name: str, home: Chat = HOME) -> int:
    """The id of a share of somebody, which the group has agreed to."""
    person = await id_of(sharing.store, name, home)
    share = await sharing.prepare(home.id, home.id, [person])
    await sharing.offer(share.id, CHAT)
    await sharing.agree(share.id, CHAT.id, BOSS)
    return share.id


async def in_group(store: Store) -> dict[str, int]:
    return {one.name: one.photos for one in await store.people.summaries(CHAT.id)}


async def test_what_the_group_enrols_itself_is_its_own(store: Store, sharing: Sharing) -> None:
    await enrol(store, "Nitika", a_photo("a"), HOME)
    share_id = await shared(sharing, "Nitika")
    await enrol(store, "Nitika", a_photo("a"))
    await sharing.take_back(share_id, HOME.id)
    assert await in_group(store) == {"Nitika": 1}


async def test_a_session_that_is_cancelled_leaves_what_is_lent(
    store: Store, sharing: Sharing
) -> None:
    await enrol(store, "Nitika", a_photo("a"), HOME)
    share_id = await shared(sharing, "Nitika")
    async with store.transaction() as transaction:
        session_id = await store.sessions.open(
            transaction, CHAT.id, 5, topic=None, name="Nitika", at=NOW
        )
    await enrol(store, "Nitika", a_photo("a", session_id))
    session = await store.sessions.find(CHAT.id, 5)
    assert session
    async with store.transaction() as transaction:
        await store.photos.remove_of(transaction, session)
    assert await in_group(store) == {"Nitika": 1}
    await sharing.take_back(share_id, HOME.id)
    assert await in_group(store) == {}


async def test_what_two_share_stays_until_both_take_it_back(
    store: Store, sharing: Sharing
) -> None:
    shares = {}
    for home in (HOME, HOME_2):
        await enrol(store, "Nitika", a_photo("a"), home)
        shares[home.id] = await shared(sharing, "Nitika", home)
    ((offer, _),) = await sharing.of(HOME_2.id)
    assert (offer.photos, offer.kept) == (1, 1)
    await sharing.take_back(shares[HOME.id], HOME.id)
    assert await in_group(store) == {"Nitika": 1}
    await sharing.take_back(shares[HOME_2.id], HOME_2.id)
    assert await in_group(store) == {}


@pytest.mark.parametrize("own_is_merged", [True, False])
@pytest.mark.parametrize("late", [True, False])
async def test_of_one_picture_that_a_merge_brings_together_the_groups_own_stays(
    store: Store, sharing: Sharing, *, own_is_merged: bool, late: bool
) -> None:
    roster = Roster(store)
    await enrol(store, "Niti", a_photo("a"))
    await enrol(store, "Nitika", a_photo("a"), HOME)
    share_id = await shared(sharing, "Nitika")
    pair = [await id_of(store, name) for name in ("Niti", "Nitika")]
    person, into = pair if own_is_merged else reversed(pair)
    removal = await roster.merge(CHAT.id, person, into, BOSS, NOW)
    if late:
        await roster.purge(removal.expires_at)
    await sharing.take_back(share_id, HOME.id)
    assert list((await in_group(store)).values()) == [1]
    await roster.purge(removal.expires_at)
    assert list((await in_group(store)).values()) == [1]


async def test_a_merge_can_be_undone_after_its_copies_were_taken_back(
    store: Store, sharing: Sharing
) -> None:
    roster = Roster(store)
    await enrol(store, "Niti", a_photo("a"))
    await enrol(store, "Nitika", a_photo("a"), HOME)
    share_id = await shared(sharing, "Nitika")
    removal = await roster.merge(
        CHAT.id, await id_of(store, "Niti"), await id_of(store, "Nitika"), BOSS, NOW
    )
    await sharing.take_back(share_id, HOME.id)
    await roster.undo(CHAT.id, removal.id, NOW)
    assert await in_group(store) == {"Niti": 1}


async def test_of_one_picture_in_a_group_of_two_ids_the_groups_own_stays(
    store: Store, sharing: Sharing
) -> None:
    await enrol(store, "Nitika", a_photo("a"), OLD)
    await enrol(store, "Nitika", a_photo("a"), HOME)
    share_id = await shared(sharing, "Nitika")
    await Moving(store).move(OLD.id, CHAT.id)
    await sharing.take_back(share_id, HOME.id)
    assert await in_group(store) == {"Nitika": 1}


async def test_an_offer_does_not_grow(store: Store, sharing: Sharing) -> None:
    await enrol(store, "Anna", a_photo("a"), HOME)
    for content in "bc":
        await enrol(store, "Bela", a_photo(content), HOME)
    anna, bela = [await id_of(store, name, HOME) for name in ("Anna", "Bela")]
    share = await sharing.prepare(HOME.id, HOME.id, [anna])
    assert (await sharing.offer(share.id, CHAT)).photos == 1
    await Roster(store).merge(HOME.id, bela, anna, HOME.id, NOW)
    assert (await sharing.agree(share.id, CHAT.id, BOSS)).photos == 1
    assert await in_group(store) == {"Anna": 1}


async def test_nothing_is_agreed_to_of_which_nothing_is_left(
    store: Store, sharing: Sharing
) -> None:
    await enrol(store, "Anna", a_photo("a"), HOME)
    anna = await id_of(store, "Anna", HOME)
    share = await sharing.prepare(HOME.id, HOME.id, [anna])
    await sharing.offer(share.id, CHAT)
    await Roster(store).forget(HOME.id, anna, HOME.id, NOW)
    with pytest.raises(Gone):
        await sharing.agree(share.id, CHAT.id, BOSS)
    ((offer, _),) = await sharing.of(HOME.id)
    assert offer.share.agreed_by is None
