"""Use case: a photo → who is in it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from bot.recognition.comparing import Alone, comparable, in_use
from bot.recognition.embedding import EmbeddingError, ViewKind
from bot.recognition.enrolled import ChatEnrolled, Enrolled
from bot.recognition.galleries import Galleries
from bot.recognition.learning import Learning, Learnt
from bot.recognition.matching import Decision, Outcome, decide
from bot.recognition.photos import Picture
from bot.recognition.scores import Rule
from bot.recognition.sight import Impression, NoFace, Seen, Sight
from bot.recognition.source import Source
from bot.recognition.workers import Workers
from storage.models import EmbeddingSpec, Face
from storage.records import Preferences
from storage.store import Store

MOST_FACES = 12
TRIES = 3
"""How often a photo is compared anew because somebody was removed meanwhile."""
DEFAULTS = Preferences()


class NobodyEnrolled(Exception):
    """The chat has nobody to compare with."""


class NothingComparable(Exception):
    """All that is enrolled was embedded by another model, or in another view."""


@dataclass(frozen=True)
class Answer:
    """Who one face is, or who the whole photo resembles where ``face`` is None.

    ``decision`` is None where ``failure`` tells why there is none. ``spec`` is what was compared,
    and ``alone`` that it was by one of two embedders.
    """

    face: Face | None
    decision: Decision | None
    failure: EmbeddingError | None = None
    spec: EmbeddingSpec | None = None
    alone: Alone | None = None

    @property
    def known(self) -> bool:
        """Whether the answer is somebody's name."""
        return self.decision is not None and self.decision.outcome is Outcome.KNOWN


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

    @property
    def alone(self) -> Alone | None:
        """That some face was compared by one of two embedders; a failure comes first."""
        alone = [answer.alone for answer in self.answers if answer.alone]
        return next((one for one in alone if one.failure), alone[0] if alone else None)

    def known_faces(self) -> Identification | None:
        """The same with the faces that are known alone; None where there are none."""
        known = tuple(answer for answer in self.answers if answer.known)
        if self.faceless or not known:
            return None
        return replace(self, answers=known, faces_left_out=0)


@dataclass(frozen=True)
class Identifier:
    """Compares a photo with whoever is enrolled, a chat's people or others.

    ``top_k`` matches are shown, unless a chat wishes otherwise; ``threshold`` is a similarity
    that takes the place of what galleries teach. Each face is embedded inside ``turn``, such as
    a semaphore, where many photos are identified side by side.
    """

    sight: Sight
    workers: Workers
    learning: Learning
    rule: Rule = Rule.LIKELIHOOD
    top_k: int = 5
    threshold: float | None = None
    turn: AbstractAsyncContextManager[Any] = field(default_factory=nullcontext)

    async def identify(
        self, source: Source, enrolled: Enrolled, wished: Preferences = DEFAULTS
    ) -> Identification:
        """Tell who, of the people enrolled, is in a photo.

        Raises `SourceGone`, `PhotoUnreadable`, `NoFace`, `NothingComparable`, or the
        `EmbeddingError` that left no face answered.
        """
        seen = await self.sight.look(source)
        faces: tuple[Face | None, ...] = seen.faces[:MOST_FACES] or (None,)
        probes = await asyncio.gather(*(self._probe(seen, face) for face in faces))
        for _ in range(TRIES):
            answers = await asyncio.gather(
                *(
                    self._answer(enrolled, wished, face, probe)
                    for face, probe in zip(faces, probes, strict=True)
                )
            )
            names = await enrolled.names(_people(answers))
            if all(person in names for person in _named(answers)):
                break
        else:
            raise NothingComparable
        matches = _matches(answers)
        failures = [answer.failure for answer in answers if answer.failure]
        if len(failures) == len(answers):
            raise failures[0]
        if not matches:
            raise NoFace(seen.picture) if self._misses_a_face(seen) else NothingComparable
        return Identification(
            seen.picture,
            tuple(answers),
            names,
            await enrolled.thumbnails(matches),
            max(0, len(seen.faces) - MOST_FACES),
            self._misses_a_face(seen),
        )

    async def _probe(self, seen: Seen, face: Face | None) -> Impression | EmbeddingError:
        try:
            async with self.turn:
                return await self.sight.embed(seen, face)
        except EmbeddingError as error:
            return error

    async def _answer(
        self,
        enrolled: Enrolled,
        wished: Preferences,
        face: Face | None,
        impression: Impression | EmbeddingError,
    ) -> Answer:
        if isinstance(impression, EmbeddingError):
            return Answer(face, None, impression)
        found = await comparable(enrolled, impression)
        if impression.failure and not len(found.gallery):
            # There may be somebody whom the other embedder knows.
            return Answer(face, None, impression.failure)
        spec = found.probe.spec
        learnt = await self.learning.of(found.gallery, ViewKind(spec.view), self.rule)
        decision = await self.workers.run(
            decide,
            found.probe.vector,
            learnt,
            top_k=wished.matches or self.top_k,
            strictness=wished.strictness,
            normal=self.threshold,
        )
        return Answer(face, decision, None, spec, found.alone)

    def _misses_a_face(self, seen: Seen) -> bool:
        """Whether a face would have been compared, had there been one."""
        return not seen.faces and self.sight.finds_faces


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

    async def learnt(self, chat_id: int) -> Learnt:
        """What the faces of a chat teach, as the next one will be compared with them."""
        identifier = self.identifier
        enrolled = ChatEnrolled(chat_id, self.galleries, self.store)
        spec, gallery = await in_use(enrolled, self.sight.specs)
        return await identifier.learning.of(gallery, ViewKind(spec.view), identifier.rule)

    async def expect_somebody(self, chat_id: int) -> None:
        """To be asked before anything is fetched. Raises `NobodyEnrolled`."""
        if not await self.store.people.count(chat_id):
            raise NobodyEnrolled

    async def identify(
        self, chat_id: int, source: Source, wished: Preferences = DEFAULTS
    ) -> Identification:
        """Tell who, of the people enrolled in the chat, is in a photo, as the chat wishes it.

        Raises what `Identifier.identify` does.
        """
        enrolled = ChatEnrolled(chat_id, self.galleries, self.store)
        return await self.identifier.identify(source, enrolled, wished)


def _decisions(answers: Sequence[Answer]) -> list[Decision]:
    return [answer.decision for answer in answers if answer.decision]


def _matches(answers: Sequence[Answer]) -> set[int]:
    """The ids of the photos that are shown."""
    return {match.photo_id for one in _decisions(answers) for match in one.matches}


def _named(answers: Sequence[Answer]) -> set[int]:
    """The ids of the people whom the answers speak of."""
    candidates = (
        person for one in _decisions(answers) for person in (one.best, one.runner_up, *one.choices)
    )
    return {person.person_id for person in candidates if person is not None}


def _people(answers: Sequence[Answer]) -> set[int]:
    """The same, and whoever has one of the photos that are shown."""
    shown = {match.person_id for one in _decisions(answers) for match in one.matches}
    return shown | _named(answers)
