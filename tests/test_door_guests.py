"""Guests: what those may do whom a link has let in, and links that let nobody in any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.doors import anns_bot, let_in, make_link, somebody
from tests.people import portrait
from tests.rosters import names, press
from tests.stage import Stage


async def test_a_guest_does_with_their_own_chat_what_anybody_may(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        await stage.enrol("Vasu", 1, range(1))
        bela, theirs = await let_in(stage, "Bela")
        await stage.answer(theirs.send_photo(bela, portrait(0, 0), caption="/enroll Nitika"))
        people = await stage.answer(theirs.send_text(bela, "/people"))
        assert "Nitika" in str(people.buttons)
        assert "Vasu" not in str(people.buttons)
        card = await stage.answer(theirs.send_text(bela, "/settings"))
        await press(card, "Strict")
        assert (await stage.services.wishes.of(theirs.id)).strictness == "strict"
        assert (await stage.services.wishes.of(stage.chat.id)).strictness != "strict"
        sent = await stage.answer(theirs.send_text(bela, "/export"))
        assert sent.file
        assert sent.words.startswith("1 person, 1 photo")
        erased = await stage.answer(theirs.send_text(bela, "/erase everything"))
        assert erased.words.startswith("Erased")
        assert (await names(stage, theirs), await names(stage)) == ({}, {"Vasu": 1})
        again = await stage.answer(theirs.send_photo(bela, portrait(0, 1)))
        assert again.words.startswith("I don't know anybody here yet")


@pytest.mark.parametrize("command", ["/invite", "/usage"])
async def test_what_is_the_owners_is_not_a_guests(tmp_path: Path, command: str) -> None:
    async with anns_bot(tmp_path) as stage:
        bela, theirs = await let_in(stage, "Bela")
        answer = await stage.answer(theirs.send_text(bela, command))
        assert answer.words.startswith("Only")


@pytest.mark.parametrize("label", ["Link for one person", "For 5 people"])
async def test_an_old_link_lets_nobody_in(tmp_path: Path, label: str) -> None:
    async with anns_bot(tmp_path) as stage:
        url = await make_link(stage, label)
        await expire(stage)
        bela, theirs = somebody(stage, "Bela")
        answer = await stage.answer(stage.sandbox.open_link(bela, url))
        assert answer.words.startswith("This link does not work any more")
        assert not stage.services.door.admits(bela.id)
        theirs.send_photo(bela, portrait(0, 0), caption="/enroll Nitika")
        await stage.sandbox.settled()
        assert await names(stage, theirs) == {}
        assert not stage.sandbox.calls_of("getFile")


async def expire(stage: Stage) -> None:
    """Have more time gone by than the only link lasts."""
    async with stage.services.store.transaction() as transaction:
        await transaction.execute(
            "UPDATE links SET expires_at = unixepoch() - 1 WHERE kind = 'invite'"
        )
