"""What is known of a folder's files, kept in a cache beside them where that is possible."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from storage.models import EmbeddingSpec
from storage.vector_cache import CachedPhoto, CacheUnusable, KnownFile, VectorCache

CACHE = ".whosthis.db"


@dataclass
class Remembered:
    """Files by path, photos by the hash of what they show, as one embedder sees them.

    ``trouble`` says why the folder's cache is not read or not written to; what is found out
    meanwhile is then remembered until the end of the program only.
    """

    embedder: EmbeddingSpec
    files: dict[bytes, KnownFile] = field(default_factory=dict)
    photos: dict[bytes, CachedPhoto] = field(default_factory=dict)
    trouble: str | None = None
    cache: VectorCache | None = None

    async def keep(self, path: bytes, file: KnownFile, photo: CachedPhoto | None = None) -> None:
        """Remember a file, and ``photo`` where its picture is new."""
        self.files[path] = file
        kept = await self._keep(path, file, photo)
        if photo and file.sha256:
            # Thumbnails are for the few photos that are shown.
            self.photos[file.sha256] = replace(photo, thumbnail=b"") if kept else photo

    async def thumbnail(self, sha256: bytes) -> bytes | None:
        """The thumbnail of a photo, where there is one to be had."""
        if jpeg := self.photos[sha256].thumbnail:
            return jpeg
        try:
            return await self.cache.thumbnail(sha256, self.embedder) if self.cache else None
        except CacheUnusable as error:
            self.trouble = str(error)
            return None

    async def forget_all_but(self, paths: Collection[bytes]) -> None:
        """Forget the files that are not there any more, and what only they showed."""
        if self.cache and not self.trouble:
            try:
                await self.cache.forget_all_but(paths)
            except CacheUnusable as error:
                self.trouble = str(error)

    async def _keep(self, path: bytes, file: KnownFile, photo: CachedPhoto | None) -> bool:
        if self.cache is None or self.trouble:
            return False
        try:
            await self.cache.keep(path, file, self.embedder, photo)
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
            known = Remembered(
                embedder, await cache.files(), await cache.photos(embedder), cache=cache
            )
        except CacheUnusable as error:
            known = Remembered(embedder, trouble=str(error))
        yield known
    finally:
        await cache.close()
