"""Takes exported photos back as they were, without asking any embedder for what is known."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.datasets.folders import PhotoFile, source_of
from bot.datasets.intake import Fate, Finding, Intake
from bot.datasets.manifest import Manifest, PersonEntry, PhotoEntry
from bot.datasets.vector_files import VectorFiles
from bot.recognition.embedding import Embedder, EmbeddingError
from bot.recognition.photos import LARGEST_FILE, PhotoUnreadable, Picture, decode
from bot.recognition.preparing import Origin, Ready
from bot.recognition.sight import Embedded, NoFace, Seen
from bot.recognition.source import Source, SourceGone
from bot.recognition.tally import Skipped, reason_of
from storage.models import EmbeddingSpec, Face, NewPhoto
from storage.names import name_key

EDGE = 0.5
"""How much longer than the picture's side a face's box may be, in lengths of that side."""
NEAR = 1.0
"""How far out of the box its landmarks may lie, in lengths of the box's longer side."""


@dataclass(frozen=True)
class Restorable:
    """A file that is, byte for byte, a photo that was exported."""

    file: PhotoFile
    source: Source
    data: bytes = field(repr=False)
    entry: PhotoEntry
    person: PersonEntry
    embeddings: tuple[Embedded, ...] = field(repr=False)


class Restoring:
    """The way back into a gallery; ``unusable`` counts vectors that are missing or no good."""

    def __init__(self, manifest: Manifest, folder: Path, intake: Intake) -> None:
        self.unusable = 0
        self._manifest = manifest
        self._vectors = VectorFiles(folder)
        self._intake = intake
        self._enrolment = intake.enrolment
        self._sight = intake.enrolment.sight
        self._workers = intake.enrolment.workers

    async def find(self, file: PhotoFile) -> Restorable | None:
        """What is known of a file; None where it is to be taken like any other."""
        source = source_of(file.path)
        if source.size is None or source.size > LARGEST_FILE:
            return None
        try:
            data = bytes(await source.fetch())
        except SourceGone:
            return None
        digest = await self._workers.run(lambda: hashlib.sha256(data).digest())
        found = self._manifest.find(digest, file.person)
        if found is None:
            return None
        vectors = [(at.spec, self._vectors.vector(at)) for at in found[0].vectors]
        self.unusable += sum(vector is None for _, vector in vectors)
        embeddings = [Embedded(spec, vector) for spec, vector in vectors if vector is not None]
        return Restorable(file, source, data, *found, tuple(embeddings))

    async def restore(self, known: Restorable) -> Fate | None:
        """Have the photo in the gallery as it was; None where the manifest turns out wrong."""
        intake, entry = self._intake, known.entry
        async with intake.alone(entry.sha256):
            photo_id = await intake.photo_of(known.file.person, entry.sha256)
            stored = await self._stored(photo_id)
            comparable = photo_id is not None and not self._sight.lacking(stored)
            missing = [each for each in known.embeddings if each.spec not in stored]
            lacking = self._sight.lacking({*stored, *(each.spec for each in missing)})
            if comparable and not missing:
                return Fate(Skipped.ALREADY_THERE)
            fate = Fate(also_of=await intake.also_of(known.file, entry.sha256))
            ready = None
            async with intake.eyes:
                picture = await self._picture(known)
                if picture is None:
                    return None
                if lacking:
                    try:
                        ready = await self._ready(known, picture, lacking)
                    except NoFace:
                        fate = replace(fate, incomparable=Skipped.NO_FACE)
                face = entry.face or (ready.face if ready else None)
                photo = await self._photo(known, picture, face)
                del picture
            if ready:
                try:
                    impression = await intake.embedded(ready)
                    missing += impression.embedded
                    failure = impression.failure
                except EmbeddingError as error:
                    failure = error
                if failure:
                    fate = self._without(fate, failure, {*stored, *(one.spec for one in missing)})
                    if fate.ends_all:
                        return replace(fate, skipped=reason_of(failure))
            same = name_key(known.person.name) == name_key(known.file.person)
            since = known.person.since if same else None
            account = known.person.account if same else None
            found = Finding(known.file, photo, face, missing, fate, since, account)
            fate = await intake.keep(found)
        if comparable and fate.skipped is Skipped.RENEWED:
            # What came back are vectors of other models.
            return replace(fate, skipped=Skipped.ALREADY_THERE)
        return fate

    def _without(self, fate: Fate, failure: EmbeddingError, specs: set[EmbeddingSpec]) -> Fate:
        """The fate of a photo that is embedded under these specs alone."""
        why = reason_of(failure)
        if len(self._sight.lacking(specs)) < len(self._sight.embedders):
            return replace(fate, incomplete=why, failure=failure)
        return replace(fate, incomparable=why, failure=failure)

    async def _stored(self, photo_id: int | None) -> set[EmbeddingSpec]:
        """The specs under which the photo is in the gallery."""
        if photo_id is None:
            return set()
        return await self._enrolment.store.embeddings.specs_of(photo_id)

    async def _ready(
        self, known: Restorable, picture: Picture, lacking: Sequence[Embedder]
    ) -> Ready:
        """What the models in use that lack it are to embed. Raises `NoFace`."""
        sight, face = self._sight, known.entry.face
        if not sight.finds_faces:
            seen = Seen(picture, ())
        elif face:
            seen = Seen(picture, (face,))
        else:
            # It was embedded whole, perhaps by a model that looks for no faces.
            seen = await sight.look(known.source)
        ready = await self._enrolment.prepare(seen, known.source, Origin())
        models = {embedder.model for embedder in lacking}
        views = {spec: view for spec, view in ready.views.items() if spec.model in models}
        return replace(ready, views=views)

    async def _picture(self, known: Restorable) -> Picture | None:
        """The exported picture; None where the manifest tells of another one."""
        try:
            picture = await self._workers.run(decode, known.data)
        except PhotoUnreadable:
            return None
        size, entry = (picture.width, picture.height), known.entry
        fits = size == (entry.width, entry.height) and (not entry.face or _fits(entry.face, *size))
        return picture if fits else None

    async def _photo(self, known: Restorable, picture: Picture, face: Face | None) -> NewPhoto:
        """The photo as it was enrolled, with its thumbnail drawn anew."""
        entry, box = known.entry, face.box if face else None
        thumbnail = await self._workers.run(self._enrolment.thumbnailer, picture.pixels, box)
        return NewPhoto(
            sha256=entry.sha256,
            jpeg=known.data,
            thumbnail=thumbnail,
            width=entry.width,
            height=entry.height,
            file_unique_id=entry.file_unique_id,
            album=entry.album,
            enrolled_by=entry.enrolled_by,
            enrolled_at=entry.enrolled_at,
        )


def _fits(face: Face, width: int, height: int) -> bool:
    """Whether a face can be one of a picture of this size, so that it can be cut out of it."""
    left, top, across, down = face.box
    if not (1 <= across <= (1 + EDGE) * width and 1 <= down <= (1 + EDGE) * height):
        return False
    if not (0 <= left + across / 2 <= width and 0 <= top + down / 2 <= height):
        return False
    room = NEAR * max(across, down)
    xs, ys = [x for x, _ in face.landmarks], [y for _, y in face.landmarks]
    return (
        left - room <= min(xs)
        and max(xs) <= left + across + room
        and top - room <= min(ys)
        and max(ys) <= top + down + room
        # From points that are all one, nobody can tell how large a face is.
        and max(max(xs) - min(xs), max(ys) - min(ys)) >= 1
    )
