"""Work on many things at a time, and only so many."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


async def side_by_side(
    items: Iterable[T], work: Callable[[T], Awaitable[R]], at_once: int
) -> AsyncGenerator[tuple[T, R], None]:
    """Each item with its result, as they finish; at most ``at_once`` are under way.

    An item is taken when its work can begin, so ``items`` may be long. What ``work`` raises is
    raised here. However it ends, what is still under way is cancelled and waited for first; a
    caller that may leave early does so inside `contextlib.aclosing`.
    """
    waiting = iter(items)
    under_way: dict[asyncio.Future[R], T] = {}

    def begin_next() -> None:
        for item in waiting:
            under_way[asyncio.ensure_future(work(item))] = item
            return

    try:
        for _ in range(at_once):
            begin_next()
        while under_way:
            done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                result = task.result()
                item = under_way.pop(task)
                begin_next()
                yield item, result
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
