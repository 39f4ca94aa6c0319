"""Vectors, each beside the model, the dimensions and the view it was made with."""

from __future__ import annotations

import numpy as np

from storage.database import Database, Transaction
from storage.models import EmbeddingSpec, Face, GalleryRow, GalleryRows, Vector

LITTLE_ENDIAN = np.dtype("<f4")
# Whoever was merged into somebody is that one for now, and so are faces that are not theirs.
WHOSE = """
    WITH RECURSIVE whose (id, now) AS (
        SELECT id, id FROM people WHERE chat_id = ?
        UNION SELECT people.id, whose.now FROM whose
              JOIN removals ON removals.person_id = whose.id AND kind = 'merge'
              JOIN people ON people.removal_id = removals.id)"""


def vector_of(blob: bytes) -> Vector:
    """A vector as it is kept: float32 [dimensions], not to be written to."""
    return np.frombuffer(blob, LITTLE_ENDIAN).astype(np.float32, copy=False)


class Embeddings:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, transaction: Transaction, row: GalleryRow, face_id: int | None = None
    ) -> bool:
        """Store an embedding of an enrolled photo, or of the face in it; False if it has one."""
        spec = row.spec
        added = await transaction.insert(
            """INSERT INTO embeddings (photo_id, face_id, model, dimensions, view, vector)
               VALUES (?, ?, ?, ?, ?, ?)
               ON CONFLICT (photo_id, model, dimensions, view) DO NOTHING""",
            (
                row.photo_id,
                face_id,
                spec.model,
                spec.dimensions,
                spec.view,
                row.vector.astype(LITTLE_ENDIAN).tobytes(),
            ),
        )
        if added is not None:
            transaction.changes.append(row)
        return added is not None

    async def specs_of(self, photo_id: int) -> set[EmbeddingSpec]:
        """The specs under which a photo is embedded."""
        rows = await self._database.rows(
            "SELECT model, dimensions, view FROM embeddings WHERE photo_id = ?", (photo_id,)
        )
        return {EmbeddingSpec(*row) for row in rows}

    async def of_picture(
        self, chat_id: int, sha256: bytes, spec: EmbeddingSpec, face: Face | None = None
    ) -> Vector | None:
        """The vector, float32 [dimensions], that this very face of a picture, or the picture
        without a face, has in the chat, if any."""
        x, y, width, height = face.box if face else (None, None, None, None)
        row = await self._database.row(
            """SELECT vector FROM people
               JOIN photos ON person_id = people.id AND sha256 = ?
               JOIN embeddings ON embeddings.photo_id = photos.id
                    AND model = ? AND dimensions = ? AND view = ?
               LEFT JOIN faces ON faces.photo_id = photos.id
               WHERE chat_id = ? AND x IS ? AND y IS ?
                     AND faces.width IS ? AND faces.height IS ?""",
            (sha256, spec.model, spec.dimensions, spec.view, chat_id, x, y, width, height),
        )
        return vector_of(row["vector"]) if row else None

    async def specs(self, chat_id: int) -> dict[EmbeddingSpec, int]:
        """How many of a chat's photos are embedded under each spec."""
        rows = await self._database.rows(
            """SELECT model, dimensions, view, count(*) FROM people
               JOIN photos ON person_id = people.id
               JOIN embeddings ON photo_id = photos.id
               WHERE chat_id = ? GROUP BY model, dimensions, view
               ORDER BY model, dimensions, view""",
            (chat_id,),
        )
        return {EmbeddingSpec(*row[:3]): row[3] for row in rows}

    async def gallery(self, chat_id: int, spec: EmbeddingSpec) -> GalleryRows:
        """All that one chat's probes of this spec are compared with."""
        whose = chat_id, spec.model, spec.dimensions, spec.view
        rows = await self._database.rows(
            """SELECT person_id, photos.id, vector, album FROM embeddings
               JOIN photos ON photos.id = photo_id
               JOIN people ON people.id = person_id
               WHERE chat_id = ? AND model = ? AND dimensions = ? AND view = ?
               ORDER BY embeddings.id""",
            whose,
        )
        vetoes = await self._database.rows(
            f"""{WHOSE} SELECT whose.now AS person_id, vector, vetoes.id FROM vetoes
                JOIN veto_vectors ON veto_id = vetoes.id
                     AND model = ? AND dimensions = ? AND view = ?
                JOIN whose ON whose.id = vetoes.person_id
                LEFT JOIN whose AS actual ON actual.id = actual_id
                WHERE actual.now IS NOT whose.now AND lifted_by IS NULL ORDER BY vetoes.id""",  # noqa: S608 - a constant
            whose,
        )
        return GalleryRows(
            _stacked([row["vector"] for row in rows], spec),
            np.array([row["person_id"] for row in rows], np.int64),
            np.array([row["id"] for row in rows], np.int64),
            tuple(row["album"] for row in rows),
            _stacked([row["vector"] for row in vetoes], spec),
            np.array([row["person_id"] for row in vetoes], np.int64),
            np.array([row["id"] for row in vetoes], np.int64),
        )


def _stacked(blobs: list[bytes], spec: EmbeddingSpec) -> Vector:
    """Vectors as they are kept: float32 [n, dimensions]."""
    vectors = np.frombuffer(b"".join(blobs), LITTLE_ENDIAN)
    return vectors.astype(np.float32).reshape(len(blobs), spec.dimensions)
