"""Whoever takes themself out is gone wherever their photos went, and nobody else is."""

from __future__ import annotations

import pytest

from bot.chats.consent import Consent
from bot.chats.roster import Roster
from bot.chats.sharing import Sharing
from storage.store import Store
from tests.consenting import ANN, BELA, BOSS, HOME, everything, id_of, linked
from tests.storing import CHAT, NOW, a_photo, enrol


@pytest.fixture
def consent(store: Store) -> Consent:
    return Consent(store)


async def shared(store: Store, name: str) -> int:
    """Ann shares somebody of hers with the group; the share's id."""
    sharing = Sharing(store)
    share = await sharing.prepare(HOME.id, ANN, [await id_of(store, name, HOME)])
    await sharing.offer(share.id, CHAT)
    await sharing.agree(share.id, CHAT.id, BOSS)
    return share.id


async def forget_for_good(store: Store, name: str) -> None:
    roster = Roster(store)
    removal = await roster.forget(HOME.id, await id_of(store, name, HOME), ANN, NOW)
    await roster.purge(removal.expires_at)


@pytest.mark.parametrize("linked_first", [True, False])
async def test_copies_go_though_their_originals_are_gone(
    store: Store, consent: Consent, *, linked_first: bool
) -> None:
    await enrol(store, "Bela", a_photo("own"))
    await enrol(store, "Bela", a_photo("a"), HOME)
    if linked_first:
        await consent.link(HOME.id, "Bela", user_id=BELA, username="bela")
    await shared(store, "Bela")
    await consent.link(HOME.id, "Bela", user_id=BELA, username="bela")
    await forget_for_good(store, "Bela")
    assert await everything(store) == {"Bela own", "Bela a"}
    assert await consent.forget_me(BELA, "bela") == (1, 1)
    assert await everything(store) == {"Bela own"}


async def test_a_copy_goes_though_one_photo_was_removed_at_home(
    store: Store, consent: Consent
) -> None:
    roster = Roster(store)
    await enrol(store, "Bela", a_photo("own"))
    await enrol(store, "Bela", a_photo("b"), HOME)
    await enrol(store, "Bela", a_photo("a"), HOME)
    await shared(store, "Bela")
    photo = (await store.photos.ids(await id_of(store, "Bela", HOME)))[0]
    removal = await roster.remove_photo(HOME.id, photo, ANN, NOW)
    await consent.link(HOME.id, "Bela", user_id=None, username="bela")
    await roster.purge(removal.expires_at)
    await consent.seen(BELA, "bela")
    assert await consent.forget_me(BELA, None) == (2, 3)
    assert await everything(store) == {"Bela own"}


async def test_what_was_merged_into_another_user_for_good_is_still_theirs(
    store: Store, consent: Consent
) -> None:
    roster = Roster(store)
    bela = await linked(store, "Bela", "a")
    await enrol(store, "Carl", a_photo("b"))
    await consent.link(CHAT.id, "Carl", user_id=10, username="carl")
    removal = await roster.merge(CHAT.id, bela, await id_of(store, "Carl"), BOSS, NOW)
    await roster.purge(removal.expires_at)
    assert await consent.leave(CHAT.id, bela, BELA, None) == 1
    assert await everything(store) == {"Carl b"}


@pytest.mark.parametrize("into_bela", [True, False])
async def test_nobody_goes_who_was_put_together_with_them_by_mistake(
    store: Store, consent: Consent, *, into_bela: bool
) -> None:
    bela = await linked(store, "Bela", "a")
    await enrol(store, "Anna", a_photo("b"))
    anna = await id_of(store, "Anna")
    pair = (anna, bela) if into_bela else (bela, anna)
    await Roster(store).merge(CHAT.id, *pair, BOSS, NOW)
    assert await consent.leave(CHAT.id, bela, BELA, None) == 1
    assert await everything(store) == {"Anna b"}
    assert await consent.forget_me(BELA, None) == (0, 0)
