"""How far a long job has come, and how much of it goes on at a time."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from bot.config import Settings
from bot.embedders.faults import Patience
from bot.recognition.sight import Sight
from bot.texts.datasets import still_waiting

if TYPE_CHECKING:
    from rich.progress import Progress

FULL_HOUSE = 24
"""Photos under way at a time with Gemini: as many as its requests under way can hold."""
SILENCE = 5.0
"""Seconds without progress after which people are told why."""
MOMENT = 0.5
"""Seconds between two looks at what is waited for."""
MINUTE = 60.0

Advance = Callable[[int], None]
"""To be called with how many more are done."""


def at_once(settings: Settings) -> int:
    """How many photos of a long job should be under way at a time with the embedder in use.

    With Gemini never more than it takes in a minute: a photo's patience runs from when it
    queues up.
    """
    if settings.gemini:
        return min(FULL_HOUSE, settings.gemini.requests_per_minute)
    return (os.cpu_count() or 1) + 2


@dataclass(frozen=True)
class Pace:
    """What a job has to wait for: ``pause`` gives the seconds until the next request.

    With ``per_minute`` 0 nothing outside this computer is waited for.
    """

    per_minute: int = 0
    pause: Callable[[], float] = lambda: 0.0

    @classmethod
    def of(cls, settings: Settings, sight: Sight) -> Pace:
        """The pace that the embedder in use allows."""
        if settings.gemini is None:
            return cls()
        return cls(settings.gemini.requests_per_minute, lambda: sight.pause)

    def left(self, done: int, total: int, elapsed: float) -> float | None:
        """Seconds until all is done, as far as one can tell after ``elapsed`` of them."""
        if not done or done >= total:
            return None if done < total else 0.0
        least = 0.0
        if self.per_minute:
            least = MINUTE * ((total - 1) // self.per_minute) - elapsed
        return max((total - done) * elapsed / done, self.pause(), least)


@contextmanager
def progress(what: str, total: int, pace: Pace | None = None) -> Iterator[Advance]:
    """A bar on stderr with photos per second and the time left.

    Says nothing where stderr is no terminal.
    """
    if not total or not (sys.stderr and sys.stderr.isatty()):
        yield lambda _: None
        return
    with _bar(pace or Pace()) as bar:
        task = bar.add_task(what, total=total)
        yield lambda more: bar.advance(task, more)


@asynccontextmanager
async def watched(
    what: str, total: int, pace: Pace, silence: float = SILENCE
) -> AsyncIterator[Advance]:
    """As `progress`; and where nothing is done for ``silence`` seconds, a line tells why.

    With no ``total`` there are such lines only.
    """
    watch = _Watch(pace, silence)
    watching = asyncio.create_task(watch.keep()) if pace.per_minute else None
    try:
        # The bar is drawn by a thread of its own, and what makes the pause belongs to this one.
        with progress(what, total, replace(pace, pause=lambda: watch.pause)) as advance:

            def go_on(more: int) -> None:
                watch.quiet_since = None
                advance(more)

            yield go_on
    finally:
        if watching:
            watching.cancel()


@dataclass
class _Watch:
    """Looks every moment at what a job waits for, and says it once in every silence."""

    pace: Pace
    silence: float
    pause: float = 0.0
    quiet_since: float | None = None

    async def keep(self) -> None:
        while True:
            began = self.quiet_since = asyncio.get_running_loop().time()
            told = False
            while self.quiet_since == began:
                self.pause = self.pace.pause()
                await asyncio.sleep(min(MOMENT, self.silence / 4))
                quiet = asyncio.get_running_loop().time() - began >= self.silence
                if quiet and not told and self.quiet_since == began:
                    # A bar moves out of the way of what is said.
                    click.echo(still_waiting(self.pause, Patience().total), file=sys.stderr)
                    told = True


def _bar(pace: Pace) -> Progress:
    from datetime import timedelta

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task
    from rich.table import Column
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            done, taken = task.completed, task.finished_time or task.elapsed
            return Text(f"{done / taken:.1f} photos/s" if done and taken else "")

    class Left(ProgressColumn):
        max_refresh = 0.5

        def render(self, task: Task) -> Text:
            left = pace.left(int(task.completed), int(task.total or 0), task.elapsed or 0.0)
            return Text("" if left is None else f"{timedelta(seconds=round(left))} left")

    class Title(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(task.description)

    console, whole = Console(stderr=True), Column(no_wrap=True)
    roomy = console.width >= ROOMY
    columns = [
        Title(table_column=whole),
        BarColumn(max(5, min(40, console.width - (ROOMY if roomy else NARROW)))),
        MofNCompleteColumn(table_column=whole),
        *([Rate(table_column=whole)] if roomy else []),
        Left(table_column=whole),
    ]
    return Progress(*columns, console=console)


ROOMY, NARROW = 66, 44
"""Columns that the words take with the rate, and without it."""


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
