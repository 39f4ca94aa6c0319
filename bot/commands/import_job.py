"""What ``whosthis import`` does: every photo of a folder taken in, and what became of it said."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import click

from bot import logs
from bot.commands.chat_option import kind_of
from bot.commands.import_run import ImportRun
from bot.commands.looking import or_nothing
from bot.commands.people_of_folder import remark, say
from bot.commands.progress import Pace, at_once
from bot.commands.running import CannotBegin
from bot.config import Settings
from bot.datasets.folders import Dataset, DatasetUnusable, read_dataset
from bot.datasets.importing import Import
from bot.datasets.intake import Intake
from bot.datasets.manifest import Manifest
from bot.datasets.manifest_reading import (
    ExportTooNew,
    ExportUnderWay,
    ExportUnfinished,
    ManifestForeign,
    ManifestUnreadable,
    read_manifest,
)
from bot.datasets.restoring import Restoring
from bot.opening import open_sight, open_store
from bot.pictures.thumbnails import thumbnail
from bot.recognition.enrolment import Enrolment
from bot.stopping import stopped_by_signals
from bot.texts import importing
from storage.database import Database, NothingStored
from storage.models import Chat
from storage.store import Store


async def import_folder(
    environ: Mapping[str, str], folder: Path, chat_id: int, *, dry_run: bool
) -> int:
    """Import a folder, or say what that would do; the exit code.

    Raises `ConfigError`, `CannotBegin` or `ModelFilesUnusable`.
    """
    settings = Settings.from_env(environ, listens=False)
    logs.set_up(settings.log_level, settings.secrets)
    stop = stopped_by_signals()
    dataset, manifest = await _read(folder)
    is_new = not await asyncio.to_thread(os.path.lexists, settings.database)
    async with (
        open_sight(settings) as (sight, workers),
        _open(settings, dry_run) as store,
    ):
        on_file = await store.chats.find(chat_id)
        chat = on_file or Chat(chat_id, kind_of(chat_id))
        place = importing.place(settings.database, is_new=is_new)
        click.echo(importing.beginning(dataset, chat, place, dry_run=dry_run))
        if on_file is None:
            say([importing.UNHEARD_OF])
        if manifest:
            click.echo(importing.known_of(manifest))
        intake = Intake(Enrolment(sight, store, workers, thumbnail), chat)
        restoring = Restoring(manifest, folder, intake) if manifest else None
        run = ImportRun(
            intake,
            Import(intake, restoring),
            dataset.files,
            at_once(settings),
            Pace.of(settings, sight),
            stop,
        )
        ended = await (run.foresee() if dry_run else run.take())
        for kind in [*importing.remarks(intake.fates, restoring), ended.wrong]:
            say(kind)
        for line in ended.summary:
            click.echo(line)
    return ended.code


async def _read(folder: Path) -> tuple[Dataset, Manifest | None]:
    """The files and, of an export, its manifest. Raises `CannotBegin`."""
    manifest = None
    try:
        manifest = await asyncio.to_thread(read_manifest, folder)
    except ManifestUnreadable as error:
        raise CannotBegin(importing.unreadable(folder, str(error))) from error
    except ManifestForeign:
        click.echo(importing.foreign(folder), err=True)
    except ExportUnderWay:
        raise CannotBegin(importing.under_way(folder)) from None
    except ExportUnfinished:
        raise CannotBegin(importing.unfinished(folder)) from None
    except ExportTooNew:
        raise CannotBegin(importing.too_new(folder)) from None
    names = manifest.names if manifest else None
    try:
        dataset = await asyncio.to_thread(read_dataset, folder, names)
    except DatasetUnusable as error:
        remark(error.remarks)
        raise CannotBegin(str(error)) from error
    remark(dataset.remarks)
    return dataset, manifest


@asynccontextmanager
async def _open(settings: Settings, dry_run: bool) -> AsyncIterator[Store]:  # noqa: FBT001 - private
    """What is stored: as it is for a dry run, which makes no file where there is none.

    Raises `CannotBegin` where nothing could be written to it.
    """
    with or_nothing():
        if not dry_run:
            async with open_store(settings) as store:
                await store.database.expect_writable()
                yield store
            return
        await asyncio.to_thread(Database.expect_room, settings.database)
        async with _as_it_is(settings) as store:
            yield store


@asynccontextmanager
async def _as_it_is(settings: Settings) -> AsyncIterator[Store]:
    with tempfile.TemporaryDirectory() as nothing:
        try:
            store = await Store.open_read_only(settings.database)
        except NothingStored:
            store = await Store.open(Path(nothing) / "whosthis.db")
        try:
            yield store
        finally:
            await store.close()
