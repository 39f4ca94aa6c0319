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
from bot.commands.people_of_folder import people_of, say
from bot.commands.progress import at_once, comes_to_its_end
from bot.commands.running import DONE, NOTHING_DONE
from bot.config import Settings
from bot.datasets.enrolled_folder import FolderEnrolled
from bot.datasets.folders import source_of
from bot.opening import open_sight
from bot.recognition.matching import Rule
from bot.recognition.recogniser import Identification, Identifier
from bot.recognition.workers import Workers
from bot.stopping import stopped_by_signals
from bot.texts import datasets, failures

PARTLY_DONE = 1
"""Exit code where some photos got no answer, or a contact sheet could not be written, or where it
was stopped."""

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
    def answer(self, photo: Path, found: Identification) -> None: ...
    def sheet(self, jpeg: bytes) -> None: ...
    def no_answer(self, photo: Path, sentence: str) -> None: ...
    def end(self) -> None: ...


async def answer_all(environ: Mapping[str, str], asked: Asked) -> int:
    """Answer every photo, unless told to stop; the exit code.

    Raises `ConfigError`, `CannotBegin` or `ModelFilesUnusable`.
    """
    code = PARTLY_DONE

    async def work() -> None:
        nonlocal code
        code = await _answer_all(environ, asked)

    if not await comes_to_its_end(work(), stopped_by_signals()):
        say([datasets.STOPPED])
    return code


async def _answer_all(environ: Mapping[str, str], asked: Asked) -> int:
    settings = Settings.from_env({"LOG_LEVEL": "WARNING", **environ}, listens=False)
    logs.set_up(settings.log_level, settings.secrets)
    most = at_once(settings)
    async with (
        open_sight(settings) as (sight, workers),
        people_of(asked.folder, sight, workers, most) as enrolled,
    ):
        identifier = Identifier(
            sight, workers, Rule(settings.decision), settings.top_k, settings.match_threshold
        )
        async with aclosing(_answers(asked.photos, identifier, enrolled, most)) as answers:
            return await _tell(answers, asked, enrolled, workers)


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


async def _tell(
    answers: AsyncGenerator[tuple[Path, Found], None],
    asked: Asked,
    enrolled: FolderEnrolled,
    workers: Workers,
) -> int:
    telling = _telling(asked, enrolled)
    files = SheetFiles(asked.sheet, len(asked.photos)) if asked.sheet else None
    answered = unwritten = number = 0
    async for photo, found in answers:
        number += 1
        if isinstance(found, Exception):
            sentence = datasets.why_not(found)
            telling.no_answer(photo, sentence)
            say([datasets.about(photo, sentence)])
            continue
        answered += 1
        telling.answer(photo, found)
        if files or telling.shows_sheets:
            jpeg = await workers.run(sheet_of, found)
            telling.sheet(jpeg)
            unwritten += files is not None and not await _written(files, number, jpeg)
    telling.end()
    if not answered:
        return NOTHING_DONE
    return DONE if answered == number and not unwritten else PARTLY_DONE


def _telling(asked: Asked, enrolled: FolderEnrolled) -> Telling:
    if asked.as_json:
        from bot.commands.answer_json import Objects

        return Objects(enrolled)
    from bot.commands.answer_table import Tables

    return Tables(enrolled, asked.folder)


async def _written(files: SheetFiles, number: int, jpeg: bytes) -> bool:
    try:
        path = await asyncio.to_thread(files.write, number, jpeg)
    except OSError as error:
        say([datasets.sheet_unwritten(files.path, error)])
        return False
    say([datasets.sheet_written(path)])
    return True
