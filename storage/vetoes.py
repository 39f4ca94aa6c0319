"""Faces that somebody said are not a person, each with a vector of every spec it was seen under.

A veto goes with the person, with whoever it is instead and with the photo that the face is in, as
far as these are enrolled. It is lifted while something else counts that was said of the same face.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from storage.database import Database, Transaction
from storage.embeddings import LITTLE_ENDIAN, vector_of
from storage.models import EmbeddingSpec, GalleryReshaped, Vector

Vectors = Iterable[tuple[EmbeddingSpec, Vector]]
THE_SAME = 0.99
"""From which cosine on two vectors are of one face in one picture."""
BECOME = (
    "UPDATE vetoes SET person_id = :target WHERE person_id = :source",
    "UPDATE vetoes SET actual_id = :target WHERE actual_id = :source",
    # What can come back comes back to whoever they are.
    "UPDATE removals SET person_id = :target WHERE person_id = :source",
    # Nobody is not themself.
    "DELETE FROM vetoes WHERE person_id = :target AND actual_id = :target",
    "UPDATE feedback SET person_id = :target WHERE person_id = :source",
    # An answer may speak of both.
    """UPDATE answered_people SET named = 1, place = one.place FROM answered_people AS one
       WHERE answered_people.person_id = :target AND one.person_id = :source AND one.named
       AND one.face_id = answered_people.face_id""",
    "UPDATE OR IGNORE answered_people SET person_id = :target WHERE person_id = :source",
)


class Vetoes:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        transaction: Transaction,
        chat_id: int,
        person_id: int,
        vectors: Vectors,
        *,
        actual_id: int | None,
        photo_id: int | None,
        feedback_id: int | None,
    ) -> None:
        """Note that a face is not somebody. ``vectors`` are float32 [dimensions], of unit length.

        Nothing is noted of whoever is not there any more.
        """
        veto_id = await transaction.insert(
            """INSERT INTO vetoes (person_id, actual_id, photo_id, feedback_id)
               SELECT id, ?, (SELECT id FROM photos WHERE id = ?), ? FROM people WHERE id = ?""",
            (actual_id, photo_id, feedback_id, person_id),
        )
        if veto_id is None:
            return
        for spec, vector in vectors:
            await transaction.execute(
                """INSERT INTO veto_vectors (veto_id, model, dimensions, view, vector)
                   VALUES (?, ?, ?, ?, ?)""",
                (
                    veto_id,
                    spec.model,
                    spec.dimensions,
                    spec.view,
                    vector.astype(LITTLE_ENDIAN).tobytes(),
                ),
            )
        transaction.changes.append(GalleryReshaped(chat_id))

    async def of(self, feedback_id: int) -> tuple[int | None, list[tuple[EmbeddingSpec, Vector]]]:
        """The photo in which a face is that some feedback was about, if that is enrolled.

        And the face's vectors, float32 [dimensions], if there are any.
        """
        rows = await self._database.rows(
            """SELECT model, dimensions, view, vector, photo_id FROM vetoes
               JOIN veto_vectors ON veto_id = vetoes.id
               WHERE vetoes.id = (SELECT min(id) FROM vetoes WHERE feedback_id = ?)""",
            (feedback_id,),
        )
        vectors = [(EmbeddingSpec(*row[:3]), vector_of(row["vector"])) for row in rows]
        return (rows[0]["photo_id"] if rows else None), vectors

    async def remove(self, transaction: Transaction, chat_id: int, feedback_id: int) -> None:
        """Delete what came of some feedback."""
        if await transaction.execute("DELETE FROM vetoes WHERE feedback_id = ?", (feedback_id,)):
            transaction.changes.append(GalleryReshaped(chat_id))

    async def count(self, chat_id: int, person_id: int) -> int:
        """How many faces somebody in the chat is not, as far as that was said and holds."""
        row = await self._database.row(
            """SELECT count(*) FROM vetoes JOIN people ON people.id = person_id
               WHERE chat_id = ? AND person_id = ? AND lifted_by IS NULL""",
            (chat_id, person_id),
        )
        return int(row[0]) if row else 0

    async def remove_of(self, transaction: Transaction, chat_id: int, person_id: int) -> None:
        """Delete all that was said of whom somebody in the chat is not."""
        await transaction.execute(
            """DELETE FROM vetoes WHERE person_id = (
                   SELECT id FROM people WHERE id = ? AND chat_id = ?)""",
            (person_id, chat_id),
        )
        transaction.changes.append(GalleryReshaped(chat_id))
        transaction.removed = True

    async def lift(
        self,
        transaction: Transaction,
        chat_id: int,
        person_id: int,
        vectors: Vectors,
        feedback_id: int,
    ) -> None:
        """Have some feedback, which says that a face is somebody, count instead of that it is not.

        ``vectors`` are float32 [dimensions], of unit length.
        """
        for spec, vector in vectors:
            rows = await transaction.all(
                """SELECT vetoes.id, vector FROM vetoes JOIN veto_vectors ON veto_id = vetoes.id
                   WHERE person_id = ? AND lifted_by IS NULL
                   AND model = ? AND dimensions = ? AND view = ?""",
                (person_id, spec.model, spec.dimensions, spec.view),
            )
            for veto_id, kept in rows:
                if float(np.dot(vector_of(kept), vector)) >= THE_SAME:
                    await transaction.execute(
                        "UPDATE vetoes SET lifted_by = ? WHERE id = ?", (feedback_id, veto_id)
                    )
                    transaction.changes.append(GalleryReshaped(chat_id))

    async def put_back(self, transaction: Transaction, chat_id: int, feedback_id: int) -> None:
        """Have count again what some feedback had count no longer."""
        if await transaction.execute(
            "UPDATE vetoes SET lifted_by = NULL WHERE lifted_by = ?", (feedback_id,)
        ):
            transaction.changes.append(GalleryReshaped(chat_id))

    async def leave(self, transaction: Transaction, photo_id: int) -> None:
        """Have what was said of a face in a photo stay when the photo goes."""
        await transaction.execute(
            "UPDATE vetoes SET photo_id = NULL WHERE photo_id = ?", (photo_id,)
        )


async def become(transaction: Transaction, source: int, target: int) -> None:
    """One person is another from now on: what was said of the first is said of the other."""
    if await transaction.one("SELECT 1 FROM people WHERE id = ?", (target,)) is None:
        return
    for statement in BECOME:
        await transaction.execute(statement, {"source": source, "target": target})
