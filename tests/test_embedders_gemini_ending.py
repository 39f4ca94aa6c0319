"""Callers that leave, and the end of the embedder."""

from __future__ import annotations

import asyncio
import gc

import pytest

from bot.recognition.embedding import EmbedderUnavailable
from tests.gemini_views import QUICK, asking, scene, scenes, until
from tests.loopback_gemini import LoopbackGemini
from tests.loopback_troubles import answering, busy, hanging


async def test_a_caller_that_leaves_the_queue_takes_nobody_along() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        await embedder.embed([scene(0)])
        callers = [asyncio.create_task(embedder.embed([view])) for view in scenes(5)]
        await asyncio.sleep(0)
        callers[2].cancel()
        rows = await asyncio.gather(*callers, return_exceptions=True)
        assert isinstance(rows[2], asyncio.CancelledError)
        assert [len(row) for row in rows if not isinstance(row, BaseException)] == [1] * 4
        assert [seen.items for seen in gemini.requests] == [1, 4]


async def test_a_caller_that_leaves_a_request_under_way_takes_nobody_along() -> None:
    async with LoopbackGemini(latency=0.1) as gemini, asking(gemini) as embedder:
        callers = [asyncio.create_task(embedder.embed([view])) for view in scenes(3)]
        await until(lambda: len(gemini.requests) == 1)
        callers[0].cancel()
        rows = await asyncio.gather(*callers, return_exceptions=True)
        assert isinstance(rows[0], asyncio.CancelledError)
        assert [len(row) for row in rows if not isinstance(row, BaseException)] == [1, 1]
        assert len(gemini.requests) == 1


async def test_a_caller_that_leaves_while_the_client_opens_takes_nobody_along() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        first, second = (asyncio.create_task(embedder.embed([scene(0)])) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        assert (await second).shape == (1, 768)


async def test_views_that_nobody_waits_for_are_not_sent() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        gemini.troubles.append(busy("0.2s"))
        callers = [asyncio.create_task(embedder.embed([view])) for view in scenes(2)]
        await until(lambda: len(gemini.requests) == 1)
        await until(lambda: embedder.pause)
        for caller in callers:
            caller.cancel()
        await embedder.embed([scene(3)])
        assert [seen.items for seen in gemini.requests] == [2, 1]


async def test_closing_fails_what_waits_and_what_is_under_way() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        gemini.always = hanging()
        callers = [asyncio.create_task(embedder.embed([view])) for view in scenes(30)]
        await until(lambda: len(gemini.requests) == 4)
        async with asyncio.timeout(QUICK.attempt / 2):
            await embedder.close()
            rows = await asyncio.gather(*callers, return_exceptions=True)
        assert all(isinstance(row, EmbedderUnavailable) for row in rows)
        assert {str(row) for row in rows} == {"the embedder is closed"}


async def test_closing_ends_a_wait_for_the_next_attempt() -> None:
    patience = type(QUICK)(attempt=1, total=100, first=50, longest=50)
    async with LoopbackGemini() as gemini, asking(gemini, patience=patience) as embedder:
        gemini.always = answering(503)
        caller = asyncio.create_task(embedder.embed([scene(0)]))
        await until(lambda: len(gemini.requests) == 1)
        await asyncio.sleep(0.05)
        await embedder.close()
        with pytest.raises(EmbedderUnavailable, match="closed"):
            await caller


async def test_closing_while_the_client_opens_leaves_nothing_open() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        caller = asyncio.create_task(embedder.embed([scene(0)]))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await embedder.close()
        with pytest.raises(EmbedderUnavailable, match="closed"):
            await caller
        assert gemini.requests == []


async def test_a_closed_embedder_takes_no_views() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        await embedder.embed([scene(0)])
        await embedder.close()
        await embedder.close()
        with pytest.raises(EmbedderUnavailable, match="closed"):
            await embedder.embed([scene(0)])
        assert len(gemini.requests) == 1
        gc.collect()  # what is left open warns here, and a warning fails the test


async def test_an_embedder_that_was_never_used_closes() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        await embedder.close()
