"""Who is inside, as the use case has it: owner, guests, groups and those whom settings let in."""

from __future__ import annotations

from datetime import timedelta

from bot.access.door import Door, Rules
from bot.chats.moving import Moving
from storage.records import Admission, AdmissionKind
from storage.store import Store
from tests.storing import CHAT, NOW

ANN, BELA, CLEO = 1, 2, 3
FRIENDS, FAMILY = -100, -200
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


async def door(
    store: Store,
    *,
    everybody: bool = False,
    owner: int | None = None,
    allowed: tuple[int, ...] = (),
) -> Door:
    """A door as it is after a start."""
    opened = Door(store, Rules(everybody, owner, frozenset(allowed)))
    await opened.load()
    return opened


async def test_whoever_claims_first_is_the_owner_for_good(store: Store) -> None:
    first = await door(store)
    assert first.owner is None
    assert not first.admits(ANN)
    assert await first.claim(ANN, "Ann", NOW)
    assert not await first.claim(BELA, "Bela", NOW)
    assert await first.claim(ANN, "Ann", NOW)
    for each in (first, await door(store)):
        assert each.owner == ANN
        assert each.admits(ANN)
        assert not each.admits(BELA)


async def test_a_guest_can_become_the_owner(store: Store) -> None:
    first = await door(store)
    await first.admit(BELA, None, "Bela", NOW)
    assert await first.claim(BELA, "Bela", NOW)
    await first.dismiss(BELA)
    for each in (first, await door(store)):
        assert each.owner == BELA
        assert each.admits(BELA)


async def test_settings_decide_who_the_owner_is_whoever_claimed_the_bot(store: Store) -> None:
    claimed = await door(store)
    await claimed.claim(ANN, "Ann", NOW)
    await claimed.admit_group(FRIENDS, ANN, NOW)
    settled = await door(store, owner=BELA)
    assert settled.owner == BELA
    assert settled.admits(BELA)
    assert not settled.admits(ANN)
    assert not settled.admits(FRIENDS)
    assert not await settled.claim(ANN, "Ann", NOW)
    assert await settled.inside() == []


async def test_whom_settings_let_in_is_inside_until_they_change(store: Store) -> None:
    allowing = await door(store, owner=ANN, allowed=(BELA, FRIENDS))
    assert allowing.admits(BELA)
    assert allowing.admits(FRIENDS)
    assert await allowing.admit_group(FAMILY, BELA, NOW)
    assert allowing.admits(FAMILY)
    later = await door(store, owner=ANN)
    assert not any(later.admits(one) for one in (BELA, FRIENDS, FAMILY))


async def test_an_open_door_lets_everybody_in_and_remembers_who_brought_it_where(
    store: Store,
) -> None:
    wide = await door(store, everybody=True, owner=ANN)
    assert wide.admits(CLEO)
    assert await wide.admit_group(FRIENDS, ANN, NOW)
    assert await wide.admit_group(FAMILY, CLEO, NOW)
    closed = await door(store, owner=ANN)
    assert closed.admits(FRIENDS)
    assert not closed.admits(FAMILY)
    assert not closed.admits(CLEO)


async def test_a_group_is_inside_while_whoever_brought_the_bot_is(store: Store) -> None:
    opened = await door(store, owner=ANN)
    assert not await opened.admit_group(FRIENDS, BELA, NOW)
    await opened.admit(BELA, ANN, "Bela", NOW)
    assert await opened.admit_group(FRIENDS, BELA, NOW)
    assert opened.admits(FRIENDS)
    await opened.dismiss(BELA)
    for each in (opened, await door(store, owner=ANN)):
        assert not each.admits(BELA)
        assert not each.admits(FRIENDS)


async def test_somebody_else_inside_can_vouch_for_a_group_anew(store: Store) -> None:
    opened = await door(store, allowed=(BELA,), owner=ANN)
    await opened.admit_group(FRIENDS, BELA, NOW)
    opened = await door(store, owner=ANN)
    assert not opened.admits(FRIENDS)
    assert await opened.admit_group(FRIENDS, ANN, NOW)
    for each in (opened, await door(store, owner=ANN)):
        assert each.admits(FRIENDS)


async def test_a_group_that_is_inside_keeps_its_first_voucher(store: Store) -> None:
    opened = await door(store, owner=ANN)
    await opened.admit(BELA, ANN, "Bela", NOW)
    await opened.admit_group(FRIENDS, ANN, NOW)
    await opened.admit_group(FRIENDS, BELA, NOW)
    await opened.dismiss(BELA)
    assert opened.admits(FRIENDS)


async def test_whoever_was_there_before_there_was_a_door_is_inside(store: Store) -> None:
    async with store.transaction() as transaction:
        for admission in (
            Admission(BELA, AdmissionKind.GUEST, None, "", NOW),
            Admission(FRIENDS, AdmissionKind.GROUP, None, "", NOW),
        ):
            await store.admissions.add(transaction, admission)
    opened = await door(store, owner=ANN)
    assert opened.admits(BELA)
    assert opened.admits(FRIENDS)
    await opened.dismiss(FRIENDS)
    assert opened.admits(BELA)
    assert not opened.admits(FRIENDS)


async def test_a_guest_of_a_groups_id_is_no_user(store: Store) -> None:
    opened = await door(store, owner=ANN)
    await opened.admit_group(FRIENDS, ANN, NOW)
    assert not opened.admits_user(FRIENDS)
    assert not await opened.admit_group(FAMILY, FRIENDS, NOW)


async def test_the_owner_sees_who_is_inside_by_name(store: Store) -> None:
    opened = await door(store)
    await opened.admit(BELA, None, "Bela <3", NOW)
    await opened.claim(ANN, "Ann", NOW + SECOND)
    await opened.admit_group(CHAT.id, ANN, NOW + 2 * SECOND, "as it was called")
    names = [one.name for one in await opened.inside()]
    assert names == ["Ann", "Bela <3", "as it was called"]
    async with store.transaction() as transaction:
        await store.chats.note(transaction, CHAT)
    assert (await opened.inside())[-1].name == CHAT.title


async def test_a_group_with_another_id_stays_inside(store: Store) -> None:
    opened = await door(store, owner=ANN, allowed=(FAMILY,))
    await opened.admit_group(FRIENDS, ANN, NOW)
    opened.moved(FRIENDS, -1001)
    opened.moved(FAMILY, -1002)
    opened.moved(-300, -1003)
    assert opened.admits(-1001)
    assert not opened.admits(FRIENDS)
    assert opened.admits(-1002)
    assert not opened.admits(-1003)


async def test_a_group_that_settings_name_by_its_old_id_stays_inside(store: Store) -> None:
    async with store.transaction() as transaction:
        await transaction.execute("INSERT INTO moves VALUES (?, ?)", (FAMILY, -1002))
    opened = await door(store, owner=ANN, allowed=(FAMILY,))
    assert opened.admits(-1002)


async def test_a_chat_is_told_once_an_hour_over_restarts_too(store: Store) -> None:
    first = await door(store)
    assert await first.may_tell(BELA, NOW)
    assert not await first.may_tell(BELA, NOW + SECOND)
    assert await first.may_tell(CLEO, NOW + SECOND)
    again = await door(store)
    assert not await again.may_tell(BELA, NOW + HOUR - SECOND)
    assert await again.may_tell(BELA, NOW + HOUR)
    assert not await again.may_tell(BELA, NOW + HOUR + SECOND)


async def test_not_too_many_are_told_at_a_time(store: Store) -> None:
    opened = await door(store)
    told = [await opened.may_tell(user, NOW) for user in range(100, 140)]
    assert told == [True] * 10 + [False] * 30
    assert not await opened.may_tell(139, NOW + 9 * SECOND)
    assert await opened.may_tell(139, NOW + 10 * SECOND)


async def test_a_clock_that_was_set_back_keeps_nobody_waiting(store: Store) -> None:
    opened = await door(store)
    assert await opened.may_tell(BELA, NOW)
    assert await opened.may_tell(BELA, NOW - timedelta(days=1))


async def test_whom_it_was_told_to_is_forgotten(store: Store) -> None:
    opened = await door(store)
    await opened.may_tell(BELA, NOW)
    await opened.may_tell(CLEO, NOW + HOUR)
    await opened.purge(NOW + HOUR)
    rows = await store.database.rows("SELECT chat_id FROM turned_away")
    assert [row["chat_id"] for row in rows] == [CLEO]


async def test_a_group_that_was_purged_is_inside_no_more(store: Store) -> None:
    opened = await door(store, owner=ANN)
    await opened.admit_group(FRIENDS, ANN, NOW)
    await opened.admit_group(FAMILY, ANN, NOW)
    async with store.transaction() as transaction:
        await store.chats.unlist(transaction, FRIENDS)
        opened.forgotten([FRIENDS])
    for each in (opened, await door(store, owner=ANN)):
        assert not each.admits(FRIENDS)
        assert each.admits(FAMILY)


async def test_a_group_that_settings_name_by_its_old_id_may_come_back_after_it_was_purged(
    store: Store,
) -> None:
    await Moving(store).move(FAMILY, -1002)
    async with store.transaction() as transaction:
        await store.chats.unlist(transaction, -1002)
    assert (await door(store, owner=ANN, allowed=(FAMILY,))).admits(-1002)


async def test_nobody_gets_to_guess_links_all_day(store: Store) -> None:
    opened = await door(store)
    tries = []
    for each in range(20):
        tries.append(opened.may_open(BELA, NOW + each * SECOND))
        opened.note_dead(BELA, NOW + each * SECOND)
    assert tries == [True] * 5 + [False] * 15
    assert opened.may_open(CLEO, NOW + 20 * SECOND)
    assert opened.may_open(BELA, NOW + HOUR + 20 * SECOND)


async def test_a_link_that_works_is_opened_as_often_as_one_likes(store: Store) -> None:
    opened = await door(store)
    assert all(opened.may_open(BELA, NOW) for _ in range(20))


async def test_whoever_takes_themself_out_waits_for_nobody(store: Store) -> None:
    opened = await door(store)
    assert all(opened.may_leave(user, NOW) for user in range(100, 200))
    assert [opened.may_leave(BELA, NOW) for _ in range(7)] == [True] * 5 + [False] * 2
    assert opened.may_leave(BELA, NOW + HOUR)
