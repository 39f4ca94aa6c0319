"""Faces that somebody said are not a person, each with a vector of every spec it was seen under.

A veto goes with the person, with whoever it is instead and with the photo that the face is in, as
far as these are enrolled.
"""

from __future__ import annotations

from collections.abc import Iterable

from storage.database import Database, Transaction
from storage.embeddings import LITTLE_ENDIAN, vector_of
from storage.models import EmbeddingSpec, GalleryReshaped, Vector

Vectors = Iterable[tuple[EmbeddingSpec, Vector]]
BECOME = (
    "UPDATE vetoes SET person_id = :target WHERE person_id = :source",
    "UPDATE vetoes SET actual_id = :target WHERE actual_id = :source",
    # Nobody is not themself.
    "DELETE FROM vetoes WHERE person_id = :target AND actual_id = :target",
    "UPDATE feedback SET person_id = :target WHERE person_id = :source",
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


async def become(transaction: Transaction, source: int, target: int) -> None:
    """One person is another from now on: what was said of the first is said of the other."""
    if await transaction.one("SELECT 1 FROM people WHERE id = ?", (target,)) is None:
        return
    for statement in BECOME:
        await transaction.execute(statement, {"source": source, "target": target})
