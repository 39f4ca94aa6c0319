"""How the Gemini embedder takes errors, silence and hangups, over real HTTP."""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
import traceback
from dataclasses import replace

import numpy as np
import pytest

from bot.recognition.embedding import (
    BadAnswer,
    BadKey,
    BadSettings,
    EmbedderUnavailable,
    EmbeddingError,
    UnknownModel,
    ViewRefused,
    ViewUnreadable,
)
from tests.gemini_views import BROKEN, QUICK, asking, scene, scenes, sha256
from tests.loopback_gemini import LoopbackGemini
from tests.loopback_troubles import Trouble, answering, hanging, hanging_up, raw

SECRET = "projects/12345 and AIza-loopback-key"


@pytest.mark.parametrize(
    "trouble",
    [
        answering(500),
        answering(503),
        raw(b"<html>502</html>", 502),
        raw(b"<html>\xe9</html>", 502),
        answering(499),
        raw(b"<html>not JSON</html>"),
        hanging(),
        hanging_up(),
    ],
    ids=[
        "500",
        "503",
        "502 in HTML",
        "502 in Latin-1",
        "cancelled",
        "garbage",
        "silence",
        "hangup",
    ],
)
async def test_a_passing_fault_is_outlasted(trouble: Trouble) -> None:
    patience = replace(QUICK, attempt=0.2)
    async with LoopbackGemini() as gemini, asking(gemini, patience=patience) as embedder:
        gemini.troubles += [trouble, trouble]
        assert (await embedder.embed(scenes(3))).shape == (3, 768)
        assert [seen.items for seen in gemini.requests] == [3, 3, 3]


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (answering(503), EmbedderUnavailable),
        (hanging(), EmbedderUnavailable),
        (hanging_up(), EmbedderUnavailable),
        (raw(b"no JSON"), BadAnswer),
    ],
    ids=["503", "silence", "hangup", "garbage"],
)
async def test_a_lasting_fault_is_reported_within_the_total_bound(
    trouble: Trouble, error: type[EmbeddingError]
) -> None:
    patience = replace(QUICK, attempt=0.2, total=1.0)
    async with LoopbackGemini() as gemini, asking(gemini, patience=patience) as embedder:
        await embedder.embed([scene(0)])
        gemini.always = trouble
        began = time.monotonic()
        with pytest.raises(error):
            await embedder.embed([scene(0)])
        assert time.monotonic() - began < 2.0
        assert len(gemini.requests) > 2


async def test_retries_wait_longer_each_time() -> None:
    patience = replace(QUICK, first=0.06, longest=10)
    async with LoopbackGemini() as gemini, asking(gemini, patience=patience) as embedder:
        gemini.troubles += [answering(503)] * 3
        await embedder.embed([scene(0)])
        times = [seen.at for seen in gemini.requests]
        first, second, third = (after - before for before, after in itertools.pairwise(times))
        assert 0.03 < first < 0.12
        assert 0.06 < second < 0.2
        assert 0.12 < third < 0.35


async def test_nobody_listening_is_unavailable() -> None:
    patience = replace(QUICK, total=0.3)
    async with LoopbackGemini() as gemini:
        pass
    async with asking(gemini, patience=patience) as embedder:
        with pytest.raises(EmbedderUnavailable, match="reached"):
            await embedder.embed([scene(0)])


async def test_a_wrong_key_is_told_at_once() -> None:
    async with LoopbackGemini() as gemini, asking(gemini, key="another") as embedder:
        with pytest.raises(BadKey):
            await embedder.embed(scenes(3))
        assert gemini.items_embedded == 0


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (answering(401, SECRET), BadKey),
        (answering(403, f"Consumer {SECRET} is suspended."), BadKey),
        (answering(400, f"No {SECRET} from here", status="FAILED_PRECONDITION"), BadKey),
        (answering(400, f"Invalid output_dimensionality {SECRET}."), BadSettings),
        (answering(405, SECRET), EmbedderUnavailable),
        (raw({"moved": SECRET}, 302), EmbedderUnavailable),
        (raw(SECRET.encode(), 404), UnknownModel),
        (raw({"embeddings": SECRET}), BadAnswer),
    ],
)
async def test_what_no_retry_helps_is_told_at_once_and_without_what_google_said(
    trouble: Trouble, error: type[EmbeddingError], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        gemini.always = trouble
        with pytest.raises(error) as caught:
            await embedder.embed(scenes(2))
        assert len(gemini.requests) == 1
    shown = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert "12345" not in shown
    assert gemini.key not in shown
    assert caught.value.__context__ is None


async def test_a_model_that_google_lacks_is_unknown() -> None:
    async with LoopbackGemini() as gemini, asking(gemini, model="gemini-embedding-9") as embedder:
        with pytest.raises(UnknownModel):
            await embedder.embed([scene(0)])


async def test_dimensions_that_the_model_lacks_are_no_fault_of_the_picture() -> None:
    async with LoopbackGemini() as gemini, asking(gemini, dimensions=4096) as embedder:
        with pytest.raises(BadSettings):
            await embedder.embed(scenes(2))
        assert len(gemini.requests) == 1


async def test_one_broken_picture_fails_no_neighbour() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        sound = await embedder.embed(scenes(5))
        views = [*scenes(2), BROKEN, *scenes(5)[2:]]
        outcomes = await asyncio.gather(
            *(embedder.embed([view]) for view in views), return_exceptions=True
        )
        assert isinstance(outcomes.pop(2), ViewUnreadable)
        rows = [row for row in outcomes if not isinstance(row, BaseException)]
        np.testing.assert_allclose(np.concatenate(rows), sound, atol=1e-6)
        assert [seen.items for seen in gemini.requests] == [5, 6, *[1] * 6]


async def test_a_broken_picture_is_tried_but_once_where_it_was_alone() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        with pytest.raises(ViewUnreadable):
            await embedder.embed([BROKEN])
        assert len(gemini.requests) == 1


async def test_views_embedded_together_fail_with_the_first_that_fails() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        gemini.refused.add(sha256(scene(1)))
        with pytest.raises(ViewRefused):
            await embedder.embed([scene(0), scene(1), BROKEN])
        with pytest.raises(ViewUnreadable):
            await embedder.embed([scene(0), BROKEN, scene(1)])


async def test_a_refused_picture_fails_no_neighbour() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        gemini.refused.add(sha256(scene(1)))
        rows = await asyncio.gather(
            *(embedder.embed([view]) for view in scenes(3)), return_exceptions=True
        )
        assert [isinstance(row, ViewRefused) for row in rows] == [False, True, False]


async def test_a_refusal_in_an_answer_without_vectors_is_a_refusal() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        gemini.always = raw({"promptFeedback": {"blockReason": "SAFETY"}})
        with pytest.raises(ViewRefused):
            await embedder.embed([scene(0)])
        assert len(gemini.requests) == 1


async def test_a_picture_too_large_is_the_pictures_fault() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        gemini.troubles += [answering(413)] * 2
        first, second = await asyncio.gather(
            *(embedder.embed([view]) for view in scenes(2)), return_exceptions=True
        )
        assert isinstance(first, ViewUnreadable)
        assert not isinstance(second, BaseException)
