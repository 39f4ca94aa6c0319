"""Requests that several processes count together."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from bot.embedders.quota import Quota
from bot.embedders.starts import SharedStarts
from tests.gemini_views import QUICK, asking, scenes
from tests.loopback_gemini import LoopbackGemini
from tests.test_embedders_gemini_quota import most_within

MINUTE = 0.8
LATE = 0.4
"""Seconds by which a request may be seen later than it started, on a busy machine."""


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def test_two_that_share_a_file_share_the_quota(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "cache" / "requests.db"
    one = Quota(5, 60.0, clock, SharedStarts(path))
    other = Quota(5, 60.0, clock, SharedStarts(path))
    assert one.take(3) == 3
    clock.now += 10
    assert other.take(4) == 2
    assert one.take(1) == other.take(1) == 0
    assert one.pause == other.pause == pytest.approx(50)
    clock.now += 50
    assert other.take(9) == 3
    one.close()
    again = Quota(5, 60.0, clock, SharedStarts(path))
    assert again.take(9) == 0
    for quota in (other, again):
        quota.close()
    assert path.stat().st_mode & 0o077 == 0


def test_another_key_or_address_has_a_quota_of_its_own(tmp_path: Path) -> None:
    clock = Clock()
    ways = [("key", None), ("key", "http://127.0.0.1:1"), ("other", None)]
    for key, url in ways:
        starts = SharedStarts.of(key, url, tmp_path)
        assert Quota(1, 60.0, clock, starts).take(2) == 1
        starts.close()
    assert not any("key" in path.name for path in tmp_path.iterdir())


def test_starts_of_a_clock_since_set_back_are_forgotten(tmp_path: Path) -> None:
    clock, starts = Clock(), SharedStarts(tmp_path / "requests.db")
    Quota(2, 60.0, clock, starts).take(2)
    clock.now -= 3600
    quota = Quota(2, 60.0, clock, starts)
    assert quota.take(2) == 2
    assert quota.pause == 60
    quota.close()


@pytest.mark.parametrize("damage", ["no folder", "no database"])
def test_without_a_file_one_counts_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    path = tmp_path / "cache" / "requests.db"
    if damage == "no folder":
        path.parent.write_text("a file")
    else:
        path.parent.mkdir()
        path.write_text("this is not a database, and long enough to be told from an empty one" * 9)
    clock = Clock()
    with caplog.at_level(logging.WARNING):
        quota = Quota(2, 60.0, clock, SharedStarts(path))
        assert quota.pause == 0
        assert quota.take(5) == 2
        assert quota.pause == 60
    assert len(caplog.records) == 1
    quota.close()


async def test_a_run_after_another_keeps_to_the_minute_of_both(tmp_path: Path) -> None:
    settings = {"patience": replace(QUICK, minute=MINUTE), "requests_per_minute": 4}
    path = tmp_path / "requests.db"
    async with LoopbackGemini() as gemini:
        async with asking(gemini, starts=SharedStarts(path), **settings) as embedder:
            await embedder.embed(scenes(4))
        async with (
            asking(gemini, starts=SharedStarts(path), **settings) as one,
            asking(gemini, starts=SharedStarts(path), **settings) as other,
        ):
            await asyncio.gather(one.embed(scenes(4)), other.embed(scenes(4)))
        assert gemini.items_embedded == 12
        assert most_within(gemini.requests, MINUTE - LATE) <= 4
