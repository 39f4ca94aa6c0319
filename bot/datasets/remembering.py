"""What is known of a folder's files, kept in a cache beside them where that is possible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.recognition.tally import Skipped
from storage.models import EmbeddingSpec
from storage.vector_cache import CachedPhoto, CacheUnusable, KnownFile, VectorCache

CACHE = ".whosthis.db"
MOST_UNWRITTEN = 200
"""Files that cost nothing to look at again and are written together, not one by one."""

Seen = Mapping[EmbeddingSpec, CachedPhoto]
"""What embedders made of one picture, by what each would rather see."""


@dataclass
class Remembered:
    """Files by path, photos by the hash of what they show, as the embedders see them.

    ``trouble`` says why the folder's cache is not read or not written to; what is found out
    meanwhile is then remembered until the end of the program only. ``kept`` counts the photos
    with vectors that are remembered beyond it.
    """

    embedders: tuple[EmbeddingSpec, ...]
    files: dict[bytes, KnownFile] = field(default_factory=dict)
    photos: dict[bytes, Seen] = field(default_factory=dict)
    trouble: str | None = None
    cache: VectorCache | None = None
    kept: int = 0
    unwritten: dict[bytes, KnownFile] = field(default_factory=dict)

    async def keep(self, path: bytes, file: KnownFile, fresh: Seen | None = None) -> None:
        """Remember a file, and what is ``fresh`` of its picture.

        What was embedded is written at once, and with it what waits to be.
        """
        self.files[path] = self.unwritten[path] = file
        if fresh and file.sha256:
            written = await self._write(file.sha256, fresh)
            self.kept += written and any(photo.vector is not None for photo in fresh.values())
            # Thumbnails are for the few photos that are shown.
            light = {spec: replace(photo, thumbnail=b"") for spec, photo in fresh.items()}
            known = self.photos.get(file.sha256, {})
            self.photos[file.sha256] = {**known, **(light if written else fresh)}
        elif len(self.unwritten) >= MOST_UNWRITTEN:
            await self._write()

    async def photo(self, sha256: bytes) -> Seen:
        """What is known of a picture, also where another program found it out meanwhile."""
        known = self.photos.get(sha256, {})
        if len(known) < len(self.embedders) and self.cache and not self.trouble:
            with suppress(CacheUnusable):
                found = await _read(self.cache, self.embedders, sha256)
                self.photos[sha256] = known = {**found.get(sha256, {}), **known}
        return known

    async def thumbnail(self, sha256: bytes) -> bytes | None:
        """The thumbnail of a photo, where there is one to be had."""
        for spec, photo in self.photos[sha256].items():
            if photo.view is None:
                continue
            if photo.thumbnail:
                return photo.thumbnail
            try:
                return await self.cache.thumbnail(sha256, spec) if self.cache else None
            except CacheUnusable as error:
                self.trouble = str(error)
        return None

    async def expect_writable(self) -> None:
        """Find out about ``trouble`` before there is something to keep."""
        if self.cache and not self.trouble:
            try:
                await self.cache.expect_writable()
            except CacheUnusable as error:
                self.trouble = str(error)

    async def forget_all_but(self, paths: Collection[bytes]) -> None:
        """Forget the files that are not there any more, and what only they showed."""
        # A photo that was moved must not be taken for one that nothing shows any more.
        await self.write_rest()
        if self.cache and not self.trouble:
            # What cannot be forgotten does no harm, and may be the next time.
            with suppress(CacheUnusable):
                await self.cache.forget_all_but(paths)

    async def write_rest(self) -> None:
        """Write what waits to be."""
        if self.unwritten:
            await self._write()

    async def _write(self, sha256: bytes = b"", fresh: Seen | None = None) -> bool:
        files, self.unwritten = self.unwritten, {}
        if self.cache is None or self.trouble:
            return False
        try:
            for embedder, photo in (fresh or {}).items():
                await self.cache.keep(embedder, files, {sha256: photo})
                files = {}
            if files:
                await self.cache.keep(self.embedders[0], files, {})
        except CacheUnusable as error:
            self.trouble = str(error)
            return False
        return True


@asynccontextmanager
async def remembered(
    folder: Path, embedders: Sequence[EmbeddingSpec]
) -> AsyncIterator[Remembered]:
    """What the folder's cache knows, or nothing where there is trouble with it."""
    try:
        cache = await VectorCache.open(folder / CACHE)
    except CacheUnusable as error:
        yield Remembered(tuple(embedders), trouble=str(error))
        return
    try:
        try:
            photos = await _read(cache, embedders)
            known = Remembered(tuple(embedders), await cache.files(), photos, cache=cache)
        except CacheUnusable as error:
            known = Remembered(tuple(embedders), trouble=str(error))
        try:
            yield known
        finally:
            await known.write_rest()
    finally:
        await cache.close()


async def _read(
    cache: VectorCache, embedders: Sequence[EmbeddingSpec], sha256: bytes | None = None
) -> dict[bytes, Seen]:
    """What is so for good: an embedder may take another time what it refused once."""
    lasting = {None, Skipped.NO_FACE.value}
    photos: defaultdict[bytes, dict[EmbeddingSpec, CachedPhoto]] = defaultdict(dict)
    for embedder in embedders:
        for picture, photo in (await cache.photos(embedder, sha256)).items():
            if photo.flaw in lasting:
                photos[picture][embedder] = photo
    return dict(photos)
