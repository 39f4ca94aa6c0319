"""What a probe is compared with: a chat's people, or those of a folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.recognition.galleries import Galleries
from bot.recognition.gallery import Gallery
from storage.models import EmbeddingSpec
from storage.store import Store


class Enrolled(Protocol):
    """People and their photos, wherever they are kept."""

    async def gallery(self, spec: EmbeddingSpec) -> Gallery:
        """All vectors of one spec, as they are now."""
        ...

    async def names(self, person_ids: Iterable[int]) -> Mapping[int, str]:
        """The names of those of ``person_ids`` who are still there."""
        ...

    async def thumbnails(self, photo_ids: Iterable[int]) -> Mapping[int, bytes]:
        """The thumbnails, JPEG, of those of ``photo_ids`` that are still there."""
        ...


@dataclass(frozen=True)
class ChatEnrolled:
    """The people enrolled in one chat."""

    chat_id: int
    galleries: Galleries
    store: Store

    async def gallery(self, spec: EmbeddingSpec) -> Gallery:
        """All vectors of one spec, as of the latest commit."""
        return await self.galleries.get(self.chat_id, spec)

    async def names(self, person_ids: Iterable[int]) -> Mapping[int, str]:
        """The names of those of ``person_ids`` who are in the chat."""
        return await self.store.people.names(self.chat_id, person_ids)

    async def thumbnails(self, photo_ids: Iterable[int]) -> Mapping[int, bytes]:
        """The thumbnails, JPEG, of those of ``photo_ids`` that are in the chat."""
        return await self.store.photos.thumbnails(self.chat_id, photo_ids)
