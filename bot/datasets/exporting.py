"""Use case: a chat's gallery → a folder of photos for each person, and what belongs to them.

The photos are written byte for byte as they are stored, one after the other; the manifest gets
its name last, so an export that was cut short is never taken for a whole one.
"""

from __future__ import annotations

import asyncio
import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, ParamSpec, TypeVar

from bot.datasets.folder_names import folder_names
from bot.datasets.manifest import FILE, UNFINISHED, Manifest, PersonEntry, PhotoEntry, as_json
from bot.datasets.private_files import create, hold, make_folder, write
from bot.datasets.vector_files import LARGEST, VectorWriter
from storage.models import Chat, EmbeddingSpec, PersonSummary, StoredPhoto
from storage.store import Store
from storage.uninterrupted import uninterrupted

P = ParamSpec("P")
T = TypeVar("T")

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
    store: Store, plan: Plan, target: Path, *, program: str, largest: int = LARGEST
) -> AsyncGenerator[PhotoEntry, None]:
    """Write an export to a folder that is new or empty: every photo, once it is written.

    ``program`` is noted as what wrote it; no file of vectors gets larger than ``largest`` bytes.
    Whoever does not wait for the end closes this, which removes what was written, as any failure
    does. Raises `OSError`, which is a `FileExistsError` where somebody else was quicker.
    """
    made: list[Path] = []
    try:
        if not target.is_dir():  # noqa: ASYNC240 - a look, not worth a thread
            make_folder(target)
            made.append(target)
        with ExitStack() as files:
            manifest = files.enter_context(create(target / UNFINISHED))
            made.append(target / UNFINISHED)
            hold(manifest)
            # Whoever has made this file is alone in the folder, but may have come too late.
            if len(list(target.iterdir())) > 1:  # noqa: ASYNC240 - as above
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            vectors = files.enter_context(VectorWriter(target, plan.vectors, made, largest))
            people = []
            for person, folder in plan.people:
                make_folder(target / folder)
                made.append(target / folder)
                photos = []
                for number, photo_id in enumerate(await store.photos.ids(person.id), start=1):
                    file = f"{number:04}.jpg"
                    photo = await store.photos.get(photo_id)
                    photos.append(await _done(_written, target / folder / file, photo, vectors))
                    yield photos[-1]
                account = await store.linked.find(plan.chat.id, person.id)
                entry = PersonEntry(person.name, folder, person.since, tuple(photos), account)
                people.append(entry)
            whole = Manifest(program, datetime.now(UTC), plan.chat, tuple(people))
            await _done(_finish, vectors, manifest, whole)
        (target / UNFINISHED).replace(target / FILE)
    except BaseException:
        _remove(made, target)
        raise


async def _done(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do something in a thread, and wait for its end even when cancelled meanwhile.

    Whatever comes then removes files that it would be writing to.
    """
    done: list[T] = []

    async def do() -> None:
        done.append(await asyncio.to_thread(work, *args, **kwargs))

    await uninterrupted(do())
    return done[0]


def _finish(vectors: VectorWriter, manifest: BinaryIO, whole: Manifest) -> None:
    vectors.finish()
    manifest.write(_text(whole).encode())
    manifest.flush()
    os.fsync(manifest.fileno())


def _written(path: Path, photo: StoredPhoto, vectors: VectorWriter) -> PhotoEntry:
    write(path, photo.jpeg)
    return PhotoEntry(
        file=path.name,
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
