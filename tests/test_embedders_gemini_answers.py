"""Answers that are fine for HTTP, but not what was asked for."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable

import numpy as np
import pytest

from bot.recognition.embedding import BadAnswer
from tests.gemini_views import asking, scene, scenes
from tests.loopback_gemini import LoopbackGemini
from tests.loopback_troubles import Json, Vectors, changing, raw

SPOILT = {
    "not a number": lambda vector: [math.nan, *vector[1:]],
    "infinite": lambda vector: [math.inf, *vector[1:]],
    "beyond every number": lambda vector: [1e308 for _ in vector],
    "zero": lambda vector: [0.0 for _ in vector],
    "too short": lambda vector: vector[:-1],
    "too long": lambda vector: [*vector, 0.1],
    "empty": lambda _: [],
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
async def test_a_spoilt_vector_fails_its_view_and_no_neighbour(
    spoil: Callable[[list[float]], list[float]],
) -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        sound = await embedder.embed(scenes(3))
        gemini.troubles.append(changing(lambda three: [three[0], spoil(three[1]), three[2]]))
        first, second, third = await asyncio.gather(
            *(embedder.embed([view]) for view in scenes(3)), return_exceptions=True
        )
        assert isinstance(second, BadAnswer)
        rows = [row for row in (first, third) if not isinstance(row, BaseException)]
        np.testing.assert_allclose(np.concatenate(rows), sound[[0, 2]], atol=1e-6)
        assert len(gemini.requests) == 2


@pytest.mark.parametrize(
    "change",
    [lambda three: three[1:], lambda three: [*three, three[0]], lambda _: []],
    ids=["one lost", "one too many", "none"],
)
async def test_after_another_number_of_vectors_each_view_is_asked_for_alone(
    change: Callable[[Vectors], Vectors],
) -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        sound = await embedder.embed(scenes(3))
        gemini.troubles.append(changing(change))
        np.testing.assert_allclose(await embedder.embed(scenes(3)), sound, atol=1e-6)
        assert [seen.items for seen in gemini.requests] == [3, 3, 1, 1, 1]


async def test_another_number_of_vectors_for_one_view_is_an_error() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        gemini.always = changing(lambda vectors: [*vectors, *vectors])
        with pytest.raises(BadAnswer, match="number"):
            await embedder.embed([scene(0)])
        assert len(gemini.requests) == 1


async def test_an_empty_answer_is_an_error() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        gemini.always = raw({})
        rows = await asyncio.gather(
            *(embedder.embed([view]) for view in scenes(2)), return_exceptions=True
        )
        assert [type(row) for row in rows] == [BadAnswer, BadAnswer]
        assert [seen.items for seen in gemini.requests] == [2, 1, 1]


@pytest.mark.parametrize(
    "body",
    [
        {"embeddings": [{}]},
        {"embeddings": [{"values": ["one", "two"]}]},
        {"embeddings": "none"},
        [],
        [1],
        "text",
        b"null",
        b"",
    ],
)
async def test_an_answer_of_another_shape_is_an_error(body: Json) -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        gemini.always = raw(body)
        with pytest.raises(BadAnswer):
            await embedder.embed([scene(0)])
        assert len(gemini.requests) == 1
