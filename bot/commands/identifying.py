"""What ``whosthis identify`` does: the folder is brought up to date, then the photos answered."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot import logs
from bot.commands.answer_sheet import SheetFiles, sheet_of
from bot.commands.people_of_folder import Means, people_of, read_people, say
from bot.commands.progress import Pace, at_once, comes_to_its_end, watched
from bot.commands.running import DONE, NOTHING_DONE, PARTLY_DONE
from bot.config import Settings
from bot.datasets.enrolled_folder import FolderEnrolled
from bot.datasets.folders import source_of
from bot.datasets.remembering import Remembered, remembered
from bot.opening import open_sight
from bot.recognition.learning import Learning
from bot.recognition.recogniser import Identification, Identifier
from bot.recognition.scores import Rule
from bot.stopping import stopped_by_signals
from bot.texts import datasets, failures
from bot.texts.folder_answers import faces_unanswered

Found = Identification | Exception
"""Who is in a photo, or why nobody can tell."""


@dataclass(frozen=True)
class Asked:
    """What the command line asks for."""

    photos: tuple[Path, ...]
    folder: Path
    sheet: Path | None
    as_json: bool


class Telling(Protocol):
    """Whoever says the answers on stdout, one photo after the other."""

    @property
    def shows_sheets(self) -> bool: ...
    def begin(self) -> None: ...
    def answer(self, photo: Path, found: Identification) -> None: ...
    def sheet(self, jpeg: bytes) -> None: ...
    def no_answer(self, photo: Path, sentence: str) -> None: ...
    def end(self) -> None: ...


async def answer_all(environ: Mapping[str, str], asked: Asked) -> int:
    """Answer every photo, unless told to stop; the exit code.

    It is `PARTLY_DONE` where some photo or face got no answer, or a contact sheet could not be
    written, or where it was stopped. Raises `ConfigError`, `CannotBegin` or
    `ModelFilesUnusable`.
    """
    stop, run = stopped_by_signals(), _Run(asked)
    if not await comes_to_its_end(run.through(environ), stop):
        say([datasets.stopped(run.kept)])
    return run.code


class _Run:
    """One run over the photos asked about. ``code`` is its exit code, once it is through."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._files = SheetFiles(asked.sheet, len(asked.photos)) if asked.sheet else None
        self._known: Remembered | None = None
        self.code = PARTLY_DONE

    @property
    def kept(self) -> int:
        """How many photos were embedded and are remembered for the next time."""
        return self._known.kept if self._known and not self._known.trouble else 0

    async def through(self, environ: Mapping[str, str]) -> None:
        """Bring the folder up to date and answer the photos."""
        asked = self._asked
        settings = Settings.from_env(environ, listens=False)
        logs.set_up(settings.log_level, settings.secrets)
        dataset = await read_people(asked.folder)
        if self._files:
            await asyncio.to_thread(self._files.expect_harmless, asked.photos, dataset)
        async with open_sight(settings) as (sight, workers):
            means = Means(sight, workers, at_once(settings), Pace.of(settings, sight))
            async with remembered(asked.folder, sight.specs) as known:
                self._known = known
                enrolled = await people_of(dataset, known, means)
                identifier = Identifier(
                    sight,
                    workers,
                    Learning(workers),
                    Rule(settings.decision),
                    settings.top_k,
                    settings.match_threshold,
                    # A face's patience, too, runs from when it queues up.
                    asyncio.Semaphore(means.at_once),
                )
                async with aclosing(
                    _answers(asked.photos, identifier, enrolled, means.at_once)
                ) as answers:
                    self.code = await self._tell(answers, enrolled, means)

    async def _tell(
        self,
        answers: AsyncGenerator[tuple[Path, Found], None],
        enrolled: FolderEnrolled,
        means: Means,
    ) -> int:
        telling = _telling(self._asked, enrolled)
        answered = number = flaws = 0
        telling.begin()
        try:
            async with watched("", 0, means.pace) as advance:
                async for photo, found in answers:
                    advance(1)
                    number += 1
                    if isinstance(found, Exception):
                        sentence = datasets.why_not(found)
                        telling.no_answer(photo, sentence)
                        say([datasets.about(photo, sentence)])
                        continue
                    answered += 1
                    telling.answer(photo, found)
                    if failed := faces_unanswered(found.answers):
                        say([datasets.about(photo, failed)])
                        flaws += 1
                    if self._files or telling.shows_sheets:
                        jpeg = await means.workers.run(sheet_of, found)
                        telling.sheet(jpeg)
                        flaws += not await self._written(number, jpeg)
        finally:
            telling.end()
        if not answered:
            return NOTHING_DONE
        return DONE if answered == number and not flaws else PARTLY_DONE

    async def _written(self, number: int, jpeg: bytes) -> bool:
        """Write a contact sheet where one is asked for; False where that cannot be done."""
        if self._files is None:
            return True
        path = self._files.path_of(number)
        try:
            await asyncio.to_thread(self._files.write, path, jpeg)
        except OSError as error:
            say([datasets.sheet_unwritten(path, error)])
            return False
        say([datasets.sheet_written(path)])
        return True


async def _answers(
    photos: Sequence[Path], identifier: Identifier, enrolled: FolderEnrolled, most: int
) -> AsyncGenerator[tuple[Path, Found], None]:
    """Who is in each photo, in their order; the next ones are looked at meanwhile."""

    async def find(photo: Path) -> Found:
        try:
            return await identifier.identify(source_of(photo), enrolled)
        except failures.EXPLAINED as error:
            return error

    coming = iter(photos)
    under_way: deque[tuple[Path, asyncio.Task[Found]]] = deque()

    def begin_next() -> None:
        for photo in coming:
            under_way.append((photo, asyncio.create_task(find(photo))))
            return

    try:
        for _ in range(most):
            begin_next()
        while under_way:
            photo, finding = under_way[0]
            found = await finding
            under_way.popleft()
            begin_next()
            yield photo, found
    finally:
        for _, finding in under_way:
            finding.cancel()
        await asyncio.gather(*(finding for _, finding in under_way), return_exceptions=True)


def _telling(asked: Asked, enrolled: FolderEnrolled) -> Telling:
    if asked.as_json:
        from bot.commands.answer_json import Objects

        return Objects(enrolled)
    from bot.commands.answer_table import Tables

    return Tables(enrolled, asked.folder)
