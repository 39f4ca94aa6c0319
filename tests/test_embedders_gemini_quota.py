"""Requests per minute, and what Google says of its quotas."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest

from bot.recognition.embedding import EmbedderBusy, QuotaExhausted
from tests.gemini_views import BROKEN, QUICK, asking, scene, scenes, until
from tests.loopback_gemini import LoopbackGemini, Seen
from tests.loopback_troubles import answering, busy

MINUTE = 0.3
LATE = 0.05
"""Seconds by which a request may be seen later than it started."""


def most_within(requests: list[Seen], seconds: float) -> int:
    """The most items that were seen in any so many seconds."""
    return max(
        sum(seen.items for seen in requests if first.at <= seen.at < first.at + seconds)
        for first in requests
    )


async def test_a_wait_that_google_asks_for_is_kept_to_the_fraction() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        gemini.troubles.append(busy("0.350s"))
        await embedder.embed(scenes(3))
        refused, served = gemini.requests
        assert 0.35 <= served.at - refused.at < 0.45
        assert served.items == 3


async def test_everybody_waits_when_google_asks_for_it() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        gemini.troubles.append(busy("0.3s"))
        first = asyncio.create_task(embedder.embed([scene(0)]))
        await until(lambda: embedder.pause)
        assert 0.2 < embedder.pause <= 0.3
        await embedder.embed([scene(1)])
        await first
        assert embedder.pause == 0
        assert [seen.items for seen in gemini.requests] == [1, 2]
        assert gemini.requests[1].at - gemini.requests[0].at >= 0.3


@pytest.mark.parametrize("delay", [None, "soon", "0s", "-3s"])
async def test_without_a_wait_to_keep_to_the_embedder_backs_off(delay: str | None) -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        gemini.troubles += [busy(delay)] * 2
        await embedder.embed(scenes(2))
        first, second, third = (seen.at for seen in gemini.requests)
        assert 0.02 <= second - first < 0.15
        assert 0.04 <= third - second < 0.2


async def test_a_wait_beyond_the_total_bound_is_not_begun() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        gemini.always = busy("53s")
        began = time.monotonic()
        with pytest.raises(EmbedderBusy):
            await embedder.embed(scenes(2))
        with pytest.raises(EmbedderBusy):
            await embedder.embed([scene(3)])
        assert time.monotonic() - began < 1.5
        assert 50 < embedder.pause < 53
        assert len(gemini.requests) == 1


async def test_a_service_that_stays_busy_is_reported_within_the_total_bound() -> None:
    patience = replace(QUICK, total=0.35)
    async with LoopbackGemini() as gemini, asking(gemini, patience=patience) as embedder:
        gemini.always = busy("0.1s")
        with pytest.raises(EmbedderBusy):
            await embedder.embed([scene(0)])
        assert len(gemini.requests) > 2


async def test_a_quota_for_the_day_is_reported_at_once() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        quota = "EmbedContentRequestsPerDayPerProjectPerModel-FreeTier"
        gemini.troubles.append(busy("0.1s", quota))
        with pytest.raises(QuotaExhausted):
            await embedder.embed(scenes(3))
        assert len(gemini.requests) == 1
        assert embedder.pause == 0
        assert (await embedder.embed([scene(0)])).shape == (1, 768)


async def test_no_window_sees_more_items_than_allowed() -> None:
    patience = replace(QUICK, minute=MINUTE)
    async with LoopbackGemini() as gemini:
        async with asking(gemini, patience=patience, requests_per_minute=10) as embedder:
            await embedder.embed(scenes(9))
            await asyncio.sleep(MINUTE / 2)
            await embedder.embed(scenes(23))
        assert gemini.items_embedded == 32
        assert most_within(gemini.requests, MINUTE - LATE) <= 10
        assert gemini.requests[-1].at - gemini.requests[0].at < 3.5 * MINUTE


async def test_retries_and_views_asked_for_again_count_too() -> None:
    patience = replace(QUICK, minute=MINUTE, first=0.02, longest=0.02)
    async with LoopbackGemini() as gemini:
        async with asking(gemini, patience=patience, requests_per_minute=4) as embedder:
            gemini.troubles += [answering(503)] * 2
            await asyncio.gather(
                *(embedder.embed([view]) for view in [scene(0), BROKEN]), return_exceptions=True
            )
        assert sum(seen.items for seen in gemini.requests) == 8
        assert most_within(gemini.requests, MINUTE - LATE) <= 4


async def test_a_full_minute_is_a_known_pause() -> None:
    async with LoopbackGemini() as gemini, asking(gemini, requests_per_minute=2) as embedder:
        await embedder.embed(scenes(2))
        # A little more than a minute: some requests take longer to arrive than others.
        assert 60.5 < embedder.pause <= 61
