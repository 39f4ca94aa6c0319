"""How far a long job has come, and how much of it goes on at a time."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bot.config import Settings

if TYPE_CHECKING:
    from rich.progress import Progress

FULL_HOUSE = 24
"""Photos under way at a time with Gemini: as many as its requests under way can hold."""


def at_once(settings: Settings) -> int:
    """How many photos of a long job should be under way at a time with the embedder in use.

    With Gemini never more than it takes in a minute: a photo's patience runs from when it
    queues up.
    """
    if settings.gemini:
        return min(FULL_HOUSE, settings.gemini.requests_per_minute)
    return (os.cpu_count() or 1) + 2


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on stderr with photos per second and the time left: call it with how many more.

    Says nothing where stderr is no terminal.
    """
    if not sys.stderr.isatty() or not total:
        yield lambda _: None
        return
    with _bar() as bar:
        task = bar.add_task(what, total=total)
        yield lambda more: bar.advance(task, more)


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text("" if speed is None else f"{speed:.1f} photos/s")

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        TextColumn("left"),
        console=Console(stderr=True),
    )


async def comes_to_its_end(work: Coroutine[Any, Any, None], stop: asyncio.Event) -> bool:
    """Do ``work`` until it is done, or ``stop`` is set: then it is cancelled and waited for.

    Whether it was done. Raises what it raises.
    """
    working, told = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, told}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        told.cancel()
        working.cancel()
        await asyncio.wait({working})
    if working.cancelled():
        return False
    working.result()
    return True
