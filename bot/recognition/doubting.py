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
from bot.recognition.learning import Learning, Learnt
from bot.recognition.matching import Decision, Outcome, decide, reaches
from bot.recognition.oddities import nearness
from bot.recognition.quality import Doubt
from bot.recognition.repeats import repeats_any
from bot.recognition.scores import Rule
from bot.recognition.sight import Impression, Seen, Sight
from bot.recognition.workers import Workers
from storage.models import Face
from storage.records import Preferences, Strictness
from storage.store import Store

COMPARED = 3
"""Of so many of a person's photos, the closest by their vectors, one may be the same picture."""
COMPARABLE = 0.4
"""The longer side of a face that may be meant, in those of the largest: in group photos the
smallest of the group has .58, and passers-by in a portrait's background .05."""
SURE = 0.8
"""How sure the finder is of a face at least that is told from a thing which looks like one. Of 63
faces in real photos the least sure is .86, and a doll's and a painted tree's are .77 and .71."""
MOST_FACES = 12
NEAR = 0.5
"""How far a face is from strangers at least that looks like somebody, in lengths of the way from
them to that person's photos. In simulated galleries of two to five people, one photo in a hundred
of that very person is below it, of general image models one in thirty."""


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
    heeds_others: bool = True
    """Whether it counts that a face looks like somebody else."""

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
            compared, learnt = await self._compared(chat_id, impression)
        except EmbeddingError:
            # Nobody can be compared by the embedder that gave a vector.
            return (), None
        closest = _closest_own(compared, person_id)
        stored = [(await self.store.photos.get(photo_id)).jpeg for photo_id in closest]
        found = []
        if await self.workers.run(repeats_any, jpeg, [*besides, *stored]):
            found.append(Doubt.REPEATED)
        like = None
        other = None
        if self.heeds_others:
            # Whoever has photos may be closer; of somebody new, strangers' likeness is all.
            strictness = None if closest else Strictness.STRICT
            decision = await self._decided(chat_id, compared, learnt, strictness)
            other = _somebody_else(decision, person_id, has_photos=bool(closest))
        if other is not None and not self._is_far(compared, learnt, other, person_id):
            like = (await self.store.people.names(chat_id, [other])).get(other)
        if like is not None:
            found.append(Doubt.SOMEBODY_ELSE)
        return tuple(found), like

    async def theirs(
        self, chat_id: int, person_id: int, faces: Sequence[Face], seen: Seen, sight: Sight
    ) -> int | None:
        """The place of the one of several faces that is known to be a person's, if it is clear."""
        try:
            impressions = await asyncio.gather(*(sight.embed(seen, face) for face in faces))
            decisions = [
                await self._decided(chat_id, *await self._compared(chat_id, impression))
                for impression in impressions
            ]
        except EmbeddingError:
            return None
        known = [
            place
            for place, decision in enumerate(decisions)
            if decision.outcome is Outcome.KNOWN
            and decision.best is not None
            and decision.best.person_id == person_id
        ]
        return known[0] if len(known) == 1 else None

    async def _compared(self, chat_id: int, impression: Impression) -> tuple[Comparable, Learnt]:
        """With what a face is compared, and what is learnt from that."""
        enrolled = ChatEnrolled(chat_id, self.galleries, self.store)
        compared = await comparable(enrolled, impression)
        view = ViewKind(compared.probe.spec.view)
        return compared, await self.learning.of(compared.gallery, view, self.rule)

    async def _decided(
        self,
        chat_id: int,
        compared: Comparable,
        learnt: Learnt,
        strictness: Strictness | None = None,
    ) -> Decision:
        """Who it is, as strictly as the chat wishes it or as ``strictness`` says."""
        if strictness is None:
            wished = await self.store.preferences.find(chat_id) or Preferences()
            strictness = wished.strictness
        return await self.workers.run(
            decide,
            compared.probe.vector,
            learnt,
            top_k=1,
            strictness=strictness,
            normal=self.threshold,
        )

    def _is_far(
        self, compared: Comparable, learnt: Learnt, other: int, person_id: int | None
    ) -> bool:
        """Whether a gallery's few people show that a face which is close enough to one of them
        by what is assumed of the embedder is as far from them as they are from each other."""
        if self.threshold is not None or learnt.impostors is not None:
            return False
        near = nearness(compared.gallery, other, compared.probe.vector, person_id)
        return near is not None and near < NEAR


def faces_to_choose(faces: Sequence[Face]) -> tuple[Face, ...]:
    """Those of a photo's faces that may be meant, from left to right; none where it is clear.

    ``faces`` are largest first. What may be no face is asked about only along with others.
    """
    clearest = clearest_first(faces)
    if not clearest:
        return ()
    least = COMPARABLE * max(clearest[0].box[2:])
    large = [face for face in clearest if max(face.box[2:]) >= least][:MOST_FACES]
    if len(large) < 2 or (large[0].score >= SURE > large[1].score):
        return ()
    return tuple(sorted(large, key=lambda face: face.box[0] + face.box[2] / 2))


def clearest_first(faces: Sequence[Face]) -> tuple[Face, ...]:
    """Faces that are largest first, with those at the end that may be none."""
    return tuple(sorted(faces, key=lambda face: face.score < SURE))


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
