"""Answers for as long as one can say something to them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime

from storage.answered import Answer, AnsweredFace, NewAnswer, NewFace
from storage.database import Database, Transaction
from storage.models import Face

FACES = """
    SELECT answered_faces.*, chat_id, shown_in, message_id, file_id, file_unique_id, album,
           numbered, (
               SELECT json_group_array(person_id) FROM (
                   SELECT person_id FROM answered_people
                   WHERE face_id = answered_faces.id AND named ORDER BY place)) AS named, (
               SELECT json_group_array(person_id) FROM (
                   SELECT person_id FROM answered_people
                   WHERE face_id = answered_faces.id AND NOT named ORDER BY place)) AS others
    FROM answered_faces JOIN answers ON answers.id = answer_id"""
ABOUT = """
    SELECT answer_id FROM answered_faces JOIN answered_people ON face_id = answered_faces.id
    WHERE named AND person_id IN (SELECT value FROM json_each(:people))
    UNION SELECT answer_id FROM answered_faces JOIN feedback ON face_id = answered_faces.id
          WHERE person_id IN (SELECT value FROM json_each(:people))"""
SETTLED = """
    UPDATE feedback SET photo_id = NULL WHERE photo_id IN (
        SELECT photo_id FROM feedback JOIN answered_faces ON face_id = answered_faces.id
        JOIN answers ON answers.id = answer_id
        WHERE expires_at <= ? AND undone_at IS NULL)"""


class Answers:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, transaction: Transaction, answer: NewAnswer, until: datetime
    ) -> list[int] | None:
        """Note an answer: its faces' ids, in order; None where nothing is known of its chat."""
        answer_id = await transaction.insert(
            """INSERT INTO answers (chat_id, shown_in, file_id, file_unique_id, album, numbered,
                                    expires_at)
               SELECT id, ?, ?, ?, ?, ?, ? FROM chats WHERE id = ?""",
            (
                answer.shown_in,
                answer.file_id,
                answer.file_unique_id,
                answer.album,
                answer.numbered,
                int(until.timestamp()),
                answer.chat_id,
            ),
        )
        if answer_id is None:
            return None
        return [await _add_face(transaction, answer_id, one) for one in answer.faces]

    async def shown_by(self, transaction: Transaction, face_id: int, message_id: int) -> None:
        """Note which message is the answer that a face is of."""
        await transaction.execute(
            """UPDATE answers SET message_id = ?
               WHERE id = (SELECT answer_id FROM answered_faces WHERE id = ?)""",
            (message_id, face_id),
        )

    async def face(self, place: int, face_id: int) -> AnsweredFace | None:
        """A face of an answer that was said in the chat ``place``."""
        row = await self._database.row(
            f"{FACES} WHERE answered_faces.id = ? AND coalesce(shown_in, chat_id) = ?",
            (face_id, place),
        )
        return _face(row) if row else None

    async def faces(self, answer: Answer) -> list[AnsweredFace]:
        """All faces of an answer, in its order."""
        rows = await self._database.rows(
            f"{FACES} WHERE answer_id = ? ORDER BY number", (answer.id,)
        )
        return [_face(row) for row in rows]

    async def is_there(self, transaction: Transaction, face_id: int) -> bool:
        """Whether an answer with this face is still on file, seen from inside the transaction."""
        row = await transaction.one("SELECT 1 FROM answered_faces WHERE id = ?", (face_id,))
        return row is not None

    async def remove_expired(self, at: datetime) -> None:
        """Delete the answers that nothing is to be said to any more."""
        moment = (int(at.timestamp()),)
        if await self._database.row("SELECT 1 FROM answers WHERE expires_at <= ?", moment):
            async with self._database.transaction() as transaction:
                # What was added on a word that can't be taken back any more is there for good.
                await transaction.execute(SETTLED, moment)
                await transaction.execute("DELETE FROM answers WHERE expires_at <= ?", moment)
                transaction.removed = True


async def drop_answers_about(transaction: Transaction, people: Iterable[int]) -> None:
    """Delete the answers by which any of these people could be found in a photo."""
    await transaction.execute(
        f"DELETE FROM answers WHERE id IN ({ABOUT})",  # noqa: S608 - a constant
        {"people": json.dumps(list(people))},
    )


async def _add_face(transaction: Transaction, answer_id: int, face: NewFace) -> int:
    seen = face.face
    face_id = await transaction.insert_new(
        """INSERT INTO answered_faces (answer_id, number, face, outcome, photo_ids, basis, photos,
                                       scores, margin, known_from, unsure_from)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            answer_id,
            face.number,
            json.dumps([seen.box, seen.landmarks, seen.score]) if seen else None,
            face.outcome,
            json.dumps(face.photo_ids),
            face.basis,
            face.photos,
            json.dumps(face.scores),
            face.margin,
            face.known_from,
            face.unsure_from,
        ),
    )
    for place, person_id in enumerate((*face.named, *face.others)):
        # Somebody may have been deleted while the answer was found.
        await transaction.execute(
            """INSERT OR IGNORE INTO answered_people (face_id, person_id, place, named)
               SELECT ?, id, ?, ? FROM people WHERE id = ?""",
            (face_id, place, place < len(face.named), person_id),
        )
    return face_id


def _face(row: sqlite3.Row) -> AnsweredFace:
    seen = None
    if row["face"] is not None:
        (x, y, width, height), landmarks, score = json.loads(row["face"])
        seen = Face((x, y, width, height), tuple((u, v) for u, v in landmarks), score)
    answer = Answer(
        row["answer_id"],
        row["chat_id"],
        row["shown_in"],
        row["message_id"],
        row["file_id"],
        row["file_unique_id"],
        row["album"],
        bool(row["numbered"]),
    )
    return AnsweredFace(
        number=row["number"],
        face=seen,
        outcome=row["outcome"],
        named=tuple(json.loads(row["named"])),
        others=tuple(json.loads(row["others"])),
        photo_ids=tuple(json.loads(row["photo_ids"])),
        basis=row["basis"],
        photos=row["photos"],
        scores=tuple(json.loads(row["scores"])),
        margin=row["margin"],
        known_from=row["known_from"],
        unsure_from=row["unsure_from"],
        id=row["id"],
        answer=answer,
    )
