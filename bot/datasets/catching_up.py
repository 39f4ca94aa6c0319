"""Use case: a folder's photos → embedded, each but once, however often the folder is used.

What is made of a photo is remembered at once, under what the photo shows: so it may be stopped
at any time, and a photo that was moved or renamed is known again.
"""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from bot.datasets.enrolled_folder import EnrolledPhoto, FolderEnrolled
from bot.datasets.folders import Dataset, Oddity, PhotoFile, source_of
from bot.datasets.intake import ABOUT_ONE_PHOTO
from bot.datasets.remembering import Remembered
from bot.datasets.side_by_side import side_by_side
from bot.pictures.thumbnails import thumbnail
from bot.recognition.photos import PhotoUnreadable
from bot.recognition.preparing import face_of
from bot.recognition.sight import NoFace, Seen, Sight
from bot.recognition.source import SourceGone
from bot.recognition.tally import Skipped, reason_of
from bot.recognition.views import views_for
from bot.recognition.workers import Workers
from storage.models import EmbeddingSpec
from storage.vector_cache import CachedPhoto, KnownFile

State = tuple[int, int]
"""A file's size in bytes, and when it was last written to in nanoseconds since 1970."""
Picture = bytes
"""The hash of what a photo shows."""

REASONS = frozenset(reason.value for reason in Skipped)
NO_FACE = CachedPhoto(flaw=Skipped.NO_FACE.value)
LATEST = 2**63 - 1
"""Nanoseconds since 1970 that the cache can hold; some file systems and tools give more."""


@dataclass(frozen=True)
class UpToDate:
    """What can be compared, and what became of the rest.

    ``left_out`` are the files that cannot be compared, ``shared`` the files that show one photo
    in several people's folders, for each of whom it counts. Of the photos ``several_faces`` only
    the largest face was taken; in the ``faceless`` none was found where one was looked for. The
    ``incomplete`` were embedded by one of two embedders alone.
    """

    enrolled: FolderEnrolled
    several_faces: tuple[PhotoFile, ...]
    faceless: tuple[PhotoFile, ...]
    left_out: tuple[tuple[PhotoFile, Skipped], ...]
    incomplete: tuple[tuple[PhotoFile, Skipped], ...]
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
        self._incomplete: dict[Picture, Skipped] = {}
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
            known = self._known.photos[outcome]
            photos.setdefault((file.person, outcome), EnrolledPhoto(file, outcome, known))
            showing[outcome].append(file)
        seen = [(self._known.photos[picture], files[0]) for picture, files in showing.items()]
        return UpToDate(
            FolderEnrolled(list(photos.values()), self._known.thumbnail),
            tuple(file for one, file in seen if any(each.several_faces for each in one.values())),
            tuple(file for one, file in seen if _is_faceless(one)),
            tuple(left_out),
            tuple((showing[picture][0], why) for picture, why in self._incomplete.items()),
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
        if known.flaw:
            # One that this program does not know is looked into once more.
            return Skipped(known.flaw) if known.flaw in REASONS else None
        photos = self._known.photos.get(known.sha256 or b"", {})
        if not known.sha256 or len(photos) < len(self._known.embedders):
            return None
        return _flaw_of(photos) or known.sha256

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
            flaws = dict.fromkeys(self._known.embedders, NO_FACE)
            await self._known.keep(path, KnownFile(*state, picture), flaws)
            return Skipped.NO_FACE
        async with self._turns[picture]:
            photos = dict(await self._known.photo(picture))
            lacking = [one for one in self._known.embedders if one not in photos]
            fresh = {}
            if lacking:
                try:
                    fresh = await self._embed(seen, lacking, picture)
                except ABOUT_ONE_PHOTO as error:
                    # Another attempt may fare better: nothing of it is remembered.
                    if not any(photo.view for photo in photos.values()):
                        return reason_of(error)
                    self._incomplete[picture] = reason_of(error)
            await self._known.keep(path, KnownFile(*state, picture), fresh)
        return _flaw_of({**photos, **fresh}) or picture

    async def _embed(
        self, seen: Seen, lacking: Sequence[EmbeddingSpec], picture: Picture
    ) -> dict[EmbeddingSpec, CachedPhoto]:
        """The photo by its largest face, as those embedders see it that have not yet.

        Who can make nothing of a photo without a face finds a flaw in it. Raises the
        `EmbeddingError` of an embedder that gave nothing while no other gave a vector, or that
        the other photos would meet as well.
        """
        face = face_of(seen)
        embedders = [
            one for one in self._sight.embedders if one.model in {s.model for s in lacking}
        ]
        views = await self._workers.run(views_for, embedders, seen.picture, face)
        made = await self._sight.embed_views(views)
        if made.failure and not isinstance(made.failure, ABOUT_ONE_PHOTO):
            raise made.failure
        if made.failure:
            self._incomplete[picture] = reason_of(made.failure)
        box = face.box if face else None
        small = await self._workers.run(thumbnail, seen.picture.pixels, box)
        self.embedded += 1
        several, seeing = len(seen.faces) > 1, {spec.model for spec in views}
        asked = {one.model: one for one in lacking}
        found = {
            asked[one.spec.model]: CachedPhoto(one.spec.view, one.vector, None, several, small)
            for one in made.embedded
        }
        return {**found, **{one: NO_FACE for one in lacking if one.model not in seeing}}

    def _path(self, file: PhotoFile) -> bytes:
        return os.fsencode(file.path.relative_to(self._dataset.folder))


def _flaw_of(photos: Mapping[EmbeddingSpec, CachedPhoto]) -> Skipped | None:
    """What is wrong with a photo that no embedder has a vector of."""
    if any(photo.view for photo in photos.values()):
        return None
    return next((Skipped(photo.flaw) for photo in photos.values() if photo.flaw), None)


def _is_faceless(photos: Mapping[EmbeddingSpec, CachedPhoto]) -> bool:
    """Whether an embedder that would rather see a face saw the whole photo."""
    return any(photo.view not in {None, asked.view} for asked, photo in photos.items())


def _states(files: Sequence[PhotoFile]) -> list[State | None]:
    return [_state(file) for file in files]


def _state(file: PhotoFile) -> State | None:
    try:
        found = file.path.stat()
    except OSError:
        return None
    return found.st_size, max(-LATEST, min(found.st_mtime_ns, LATEST))
