"""Many things are worked on at a time, and only so many."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from bot.datasets.side_by_side import side_by_side


async def test_results_come_as_they_are_done_each_with_its_item() -> None:
    may_end = {item: asyncio.Event() for item in (3, 1, 2)}

    async def work(item: int) -> str:
        await may_end[item].wait()
        return f"result {item}"

    done = []
    may_end[1].set()
    async for item, result in side_by_side(may_end, work, at_once=3):
        done.append((item, result))
        if item < 3:
            may_end[item + 1].set()
    assert done == [(1, "result 1"), (2, "result 2"), (3, "result 3")]


async def test_no_more_are_under_way_than_allowed_and_no_item_is_taken_early() -> None:
    taken, under_way, peak = 0, 0, 0

    def items() -> Iterator[int]:
        nonlocal taken
        for item in range(20):
            taken += 1
            yield item

    async def work(item: int) -> int:
        nonlocal under_way, peak
        under_way += 1
        peak = max(peak, under_way)
        await asyncio.sleep(0.001)
        under_way -= 1
        return item

    done = 0
    async for _ in side_by_side(items(), work, at_once=3):
        done += 1
        assert taken <= done + 3
    assert (done, peak) == (20, 3)


async def test_leaving_early_cancels_what_is_under_way() -> None:
    cancelled: list[int] = []

    async def work(item: int) -> int:
        try:
            await asyncio.sleep(item)
        except asyncio.CancelledError:
            cancelled.append(item)
            raise
        return item

    async with aclosing(side_by_side([0, 60, 61, 62], work, at_once=3)) as results:
        async for _ in results:
            break
    assert sorted(cancelled) == [60, 61]


async def test_a_failure_is_raised_once_the_rest_has_ended() -> None:
    ended = asyncio.Event()

    async def work(item: str) -> None:
        if item == "bad":
            await asyncio.sleep(0.01)
            raise LookupError(item)
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    with pytest.raises(LookupError):
        await anext(side_by_side(["slow", "bad"], work, at_once=2))
    assert ended.is_set()


async def test_nothing_to_do_is_done() -> None:
    async def work(item: int) -> int:
        return item

    nothing: list[int] = []
    assert [each async for each in side_by_side(nothing, work, at_once=3)] == []
