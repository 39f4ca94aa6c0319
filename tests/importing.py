"""Folders of photos into a chat and out again, without a command or by one."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Mapping
from contextlib import aclosing, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.datasets.exporting import export, plan_export
from bot.datasets.folders import read_dataset
from bot.datasets.importing import Import
from bot.datasets.intake import Fate, Intake
from bot.datasets.manifest_reading import read_manifest
from bot.datasets.restoring import Restoring
from bot.datasets.side_by_side import side_by_side
from bot.pictures.thumbnails import thumbnail
from bot.recognition.enrolment import Enrolment
from storage.models import Chat
from storage.store import Store
from tests.folders_of_people import Eyes
from tests.loopback_gemini import LoopbackGemini
from tests.processes import whosthis

FRIENDS = Chat(-100, "group", "Friends")


def keys_of(gemini: LoopbackGemini, **settings: str) -> dict[str, str]:
    """Settings that have a loopback Gemini asked."""
    return {
        "EMBEDDER": "gemini",
        "GEMINI_API_KEY": gemini.key,
        "GEMINI_API_URL": gemini.url,
        "GEMINI_DIMENSIONS": "768",
        "GEMINI_REQUESTS_PER_MINUTE": "10000",
        **settings,
    }


async def take_in(
    store: Store, eyes: Eyes, folder: Path, chat: Chat = FRIENDS, *, at_once: int = 8
) -> dict[str, Fate]:
    """Import a folder: what became of each file, by its path in it."""
    manifest = read_manifest(folder)
    dataset = read_dataset(folder, manifest.names if manifest else None)
    intake = Intake(Enrolment(eyes.sight, store, eyes.workers, thumbnail), chat)
    restoring = Restoring(manifest, folder, intake) if manifest else None
    work = Import(intake, restoring).take
    async with aclosing(side_by_side(dataset.files, work, at_once)) as taken:
        return {file.path.relative_to(folder).as_posix(): fate async for file, fate in taken}


async def write_out(store: Store, target: Path, chat: Chat = FRIENDS) -> dict[str, Any]:
    """Export a chat: what the manifest says."""
    async with store.database.snapshot():
        plan = await plan_export(store, chat)
        async with aclosing(export(store, plan, target, program="whosthis 1")) as written:
            assert len([entry async for entry in written]) == plan.photos
    manifest: dict[str, Any] = json.loads((target / "manifest.json").read_bytes())
    return manifest


@dataclass(frozen=True)
class Printed:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


async def command(folder: Path, *arguments: str, **environ: str) -> Printed:
    """Run ``whosthis`` in a folder of its own, with its database in it."""
    process = await whosthis(folder, *arguments, **environ)
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    assert process.returncode is not None
    assert b"Traceback" not in err, err.decode()
    return Printed(process.returncode, out.decode(), err.decode())


def stored(database: Path, sql: str) -> list[Any]:
    """The rows that a question to a database's file gives."""
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.execute(sql))


GALLERY: Mapping[str, str] = {
    "people": "SELECT name, created_at, user_id, username FROM people ORDER BY name",
    "photos": """SELECT name, sha256, jpeg, file_unique_id, album, enrolled_by, enrolled_at,
                        width, height FROM photos JOIN people ON people.id = person_id
                 ORDER BY name, sha256""",
    "faces": """SELECT sha256, x, y, faces.width, faces.height, landmarks, score
                FROM faces JOIN photos ON photos.id = photo_id ORDER BY sha256, person_id""",
    "embeddings": """SELECT sha256, model, dimensions, view, vector, face_id IS NULL
                     FROM embeddings JOIN photos ON photos.id = photo_id
                     ORDER BY sha256, model, dimensions, view""",
}


def gallery_in(database: Path) -> dict[str, list[Any]]:
    """All that makes up the galleries in a file, but for numbers that are given out anew."""
    return {what: stored(database, sql) for what, sql in GALLERY.items()}
