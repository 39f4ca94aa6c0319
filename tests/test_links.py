"""Links that open something: random, secret even from the file, and mortal."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.access.links import LinkDead, Links
from storage.records import LinkKind
from storage.store import Store
from tests.storing import CHAT, NOW

DAY = timedelta(days=1)
INVITE, ASK = LinkKind.INVITE, LinkKind.ASK


@pytest.fixture
def links(store: Store) -> Links:
    return Links(store)


async def test_a_link_opens_once_what_it_was_made_for(links: Links) -> None:
    parameter = await links.make(INVITE, at=NOW, lasts=DAY, made_by=7)
    seen = await links.peek(parameter, NOW)
    used = await links.use(parameter, NOW)
    assert used == seen
    assert (used.kind, used.made_by, used.expires_at) == (INVITE, 7, NOW + DAY)
    with pytest.raises(LinkDead):
        await links.use(parameter, NOW)
    with pytest.raises(LinkDead):
        await links.peek(parameter, NOW)


async def test_parameters_are_random_and_fit_into_telegrams_links(links: Links) -> None:
    made = {await links.make(kind, at=NOW, lasts=DAY) for kind in LinkKind for _ in range(20)}
    assert len(made) == 20 * len(LinkKind)
    # 22 characters of 6 bits each hold 128 bits.
    assert all(re.fullmatch(r"[a-z]+-[A-Za-z0-9_-]{22}", one) and len(one) <= 64 for one in made)


async def test_a_link_for_several_dies_with_the_last_of_them(links: Links) -> None:
    parameter = await links.make(INVITE, at=NOW, lasts=DAY, uses=3)
    assert [(await links.use(parameter, NOW)).uses_left for _ in range(3)] == [3, 2, 1]
    with pytest.raises(LinkDead):
        await links.use(parameter, NOW)


async def test_a_link_that_does_not_wear_out_lasts_until_it_expires(links: Links) -> None:
    parameter = await links.make(ASK, at=NOW, lasts=DAY, uses=None)
    for _ in range(3):
        assert (await links.use(parameter, NOW)).uses_left is None
    with pytest.raises(LinkDead):
        await links.use(parameter, NOW + DAY)


async def test_of_two_who_open_the_last_use_at_once_one_comes_in(links: Links) -> None:
    parameter = await links.make(INVITE, at=NOW, lasts=DAY, uses=2)
    opened = await asyncio.gather(
        *(links.use(parameter, NOW) for _ in range(5)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in opened) == ["Link"] * 2 + ["LinkDead"] * 3


@pytest.mark.parametrize(
    "guess",
    ["", "invite", "invite-", "invite-short", "invite-" + "A" * 22, "ask-" + "A" * 22,
     "owner-" + "A" * 22, "invite-" + "é" * 22, "INVITE-" + "A" * 22, "invite-" + "A" * 57],
)  # fmt: skip
async def test_a_guess_opens_nothing(links: Links, guess: str) -> None:
    await links.make(INVITE, at=NOW, lasts=DAY)
    with pytest.raises(LinkDead):
        await links.use(guess, NOW)


async def test_a_token_opens_nothing_of_another_kind(links: Links) -> None:
    parameter = await links.make(INVITE, at=NOW, lasts=DAY)
    token = parameter.removeprefix("invite-")
    with pytest.raises(LinkDead):
        await links.use(f"claim-{token}", NOW)
    # A single character that differs is enough.
    other = "A" if token[-1] != "A" else "B"
    with pytest.raises(LinkDead):
        await links.use(f"invite-{token[:-1]}{other}", NOW)
    await links.use(parameter, NOW)


async def test_links_are_withdrawn_by_kind_or_by_what_they_are_about(links: Links) -> None:
    async with links.store.transaction() as transaction:
        await links.store.chats.note(transaction, CHAT)
    about = await links.make(ASK, at=NOW, lasts=DAY, uses=None, chat_id=CHAT.id)
    other = await links.make(ASK, at=NOW, lasts=DAY, uses=None)
    invitation = await links.make(INVITE, at=NOW, lasts=DAY)
    await links.withdraw(ASK, chat_id=CHAT.id)
    with pytest.raises(LinkDead):
        await links.peek(about, NOW)
    await links.peek(other, NOW)
    await links.withdraw(ASK)
    with pytest.raises(LinkDead):
        await links.peek(other, NOW)
    await links.peek(invitation, NOW)


async def test_the_file_never_holds_what_opens_a_link(links: Links) -> None:
    parameter = await links.make(INVITE, at=NOW, lasts=DAY)
    token = parameter.removeprefix("invite-").encode()
    (database,) = await links.store.database.rows("PRAGMA database_list")
    on_disk = b"".join(file.read_bytes() for file in Path(database["file"]).parent.iterdir())
    assert b"invite" in on_disk
    assert token not in on_disk


async def test_what_has_expired_is_swept_away(links: Links) -> None:
    await links.make(INVITE, at=NOW, lasts=DAY)
    living = await links.make(INVITE, at=NOW, lasts=2 * DAY)
    await links.purge(NOW + DAY)
    (row,) = await links.store.database.rows("SELECT count(*) AS left FROM links")
    assert row["left"] == 1
    await links.use(living, NOW + DAY)


async def test_no_link_is_made_to_what_is_gone(links: Links) -> None:
    with pytest.raises(LinkDead):
        await links.make(LinkKind.SHARE, at=NOW, lasts=DAY, share_id=404)
