"""What is lifted or taken out by what was said leaves nothing behind once it is gone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from bot.chats.answered import KEPT, Answered
from bot.chats.consent import Consent
from bot.chats.roster import Roster
from storage.store import Store
from tests.crowds import SPEC, Crowd
from tests.lessons import answered, said, vetoed
from tests.storing import CHAT, NOW
from tests.teaching import rows


@pytest.fixture
async def crowd(tmp_path: Path) -> AsyncIterator[Crowd]:
    store = await Store.open(tmp_path / "whosthis.db")
    yield Crowd(store, tmp_path / "whosthis.db")
    await store.close()


async def test_nothing_is_left_of_a_photo_taken_from_whoever_takes_themself_out(
    crowd: Crowd,
) -> None:
    anna = await crowd.enrol(name := crowd.name())
    await crowd.enrol(name)
    photo, _ = await crowd.store.photos.ids(anna)
    feedback, _ = await said(crowd, await answered(crowd, anna), anna)
    async with crowd.store.transaction() as transaction:
        removal = await Roster(crowd.store).take_out(transaction, CHAT.id, photo, 1, NOW + KEPT)
        await crowd.store.feedback.took_out(transaction, feedback, removal)
    consent = Consent(crowd.store)
    await consent.link(CHAT.id, name, user_id=5, username=None)
    assert await consent.forget_me(5, None) == (1, 2)
    assert not any(rows(crowd.path).values())
    assert await crowd.left() == []


async def test_what_counts_no_more_is_gone_with_the_answer_that_says_otherwise(
    crowd: Crowd,
) -> None:
    anna, bela = await crowd.enrol(crowd.name()), await crowd.enrol(crowd.name())
    face, other = np.eye(2, SPEC.dimensions, dtype=np.float32)
    await said(crowd, await answered(crowd, anna), anna, vector=face)
    (kept,) = await vetoed(crowd.store)
    # Whom else somebody is not, is nobody's business.
    await said(crowd, await answered(crowd, anna), anna, vector=other)
    await said(crowd, await answered(crowd, bela), bela, vector=face)
    untouched = [one for one in await vetoed(crowd.store) if one != kept]
    later, _ = await said(crowd, await answered(crowd), actual=anna)
    store, nearly = crowd.store, [(SPEC, face + 0.05 * other)]
    async with store.transaction() as transaction:
        await store.vetoes.lift(transaction, CHAT.id, anna, nearly, later)
    assert await vetoed(store) == untouched
    async with store.transaction() as transaction:
        await store.vetoes.put_back(transaction, CHAT.id, later)
    assert await vetoed(store) == [kept, *untouched]
    async with store.transaction() as transaction:
        await store.vetoes.lift(transaction, CHAT.id, anna, nearly, later)
    await Answered(store).purge(NOW + KEPT)
    assert len(rows(crowd.path, ("vetoes",))["vetoes"]) == len(untouched)
    assert await crowd.left() == []
