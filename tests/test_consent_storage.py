"""What goes when somebody takes themself out, wherever it is by then."""

from __future__ import annotations

import pytest

from bot.chats.consent import AnotherUser, Consent, SomebodyElse
from bot.chats.roster import Gone, Roster
from bot.chats.sharing import Sharing
from bot.recognition.galleries import Galleries
from storage.models import Account
from storage.store import Store
from tests.consenting import ANN, BELA, BOSS, HOME, everything, id_of, linked
from tests.storing import CHAT, NOW, SPEC, a_photo, enrol


@pytest.fixture
def consent(store: Store) -> Consent:
    return Consent(store)


async def test_in_every_chat_at_once(store: Store, consent: Consent) -> None:
    galleries = Galleries(store, 1 << 20)
    await linked(store, "Bela", "a")
    await linked(store, "B.", "b", HOME)
    await enrol(store, "Anna", a_photo("c"))
    assert len(await galleries.get(CHAT.id, SPEC)) == 2
    assert [person.name for person in await consent.linked_to(BELA, None)] == ["Bela", "B."]
    assert await consent.forget_me(BELA, None) == (2, 2)
    assert await everything(store) == {"Anna c"}
    assert len(await galleries.get(CHAT.id, SPEC)) == 1
    assert await consent.forget_me(BELA, None) == (0, 0)


async def test_nobody_is_linked_who_is_not_there(consent: Consent) -> None:
    assert await consent.link(CHAT.id, "Bela", user_id=BELA, username=None) is None


async def test_a_username_counts_until_the_id_is_known(store: Store, consent: Consent) -> None:
    for chat in (CHAT, HOME):
        await enrol(store, "Bela", a_photo(), chat)
        await consent.link(chat.id, "Bela", user_id=None, username="Bela_K")
    bela = await id_of(store, "Bela")
    with pytest.raises(SomebodyElse):
        await consent.leave(CHAT.id, bela, 10, "somebody")
    assert await consent.leave(CHAT.id, bela, BELA, "bela_k") == 1
    assert await everything(store) == {"Bela a"}
    # Whoever has the name next is somebody else.
    assert await consent.forget_me(10, "bela_k") == (0, 0)
    assert await consent.forget_me(BELA, "renamed") == (1, 1)


async def test_an_id_that_is_known_outlives_a_mention_by_name(
    store: Store, consent: Consent
) -> None:
    bela = await linked(store, "Bela", "a")
    await consent.link(CHAT.id, "Bela", user_id=None, username="BELA")
    assert await store.linked.find(CHAT.id, bela) == (BELA, "bela")
    assert await store.linked.find(HOME.id, bela) is None
    await consent.link(CHAT.id, "Bela", user_id=BELA, username="Bela_K")
    assert await store.linked.find(CHAT.id, bela) == (BELA, "bela_k")


async def test_whoever_is_known_as_a_user_stays_that_one(store: Store, consent: Consent) -> None:
    bela = await linked(store, "Bela", "a")
    for other in (Account(10, "bela"), Account(10, None), Account(None, "carl")):
        with pytest.raises(AnotherUser):
            await consent.expect_free(CHAT.id, "BELA", other)
        with pytest.raises(AnotherUser):
            await consent.link(CHAT.id, "Bela", user_id=other.user_id, username=other.username)
    assert await store.linked.find(CHAT.id, bela) == (BELA, "bela")
    await consent.expect_free(CHAT.id, "Anna", Account(10, None))


async def test_only_from_the_chat_with_the_button(store: Store, consent: Consent) -> None:
    bela = await linked(store, "Bela", "a")
    await linked(store, "B.", "b", HOME)
    await consent.leave(CHAT.id, bela, BELA, None)
    assert await everything(store) == {"B. b"}
    with pytest.raises(Gone):
        await consent.leave(CHAT.id, bela, BELA, None)
    # Whatever a button says, nobody but the one who presses it goes.
    with pytest.raises(Gone):
        await consent.leave(HOME.id, bela, 10, "carl")
    assert await everything(store) == {"B. b"}


async def test_what_could_still_be_undone_goes_too(store: Store, consent: Consent) -> None:
    roster = Roster(store)
    forgotten = await linked(store, "Bela", "a")
    await roster.forget(CHAT.id, forgotten, BOSS, NOW)
    bela = await linked(store, "Bela", "b")
    await linked(store, "Bela", "c")
    photo = (await store.photos.ids(bela))[0]
    await roster.remove_photo(CHAT.id, photo, BOSS, NOW)
    merged = await linked(store, "B.", "d")
    await enrol(store, "Anna", a_photo("e"))
    await roster.merge(CHAT.id, merged, await id_of(store, "Anna"), BOSS, NOW)
    await consent.leave(CHAT.id, bela, BELA, None)
    assert "Bela" not in " ".join(await everything(store))
    assert not {"Anna d", "B. -"} & await everything(store)


async def test_what_was_merged_for_good_goes_too(store: Store, consent: Consent) -> None:
    roster = Roster(store)
    merged = await linked(store, "B.", "d")
    await enrol(store, "Bela", a_photo("e"))
    removal = await roster.merge(CHAT.id, merged, await id_of(store, "Bela"), BOSS, NOW)
    await roster.purge(removal.expires_at)
    await consent.forget_me(BELA, None)
    assert await everything(store) == set()


async def test_copies_in_groups_go_too(store: Store, consent: Consent) -> None:
    await linked(store, "Bela", "a", HOME)
    await linked(store, "B.", "b", HOME)
    await enrol(store, "b.", a_photo("c"))
    sharing = Sharing(store)
    ids = [await id_of(store, name, HOME) for name in ("Bela", "B.")]
    share = await sharing.prepare(HOME.id, ANN, ids)
    await sharing.offer(share.id, CHAT)
    await sharing.agree(share.id, CHAT.id, BOSS)
    # Whom the group knew under the name is nobody's to remove but for the copies.
    assert await consent.forget_me(BELA, None) == (2, 4)
    assert await everything(store) == {"b. c"}


async def test_a_session_under_way_enrols_nobody_anew(store: Store, consent: Consent) -> None:
    bela = await linked(store, "Bela", "a")
    async with store.transaction() as transaction:
        for sender, name in ((1, "BELA"), (2, "Anna")):
            await store.sessions.open(transaction, CHAT.id, sender, topic=None, name=name, at=NOW)
    await consent.leave(CHAT.id, bela, BELA, None)
    assert await store.sessions.find(CHAT.id, 1) is None
    assert await store.sessions.find(CHAT.id, 2) is not None


async def test_a_username_is_known_by_its_id_once_its_user_is_seen(
    store: Store, consent: Consent
) -> None:
    await consent.seen(BELA, "bela")
    await enrol(store, "Bela", a_photo())
    await consent.link(CHAT.id, "Bela", user_id=None, username="Bela")
    bela = await id_of(store, "Bela")
    await consent.seen(10, None)
    await consent.seen(BELA, "BELA")
    assert await store.linked.find(CHAT.id, bela) == (BELA, "bela")
    # Whoever has the name by now is somebody else.
    await consent.seen(10, "bela")
    assert await consent.forget_me(10, "bela") == (0, 0)
    assert await consent.leave(CHAT.id, bela, BELA, "renamed") == 1


async def test_who_has_yet_to_be_seen_is_known_after_a_restart(store: Store) -> None:
    await enrol(store, "Bela", a_photo())
    await Consent(store).link(CHAT.id, "Bela", user_id=None, username="bela")
    await Consent(store).seen(BELA, "bela")
    assert await store.linked.find(CHAT.id, await id_of(store, "Bela")) == (BELA, "bela")
