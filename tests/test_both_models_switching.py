"""A switch to EMBEDDER=both and back: whatever most people can be compared by is used."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.recognition.comparing import Alone
from bot.recognition.embedding import QuotaExhausted
from bot.recognition.recogniser import NothingComparable
from bot.recognition.tally import Skipped
from storage.store import Store
from tests.loopback_gemini import LoopbackGemini
from tests.people import portrait
from tests.two_models import OF_FACE_MODEL, TOMORROW, models


@pytest.fixture
async def gemini() -> AsyncIterator[LoopbackGemini]:
    async with LoopbackGemini() as server:
        yield server


async def test_after_a_switch_to_both_the_old_vectors_count_until_everybody_has_the_new(
    store: Store, gemini: LoopbackGemini
) -> None:
    async with models(store, gemini, "local") as local:
        await local.enrol("Nitika", portrait(0, 0), portrait(0, 1))
        await local.enrol("Vasu", portrait(1, 0), portrait(1, 1))
    async with models(store, gemini, "both") as both:
        found = await both.ask(portrait(0, 3))
        assert found.alone == Alone(OF_FACE_MODEL.model, local=True)
        await both.enrol("Nitika", portrait(0, 0), portrait(0, 1))
        assert (await both.ask(portrait(0, 3))).alone == Alone(OF_FACE_MODEL.model, local=True)
        assert await both.who(portrait(1, 3)) == ["Vasu"]
        await both.enrol("Vasu", portrait(1, 0), portrait(1, 1))
        assert (await both.ask(portrait(0, 3))).alone is None
        assert await both.who(portrait(1, 3)) == ["Vasu"]
    before = gemini.items_embedded
    for embedder in ("local", "gemini"):
        async with models(store, gemini, embedder) as back:
            assert await back.who(portrait(0, 3)) == ["Nitika"]
            tally = await back.enrol("Vasu", portrait(1, 0))
            assert dict(tally.skipped) == {Skipped.ALREADY_THERE: 1}
    assert gemini.items_embedded == before + 1


async def test_a_few_photos_of_both_do_not_take_the_place_of_many_of_one(
    store: Store, gemini: LoopbackGemini
) -> None:
    async with models(store, gemini, "local") as local:
        await local.enrol("Nitika", *(portrait(0, shot) for shot in range(5)))
    async with models(store, gemini, "both") as both:
        await both.enrol("Nitika", portrait(0, 0), portrait(0, 1))
        assert (await both.ask(portrait(0, 6))).alone == Alone(OF_FACE_MODEL.model, local=True)
        await both.enrol("Nitika", portrait(0, 2))
        assert (await both.ask(portrait(0, 6))).alone is None


async def test_where_only_the_failing_model_knows_anybody_its_failure_is_told(
    store: Store, gemini: LoopbackGemini
) -> None:
    async with models(store, gemini, "gemini") as opened:
        await opened.enrol("Nitika", portrait(0, 0))
    gemini.always = TOMORROW
    async with models(store, gemini, "both") as both:
        with pytest.raises(QuotaExhausted):
            await both.ask(portrait(0, 3))
    async with models(store, gemini, "local") as local:
        with pytest.raises(NothingComparable):
            await local.ask(portrait(0, 3))
