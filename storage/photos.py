"""Enrolled photos, and the face that each was enrolled for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from storage.copies import drop_emptied
from storage.database import Database, Transaction
from storage.embeddings import vector_of
from storage.models import (
    EmbeddingSpec,
    Face,
    GalleryReshaped,
    NewPhoto,
    Session,
    StoredPhoto,
    Vector,
)
from storage.portrayed import note_portrayed


class Photos:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, transaction: Transaction, person_id: int, photo: NewPhoto
    ) -> tuple[int, bool]:
        """Store a photo of a person, unless that person has it: its id, and whether it is new.

        One that was only lent to the chat so far is new: from now on it is the chat's own. A
        session that was closed meanwhile leaves the photo without one.
        """
        added = await transaction.one(
            """INSERT INTO photos (person_id, session_id, sha256, file_unique_id, album,
                                   enrolled_by, width, height, thumbnail, jpeg, enrolled_at)
               VALUES (?, (SELECT id FROM sessions WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?,
                       coalesce(?, unixepoch()))
               ON CONFLICT (person_id, sha256) DO UPDATE SET own = 1,
                   session_id = excluded.session_id, album = excluded.album,
                   file_unique_id = excluded.file_unique_id,
                   enrolled_by = excluded.enrolled_by, enrolled_at = excluded.enrolled_at
               WHERE own = 0
               RETURNING id""",
            (
                person_id,
                photo.session_id,
                photo.sha256,
                photo.file_unique_id,
                photo.album,
                photo.enrolled_by,
                photo.width,
                photo.height,
                photo.thumbnail,
                photo.jpeg,
                int(photo.enrolled_at.timestamp()) if photo.enrolled_at else None,
            ),
        )
        if added is not None:
            return int(added["id"]), True
        row = await transaction.one(
            "SELECT id FROM photos WHERE person_id = ? AND sha256 = ?", (person_id, photo.sha256)
        )
        if row is None:
            raise LookupError("a photo that is already there is missing")
        return int(row["id"]), False

    async def add_face(self, transaction: Transaction, photo_id: int, face: Face) -> int:
        """Store where in the photo its person is, unless that is known; the face's id."""
        row = await transaction.one("SELECT id FROM faces WHERE photo_id = ?", (photo_id,))
        if row is not None:
            return int(row["id"])
        return await transaction.insert_new(
            """INSERT INTO faces (photo_id, x, y, width, height, landmarks, score)
               VALUES (?, ?, ?, ?, ?, ?, ?)""",
            (photo_id, *face.box, json.dumps(face.landmarks), face.score),
        )

    async def find(
        self,
        person_id: int,
        *,
        sha256: bytes | None = None,
        file: str | None = None,
        own: bool = False,
    ) -> int | None:
        """The id of this very photo, by its picture or by Telegram's name for it.

        ``own`` looks at what the chat enrolled itself, not at what is only lent to it.
        """
        row = await self._database.row(
            """SELECT id FROM photos WHERE person_id = ? AND (sha256 = ? OR file_unique_id = ?)
               AND own >= ?""",
            (person_id, sha256, file, own),
        )
        return int(row["id"]) if row else None

    async def count(self, person_id: int) -> int:
        row = await self._database.row(
            "SELECT count(*) FROM photos WHERE person_id = ?", (person_id,)
        )
        return int(row[0]) if row else 0

    async def has_any(self, transaction: Transaction, person_id: int) -> bool:
        """Whether there is any photo of somebody, seen from inside the transaction."""
        row = await transaction.one(
            "SELECT 1 FROM photos WHERE person_id = ? LIMIT 1", (person_id,)
        )
        return row is not None

    async def ids(self, person_id: int) -> list[int]:
        """A person's photos, in order of enrolment.

        Those of one second are in an order that does not depend on their ids, so that it is the
        same wherever they are taken to.
        """
        rows = await self._database.rows(
            "SELECT id FROM photos WHERE person_id = ? ORDER BY enrolled_at, sha256", (person_id,)
        )
        return [row["id"] for row in rows]

    async def get(self, photo_id: int) -> StoredPhoto:
        """A photo with all that belongs to it. Raises `LookupError`."""
        row = await self._database.row(
            """SELECT sha256, jpeg, photos.width, photos.height, file_unique_id, album,
                      enrolled_by, enrolled_at, x, y, faces.width AS across,
                      faces.height AS down, landmarks, score
               FROM photos LEFT JOIN faces ON faces.photo_id = photos.id
               WHERE photos.id = ?""",
            (photo_id,),
        )
        if row is None:
            raise LookupError("there is no such photo")
        face = None
        if row["landmarks"] is not None:
            landmarks = tuple((x, y) for x, y in json.loads(row["landmarks"]))
            box = (row["x"], row["y"], row["across"], row["down"])
            face = Face(box, landmarks, row["score"])
        return StoredPhoto(
            sha256=row["sha256"],
            jpeg=row["jpeg"],
            width=row["width"],
            height=row["height"],
            file_unique_id=row["file_unique_id"],
            album=row["album"],
            enrolled_by=row["enrolled_by"],
            enrolled_at=datetime.fromtimestamp(row["enrolled_at"], UTC),
            face=face,
            embeddings=tuple(await self._embeddings(photo_id)),
        )

    async def _embeddings(self, photo_id: int) -> list[tuple[EmbeddingSpec, Vector]]:
        rows = await self._database.rows(
            """SELECT model, dimensions, view, vector FROM embeddings
               WHERE photo_id = ? ORDER BY model, dimensions, view""",
            (photo_id,),
        )
        return [(EmbeddingSpec(*row[:3]), vector_of(row["vector"])) for row in rows]

    async def thumbnails(self, chat_id: int, photo_ids: Iterable[int]) -> dict[int, bytes]:
        """The thumbnails of those of ``photo_ids`` that are in the chat, as JPEG."""
        wanted = list(set(photo_ids))
        marks = ", ".join("?" * len(wanted))
        rows = await self._database.rows(
            f"""SELECT photos.id, thumbnail FROM photos
                JOIN people ON people.id = person_id
                WHERE chat_id = ? AND photos.id IN ({marks})""",  # noqa: S608 - only question marks
            (chat_id, *wanted),
        )
        return {row["id"]: row["thumbnail"] for row in rows}

    async def remove_of(self, transaction: Transaction, session: Session) -> int:
        """Remove all that one session added; how many photos that were.

        What is lent to the chat besides is only that again.
        """
        people = await transaction.all(
            "SELECT DISTINCT person_id FROM photos WHERE session_id = ?", (session.id,)
        )
        await note_portrayed(transaction, [row["person_id"] for row in people])
        removed = await transaction.execute(
            """UPDATE photos SET own = 0, session_id = NULL WHERE session_id = ?
               AND EXISTS (SELECT 1 FROM copies WHERE photo_id = photos.id)""",
            (session.id,),
        )
        removed += await transaction.execute(
            "DELETE FROM photos WHERE session_id = ?", (session.id,)
        )
        if removed:
            transaction.changes.append(GalleryReshaped(session.chat_id))
        # The name may have been given for nothing.
        transaction.removed = True
        return removed

    async def remove(self, transaction: Transaction, chat_id: int, photo_id: int) -> None:
        """Remove a photo that a chat enrolled, and whoever has no other.

        What is lent to the chat besides is only that again.
        """
        row = await transaction.one("SELECT person_id FROM photos WHERE id = ?", (photo_id,))
        if row is None:
            return
        await note_portrayed(transaction, [row["person_id"]])
        if not await transaction.execute(
            """UPDATE photos SET own = 0 WHERE id = ?
               AND EXISTS (SELECT 1 FROM copies WHERE photo_id = photos.id)""",
            (photo_id,),
        ):
            await transaction.execute("DELETE FROM photos WHERE id = ?", (photo_id,))
        await drop_emptied(transaction, chat_id)

    async def count_of(self, session_id: int) -> int:
        """How many photos a session has added."""
        row = await self._database.row(
            "SELECT count(*) FROM photos WHERE session_id = ?", (session_id,)
        )
        return int(row[0]) if row else 0
