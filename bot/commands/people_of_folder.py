"""A folder's people made ready to be compared with, and whatever is odd about it said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import click

from bot.commands.progress import progress
from bot.commands.running import CannotBegin
from bot.datasets.catching_up import CatchingUp, Standing
from bot.datasets.enrolled_folder import FolderEnrolled
from bot.datasets.folders import Dataset, DatasetUnusable, read_dataset
from bot.datasets.manifest_reading import (
    ExportTooNew,
    ExportUnfinished,
    ManifestForeign,
    read_manifest,
)
from bot.datasets.remembering import CACHE, remembered
from bot.recognition.embedding import EmbeddingError, ViewKind, spec_of
from bot.recognition.sight import Sight
from bot.recognition.workers import Workers
from bot.texts import datasets

MOST_LINES = 20
"""Lines of one kind that are said of a folder."""


@asynccontextmanager
async def people_of(
    folder: Path, sight: Sight, workers: Workers, at_once: int
) -> AsyncIterator[FolderEnrolled]:
    """Embed what is new in a folder, and open what its photos are compared by.

    Raises `CannotBegin` where nobody's photos can be compared.
    """
    dataset = await _read(folder)
    spec = spec_of(sight.embedder, sight.embedder.face_view or ViewKind.PHOTO)
    async with remembered(folder, spec) as known:
        standing = await _caught_up(CatchingUp(dataset, known, sight, workers), at_once)
        if known.trouble:
            say([datasets.cache_trouble(folder / CACHE, known.trouble)])
        _introduce(standing)
        if not len(standing.enrolled):
            raise CannotBegin(datasets.nothing_comparable(folder))
        yield standing.enrolled


def say(lines: Sequence[str]) -> None:
    """Tell people, on stderr: stdout is for answers."""
    for line in lines[:MOST_LINES]:
        click.echo(line, err=True)
    if len(lines) > MOST_LINES:
        click.echo(datasets.more_like_this(len(lines) - MOST_LINES), err=True)


async def _read(folder: Path) -> Dataset:
    try:
        names = await asyncio.to_thread(_names, folder)
        dataset = await asyncio.to_thread(read_dataset, folder, names)
    except DatasetUnusable as error:
        say([datasets.remark(odd) for odd in error.remarks])
        raise CannotBegin(str(error)) from error
    say([datasets.remark(odd) for odd in dataset.remarks])
    return dataset


def _names(folder: Path) -> Mapping[str, str]:
    """The people who are not called as their folder is: an export knows them."""
    try:
        manifest = read_manifest(folder)
    except (ManifestForeign, ExportUnfinished, ExportTooNew):
        return {}
    return manifest.names if manifest else {}


async def _caught_up(catching_up: CatchingUp, at_once: int) -> Standing:
    changed = await catching_up.changed()
    try:
        with progress("Embedding", len(changed)) as advance:
            async with aclosing(catching_up.look_at(changed, at_once)) as looked_at:
                async for _ in looked_at:
                    advance(1)
    except EmbeddingError as error:
        raise CannotBegin(datasets.interrupted(error, catching_up.embedded)) from error
    return await catching_up.standing()


def _introduce(standing: Standing) -> None:
    """Say what one should know of the folder's photos."""
    say([datasets.left_out(*one) for one in standing.left_out])
    say([datasets.shared(files) for files in standing.shared])
    if standing.several_faces:
        say([datasets.several_faces(standing.several_faces)])
