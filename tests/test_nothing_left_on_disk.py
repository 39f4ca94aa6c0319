"""A running bot leaves nothing on the disk of what was removed, nor waits to be asked for that."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.families import family
from tests.people import portrait
from tests.rosters import press
from tests.stage import Stage, on_stage

NAME = "Nitika Querquetula Xyzzy"
KINDS = {"name", "photo", "thumbnail", "vector"}
SHORT = 16
"""Bytes that nobody would take for a coincidence, where they are not all alike."""

Secrets = Mapping[str, list[bytes]]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The file of the bot on stage."""
    return tmp_path / "whosthis.db"


def secrets_of(database: Path) -> Secrets:
    """All that is on file of somebody, by what it is."""
    with contextlib.closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as file:
        names = [name.encode() for (name,) in file.execute("SELECT name FROM people")]
        photos = file.execute("SELECT jpeg, thumbnail FROM photos").fetchall()
        vectors = [vector for (vector,) in file.execute("SELECT vector FROM embeddings")]
    found = {
        "name": names,
        "photo": [jpeg for jpeg, _ in photos],
        "thumbnail": [thumbnail for _, thumbnail in photos],
        "vector": vectors,
    }
    assert all(found.values())
    return found


def left(database: Path, secrets: Secrets) -> set[str]:
    """Of what some piece is in the bytes of any file beside the database, or in its own."""
    files = (place for place in database.parent.rglob("*") if place.is_file())
    data = b"\0".join(place.read_bytes() for place in files)
    windows = {data[at : at + SHORT] for at in range(len(data) - SHORT + 1)}
    return {
        kind
        for kind, blobs in secrets.items()
        for blob in blobs
        if any(piece in windows for piece in pieces(blob))
    }


def pieces(blob: bytes) -> list[bytes]:
    every = [blob[at : at + SHORT] for at in range(0, len(blob) - SHORT + 1, 5)]
    return [piece for piece in every if len(set(piece)) > SHORT / 2]


def later(database: Path, change: str) -> None:
    """Have more time gone by than what is on file was to be kept for."""
    with contextlib.closing(sqlite3.connect(database)) as file:
        assert file.execute(change).rowcount == 1
        file.commit()


async def deleted(database: Path, secrets: Secrets) -> None:
    """Wait until the bot that runs has deleted all of it."""
    async with asyncio.timeout(10):
        while left(database, secrets):  # noqa: ASYNC110 - a file has no event for it
            await asyncio.sleep(0.1)


async def test_after_an_erasure(stage: Stage, database: Path) -> None:
    await stage.enrol(NAME, 0)
    secrets = secrets_of(database)
    assert left(database, secrets) == KINDS
    assert (await stage.say("/erase everything")).words.startswith("Erased")
    await stage.sandbox.settled()
    assert left(database, secrets) == set()


async def test_after_somebody_removed_themself(stage: Stage, database: Path) -> None:
    there = family(stage)
    photo = there.group.send_photo(there.ann, portrait(0, 0), caption=f"/enroll @bela {NAME}")
    await there.answer(await there.answer(photo))
    secrets = secrets_of(database)
    assert left(database, secrets) == KINDS
    theirs = stage.sandbox.private_chat(there.bela, stage.bot)
    gone = await stage.answer(theirs.send_text(there.bela, "/forgetme"))
    assert gone.words.startswith("Done")
    await stage.sandbox.settled()
    assert left(database, secrets) == set()


async def test_once_it_cannot_be_undone_any_more(tmp_path: Path, database: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.enrol(NAME, 0)
        await press(await stage.say(f"/forget {NAME}"), "Forget")
        await stage.sandbox.settled()
        secrets = secrets_of(database)
    assert left(database, secrets) == KINDS
    later(database, "UPDATE removals SET expires_at = expires_at - 601")
    async with on_stage(tmp_path):
        await deleted(database, secrets)


async def test_not_before_it_cannot_be_undone_any_more(tmp_path: Path, database: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.enrol(NAME, 0)
        await press(await stage.say(f"/forget {NAME}"), "Forget")
        await stage.sandbox.settled()
        secrets = secrets_of(database)
    later(database, "UPDATE removals SET expires_at = expires_at - 500")
    async with on_stage(tmp_path) as stage:
        await stage.say("/people")
        assert left(database, secrets) == KINDS


async def test_once_the_days_of_a_group_are_over(tmp_path: Path, database: Path) -> None:
    async with on_stage(tmp_path) as stage:
        there = family(stage)
        await there.enrol(NAME, 0)
        there.group.remove_member(stage.bot, by=there.ann)
        await stage.sandbox.settled()
        secrets = secrets_of(database)
    assert left(database, secrets) == KINDS
    later(database, "UPDATE chats SET left_at = left_at - 31 * 86400 WHERE left_at IS NOT NULL")
    async with on_stage(tmp_path):
        await deleted(database, secrets)
