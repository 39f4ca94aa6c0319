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
from bot.datasets.remembering import Remembered
from bot.datasets.side_by_side import side_by_side
from bot.pictures.thumbnails import thumbnail
from bot.recognition.embedding import BadAnswer, ViewRefused, ViewUnreadable
from bot.recognition.enrolment import Skipped, reason_of
from bot.recognition.photos import PhotoUnreadable, decode
from bot.recognition.sight import NoFace, Seen, Sight
from bot.recognition.source import SourceGone
from bot.recognition.workers import Workers
from storage.vector_cache import CachedPhoto, KnownFile

State = tuple[int, int]
"""A file's size in bytes, and when it was last written to in nanoseconds since 1970."""
Picture = bytes
"""The hash of what a photo shows."""

REASONS = frozenset(reason.value for reason in Skipped)


@dataclass(frozen=True)
class Standing:
    """What can be compared, and what became of the rest.

    ``left_out`` are the files that cannot be compared, ``shared`` the photos that lie in several
    people's folders and count for each of them. ``several_faces`` counts the photos of which
    only the largest face was taken.
    """

    enrolled: FolderEnrolled
    several_faces: int
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

    async def standing(self) -> Standing:
        """What can be compared, once every changed file was looked at."""
        if not any(one.oddity is Oddity.UNREADABLE for one in self._dataset.remarks):
            # What cannot be seen just now may be there again the next time.
            await self._known.forget_all_but({self._path(file) for file in self._dataset.files})
        photos: dict[tuple[str, Picture], EnrolledPhoto] = {}
        left_out: list[tuple[PhotoFile, Skipped]] = []
        owners: defaultdict[Picture, dict[str, PhotoFile]] = defaultdict(dict)
        for file in self._dataset.files:
            outcome = self._settled[file]
            if isinstance(outcome, Skipped):
                left_out.append((file, outcome))
                continue
            photo = self._known.photos[outcome]
            photos.setdefault((file.person, outcome), EnrolledPhoto(file, outcome, photo))
            owners[outcome].setdefault(file.person, file)
        return Standing(
            FolderEnrolled(list(photos.values()), self._known.thumbnail),
            sum(self._known.photos[picture].several_faces for picture in owners),
            tuple(left_out),
            tuple(tuple(files.values()) for files in owners.values() if len(files) > 1),
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
        except NoFace:
            return await self._without_face(file, state)
        async with self._turns[picture]:
            photo, fresh = self._known.photos.get(picture), None
            if photo is None:
                photo = fresh = await self._embed(seen)
            await self._known.keep(path, KnownFile(*state, picture), fresh)
        if photo is None:
            return Skipped.NOT_EMBEDDED
        return Skipped(photo.flaw) if photo.flaw else picture

    async def _without_face(self, file: PhotoFile, state: State) -> Skipped:
        try:
            data = await source_of(file.path).fetch()
            picture = await self._workers.run(lambda: decode(data).sha256)
        except (SourceGone, PhotoUnreadable):
            return Skipped.GONE
        known = KnownFile(*state, picture)
        await self._known.keep(self._path(file), known, CachedPhoto(flaw=Skipped.NO_FACE.value))
        return Skipped.NO_FACE

    async def _embed(self, seen: Seen) -> CachedPhoto | None:
        """The photo by its largest face; None where another attempt may fare better."""
        face = seen.faces[0] if seen.faces else None
        try:
            embedded = await self._sight.embed(seen, face)
        except (ViewRefused, ViewUnreadable) as error:
            return CachedPhoto(flaw=reason_of(error).value)
        except BadAnswer:
            return None
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
    return found.st_size, found.st_mtime_ns
