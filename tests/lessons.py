"""Answers on file without a bot, and what is said of them."""

from __future__ import annotations

from bot.chats.answered import Answered
from storage.answered import AnsweredFace, FeedbackKind, NewAnswer, NewFace, NewFeedback
from storage.models import Vector
from storage.store import Store
from tests.crowds import SPEC, Crowd
from tests.storing import CHAT, NOW


async def answered(crowd: Crowd, *named: int, shown_in: int | None = None) -> AnsweredFace:
    """An answer in the chat that names these people."""
    outcome = "known" if named else "unknown"
    face = NewFace(1, None, outcome, named, (), (), "likelihood", 2, (1.0,), None, 0.5, 0.4)
    answer = NewAnswer(CHAT.id, shown_in, crowd.name(), crowd.name(), None, (face,))
    standing = await Answered(crowd.store).note(answer, NOW)
    assert standing
    return standing.faces[0]


async def said(
    crowd: Crowd,
    face: AnsweredFace,
    *wrong: int,
    actual: int | None = None,
    photo: int | None = None,
    vector: Vector | None = None,
) -> tuple[int, Vector]:
    """Have it said of whom a face is not; the feedback's id, and the face's vector."""
    vector = crowd.vector() if vector is None else vector
    kind = FeedbackKind.NAMED if actual else FeedbackKind.STRANGER
    new = NewFeedback(face.id, kind, actual, photo, "", 1, NOW)
    async with crowd.store.transaction() as transaction:
        feedback = await crowd.store.feedback.add(transaction, new)
        for person in wrong:
            await crowd.store.vetoes.add(
                transaction,
                CHAT.id,
                person,
                [(SPEC, vector)],
                actual_id=actual,
                photo_id=photo,
                feedback_id=feedback.id,
            )
    return feedback.id, vector


async def vetoed(store: Store, chat_id: int = CHAT.id) -> list[tuple[int, bytes]]:
    """Who is not whom in a chat's gallery, which in memory is as it is on file."""
    disk = await store.embeddings.gallery(chat_id, SPEC)
    pairs = zip(disk.vetoed_person_ids.tolist(), disk.vetoed, strict=True)
    return [(person, vector.tobytes()) for person, vector in pairs]
