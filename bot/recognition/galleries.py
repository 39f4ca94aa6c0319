"""Every chat's gallery in memory, kept in step with what is committed, by whichever process."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from bot.recognition.blocks import JoinedSpec
from bot.recognition.gallery import Gallery, Growing, join
from storage.models import EmbeddingSpec, GalleryChange, GalleryRow
from storage.store import Store

Key = tuple[int, EmbeddingSpec]


@dataclass(frozen=True)
class Joined:
    """A gallery joined of others, of these versions."""

    versions: tuple[int, ...]
    joined: Gallery

    def gallery(self) -> Gallery:
        return self.joined

    @property
    def bytes(self) -> int:
        return self.joined.vectors.nbytes


class Galleries:
    """Every chat's gallery, loaded on first use; the least recently used go first.

    ``memory`` is in bytes. What belongs to the chat in use is kept, however large.
    """

    def __init__(self, store: Store, memory: int) -> None:
        self._store = store
        self._memory = memory
        self._loaded: OrderedDict[Key, Growing | Joined] = OrderedDict()
        self._loading: dict[Key, asyncio.Lock] = {}
        self._commits: dict[int, int] = {}
        self._others: int | None = None
        store.database.listen(self._changed)

    async def get(self, chat_id: int, spec: EmbeddingSpec) -> Gallery:
        """The gallery as of the latest commit."""
        key = (chat_id, spec)
        lock = self._loading.setdefault(key, asyncio.Lock())
        async with lock:
            await self._notice_others()
            if isinstance(spec, JoinedSpec):
                self._loaded[key] = await self._join(chat_id, spec)
            while key not in self._loaded:
                before = self._commits.get(chat_id, 0), self._others
                rows = await self._store.embeddings.gallery(chat_id, spec)
                # A commit that lands while the rows are read may or may not be among them.
                if (self._commits.get(chat_id, 0), self._others) == before:
                    self._loaded[key] = Growing(rows)
        self._loaded.move_to_end(key)
        gallery = self._loaded[key].gallery()
        self._evict()
        return gallery

    async def _join(self, chat_id: int, spec: JoinedSpec) -> Joined:
        """The gallery of all photos that are embedded under every part of a spec."""
        while True:
            before = self._commits.get(chat_id, 0), self._others
            parts = [await self.get(chat_id, part) for part in spec.parts]
            # After a commit in between, some would seem to lack a vector.
            if (self._commits.get(chat_id, 0), self._others) == before:
                break
        known, versions = self._loaded.get((chat_id, spec)), tuple(one.version for one in parts)
        if isinstance(known, Joined) and known.versions == versions:
            return known
        return Joined(versions, await asyncio.to_thread(join, spec, parts))

    @property
    def bytes(self) -> int:
        """Memory held by all that is loaded."""
        return sum(growing.bytes for growing in self._loaded.values())

    async def _notice_others(self) -> None:
        """Forget everything once another process has written: nobody tells what it was."""
        commits = await self._store.database.commits_of_others()
        if commits != self._others:
            self._others = commits
            self._loaded.clear()

    def _changed(self, change: GalleryChange) -> None:
        self._commits[change.chat_id] = self._commits.get(change.chat_id, 0) + 1
        if isinstance(change, GalleryRow):
            growing = self._loaded.get((change.chat_id, change.spec))
            if isinstance(growing, Growing):
                growing.append(change)
                self._evict()
            return
        for key in [key for key in self._loaded if key[0] == change.chat_id]:
            del self._loaded[key]

    def _evict(self) -> None:
        if not self._loaded:
            return
        in_use = next(reversed(self._loaded))[0]
        for key in [key for key in self._loaded if key[0] != in_use]:
            if self.bytes <= self._memory:
                return
            del self._loaded[key]
