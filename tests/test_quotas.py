"""A day's photos, counted for users and chats."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.access.quotas import OverQuota, Quotas
from bot.chats.moving import Moving
from storage.store import Store
from tests.doors import anns_bot, let_in, somebody
from tests.people import album, portrait
from tests.storing import NOW

ANN, BELA = 1, 2
FRIENDS, FAMILY = -100, -200
MIDNIGHT = datetime(2026, 1, 3, tzinfo=UTC)


@pytest.fixture
def quotas(store: Store) -> Quotas:
    """Ten photos for each user, fifteen for each chat."""
    return Quotas(store, 10, 15)


async def refusal(
    quotas: Quotas, chat: int, user: int, photos: int, at: datetime = NOW
) -> OverQuota:
    with pytest.raises(OverQuota) as refused:
        await quotas.take(chat, user, photos, at)
    return refused.value


async def test_a_user_has_so_many_in_all_chats_together(quotas: Quotas) -> None:
    await quotas.take(FRIENDS, ANN, 6, NOW)
    await quotas.take(FAMILY, ANN, 4, NOW)
    over = await refusal(quotas, ANN, ANN, 1)
    assert (over.whose, over.most, over.left, over.resets_at) == ("user", 10, 0, MIDNIGHT)


async def test_a_chat_has_so_many_of_all_users_together(quotas: Quotas) -> None:
    await quotas.take(FRIENDS, ANN, 9, NOW)
    await quotas.take(FRIENDS, BELA, 6, NOW)
    over = await refusal(quotas, FRIENDS, BELA, 1)
    assert (over.whose, over.most, over.left) == ("chat", 15, 0)
    await quotas.take(FAMILY, BELA, 1, NOW)


async def test_what_is_refused_is_counted_nowhere(quotas: Quotas) -> None:
    await quotas.take(FRIENDS, ANN, 10, NOW)
    # Bela would have had them, but the chat had not.
    assert (await refusal(quotas, FRIENDS, BELA, 6)).left == 5
    await quotas.take(FAMILY, BELA, 10, NOW)


async def test_an_album_is_taken_whole_or_not_at_all(quotas: Quotas) -> None:
    await quotas.take(FRIENDS, ANN, 4, NOW)
    assert (await refusal(quotas, FRIENDS, ANN, 7)).left == 6
    await quotas.take(FRIENDS, ANN, 6, NOW)


async def test_those_who_come_at_once_do_not_get_more(quotas: Quotas) -> None:
    taken = await asyncio.gather(
        *(quotas.take(FRIENDS, ANN, 3, NOW) for _ in range(6)), return_exceptions=True
    )
    assert taken.count(None) == 3


async def test_a_day_begins_at_midnight_in_utc_wherever_one_is(quotas: Quotas) -> None:
    delhi = timezone(timedelta(hours=5, minutes=30))
    await quotas.take(FRIENDS, ANN, 10, datetime(2026, 1, 2, 23, 0, tzinfo=delhi))
    over = await refusal(quotas, FRIENDS, ANN, 1, datetime(2026, 1, 3, 5, 29, tzinfo=delhi))
    assert over.resets_at == MIDNIGHT
    await quotas.take(FRIENDS, ANN, 10, datetime(2026, 1, 3, 5, 30, tzinfo=delhi))


async def test_whoever_has_no_limit_takes_nothing_from_others(quotas: Quotas) -> None:
    await quotas.take(FRIENDS, ANN, 100, NOW, limited=False)
    await quotas.take(FRIENDS, BELA, 10, NOW)
    await quotas.take(FRIENDS, ANN, 5, NOW)


async def test_no_limit_is_none(store: Store) -> None:
    await Quotas(store, None, None).take(FRIENDS, ANN, 1_000_000, NOW)
    quotas = Quotas(store, None, 15)
    await quotas.take(FAMILY, ANN, 15, NOW)
    await quotas.take(FRIENDS, ANN, 15, NOW)
    assert (await refusal(quotas, FRIENDS, ANN, 1)).whose == "chat"


async def test_those_who_write_as_channels_share_what_one_user_has(quotas: Quotas) -> None:
    await quotas.take(FRIENDS, None, 6, NOW)
    with pytest.raises(OverQuota) as refused:
        await quotas.take(FRIENDS, None, 5, NOW)
    assert (refused.value.whose, refused.value.left) == ("channels", 4)
    await quotas.take(FAMILY, None, 10, NOW)
    # Nobody who writes in their own name, or as the group, is held up by them.
    await quotas.take(FRIENDS, ANN, 5, NOW)
    await quotas.take(FRIENDS, FRIENDS, 4, NOW)


async def test_a_group_with_another_id_has_no_more_for_that(store: Store, quotas: Quotas) -> None:
    for sender in (None, FRIENDS):
        await quotas.take(FRIENDS, sender, 7, NOW)
    await Moving(store).move(FRIENDS, FAMILY)
    for sender, whose in ((None, "channels"), (FAMILY, "user"), (ANN, "chat")):
        with pytest.raises(OverQuota) as refused:
            await quotas.take(FAMILY, sender, 4, NOW)
        assert refused.value.whose == whose


async def test_counts_outlive_a_restart_but_not_their_day(store: Store) -> None:
    await Quotas(store, 10, 15).take(FRIENDS, ANN, 10, NOW)
    again = Quotas(store, 10, 15)
    await again.purge(NOW)
    await refusal(again, FRIENDS, ANN, 1)
    await again.purge(MIDNIGHT)
    (row,) = await store.database.rows("SELECT count(*) AS left FROM counts")
    assert row["left"] == 0


async def test_a_guest_who_has_had_enough_is_told_when_there_is_more(tmp_path: Path) -> None:
    async with anns_bot(tmp_path, USER_DAILY_PHOTOS="3") as stage:
        bela, theirs = await let_in(stage, "Bela")
        for shot in range(2):
            command = theirs.send_photo(bela, portrait(0, shot), caption="/enroll Nitika")
            await stage.answer(command)
        fetched = len(stage.sandbox.calls_of("getFile"))
        answer = await stage.answer(theirs.send_album(bela, album(0, range(2, 4))))
        assert answer.words.startswith("You have 1 of 3 photos left today.")
        assert answer.words.endswith("The count begins anew at 00:00 UTC.")
        assert len(stage.sandbox.calls_of("getFile")) == fetched
        answer = await stage.answer(theirs.send_photo(bela, portrait(0, 3)))
        assert answer.words.startswith("Nitika\n")
        answer = await stage.answer(theirs.send_photo(bela, portrait(0, 4)))
        assert answer.words.startswith("You have no photos left today.")
        answer = await stage.answer(
            theirs.send_photo(bela, portrait(0, 5), caption="/enroll Vasu")
        )
        assert answer.words.startswith("You have no photos left today.")
        # Whoever pays is not held up.
        await stage.enrol("Nitika", 0, range(3))
        assert (await stage.show(portrait(0, 4))).words.startswith("Nitika\n")


async def test_an_open_bot_counts_a_groups_photos_together(tmp_path: Path) -> None:
    async with anns_bot(tmp_path, ACCESS="open", CHAT_DAILY_PHOTOS="2") as stage:
        bela, cleo = (stage.sandbox.add_user(name) for name in ("Bela", "Cleo"))
        friends = stage.sandbox.group(
            "Friends", members=[bela, cleo, stage.bot], admins=[bela], supergroup=True
        )
        command = friends.send_photo(bela, portrait(0, 0), caption="/enroll Nitika")
        await stage.answer(command)
        asked = friends.send_photo(cleo, portrait(0, 1), caption="/who")
        assert (await stage.answer(asked)).words.startswith("Nitika\n")
        asked = friends.send_photo(cleo, portrait(0, 2), caption="/who")
        answer = await stage.answer(asked)
        assert answer.words.startswith("This chat has no photos left today.")


async def test_writing_as_a_channel_gives_nobody_more(tmp_path: Path) -> None:
    async with anns_bot(tmp_path, USER_DAILY_PHOTOS="1") as stage:
        bela = stage.sandbox.add_user("Bela")
        friends = stage.sandbox.group("Friends", members=[stage.ann, bela], supergroup=True)
        friends.add_member(stage.bot, by=stage.ann)
        await friends.next_from(stage.bot)
        command = friends.send_photo(stage.ann, portrait(0, 0), caption="/enroll Nitika")
        await stage.answer(command)
        answers = []
        for name in ("Cats", "Dogs"):
            channel = stage.sandbox.channel(name, members=[bela], admins=[bela])
            friends.write_as(bela, channel)
            asked = friends.send_photo(bela, portrait(0, 1), caption="/who")
            answers.append((await stage.answer(asked)).words)
        assert answers[0].startswith("Nitika\n")
        assert answers[1].startswith("Those who write as a channel here have, together, no photos")


async def test_asking_about_a_group_in_private_counts_for_the_group(tmp_path: Path) -> None:
    async with anns_bot(tmp_path, CHAT_DAILY_PHOTOS="2") as stage:
        bela, theirs = somebody(stage, "Bela")
        friends = stage.sandbox.group(
            "Friends", members=[stage.ann, bela], admins=[stage.ann], supergroup=True
        )
        friends.add_member(stage.bot, by=stage.ann)
        await friends.next_from(stage.bot)
        command = friends.send_photo(stage.ann, portrait(0, 0), caption="/enroll Nitika")
        await stage.answer(command)
        shared = await stage.answer(friends.send_text(stage.ann, "/share@whosthis_bot"))
        await stage.answer(
            stage.sandbox.open_link(bela, shared.button("Ask in private").url or "")
        )
        for _ in range(2):
            answer = await stage.answer(theirs.send_photo(bela, portrait(0, 1)))
            assert "\nNitika\n" in answer.words
        answer = await stage.answer(theirs.send_photo(bela, portrait(0, 1)))
        assert answer.words.startswith("No photos are left today for Friends, whose members")
        asked = friends.send_photo(bela, portrait(0, 1), caption="/who")
        assert (await stage.answer(asked)).words.startswith("This chat has no photos left")
