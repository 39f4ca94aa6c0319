"""Use case: a chat's gallery → a folder of photos for each person, and what belongs to them.

The photos are written byte for byte as they are stored, one after the other; the manifest gets
its name last, so an export that was cut short is never taken for a whole one.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import AsyncGenerator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.datasets.folder_names import folder_names
from bot.datasets.manifest import FILE, UNFINISHED, Manifest, PersonEntry, PhotoEntry, as_json
from bot.datasets.private_files import create, hold, make_folder, write
from bot.datasets.vector_files import VectorWriter
from storage.models import Chat, EmbeddingSpec, PersonSummary, StoredPhoto
from storage.store import Store

NUMBERS = re.compile(r"\[\n([-+0-9.eE,\s]+)\]")
"""A list of numbers, one on each line."""


@dataclass(frozen=True)
class Plan:
    """What an export will write: everybody, each with the folder for their photos."""

    chat: Chat
    people: tuple[tuple[PersonSummary, str], ...]
    vectors: Mapping[EmbeddingSpec, int]

    @property
    def photos(self) -> int:
        return sum(person.photos for person, _ in self.people)


async def plan_export(store: Store, chat: Chat) -> Plan:
    """Look up what there is to export; to be exported in the same `Database.snapshot`."""
    people = await store.people.summaries(chat.id)
    folders = folder_names(person.name for person in people)
    vectors = await store.embeddings.specs(chat.id)
    return Plan(chat, tuple(zip(people, folders, strict=True)), vectors)


async def export(
    store: Store, plan: Plan, target: Path, *, program: str
) -> AsyncGenerator[PhotoEntry, None]:
    """Write an export to a folder that is new or empty: every photo, once it is written.

    ``program`` is noted as what wrote it. Whoever does not wait for the end closes this, which
    removes what was written, as any failure does. Raises `OSError`, which is a `FileExistsError`
    where somebody else was quicker.
    """
    made: list[Path] = []
    try:
        if not target.is_dir():  # noqa: ASYNC240 - files are written one by one here, all day
            make_folder(target)
            made.append(target)
        with ExitStack() as files:
            manifest = files.enter_context(create(target / UNFINISHED))
            made.append(target / UNFINISHED)
            hold(manifest)
            # Whoever has made this file is alone in the folder, but may have come too late.
            if len(list(target.iterdir())) > 1:  # noqa: ASYNC240 - as above
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            vectors = files.enter_context(VectorWriter(target, plan.vectors, made))
            people = []
            for person, folder in plan.people:
                make_folder(target / folder)
                made.append(target / folder)
                photos = []
                for number, photo_id in enumerate(await store.photos.ids(person.id), start=1):
                    file = f"{number:04}.jpg"
                    photo = await store.photos.get(photo_id)
                    write(target / folder / file, photo.jpeg)
                    photos.append(_entry(file, photo, vectors))
                    yield photos[-1]
                people.append(PersonEntry(person.name, folder, person.since, tuple(photos)))
            vectors.finish()
            whole = Manifest(program, datetime.now(UTC), plan.chat, tuple(people))
            manifest.write(_text(whole).encode())
            manifest.flush()
            os.fsync(manifest.fileno())
        (target / UNFINISHED).replace(target / FILE)
    except BaseException:
        _remove(made, target)
        raise


def _entry(file: str, photo: StoredPhoto, vectors: VectorWriter) -> PhotoEntry:
    return PhotoEntry(
        file=file,
        file_sha256=hashlib.sha256(photo.jpeg).digest(),
        sha256=photo.sha256,
        width=photo.width,
        height=photo.height,
        face=photo.face,
        enrolled_at=photo.enrolled_at,
        enrolled_by=photo.enrolled_by,
        album=photo.album,
        file_unique_id=photo.file_unique_id,
        vectors=tuple(vectors.add(spec, vector) for spec, vector in photo.embeddings),
    )


def _text(manifest: Manifest) -> str:
    """The manifest as text that people can read, too."""
    text = json.dumps(as_json(manifest), ensure_ascii=False, indent=1)
    # A point is on one line. No text has a line break of its own in JSON, so none is touched.
    return NUMBERS.sub(lambda found: f"[{' '.join(found[1].split())}]", text)


def _remove(made: list[Path], target: Path) -> None:
    """Remove what was made; the folder for all of it only where nothing else is in it."""
    for path in reversed(made):
        with suppress(OSError):
            if path == target:
                path.rmdir()
            elif path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
