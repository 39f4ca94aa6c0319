"""What ``whosthis evaluate`` does: everything is embedded, asked about, and counted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot import logs
from bot.commands.answer_sheet import SheetFiles
from bot.commands.looking import known_chat, look_into
from bot.commands.other_ways import other_ways, ways_of_chat
from bot.commands.people_of_folder import Means, people_of, read_people, say
from bot.commands.progress import Pace, at_once, comes_to_its_end, progress
from bot.commands.running import DONE, PARTLY_DONE, CannotBegin
from bot.config import Settings
from bot.datasets.folders import Dataset
from bot.datasets.remembering import remembered
from bot.datasets.several_ways import SeveralWays, Way
from bot.opening import open_sight
from bot.recognition.comparing import in_use
from bot.recognition.enrolled import ChatEnrolled, Enrolled
from bot.recognition.evaluation import Evaluation, evaluate_probes
from bot.recognition.galleries import Galleries
from bot.recognition.learning import Learning
from bot.recognition.recogniser import Identifier
from bot.recognition.reporting import Report, TooLittle, asking_of, mentioned, report_on
from bot.recognition.scores import Rule
from bot.recognition.sides import Side, sides_of
from bot.recognition.trying import Probe
from bot.stopping import stopped_by_signals
from bot.texts import evaluated
from storage.names import name_key
from storage.records import Preferences

SAME = 0.9999
"""Vectors of different photos are never that alike."""


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for; either of ``chat_id`` and ``folder`` is set.

    ``as_stored`` has no photo embedded in other ways than the one in use.
    """

    chat_id: int | None
    folder: Path | None
    probes: Path | None
    plot: Path | None
    as_json: bool
    as_stored: bool = False


@dataclass(frozen=True)
class Measured:
    """What was found: of the photos enrolled, and of the probes where there are any."""

    report: Report
    probes: Evaluation | None


async def evaluate_all(environ: Mapping[str, str], wanted: Wanted) -> int:
    """Evaluate, unless told to stop; the exit code.

    It is `PARTLY_DONE` where the chart could not be written, or where it was stopped. Raises
    `ConfigError`, `CannotBegin` or `ModelFilesUnusable`.
    """
    stop, run = stopped_by_signals(), _Run(wanted)
    if not await comes_to_its_end(run.through(environ), stop):
        say([evaluated.STOPPED])
    return run.code


@dataclass(frozen=True)
class _Grounds:
    """What is evaluated, and the ways that are compared."""

    enrolled: Enrolled
    sides: Sequence[Side]
    wished: Preferences


class _Run:
    """One run. ``code`` is its exit code, once it is through."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._plot = SheetFiles(wanted.plot, 1) if wanted.plot else None
        self.code = PARTLY_DONE

    async def through(self, environ: Mapping[str, str]) -> None:
        """Evaluate, and tell."""
        settings = Settings.from_env(environ, listens=False)
        logs.set_up(settings.log_level, settings.secrets)
        folder, probes = (
            await self._read(self._wanted.folder),
            await self._read(self._wanted.probes),
        )
        async with open_sight(settings) as (sight, workers):
            means = Means(sight, workers, at_once(settings), Pace.of(settings, sight))
            identifier = Identifier(
                sight,
                workers,
                Learning(workers),
                Rule(settings.decision),
                settings.top_k,
                settings.match_threshold,
            )
            async with self._grounds(environ, settings, folder, means) as grounds:
                report = await _reported(grounds, identifier)
                asked = probes and await self._asked(probes, grounds, report, identifier, means)
                names = await grounds.enrolled.names(mentioned(asked.confusions) if asked else ())
        found = replace(report, names={**report.names, **names})
        self.code = await self._tell(Measured(found, asked or None))

    async def _read(self, folder: Path | None) -> Dataset | None:
        """The files of a folder that is named. Raises `CannotBegin`."""
        if folder is None:
            return None
        dataset = await read_people(folder)
        if self._plot:
            await asyncio.to_thread(self._plot.expect_harmless, (), dataset)
        return dataset

    @asynccontextmanager
    async def _grounds(
        self,
        environ: Mapping[str, str],
        settings: Settings,
        dataset: Dataset | None,
        means: Means,
    ) -> AsyncIterator[_Grounds]:
        """What is enrolled in the chat, or in the folder once it is embedded."""
        async with AsyncExitStack() as stack:
            if dataset is not None:
                known = await stack.enter_async_context(
                    remembered(dataset.folder, means.sight.specs)
                )
                first = Way(means.sight.specs, await people_of(dataset, known, means))
                others = []
                if not self._wanted.as_stored:
                    others = await other_ways(environ, settings, dataset.folder, dataset)
                ways = SeveralWays([first, *others])
                yield _Grounds(ways, await sides_of(ways, ways.specs), Preferences())
                return
            chat_id = self._wanted.chat_id or 0
            store = await stack.enter_async_context(look_into(settings))
            await known_chat(store, chat_id)
            galleries = Galleries(store, settings.gallery_memory)
            wished = await store.preferences.find(chat_id) or Preferences()
            enrolled = ChatEnrolled(chat_id, galleries, store)
            sides = [] if self._wanted.as_stored else await ways_of_chat(enrolled, means)
            if not sides:
                specs = await store.embeddings.specs(chat_id)
                sides = await sides_of(enrolled, specs)
            yield _Grounds(enrolled, sides, wished)

    async def _asked(
        self,
        dataset: Dataset,
        grounds: _Grounds,
        report: Report,
        identifier: Identifier,
        means: Means,
    ) -> Evaluation:
        """Ask about the photos of another folder."""
        async with remembered(dataset.folder, means.sight.specs) as known:
            brought = await people_of(dataset, known, means)
        gallery = await grounds.enrolled.gallery(report.spec)
        _, theirs = await in_use(brought, [report.spec])
        ids = {int(one) for one in gallery.person_ids}
        known_as = {
            name_key(name): one for one, name in (await grounds.enrolled.names(ids)).items()
        }
        names = await brought.names({int(one) for one in theirs.person_ids})
        probes, again = [], 0
        for vector, person in zip(theirs.vectors, theirs.person_ids, strict=True):
            if float((gallery.vectors @ vector).max(initial=-1.0)) > SAME:
                again += 1
                continue
            name = names[int(person)]
            probes.append(Probe(vector, name, known_as.get(name_key(name))))
        if again:
            say([evaluated.enrolled_already(again)])
        if not probes:
            raise CannotBegin(evaluated.no_probes(dataset.folder))
        asking = asking_of(identifier, report.spec, grounds.wished)
        return await identifier.workers.run(evaluate_probes, gallery, probes, asking)

    async def _tell(self, found: Measured) -> int:
        from bot.commands.evaluated import print_json, print_tables

        (print_json if self._wanted.as_json else print_tables)(found)
        if self._plot is None:
            return DONE
        from bot.commands.evaluated import chart_of

        path = self._plot.path_of(1)
        try:
            await asyncio.to_thread(
                self._plot.write, path, await asyncio.to_thread(chart_of, found)
            )
        except OSError as error:
            say([evaluated.chart_unwritten(path, error)])
            return PARTLY_DONE
        say([evaluated.chart_written(path)])
        return DONE


async def _reported(grounds: _Grounds, identifier: Identifier) -> Report:
    specs, sides = identifier.sight.specs, grounds.sides
    _, gallery = await in_use(grounds.enrolled, specs)
    with progress(evaluated.ASKING, 2 * len(gallery)) as advance:
        try:
            return await report_on(
                grounds.enrolled, specs, sides, identifier, grounds.wished, advance
            )
        except TooLittle as error:
            raise CannotBegin(evaluated.too_little(error)) from error
