"""What is known of a folder's files, kept in a cache beside them where that is possible."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.recognition.enrolment import Skipped
from storage.models import EmbeddingSpec
from storage.vector_cache import CachedPhoto, CacheUnusable, KnownFile, VectorCache

CACHE = ".whosthis.db"
MOST_UNWRITTEN = 200
"""Files that cost nothing to look at again and are written together, not one by one."""


@dataclass
class Remembered:
    """Files by path, photos by the hash of what they show, as one embedder sees them.

    ``trouble`` says why the folder's cache is not read or not written to; what is found out
    meanwhile is then remembered until the end of the program only. ``kept`` counts the vectors
    that are remembered beyond it.
    """

    embedder: EmbeddingSpec
    files: dict[bytes, KnownFile] = field(default_factory=dict)
    photos: dict[bytes, CachedPhoto] = field(default_factory=dict)
    trouble: str | None = None
    cache: VectorCache | None = None
    kept: int = 0
    unwritten: dict[bytes, KnownFile] = field(default_factory=dict)

    async def keep(self, path: bytes, file: KnownFile, photo: CachedPhoto | None = None) -> None:
        """Remember a file, and ``photo`` where its picture is new.

        What was embedded is written at once, and with it what waits to be.
        """
        self.files[path] = self.unwritten[path] = file
        if photo and file.sha256:
            written = await self._write({file.sha256: photo})
            self.kept += written and photo.vector is not None
            # Thumbnails are for the few photos that are shown.
            self.photos[file.sha256] = replace(photo, thumbnail=b"") if written else photo
        elif len(self.unwritten) >= MOST_UNWRITTEN:
            await self._write({})

    async def photo(self, sha256: bytes) -> CachedPhoto | None:
        """What is known of a picture, also where another program found it out meanwhile."""
        known = self.photos.get(sha256)
        if known is None and self.cache and not self.trouble:
            with suppress(CacheUnusable):
                found = await self.cache.photos(self.embedder, sha256)
                self.photos |= _lasting(found)
        return known or self.photos.get(sha256)

    async def thumbnail(self, sha256: bytes) -> bytes | None:
        """The thumbnail of a photo, where there is one to be had."""
        if jpeg := self.photos[sha256].thumbnail:
            return jpeg
        try:
            return await self.cache.thumbnail(sha256, self.embedder) if self.cache else None
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
            await self._write({})

    async def _write(self, photos: Mapping[bytes, CachedPhoto]) -> bool:
        files, self.unwritten = self.unwritten, {}
        if self.cache is None or self.trouble:
            return False
        try:
            await self.cache.keep(self.embedder, files, photos)
        except CacheUnusable as error:
            self.trouble = str(error)
            return False
        return True


@asynccontextmanager
async def remembered(folder: Path, embedder: EmbeddingSpec) -> AsyncIterator[Remembered]:
    """What the folder's cache knows, or nothing where there is trouble with it."""
    try:
        cache = await VectorCache.open(folder / CACHE)
    except CacheUnusable as error:
        yield Remembered(embedder, trouble=str(error))
        return
    try:
        try:
            photos = _lasting(await cache.photos(embedder))
            known = Remembered(embedder, await cache.files(), photos, cache=cache)
        except CacheUnusable as error:
            known = Remembered(embedder, trouble=str(error))
        try:
            yield known
        finally:
            await known.write_rest()
    finally:
        await cache.close()


def _lasting(photos: Mapping[bytes, CachedPhoto]) -> dict[bytes, CachedPhoto]:
    """What is so for good: an embedder may take another time what it refused once."""
    lasting = {None, Skipped.NO_FACE.value}
    return {sha256: photo for sha256, photo in photos.items() if photo.flaw in lasting}
