"""How far a long job has come, and why nothing happens."""

from __future__ import annotations

import asyncio

import pytest

from bot.commands.progress import Pace, watched


def test_the_time_left_follows_from_what_was_done_and_what_is_allowed() -> None:
    assert Pace().left(0, 10, 3.0) is None
    assert Pace().left(4, 10, 2.0) == 3.0
    assert Pace().left(10, 10, 2.0) == 0.0
    assert Pace(100, lambda: 57.0).left(100, 150, 3.0) == 57.0
    assert Pace(100).left(100, 250, 3.0) == 117.0


async def told(pace: Pace, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What is said where two photos come late, and the second one later."""
    async with watched("", 0, pace, silence=0.03) as advance:
        await asyncio.sleep(0.12)
        advance(1)
        await asyncio.sleep(0.06)
    return capsys.readouterr().err.splitlines()


async def test_every_silence_is_explained_once(capsys: pytest.CaptureFixture[str]) -> None:
    pausing = "Pausing for about 38 s, to keep to Gemini's requests per minute."
    assert await told(Pace(100, lambda: 38.2), capsys) == [pausing] * 2
    waiting = "Gemini has not answered yet; I keep trying for up to 120 s."
    assert await told(Pace(100), capsys) == [waiting] * 2
    assert await told(Pace(), capsys) == []
