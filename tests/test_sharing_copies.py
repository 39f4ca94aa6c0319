"""What is copied into a group, and what is left there once it is taken back."""

from __future__ import annotations

import pytest

from bot.chats.asking import Asking
from bot.chats.roster import Gone, Roster
from bot.chats.sharing import Sharing
from bot.recognition.galleries import Galleries
from storage.models import Chat
from storage.store import Store
from tests.storing import CHAT, NOW, SPEC, a_photo, enrol

HOME = Chat(7, "private")
OTHER = Chat(-200, "group", "Others")
ANN, BOSS = 7, 8


@pytest.fixture
def sharing(store: Store) -> Sharing:
    return Sharing(store)


async def id_of(store: Store, name: str, chat: Chat = HOME) -> int:
    person = await store.people.find(chat.id, name)
    assert person is not None
    return person.id


async def shared(store: Store, sharing: Sharing, *names: str) -> int:
    """The id of a share of these people of Ann's, which the group has agreed to."""
    ids = [await id_of(store, name) for name in names]
    share = await sharing.prepare(HOME.id, ANN, ids)
    await sharing.offer(share.id, CHAT)
    await sharing.agree(share.id, CHAT.id, BOSS)
    return share.id


async def in_group(store: Store) -> dict[str, int]:
    return {one.name: one.photos for one in await store.people.summaries(CHAT.id)}


async def test_a_copy_has_all_that_belongs_to_the_photo(store: Store, sharing: Sharing) -> None:
    original = await enrol(store, "Nitika", a_photo(), HOME)
    await shared(store, sharing, "Nitika")
    (copy,) = await store.photos.ids(await id_of(store, "Nitika", CHAT))
    there, here = await store.photos.get(copy), await store.photos.get(original or 0)
    assert there.embeddings[0][1].tolist() == here.embeddings[0][1].tolist()
    assert (there.face, there.jpeg, there.sha256) == (here.face, here.jpeg, here.sha256)
    assert (there.enrolled_at, there.album) == (here.enrolled_at, here.album)
    thumbnails = await store.photos.thumbnails(CHAT.id, [copy])
    assert thumbnails == {copy: b"thumbnail of a"}


async def test_nothing_is_there_before_somebody_agrees(store: Store, sharing: Sharing) -> None:
    await enrol(store, "Nitika", a_photo(), HOME)
    share = await sharing.prepare(HOME.id, ANN, [await id_of(store, "Nitika")])
    offer = await sharing.offer(share.id, CHAT)
    assert (offer.people, offer.photos, offer.known) == (1, 1, 0)
    assert await in_group(store) == {}
    agreed = await sharing.agree(share.id, CHAT.id, BOSS)
    assert (agreed.people, agreed.photos, agreed.share.agreed_by) == (1, 1, BOSS)


async def test_only_the_chosen_are_copied(store: Store, sharing: Sharing) -> None:
    await enrol(store, "Nitika", a_photo("a"), HOME)
    await enrol(store, "Vasu", a_photo("b"), HOME)
    await shared(store, sharing, "Vasu")
    assert await in_group(store) == {"Vasu": 1}


async def test_photos_go_to_who_has_the_name_and_none_comes_twice(
    store: Store, sharing: Sharing
) -> None:
    await enrol(store, "NITIKA", a_photo("a"))
    for content in "ab":
        await enrol(store, "Nitika", a_photo(content), HOME)
    share = await sharing.prepare(HOME.id, ANN, [await id_of(store, "Nitika")])
    assert (await sharing.offer(share.id, CHAT)).known == 1
    assert (await sharing.agree(share.id, CHAT.id, BOSS)).photos == 1
    assert await in_group(store) == {"NITIKA": 2}
    await sharing.take_back(share.id, ANN)
    assert await in_group(store) == {"NITIKA": 1}


async def test_photos_enrolled_after_the_offer_are_no_part_of_it(
    store: Store, sharing: Sharing
) -> None:
    await enrol(store, "Nitika", a_photo("a"), HOME)
    share = await sharing.prepare(HOME.id, ANN, [await id_of(store, "Nitika")])
    await enrol(store, "Nitika", a_photo("b"), HOME)
    assert (await sharing.offer(share.id, CHAT)).photos == 2
    await enrol(store, "Nitika", a_photo("c"), HOME)
    assert (await sharing.agree(share.id, CHAT.id, BOSS)).photos == 2


async def test_the_gallery_in_memory_follows(store: Store, sharing: Sharing) -> None:
    galleries = Galleries(store, 1 << 20)
    await enrol(store, "Nitika", a_photo(), HOME)
    assert len(await galleries.get(CHAT.id, SPEC)) == 0
    share_id = await shared(store, sharing, "Nitika")
    assert len(await galleries.get(CHAT.id, SPEC)) == 1
    await sharing.take_back(share_id, ANN)
    assert len(await galleries.get(CHAT.id, SPEC)) == 0
    assert len(await galleries.get(HOME.id, SPEC)) == 1


async def test_copies_go_wherever_they_are_by_now(store: Store, sharing: Sharing) -> None:
    roster, names = Roster(store), ("Nitika", "Vasu", "Rao", "Zoe")
    for content, name in zip("abcd", names, strict=True):
        await enrol(store, name, a_photo(content), HOME)
    await enrol(store, "Rao", a_photo("e"), HOME)
    share_id = await shared(store, sharing, *names)
    await enrol(store, "Nitika", a_photo("own"))
    nitika, vasu, rao, zoe = [await id_of(store, name, CHAT) for name in names]
    await roster.rename(CHAT.id, nitika, "Nitika's sister")
    removals = [
        await roster.forget(CHAT.id, vasu, BOSS, NOW),
        await roster.remove_photo(CHAT.id, (await store.photos.ids(rao))[0], BOSS, NOW),
        await roster.merge(CHAT.id, zoe, rao, BOSS, NOW),
    ]
    await sharing.take_back(share_id, ANN)
    assert await in_group(store) == {"Nitika's sister": 1}
    for removal in removals:
        with pytest.raises(Gone):
            await roster.undo(CHAT.id, removal.id, NOW)
    left = await store.database.rows("SELECT * FROM removals")
    hidden = await store.database.rows("SELECT * FROM people WHERE chat_id IS NULL")
    assert (left, hidden) == ([], [])
    copies = await store.database.rows("SELECT * FROM copies")
    lent = await store.database.rows("SELECT * FROM photos WHERE own = 0")
    assert (copies, lent) == ([], [])


async def test_what_was_the_groups_own_can_still_be_undone(store: Store, sharing: Sharing) -> None:
    roster = Roster(store)
    await enrol(store, "Nitika", a_photo("a"), HOME)
    share_id = await shared(store, sharing, "Nitika")
    await enrol(store, "Nitika", a_photo("own"))
    removal = await roster.forget(CHAT.id, await id_of(store, "Nitika", CHAT), BOSS, NOW)
    await sharing.take_back(share_id, ANN)
    await roster.undo(CHAT.id, removal.id, NOW)
    assert await in_group(store) == {"Nitika": 1}


async def test_a_share_is_agreed_to_once_and_only_where_it_was_offered(
    store: Store, sharing: Sharing
) -> None:
    await enrol(store, "Nitika", a_photo(), HOME)
    await enrol(store, "Zoe", a_photo(), OTHER)
    share = await sharing.prepare(HOME.id, ANN, [await id_of(store, "Nitika")])
    for chat in (CHAT, OTHER):
        with pytest.raises(Gone):
            await sharing.agree(share.id, chat.id, BOSS)
    await sharing.offer(share.id, CHAT)
    with pytest.raises(Gone):
        await sharing.offer(share.id, OTHER)
    with pytest.raises(Gone):
        await sharing.agree(share.id, OTHER.id, BOSS)
    await sharing.agree(share.id, CHAT.id, BOSS)
    with pytest.raises(Gone):
        await sharing.agree(share.id, CHAT.id, BOSS)


async def test_only_the_sharer_takes_back(store: Store, sharing: Sharing) -> None:
    await enrol(store, "Nitika", a_photo(), HOME)
    share_id = await shared(store, sharing, "Nitika")
    with pytest.raises(Gone):
        await sharing.take_back(share_id, BOSS)
    assert [(offer.photos, title) for offer, title in await sharing.of(HOME.id)] == [
        (1, "Friends")
    ]
    await sharing.take_back(share_id, ANN)
    assert await sharing.of(HOME.id) == []


async def test_nobody_elses_people_are_shared(store: Store, sharing: Sharing) -> None:
    await enrol(store, "Zoe", a_photo(), OTHER)
    zoe = await id_of(store, "Zoe", OTHER)
    with pytest.raises(Gone):
        await sharing.prepare(HOME.id, ANN, [zoe])


async def test_an_offer_of_people_who_are_gone_is_none(store: Store, sharing: Sharing) -> None:
    await enrol(store, "Nitika", a_photo(), HOME)
    share = await sharing.prepare(HOME.id, ANN, [await id_of(store, "Nitika")])
    await sharing.offer(share.id, CHAT)
    async with store.transaction() as transaction:
        await transaction.execute("DELETE FROM people WHERE chat_id = ?", (HOME.id,))
    with pytest.raises(Gone):
        await sharing.agree(share.id, CHAT.id, BOSS)
    await sharing.decline(share.id, CHAT.id)
    assert await sharing.of(HOME.id) == []


async def test_somebody_asks_about_one_group_at_a_time(store: Store) -> None:
    asking = Asking(store)
    await enrol(store, "Nitika", a_photo())
    await enrol(store, "Zoe", a_photo(), OTHER)
    assert await asking.about(ANN) is None
    await asking.begin(ANN, CHAT.id)
    await asking.begin(ANN, OTHER.id)
    assert await asking.about(ANN) == OTHER.id
    await asking.end(ANN)
    assert await asking.about(ANN) is None
    with pytest.raises(Gone):
        await asking.begin(ANN, -999)
