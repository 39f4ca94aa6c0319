"""All files of a folder taken in, side by side, until they are done or something ends it."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import Any

from bot.commands.progress import progress
from bot.commands.running import DONE, NOTHING_DONE
from bot.datasets.folders import PhotoFile
from bot.datasets.importing import Import
from bot.datasets.intake import Became, Fate, Intake
from bot.datasets.side_by_side import side_by_side
from bot.recognition.embedding import EmbeddingError
from bot.texts import importing

NOT_FINISHED = 1
"""Exit code where some was done, and the same command has to be run again for the rest."""
GRACE = 2.0
"""Seconds in which what is under way may come to its end once all is to end."""


@dataclass(frozen=True)
class ImportRun:
    """One run over the files. What it did, or would do, is in the intake's fates.

    ``stop`` is set when the run is to end.
    """

    intake: Intake
    importing: Import
    files: Sequence[PhotoFile]
    at_once: int
    stop: asyncio.Event

    async def take(self) -> tuple[int, list[str]]:
        """Take in everything: the exit code, and what is to be said at the end."""
        fates = self.intake.fates
        try:
            ended = await self._each(self.importing.take, "Importing")
        except EmbeddingError as error:
            code, sentence = NOT_FINISHED, importing.failed(error, fates)
        except sqlite3.Error as error:
            code, sentence = NOT_FINISHED, importing.unwritable(str(error), fates)
        else:
            if not ended:
                return NOT_FINISHED, [importing.stopped(fates)]
            code, sentence = DONE, importing.done(fates)
        return code if self._any_use() else NOTHING_DONE, [sentence]

    async def foresee(self) -> tuple[int, list[str]]:
        """Look at everything: the exit code, and what is to be said at the end."""
        if not await self._each(self.importing.foresee, "Looking"):
            return NOT_FINISHED, [importing.LOOK_STOPPED]
        return DONE if self._any_use() else NOTHING_DONE, importing.foreseen(self.intake.fates)

    async def _each(self, work: Callable[[PhotoFile], Awaitable[Fate]], what: str) -> bool:
        """Do ``work`` for every file, or until told to stop: whether all are done.

        What is under way by then may still be finished within `GRACE`: the requests for it have
        been counted. Raises the `EmbeddingError` that ends all.
        """
        done, failure = 0, None
        files = itertools.takewhile(lambda _: not self.stop.is_set(), self.files)
        loop, told = asyncio.get_running_loop(), asyncio.ensure_future(self.stop.wait())
        with progress(what, len(self.files)) as advance:
            try:
                async with (
                    aclosing(side_by_side(files, work, self.at_once)) as fates,
                    asyncio.timeout(None) as patience,
                ):
                    with _when(told, lambda: patience.reschedule(loop.time() + GRACE)):
                        async for _, fate in fates:
                            done += 1
                            advance(1)
                            if fate.failure and fate.ends_all:
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
