"""A folder's people made ready to be compared with, and whatever is odd about it said."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import click

from bot.commands.progress import Pace, watched
from bot.commands.running import CannotBegin
from bot.datasets.catching_up import CatchingUp, UpToDate
from bot.datasets.enrolled_folder import FolderEnrolled
from bot.datasets.folders import Dataset, DatasetUnusable, Oddity, Remark, read_dataset
from bot.datasets.manifest import FILE
from bot.datasets.manifest_reading import (
    ExportTooNew,
    ExportUnfinished,
    ManifestForeign,
    read_manifest,
)
from bot.datasets.remembering import CACHE, Remembered
from bot.recognition.embedding import EmbeddingError
from bot.recognition.sight import Sight
from bot.recognition.tally import Skipped
from bot.recognition.workers import Workers
from bot.texts import datasets

MOST_LINES = 20
"""Lines of one kind that are said of a folder."""


@dataclass(frozen=True)
class Means:
    """What a run has to work with: what sees, and how many photos at a time, and how fast."""

    sight: Sight
    workers: Workers
    at_once: int
    pace: Pace


def say(lines: Sequence[str]) -> None:
    """Tell people, on stderr: stdout is for answers."""
    for line in lines[:MOST_LINES]:
        click.echo(line, err=True)
    if len(lines) > MOST_LINES:
        click.echo(datasets.more_like_this(len(lines) - MOST_LINES), err=True)


async def read_people(folder: Path) -> Dataset:
    """The files of everybody in a folder. Raises `CannotBegin`."""
    try:
        names = await asyncio.to_thread(_names, folder)
        dataset = await asyncio.to_thread(read_dataset, folder, names)
    except DatasetUnusable as error:
        remark(error.remarks)
        raise CannotBegin(str(error)) from error
    remark(dataset.remarks)
    return dataset


async def people_of(dataset: Dataset, known: Remembered, means: Means) -> FolderEnrolled:
    """Embed what is new in a folder; what its people are compared by.

    Raises `CannotBegin` where nobody's photos can be compared.
    """
    catching_up = CatchingUp(dataset, known, means.sight, means.workers)
    changed = await catching_up.changed()
    if changed:
        await known.expect_writable()
    trouble = known.trouble
    _say_trouble(dataset, trouble)
    try:
        async with (
            watched("Looking at photos", len(changed), means.pace) as advance,
            aclosing(catching_up.look_at(changed, means.at_once)) as looked_at,
        ):
            async for _ in looked_at:
                advance(1)
    except EmbeddingError as error:
        kept = 0 if known.trouble else known.kept
        raise CannotBegin(datasets.interrupted(error, kept)) from error
    if known.trouble != trouble:
        _say_trouble(dataset, known.trouble)
    found = await catching_up.up_to_date()
    _introduce(found)
    if not len(found.enrolled):
        raise CannotBegin(datasets.nothing_comparable(dataset.folder))
    return found.enrolled


def _names(folder: Path) -> Mapping[str, str]:
    """The people who are not called as their folder is: an export knows them."""
    try:
        manifest = read_manifest(folder)
    except (ManifestForeign, ExportTooNew):
        say([datasets.names_unknown(folder / FILE)])
        return {}
    except ExportUnfinished:
        return {}
    return manifest.names if manifest else {}


def _say_trouble(dataset: Dataset, trouble: str | None) -> None:
    if trouble:
        say([datasets.cache_trouble(dataset.folder / CACHE, trouble)])


def remark(remarks: Sequence[Remark]) -> None:
    """Say what is odd about a folder, kind by kind."""
    for oddity in Oddity:
        say([datasets.remark(odd) for odd in remarks if odd.oddity is oddity])


def _introduce(found: UpToDate) -> None:
    """Say what one should know of the folder's photos."""
    for why in Skipped:
        say([datasets.left_out(file, why) for file, reason in found.left_out if reason is why])
    say([datasets.incomplete(file, reason) for file, reason in found.incomplete])
    say([datasets.shared(files) for files in found.shared])
    say([datasets.several_faces(file) for file in found.several_faces])
    say([datasets.faceless(file) for file in found.faceless])
