"""Use case: a folder's photos → embedded, each but once, however often the folder is used.

What is made of a photo is remembered at once, under what the photo shows: so it may be stopped
at any time, and a photo that was moved or renamed is known again.
"""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from bot.datasets.enrolled_folder import EnrolledPhoto, FolderEnrolled
from bot.datasets.folders import Dataset, Oddity, PhotoFile, source_of
from bot.datasets.intake import ABOUT_ONE_PHOTO
from bot.datasets.remembering import Remembered
from bot.datasets.side_by_side import side_by_side
from bot.pictures.thumbnails import thumbnail
from bot.recognition.enrolment import Skipped, reason_of
from bot.recognition.photos import PhotoUnreadable
from bot.recognition.preparing import face_of
from bot.recognition.sight import NoFace, Seen, Sight
from bot.recognition.source import SourceGone
from bot.recognition.workers import Workers
from storage.vector_cache import CachedPhoto, KnownFile

State = tuple[int, int]
"""A file's size in bytes, and when it was last written to in nanoseconds since 1970."""
Picture = bytes
"""The hash of what a photo shows."""

REASONS = frozenset(reason.value for reason in Skipped)
LATEST = 2**63 - 1
"""Nanoseconds since 1970 that the cache can hold; some file systems and tools give more."""


@dataclass(frozen=True)
class UpToDate:
    """What can be compared, and what became of the rest.

    ``left_out`` are the files that cannot be compared, ``shared`` the files that show one photo
    in several people's folders, for each of whom it counts. Of the photos ``several_faces`` only
    the largest face was taken; in the ``faceless`` none was found where one was looked for.
    """

    enrolled: FolderEnrolled
    several_faces: tuple[PhotoFile, ...]
    faceless: tuple[PhotoFile, ...]
    left_out: tuple[tuple[PhotoFile, Skipped], ...]
    shared: tuple[tuple[PhotoFile, ...], ...]


class CatchingUp:
    """One folder's way from what is remembered to what is there now.

    ``embedded`` counts the photos embedded on the way.
    """

    def __init__(
        self, dataset: Dataset, known: Remembered, sight: Sight, workers: Workers
    ) -> None:
        self._dataset = dataset
        self._known = known
        self._sight = sight
        self._workers = workers
        self._settled: dict[PhotoFile, Picture | Skipped] = {}
        self._turns: defaultdict[Picture, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.embedded = 0

    async def changed(self) -> list[PhotoFile]:
        """The files that have to be looked at: all that are not as they are remembered."""
        states = await asyncio.to_thread(_states, self._dataset.files)
        changed = []
        for file, state in zip(self._dataset.files, states, strict=True):
            outcome = self._outcome_of(file, state)
            if outcome is None:
                changed.append(file)
            else:
                self._settled[file] = outcome
        return changed

    async def look_at(
        self, files: Sequence[PhotoFile], at_once: int
    ) -> AsyncGenerator[PhotoFile, None]:
        """Look at files and embed what is new in them: each file, as soon as it is done with.

        Raises the `EmbeddingError` that would meet the other files as well.
        """
        async with aclosing(side_by_side(files, self._look, at_once)) as looking:
            async for file, outcome in looking:
                self._settled[file] = outcome
                yield file

    async def up_to_date(self) -> UpToDate:
        """What can be compared, once every changed file was looked at."""
        if self._all_is_there():
            await self._known.forget_all_but({self._path(file) for file in self._dataset.files})
        photos: dict[tuple[str, Picture], EnrolledPhoto] = {}
        left_out: list[tuple[PhotoFile, Skipped]] = []
        showing: defaultdict[Picture, list[PhotoFile]] = defaultdict(list)
        for file in self._dataset.files:
            outcome = self._settled[file]
            if isinstance(outcome, Skipped):
                left_out.append((file, outcome))
                continue
            photo = self._known.photos[outcome]
            photos.setdefault((file.person, outcome), EnrolledPhoto(file, outcome, photo))
            showing[outcome].append(file)
        known, view = self._known.photos, self._known.embedder.view
        return UpToDate(
            FolderEnrolled(list(photos.values()), self._known.thumbnail),
            tuple(files[0] for one, files in showing.items() if known[one].several_faces),
            tuple(files[0] for one, files in showing.items() if known[one].view != view),
            tuple(left_out),
            tuple(
                tuple(files)
                for files in showing.values()
                if any(file.person != files[0].person for file in files)
            ),
        )

    def _all_is_there(self) -> bool:
        """What cannot be seen just now, on a drive that is away, may be back the next time."""
        return Skipped.GONE not in self._settled.values() and not any(
            one.oddity is Oddity.UNREADABLE for one in self._dataset.remarks
        )

    def _outcome_of(self, file: PhotoFile, state: State | None) -> Picture | Skipped | None:
        """What is remembered of a file that is as it was."""
        known = self._known.files.get(self._path(file))
        if known is None or (known.size, known.modified) != state:
            return None
        photo = self._known.photos.get(known.sha256 or b"")
        flaw = known.flaw or (photo.flaw if photo else None)
        if flaw:
            # One that this program does not know is looked into once more.
            return Skipped(flaw) if flaw in REASONS else None
        return known.sha256 if photo else None

    async def _look(self, file: PhotoFile) -> Picture | Skipped:
        source, path = source_of(file.path), self._path(file)
        # Before it is read: what is written to it meanwhile is noticed the next time.
        (state,) = await asyncio.to_thread(_states, [file])
        if state is None:
            return Skipped.GONE
        try:
            seen = await self._sight.look(source)
            picture = await self._workers.run(lambda: seen.picture.sha256)
        except SourceGone:
            return Skipped.GONE
        except PhotoUnreadable as error:
            await self._known.keep(path, KnownFile(*state, None, error.reason.value))
            return Skipped(error.reason.value)
        except NoFace as error:
            faceless = error.picture
            picture = await self._workers.run(lambda: faceless.sha256)
            flaw = CachedPhoto(flaw=Skipped.NO_FACE.value)
            await self._known.keep(path, KnownFile(*state, picture), flaw)
            return Skipped.NO_FACE
        async with self._turns[picture]:
            photo, fresh = await self._known.photo(picture), None
            if photo is None:
                try:
                    photo = fresh = await self._embed(seen)
                except ABOUT_ONE_PHOTO as error:
                    # Another attempt may fare better: nothing of it is remembered.
                    return reason_of(error)
            await self._known.keep(path, KnownFile(*state, picture), fresh)
        return Skipped(photo.flaw) if photo.flaw else picture

    async def _embed(self, seen: Seen) -> CachedPhoto:
        """The photo by its largest face. Raises `EmbeddingError`."""
        face = face_of(seen)
        embedded = await self._sight.embed(seen, face)
        box = face.box if face else None
        small = await self._workers.run(thumbnail, seen.picture.pixels, box)
        self.embedded += 1
        return CachedPhoto(
            embedded.spec.view,
            embedded.vector,
            several_faces=len(seen.faces) > 1,
            thumbnail=small,
        )

    def _path(self, file: PhotoFile) -> bytes:
        return os.fsencode(file.path.relative_to(self._dataset.folder))


def _states(files: Sequence[PhotoFile]) -> list[State | None]:
    return [_state(file) for file in files]


def _state(file: PhotoFile) -> State | None:
    try:
        found = file.path.stat()
    except OSError:
        return None
    return found.st_size, max(-LATEST, min(found.st_mtime_ns, LATEST))
