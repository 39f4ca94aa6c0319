"""What the people of a chat say about a photo that is to be enrolled: whose it looks like."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.recognition.comparing import Comparable, comparable
from bot.recognition.embedding import EmbeddingError, ViewKind
from bot.recognition.enrolled import ChatEnrolled
from bot.recognition.galleries import Galleries
from bot.recognition.learning import Learning
from bot.recognition.matching import Decision, Outcome, decide, reaches
from bot.recognition.quality import Doubt
from bot.recognition.repeats import repeats_any
from bot.recognition.scores import Rule
from bot.recognition.sight import Impression, Seen, Sight
from bot.recognition.workers import Workers
from storage.models import Face
from storage.records import Preferences
from storage.store import Store

COMPARED = 3
"""Of so many of a person's photos, the closest by their vectors, one may be the same picture."""
COMPARABLE = 0.4
"""The longer side of a face that may be meant, in those of the largest: in group photos the
smallest of the group has .58, and passers-by in a portrait's background .05."""
MOST_FACES = 12


@dataclass(frozen=True)
class Doubting:
    """Compares photos with a chat's people by what these teach, as an answer does.

    ``threshold`` is a similarity that takes the place of what galleries teach.
    """

    galleries: Galleries
    store: Store
    learning: Learning
    workers: Workers
    rule: Rule
    threshold: float | None = None

    async def doubts(
        self,
        chat_id: int,
        person_id: int | None,
        jpeg: bytes,
        impression: Impression,
        besides: Sequence[bytes],
    ) -> tuple[tuple[Doubt, ...], str | None]:
        """What is to be doubted of a photo of a person, who may be new; and whom it looks like.

        ``jpeg`` is the picture, and ``besides`` those that are being added with it.
        """
        try:
            compared, decision = await self._decide(chat_id, impression)
        except EmbeddingError:
            # Nobody can be compared by the embedder that gave a vector.
            return (), None
        closest = _closest_own(compared, person_id)
        stored = [(await self.store.photos.get(photo_id)).jpeg for photo_id in closest]
        found = []
        if await self.workers.run(repeats_any, jpeg, [*besides, *stored]):
            found.append(Doubt.REPEATED)
        like = None
        other = _somebody_else(decision, person_id, has_photos=bool(closest))
        if other is not None:
            like = (await self.store.people.names(chat_id, [other])).get(other)
        if like is not None:
            found.append(Doubt.SOMEBODY_ELSE)
        return tuple(found), like

    async def theirs(
        self, chat_id: int, person_id: int, faces: Sequence[Face], seen: Seen, sight: Sight
    ) -> Face | None:
        """The one of several faces that is known to be a person's; None where it is not clear."""
        try:
            impressions = await asyncio.gather(*(sight.embed(seen, face) for face in faces))
            decisions = [await self._decide(chat_id, impression) for impression in impressions]
        except EmbeddingError:
            return None
        known = [
            face
            for face, (_, decision) in zip(faces, decisions, strict=True)
            if decision.outcome is Outcome.KNOWN
            and decision.best is not None
            and decision.best.person_id == person_id
        ]
        return known[0] if len(known) == 1 else None

    async def _decide(self, chat_id: int, impression: Impression) -> tuple[Comparable, Decision]:
        enrolled = ChatEnrolled(chat_id, self.galleries, self.store)
        compared = await comparable(enrolled, impression)
        view = ViewKind(compared.probe.spec.view)
        learnt = await self.learning.of(compared.gallery, view, self.rule)
        wished = await self.store.preferences.find(chat_id) or Preferences()
        decision = await self.workers.run(
            decide,
            compared.probe.vector,
            learnt,
            top_k=1,
            strictness=wished.strictness,
            normal=self.threshold,
        )
        return compared, decision


def faces_to_choose(faces: Sequence[Face]) -> tuple[Face, ...]:
    """Those of a photo's faces that may be meant, from left to right; none where it is clear.

    ``faces`` are largest first.
    """
    if not faces:
        return ()
    least = COMPARABLE * max(max(face.box[2:]) for face in faces)
    large = [face for face in faces if max(face.box[2:]) >= least][:MOST_FACES]
    if len(large) < 2:
        return ()
    return tuple(sorted(large, key=lambda face: face.box[0] + face.box[2] / 2))


def _closest_own(compared: Comparable, person_id: int | None) -> list[int]:
    """The ids of a person's photos that are closest to the probe, the closest first."""
    gallery = compared.gallery
    own = np.flatnonzero(gallery.person_ids == (person_id or 0))
    similarities = gallery.vectors[own] @ compared.probe.vector
    return [int(gallery.photo_ids[own[i]]) for i in np.argsort(-similarities)[:COMPARED]]


def _somebody_else(decision: Decision, person_id: int | None, *, has_photos: bool) -> int | None:
    """Who else the face is closer to, where that is close enough to be named."""
    best = decision.best
    if best is None or best.person_id == person_id:
        return None
    if has_photos:
        near = reaches(best, decision.thresholds.known.score, decision.thresholds)
    else:
        near = decision.outcome is Outcome.KNOWN
    return best.person_id if near else None
