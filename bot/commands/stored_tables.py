"""What ``whosthis chats`` and ``whosthis people`` do: tables for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.commands.looking import NothingFound, known_chat, look_into
from bot.commands.running import DONE
from bot.config import Settings
from bot.embedders.gemini import GeminiEmbedder
from bot.embedders.local import LocalEmbedder
from bot.recognition.embedding import Kind, ViewKind, spec_of
from bot.texts import stored
from bot.texts.chats import nobody_enrolled

EDGELESS = 10_000
"""Columns where nobody looks: what reads a file or a pipe is better off with whole lines."""
ROOMY = 60
"""Columns from which on a table is drawn with room around its cells."""
WORD = 10
"""Columns that a cell of text has at least, which is a date without its time."""


async def show_chats(environ: Mapping[str, str], *, as_json: bool) -> int:
    """Print all chats. Raises `ConfigError` or `CannotBegin`."""
    settings = Settings.from_env(environ, listens=False)
    with _empty_list(as_json):
        async with look_into(settings) as store:
            chats = await store.chats.summaries()
        if not chats:
            raise NothingFound(stored.NO_CHATS)
    if as_json:
        _print_json(
            {
                "id": each.chat.id,
                "kind": each.chat.kind,
                "title": each.chat.title,
                "people": each.people,
                "photos": each.photos,
            }
            for each in chats
        )
    else:
        _print_table(stored.CHAT_COLUMNS, [stored.chat_row(each) for each in chats])
    return DONE


async def show_people(environ: Mapping[str, str], chat_id: int, *, as_json: bool) -> int:
    """Print a chat's people. Raises `ConfigError` or `CannotBegin`."""
    settings = Settings.from_env(environ, listens=False)
    embedders = _in_use(settings)
    specs = [[spec_of(one, view) for view in one.views] for one in embedders]
    with _empty_list(as_json):
        async with look_into(settings) as store:
            chat = await known_chat(store, chat_id)
            people = await store.people.summaries(chat_id, specs)
        if not people:
            raise NothingFound(nobody_enrolled(chat))
    if as_json:
        _print_json(
            {
                "name": each.name,
                "photos": each.photos,
                "last_added": each.last_added and each.last_added.isoformat(),
                "comparable": each.comparable,
            }
            for each in people
        )
    else:
        models = [embedder.model for embedder in embedders]
        click.echo(stored.people_of(chat, people, models), err=True)
        _print_table(stored.PERSON_COLUMNS, [stored.person_row(each) for each in people])
    return DONE


def _in_use(settings: Settings) -> list[Kind]:
    """Whatever tells the models in use and their views; they are not opened."""
    kinds: list[Kind] = []
    if gemini := settings.gemini:
        view = ViewKind(gemini.view)
        kinds.append(
            GeminiEmbedder(gemini.key, model=gemini.model, dimensions=gemini.dimensions, view=view)
        )
    if not gemini or settings.both:
        kinds.append(LocalEmbedder)
    return kinds


@contextmanager
def _empty_list(wanted: bool) -> Iterator[None]:  # noqa: FBT001 - private
    """Where nothing is found, a program that reads the output still finds JSON."""
    try:
        yield
    except NothingFound:
        if wanted:
            _print_json([])
        raise


def _print_json(rows: Iterable[Mapping[str, Any]]) -> None:
    click.echo(json.dumps(list(rows), ensure_ascii=False, indent=1))


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = EDGELESS
    ruled = console.is_terminal and console.width >= ROOMY
    table = Table(box=box.SIMPLE_HEAD if ruled else None, pad_edge=False)
    for number, column in enumerate(columns):
        cells = [row[number] for row in rows]
        counts = all(cell.lstrip("-").isdecimal() for cell in cells)
        table.add_column(
            column,
            justify="right" if counts else "left",
            overflow="fold",
            # A number or half a date that is broken up cannot be read any more.
            no_wrap=counts,
            min_width=min(WORD, max(map(len, cells))),
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table, crop=False)
