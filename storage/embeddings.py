"""Vectors, each beside the model, the dimensions and the view it was made with."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from storage.database import Database, Transaction
from storage.models import EmbeddingSpec, GalleryRow, GalleryRows, Vector

LITTLE_ENDIAN = np.dtype("<f4")


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

    async def exists(
        self, photo_id: int, model: str, dimensions: int, views: Iterable[str]
    ) -> bool:
        """Whether a photo has an embedding by this model, of any of these views."""
        rows = await self._database.rows(
            "SELECT view FROM embeddings WHERE photo_id = ? AND model = ? AND dimensions = ?",
            (photo_id, model, dimensions),
        )
        return not {row["view"] for row in rows}.isdisjoint(views)

    async def of_picture(self, chat_id: int, sha256: bytes, spec: EmbeddingSpec) -> Vector | None:
        """The vector, float32 [dimensions], that this very picture has in the chat, if any."""
        row = await self._database.row(
            """SELECT vector FROM people
               JOIN photos ON person_id = people.id AND sha256 = ?
               JOIN embeddings ON photo_id = photos.id
                    AND model = ? AND dimensions = ? AND view = ?
               WHERE chat_id = ?""",
            (sha256, spec.model, spec.dimensions, spec.view, chat_id),
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
            """SELECT person_id, vector FROM vetoes JOIN people ON people.id = person_id
               WHERE people.chat_id = ? AND model = ? AND dimensions = ? AND view = ?
               ORDER BY vetoes.id""",
            whose,
        )
        return GalleryRows(
            _stacked([row["vector"] for row in rows], spec),
            np.array([row["person_id"] for row in rows], np.int64),
            np.array([row["id"] for row in rows], np.int64),
            tuple(row["album"] for row in rows),
            _stacked([row["vector"] for row in vetoes], spec),
            np.array([row["person_id"] for row in vetoes], np.int64),
        )


def _stacked(blobs: list[bytes], spec: EmbeddingSpec) -> Vector:
    """Vectors as they are kept: float32 [n, dimensions]."""
    vectors = np.frombuffer(b"".join(blobs), LITTLE_ENDIAN)
    return vectors.astype(np.float32).reshape(len(blobs), spec.dimensions)
