"""What ``whosthis import`` does: every photo of a folder taken in, and what became of it said."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import click

from bot import logs
from bot.commands.chat_option import kind_of
from bot.commands.import_run import ImportRun
from bot.commands.progress import at_once
from bot.commands.running import CannotBegin
from bot.config import Settings
from bot.datasets.folders import Dataset, DatasetUnusable, Remark, read_dataset
from bot.datasets.importing import Import
from bot.datasets.intake import Became, Intake
from bot.datasets.manifest import Manifest
from bot.datasets.manifest_reading import (
    ExportTooNew,
    ExportUnfinished,
    ManifestForeign,
    read_manifest,
)
from bot.datasets.restoring import Restoring
from bot.opening import open_sight, open_store
from bot.pictures.thumbnails import thumbnail
from bot.recognition.enrolment import Enrolment
from bot.stopping import stopped_by_signals
from bot.texts import datasets, importing
from storage.database import NothingStored
from storage.models import Chat
from storage.store import Store


async def import_folder(
    environ: Mapping[str, str], folder: Path, chat_id: int, *, dry_run: bool
) -> int:
    """Import a folder, or say what that would do; the exit code.

    Raises `ConfigError`, `CannotBegin`, `ModelFilesUnusable` or `DatabaseUnusable`.
    """
    settings = Settings.from_env({"LOG_LEVEL": "WARNING", **environ}, listens=False)
    logs.set_up(settings.log_level, settings.secrets)
    stop = stopped_by_signals()
    dataset, manifest = await _read(folder)
    async with open_sight(settings) as (sight, workers), _open(settings, dry_run) as store:
        on_file = await store.chats.find(chat_id)
        chat = on_file or Chat(chat_id, kind_of(chat_id))
        click.echo(importing.beginning(dataset, chat, dry_run=dry_run))
        if manifest:
            click.echo(importing.known_of(manifest))
        intake = Intake(Enrolment(sight, store, workers, thumbnail), chat)
        restoring = Restoring(manifest, folder, intake) if manifest else None
        files, most = dataset.files, at_once(settings)
        run = ImportRun(intake, Import(intake, restoring), files, most, stop)
        code, lines = await (run.foresee() if dry_run else run.take())
        for line in [*importing.remarks(intake.fates, restoring), *lines]:
            click.echo(line)
        if on_file is None and any(fate.became is Became.ADDED for fate in intake.fates.values()):
            click.echo(importing.UNHEARD_OF)
    return code


async def _read(folder: Path) -> tuple[Dataset, Manifest | None]:
    """The files and, of an export, its manifest. Raises `CannotBegin`."""
    manifest = None
    try:
        manifest = await asyncio.to_thread(read_manifest, folder)
    except ManifestForeign:
        click.echo(importing.foreign(folder), err=True)
    except ExportUnfinished:
        raise CannotBegin(importing.unfinished(folder)) from None
    except ExportTooNew:
        raise CannotBegin(importing.too_new(folder)) from None
    names = manifest.names if manifest else None
    try:
        dataset = await asyncio.to_thread(read_dataset, folder, names)
    except DatasetUnusable as error:
        _say(error.remarks)
        raise CannotBegin(str(error)) from error
    _say(dataset.remarks)
    return dataset, manifest


def _say(remarks: Iterable[Remark]) -> None:
    for odd in remarks:
        click.echo(datasets.remark(odd), err=True)


@asynccontextmanager
async def _open(settings: Settings, dry_run: bool) -> AsyncIterator[Store]:  # noqa: FBT001 - private
    """What is stored: as it is for a dry run, which makes no file where there is none."""
    if not dry_run:
        async with open_store(settings) as store:
            yield store
        return
    with tempfile.TemporaryDirectory() as nothing:
        try:
            store = await Store.open_read_only(settings.database)
        except NothingStored:
            store = await Store.open(Path(nothing) / "whosthis.db")
        try:
            yield store
        finally:
            await store.close()
