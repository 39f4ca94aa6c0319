"""Use case: a folder's photos → a chat's gallery, each once, however often it is begun.

Every photo is on file, whole, as soon as it is embedded; so it may be stopped at any time. None is
held back: whoever put it into a person's folder has chosen it.
"""

from __future__ import annotations

from bot.datasets.folders import PhotoFile, source_of
from bot.datasets.intake import Fate, Finding, Intake
from bot.datasets.restoring import Restorable, Restoring
from bot.recognition.embedding import EmbeddingError
from bot.recognition.preparing import Origin, Ready
from bot.recognition.tally import Skipped, reason_of
from storage.names import name_key


class Import:
    """Takes files into one chat's gallery, any number side by side."""

    def __init__(self, intake: Intake, restoring: Restoring | None = None) -> None:
        self._intake = intake
        self._enrolment = intake.enrolment
        self._restoring = restoring
        self._foreseen: dict[bytes, list[str]] = {}

    async def take(self, file: PhotoFile) -> Fate:
        """Add a file's photo, or find out why not."""
        known = await self._known(file)
        fate = await self._restoring.restore(known) if self._restoring and known else None
        fate = fate or await self._take(file)
        if not fate.ends_all:
            self._intake.fates[file] = fate
        return fate

    async def foresee(self, file: PhotoFile) -> Fate:
        """What would become of a file; embeds and writes nothing."""
        fate = self._intake.fates[file] = await self._foresee(file)
        return fate

    async def _known(self, file: PhotoFile) -> Restorable | None:
        if self._restoring is None:
            return None
        async with self._intake.eyes:
            return await self._restoring.find(file)

    async def _take(self, file: PhotoFile) -> Fate:
        source = source_of(file.path)
        async with self._intake.eyes:
            seen = await self._enrolment.look(None, source)
            if isinstance(seen, Skipped):
                return Fate(seen)
            if await self._is_there(file, seen.picture.sha256):
                return Fate(Skipped.ALREADY_THERE)
            ready = await self._enrolment.prepare(seen, source, Origin())
            del seen
        async with self._intake.alone(ready.photo.sha256):
            return await self._add(file, ready)

    async def _add(self, file: PhotoFile, ready: Ready) -> Fate:
        intake, photo = self._intake, ready.photo
        # The same picture may have come meanwhile, from another file.
        if await self._is_there(file, photo.sha256):
            return Fate(Skipped.ALREADY_THERE)
        try:
            impression = await intake.embedded(ready)
        except EmbeddingError as error:
            return Fate(reason_of(error), failure=error)
        others = await intake.also_of(file, photo.sha256)
        failure = impression.failure
        fate = Fate(
            several_faces=ready.several_faces,
            also_of=others,
            incomplete=reason_of(failure) if failure else None,
            failure=failure,
        )
        return await intake.keep(Finding(file, photo, ready.face, impression.embedded, fate))

    async def _is_there(self, file: PhotoFile, sha256: bytes) -> bool:
        return await self._intake.is_comparable(await self._intake.photo_of(file.person, sha256))

    async def _foresee(self, file: PhotoFile) -> Fate:
        known, several = await self._known(file), False
        if known:
            sha256 = known.entry.sha256
        else:
            async with self._intake.eyes:
                seen = await self._enrolment.look(None, source_of(file.path))
            if isinstance(seen, Skipped):
                return Fate(seen)
            sha256, several = seen.picture.sha256, len(seen.faces) > 1
            del seen
        photo_id = await self._intake.photo_of(file.person, sha256)
        comparable = await self._intake.is_comparable(photo_id)
        also_of = await self._intake.also_of(file, sha256)
        # From here on nothing is waited for: no other file can come between.
        others = self._foreseen.setdefault(sha256, [])
        if comparable or name_key(file.person) in map(name_key, others):
            return Fate(Skipped.ALREADY_THERE)
        also_of = tuple({name_key(name): name for name in (*also_of, *others)}.values())
        others.append(file.person)
        if photo_id is not None:
            return Fate(Skipped.RENEWED)
        return Fate(several_faces=several, also_of=also_of)
