"""What ``whosthis export`` does: looks where to write, writes everything, or leaves nothing."""

from __future__ import annotations

import asyncio
import errno
import os
import stat
from collections.abc import Mapping
from contextlib import aclosing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from bot import logs
from bot.commands.looking import NothingFound, known_chat, look_into
from bot.commands.progress import progress
from bot.commands.running import DONE, NOTHING_DONE, CannotBegin
from bot.config import Settings
from bot.datasets.exporting import Plan, export, plan_export
from bot.datasets.manifest import UNFINISHED
from bot.datasets.private_files import is_held
from bot.stopping import stopped_by_signals
from bot.texts import chats, exporting
from storage.store import Store

PROGRAM = "whosthis"


async def export_chat(
    environ: Mapping[str, str], target: Path, chat_id: int, *, dry_run: bool
) -> int:
    """Export a chat, or say what that would do; the exit code.

    Raises `ConfigError` or `CannotBegin`.
    """
    settings = Settings.from_env(environ, listens=False)
    logs.set_up(settings.log_level, settings.secrets)
    stop = stopped_by_signals()
    _check(target)
    # One moment for all of it, whatever the bot takes in meanwhile.
    async with look_into(settings) as store, store.database.snapshot():
        chat = await known_chat(store, chat_id)
        plan = await plan_export(store, chat)
        if not plan.people:
            raise NothingFound(chats.nobody_enrolled(chat))
        click.echo(exporting.beginning(plan, target, dry_run=dry_run))
        if dry_run:
            for line in exporting.planned(plan):
                click.echo(line)
            return DONE
        try:
            ended = await _write(store, plan, target, stop)
        except OSError as error:
            if isinstance(error, FileExistsError):
                # Somebody else was quicker: what is there now tells who.
                _check(target)
            raise CannotBegin(exporting.broken_off(target, _reason(error))) from error
    click.echo(exporting.done(target) if ended else exporting.STOPPED)
    return DONE if ended else NOTHING_DONE


async def _write(store: Store, plan: Plan, target: Path, stop: asyncio.Event) -> bool:
    """Write everything, or nothing once ``stop`` is set: whether it is there."""
    with progress("Exporting", plan.photos) as advance:
        async with aclosing(export(store, plan, target, program=_program())) as written:
            async for _ in written:
                if stop.is_set():
                    return False
                advance(1)
    return True


def _program() -> str:
    try:
        return f"{PROGRAM} {version(PROGRAM)}"
    except PackageNotFoundError:
        # Run from its source, without having been installed.
        return PROGRAM


def _check(target: Path) -> None:
    """Whether an export can go there, as far as one can tell. Raises `CannotBegin`."""
    try:
        _look_at(target)
    except OSError as error:
        raise CannotBegin(exporting.unwritable(target, _reason(error))) from error


def _look_at(target: Path) -> None:
    """Raises `CannotBegin` or `OSError`."""
    try:
        is_folder = stat.S_ISDIR(target.stat().st_mode)
    except FileNotFoundError:
        if target.is_symlink():
            raise CannotBegin(exporting.not_a_folder(target)) from None
        parent = target.absolute().parent
        if not parent.is_dir():
            raise CannotBegin(exporting.no_parent(target)) from None
        _expect_room(parent)
        return
    if not is_folder:
        raise CannotBegin(exporting.not_a_folder(target))
    if (target / UNFINISHED).exists():
        held = is_held(target / UNFINISHED)
        raise CannotBegin(exporting.under_way(target) if held else exporting.cut_short(target))
    if any(target.iterdir()):
        raise CannotBegin(exporting.not_empty(target))
    _expect_room(target)


def _expect_room(folder: Path) -> None:
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
