"""All files of a folder taken in, side by side, until they are done or something ends it."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import Any

from bot.commands.progress import Pace, watched
from bot.commands.running import DONE, NOTHING_DONE, PARTLY_DONE
from bot.datasets.folders import PhotoFile
from bot.datasets.importing import Import
from bot.datasets.intake import Became, Fate, Intake
from bot.datasets.side_by_side import side_by_side
from bot.recognition.embedding import BadAnswer, EmbeddingError
from bot.texts import importing
from storage.database import DatabaseUnusable

GRACE = 2.0
"""Seconds in which what is under way may come to its end once all is to end."""
MOST_BAD_ANSWERS = 10
"""So many in a row are no matter of single photos."""


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code, what went wrong, and what it did, each in lines."""

    code: int
    wrong: Sequence[str]
    summary: Sequence[str]


@dataclass(frozen=True)
class ImportRun:
    """One run over the files. What it did, or would do, is in the intake's fates.

    ``pace`` is what it may have to wait for, ``stop`` is set when it is to end.
    """

    intake: Intake
    importing: Import
    files: Sequence[PhotoFile]
    at_once: int
    pace: Pace
    stop: asyncio.Event

    async def take(self) -> Ended:
        """Take in everything."""
        fates = self.intake.fates
        try:
            ended = await self._each(self.importing.take, "Importing", self.pace)
        except EmbeddingError as error:
            return self._broken_off([importing.failed(error)], importing.so_far(fates))
        except (sqlite3.Error, DatabaseUnusable) as error:
            return self._broken_off([importing.unwritable(str(error))], importing.so_far(fates))
        if not ended:
            return self._broken_off([], importing.stopped(fates))
        if not self._any_use():
            return Ended(NOTHING_DONE, [], [importing.done(fates)])
        again = any(isinstance(fate.failure, BadAnswer) for fate in fates.values())
        code, more = (PARTLY_DONE, [importing.UNANSWERED]) if again else (DONE, [])
        return Ended(code, more, [importing.done(fates)])

    async def foresee(self) -> Ended:
        """Look at everything."""
        if not await self._each(self.importing.foresee, "Looking", Pace()):
            return Ended(NOTHING_DONE, [], [importing.LOOK_STOPPED])
        code = DONE if self._any_use() else NOTHING_DONE
        return Ended(code, [], importing.foreseen(self.intake.fates))

    def _broken_off(self, wrong: Sequence[str], summary: str) -> Ended:
        new = {Became.ADDED, Became.RENEWED}
        some = any(fate.became in new for fate in self.intake.fates.values())
        return Ended(PARTLY_DONE if some else NOTHING_DONE, wrong, [summary])

    async def _each(
        self, work: Callable[[PhotoFile], Awaitable[Fate]], what: str, pace: Pace
    ) -> bool:
        """Do ``work`` for every file, or until told to stop: whether all are done.

        What is under way by then may still be finished within `GRACE`: the requests for it have
        been counted. Raises the `EmbeddingError` that ends all.
        """
        done, unanswered, failure = 0, 0, None
        files = itertools.takewhile(lambda _: not self.stop.is_set(), self.files)
        loop, told = asyncio.get_running_loop(), asyncio.ensure_future(self.stop.wait())
        async with watched(what, len(self.files), pace) as advance:
            try:
                async with (
                    aclosing(side_by_side(files, work, self.at_once)) as fates,
                    asyncio.timeout(None) as patience,
                ):
                    with _when(told, lambda: patience.reschedule(loop.time() + GRACE)):
                        async for _, fate in fates:
                            done += 1
                            advance(1)
                            if isinstance(fate.failure, BadAnswer):
                                unanswered += 1
                            elif fate.became in {Became.ADDED, Became.RENEWED}:
                                unanswered = 0
                            if fate.ends_all or unanswered == MOST_BAD_ANSWERS:
                                failure = failure or fate.failure
                                self.stop.set()
            except TimeoutError:
                if not patience.expired():
                    raise
        if failure:
            raise failure
        return done == len(self.files)

    def _any_use(self) -> bool:
        return any(fate.became is not Became.LEFT_OUT for fate in self.intake.fates.values())


@contextmanager
def _when(happening: asyncio.Future[Any], then: Callable[[], None]) -> Iterator[None]:
    """Call ``then`` if it happens inside; afterwards it is not waited for any more."""

    inside = True

    def call(_: object) -> None:
        # The word of it may be on its way while the block is left.
        if inside:
            then()

    happening.add_done_callback(call)
    try:
        yield
    finally:
        inside = False
        happening.cancel()
