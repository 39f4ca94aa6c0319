"""A chat whose photos are compared by Gemini, by the face model, or by both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.embedders.local import LocalEmbedder
from bot.pictures.thumbnails import thumbnail
from bot.recognition.embedding import BadAnswer, View, ViewKind
from bot.recognition.enrolment import Enrolment
from bot.recognition.galleries import Galleries
from bot.recognition.learning import Learning
from bot.recognition.preparing import Origin
from bot.recognition.recogniser import Identification, Identifier, Recogniser
from bot.recognition.sight import Sight
from bot.recognition.source import Source
from bot.recognition.tally import Tally
from storage.models import Chat, EmbeddingSpec
from storage.store import Store
from tests.folders_of_people import Eyes, open_eyes
from tests.importing import keys_of
from tests.loopback_gemini import LoopbackGemini
from tests.loopback_troubles import busy

FAMILY = Chat(1, "private")
OF_GEMINI = EmbeddingSpec("gemini-embedding-2", 768, ViewKind.FACE)
OF_PHOTO = EmbeddingSpec("gemini-embedding-2", 768, ViewKind.PHOTO)
OF_FACE_MODEL = EmbeddingSpec(LocalEmbedder.model, LocalEmbedder.dimensions, ViewKind.ALIGNED)
TOMORROW = busy("1s", "EmbedContentRequestsPerDay")
"""Gemini's answer once the day's quota is used up."""
THRESHOLD = 0.8
"""This tells drawn people apart, by whichever model."""


class NoUse(LocalEmbedder):
    """The face model on a bad day."""

    async def embed(self, views: Sequence[View]) -> NDArray[np.float32]:
        raise BadAnswer(f"the local model gave no usable vector of {len(views)}")


@dataclass(frozen=True)
class Models:
    """The models in use, and what is enrolled."""

    sight: Sight
    enrolment: Enrolment
    recogniser: Recogniser
    store: Store

    async def enrol(self, name: str, *photos: bytes) -> Tally:
        sources = [source_of(photo) for photo in photos]
        return await self.enrolment.add(FAMILY, name, sources, Origin(1))

    async def ask(self, photo: bytes) -> Identification:
        return await self.recogniser.identify(FAMILY.id, source_of(photo))

    async def who(self, photo: bytes) -> list[str | None]:
        """Who is known in a photo, face by face."""
        found = await self.ask(photo)
        return [
            found.names[one.decision.best.person_id]
            if one.known and one.decision and one.decision.best
            else None
            for one in found.answers
        ]

    async def specs(self) -> dict[EmbeddingSpec, int]:
        """How many photos have a vector of each spec."""
        return await self.store.embeddings.specs(FAMILY.id)


def source_of(photo: bytes) -> Source:
    async def fetch() -> bytes:
        return photo

    return Source(fetch)


def compared_by(store: Store, eyes: Eyes) -> Models:
    """Enrolment and answers by the models that ``eyes`` have."""
    sight, workers = eyes.sight, eyes.workers
    identifier = Identifier(sight, workers, Learning(workers), threshold=THRESHOLD)
    return Models(
        sight,
        Enrolment(sight, store, workers, thumbnail),
        Recogniser(identifier, Galleries(store, 10**8), store),
        store,
    )


@asynccontextmanager
async def models(store: Store, gemini: LoopbackGemini, embedder: str) -> AsyncIterator[Models]:
    """The models that this EMBEDDER names."""
    async with open_eyes(keys_of(gemini, EMBEDDER=embedder)) as eyes:
        yield compared_by(store, eyes)
