"""Use case: a photo → who is in it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from bot.recognition.embedding import EmbeddingError, ViewKind
from bot.recognition.enrolled import ChatEnrolled, Enrolled
from bot.recognition.gallery import Galleries
from bot.recognition.matching import DEFAULT_THRESHOLDS, Decision, Rule, decide
from bot.recognition.photos import Picture
from bot.recognition.sight import NoFace, Seen, Sight
from bot.recognition.source import Source
from bot.recognition.workers import Workers
from storage.models import Face
from storage.store import Store

MOST_FACES = 12


class NobodyEnrolled(Exception):
    """The chat has nobody to compare with."""


class NothingComparable(Exception):
    """All that is enrolled was embedded by another model, or in another view."""


@dataclass(frozen=True)
class Answer:
    """Who one face is, or who the whole photo resembles where ``face`` is None.

    ``decision`` is None where ``failure`` tells why there is none.
    """

    face: Face | None
    decision: Decision | None
    failure: EmbeddingError | None = None


@dataclass(frozen=True)
class Identification:
    """The answers for a photo, largest face first, and what it takes to show them.

    ``names`` are by person id, ``thumbnails`` (JPEG) by photo id, of all that the decisions
    mention. ``faces_left_out`` counts the faces beyond `MOST_FACES`; ``faceless`` says that the
    whole photo was compared for want of a face.
    """

    picture: Picture
    answers: tuple[Answer, ...]
    names: Mapping[int, str]
    thumbnails: Mapping[int, bytes]
    faces_left_out: int = 0
    faceless: bool = False


@dataclass(frozen=True)
class Identifier:
    """Compares a photo with whoever is enrolled, a chat's people or others.

    ``threshold`` overrides the default of the view in use. Each face is embedded inside
    ``turn``, such as a semaphore, where many photos are identified side by side.
    """

    sight: Sight
    workers: Workers
    rule: Rule = Rule.PERSON
    top_k: int = 5
    threshold: float | None = None
    turn: AbstractAsyncContextManager[Any] = field(default_factory=nullcontext)

    async def identify(self, source: Source, enrolled: Enrolled) -> Identification:
        """Tell who, of the people enrolled, is in a photo.

        Raises `SourceGone`, `PhotoUnreadable`, `NoFace`, `NothingComparable`, or the
        `EmbeddingError` that left no face answered.
        """
        seen = await self.sight.look(source)
        subjects: tuple[Face | None, ...] = seen.faces[:MOST_FACES] or (None,)
        answers = await asyncio.gather(
            *(self._answer(enrolled, seen, subject) for subject in subjects)
        )
        if all(answer.failure for answer in answers) and answers[0].failure:
            raise answers[0].failure
        decisions = [answer.decision for answer in answers if answer.decision]
        if not any(decision.matches for decision in decisions):
            raise NoFace(seen.picture) if self._misses_a_face(seen) else NothingComparable
        matches = [match for decision in decisions for match in decision.matches]
        ranked = [
            person
            for decision in decisions
            for person in (decision.best, decision.runner_up)
            if person is not None
        ]
        people = {match.person_id for match in matches} | {one.person_id for one in ranked}
        return Identification(
            seen.picture,
            tuple(answers),
            await enrolled.names(people),
            await enrolled.thumbnails({match.photo_id for match in matches}),
            max(0, len(seen.faces) - MOST_FACES),
            self._misses_a_face(seen),
        )

    async def _answer(self, enrolled: Enrolled, seen: Seen, face: Face | None) -> Answer:
        try:
            async with self.turn:
                probe = await self.sight.embed(seen, face)
        except EmbeddingError as error:
            return Answer(face, None, error)
        gallery = await enrolled.gallery(probe.spec)
        threshold = self.threshold
        if threshold is None:
            threshold = DEFAULT_THRESHOLDS[ViewKind(probe.spec.view)]
        decision = await self.workers.run(
            decide, probe.vector, gallery, rule=self.rule, top_k=self.top_k, threshold=threshold
        )
        return Answer(face, decision)

    def _misses_a_face(self, seen: Seen) -> bool:
        """Whether a face would have been compared, had there been one."""
        return not seen.faces and self.sight.embedder.face_view is not None


@dataclass(frozen=True)
class Recogniser:
    """Compares photos with the people of a chat."""

    identifier: Identifier
    galleries: Galleries
    store: Store

    @property
    def sight(self) -> Sight:
        """What photos are seen with."""
        return self.identifier.sight

    async def expect_somebody(self, chat_id: int) -> None:
        """To be asked before anything is fetched. Raises `NobodyEnrolled`."""
        if not await self.store.people.count(chat_id):
            raise NobodyEnrolled

    async def identify(self, chat_id: int, source: Source) -> Identification:
        """Tell who, of the people enrolled in the chat, is in a photo.

        Raises what `Identifier.identify` does.
        """
        enrolled = ChatEnrolled(chat_id, self.galleries, self.store)
        return await self.identifier.identify(source, enrolled)
