"""EMBEDDER=both on the wire: what people read while both models answer, or one of them fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.doors import anns_bot
from tests.importing import keys_of
from tests.loopback_gemini import LoopbackGemini
from tests.people import group, portrait
from tests.stage import Stage, on_stage
from tests.two_models import THRESHOLD, TOMORROW


@pytest.fixture
async def gemini() -> AsyncIterator[LoopbackGemini]:
    async with LoopbackGemini() as server:
        yield server


@pytest.fixture
async def stage(tmp_path: Path, gemini: LoopbackGemini) -> AsyncIterator[Stage]:
    """Nitika and Vasu are enrolled by both models."""
    settings = {**keys_of(gemini), "EMBEDDER": "both", "MATCH_THRESHOLD": str(THRESHOLD)}
    async with on_stage(tmp_path, settings) as opened:
        for number, name in enumerate(("Nitika", "Vasu")):
            await opened.enrol(name, number)
        yield opened


async def test_faces_are_told_by_both_without_more_ado(
    stage: Stage, gemini: LoopbackGemini
) -> None:
    answer = await stage.show(portrait(0, 3))
    assert answer.words.startswith("Nitika\n")
    assert "face model" not in answer.words
    assert "Unknown" in (await stage.show(portrait(5, 0))).words
    assert gemini.items_embedded == 4 + 2


async def test_an_answer_by_the_face_model_alone_says_so_and_why(
    stage: Stage, gemini: LoopbackGemini
) -> None:
    gemini.always = TOMORROW
    answer = await stage.show(portrait(0, 3))
    assert answer.words.startswith("Nitika\n")
    assert "face model" in answer.words
    assert "Today's quota for Gemini is used up" in answer.words
    answer = await stage.show(group((0, 1), 0))
    assert {"Nitika", "Vasu"} <= set(answer.words.split())
    assert answer.words.count("quota") == 1


async def test_photos_taken_in_by_half_are_said_to_be_and_completed_later(
    stage: Stage, gemini: LoopbackGemini
) -> None:
    gemini.always = TOMORROW
    answer = await stage.show(portrait(2, 0), "/enroll Tuhin")
    assert "by half" in answer.words
    assert "Today's quota for Gemini is used up" in answer.words
    answer = await stage.show(portrait(2, 3))
    assert answer.words.startswith("Tuhin\n")
    gemini.always = None
    answer = await stage.show(portrait(2, 0), "/enroll Tuhin")
    assert "1 taken in anew" in answer.words
    answer = await stage.show(portrait(2, 3))
    assert answer.words.startswith("Tuhin\n")
    assert "face model" not in answer.words


async def test_usage_counts_what_was_sent_to_gemini(
    tmp_path: Path, gemini: LoopbackGemini
) -> None:
    async with anns_bot(tmp_path, {**keys_of(gemini), "EMBEDDER": "both"}) as stage:
        await stage.enrol("Nitika", 0)
        await stage.show(portrait(0, 3))
        told = (await stage.say("/usage")).words
    assert told.count("3 photos to look at") == 2
    assert told.count("3 requests with 3 pictures to gemini-embedding-2") == 2


async def test_privacy_says_that_faces_are_sent_to_google(stage: Stage) -> None:
    assert "is sent to Google's Gemini" in (await stage.say("/privacy")).words
