"""A file of the first schema, with people in it, opened by this program."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from storage import m001_galleries
from storage.database import DatabaseUnusable
from storage.migrations import MIGRATIONS
from storage.models import Chat, EmbeddingSpec, Face
from storage.records import AdmissionKind
from storage.store import Store
from tests.storing import NOW, a_photo, enrol

SPEC = EmbeddingSpec("model", 4, "face")
GROUP, HOME, QUIET = Chat(-100, "supergroup", "Friends"), Chat(7, "private"), Chat(8, "private")
FACE = Face((1, 2, 30, 40), ((1, 1), (2, 1), (1.5, 2), (1, 3), (2, 3)), 0.9)
JPEG, THUMBNAIL = bytes(range(256)) * 500, b"thumbnail" * 700
VECTOR = np.array([0.1, 0.2, 0.3, 0.4], "<f4")


def write_first_schema(path: Path) -> None:
    """Two people in a group and one in a private chat, who once were more."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as file:
        for statement in ("PRAGMA journal_mode = WAL", *m001_galleries.STATEMENTS):
            file.execute(statement)
        file.execute("PRAGMA user_version = 1")
        for chat in (GROUP, HOME, QUIET):
            file.execute(
                "INSERT INTO chats (id, kind, title, created_at) VALUES (?, ?, ?, 5)",
                (chat.id, chat.kind, chat.title),
            )
        people = [(3, GROUP.id, "Anna"), (5, GROUP.id, "Bela"), (6, HOME.id, "Anna")]
        file.executemany(
            """INSERT INTO people (id, chat_id, name, name_key, created_at)
               VALUES (?, ?, ?, lower(?3), 6)""",
            people,
        )
        file.execute(
            """INSERT INTO sessions (id, chat_id, sender_id, topic, name, skipped, last_at)
               VALUES (4, ?, 11, 2, 'Bela', '{"no face": 1}', 1000)""",
            (GROUP.id,),
        )
        for photo_id, person in ((10, 3), (11, 5), (12, 6), (90, 6)):
            file.execute(
                """INSERT INTO photos (id, person_id, session_id, sha256, file_unique_id, album,
                       enrolled_by, enrolled_at, width, height, thumbnail, jpeg)
                   VALUES (?, ?, ?, ?, 'file', 'album', 11, 2000, 640, 480, ?, ?)""",
                (photo_id, person, 4 if person == 5 else None, b"sha", THUMBNAIL, JPEG)
                if photo_id != 90
                else (90, 6, None, b"gone", b"", b""),
            )
            file.execute(
                """INSERT INTO faces (id, photo_id, x, y, width, height, landmarks, score)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                (photo_id, photo_id, *FACE.box, json.dumps(FACE.landmarks), FACE.score),
            )
            file.execute(
                """INSERT INTO embeddings (id, photo_id, face_id, model, dimensions, view, vector)
                   VALUES (?, ?, ?, 'model', 4, 'face', ?)""",
                (photo_id, photo_id, photo_id, VECTOR.tobytes()),
            )
        file.execute("PRAGMA foreign_keys = ON")
        file.execute("INSERT INTO people (id, chat_id, name, name_key) VALUES (40, 7, 'x', 'x')")
        file.execute("DELETE FROM people WHERE id = 40")
        file.execute("DELETE FROM photos WHERE id = 90")


def content(path: Path) -> bytes:
    return path.read_bytes()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "sub" / "whosthis.db"
    path.parent.mkdir()
    write_first_schema(path)
    return path


@pytest.mark.usefixtures("old")
async def test_everybody_and_all_their_photos_are_still_there(store: Store) -> None:
    assert await store.chats.find(GROUP.id) == GROUP
    assert [(one.id, one.name, one.photos) for one in await store.people.summaries(GROUP.id)] == [
        (3, "Anna", 1),
        (5, "Bela", 1),
    ]
    assert [one.since.timestamp() for one in await store.people.summaries(HOME.id)] == [6]
    for photo_id in (10, 11, 12):
        photo = await store.photos.get(photo_id)
        assert (photo.sha256, photo.jpeg, photo.width, photo.height) == (b"sha", JPEG, 640, 480)
        assert (photo.file_unique_id, photo.album, photo.enrolled_by) == ("file", "album", 11)
        assert photo.enrolled_at == datetime.fromtimestamp(2000, UTC)
        assert photo.face == FACE
        ((spec, vector),) = photo.embeddings
        assert spec == SPEC
        assert vector.tobytes() == VECTOR.tobytes()
    assert await store.photos.thumbnails(GROUP.id, [10, 11, 12]) == {10: THUMBNAIL, 11: THUMBNAIL}
    gallery = await store.embeddings.gallery(GROUP.id, SPEC)
    assert (gallery.person_ids.tolist(), gallery.photo_ids.tolist()) == ([3, 5], [10, 11])


@pytest.mark.usefixtures("old")
async def test_a_session_goes_on(store: Store) -> None:
    session = await store.sessions.find(GROUP.id, 11)
    assert session
    assert (session.id, session.topic, session.name, session.skipped) == (
        4,
        2,
        "Bela",
        {"no face": 1},
    )
    assert session.account is None
    assert await store.photos.count_of(session.id) == 1


@pytest.mark.usefixtures("old")
async def test_no_id_is_given_out_again(store: Store) -> None:
    photo_id = await enrol(store, "Carla", a_photo(), GROUP)
    person = await store.people.find(GROUP.id, "Carla")
    assert person
    assert (person.id, photo_id) == (41, 91)
    async with store.transaction() as transaction:
        opened = await store.sessions.open(transaction, HOME.id, 12, topic=None, name=None, at=NOW)
    assert opened == 5


@pytest.mark.usefixtures("old")
async def test_whoever_had_people_is_let_in(store: Store) -> None:
    admitted = {one.id: one.kind for one in await store.admissions.all()}
    assert admitted == {GROUP.id: AdmissionKind.GROUP, HOME.id: AdmissionKind.GUEST}


@pytest.mark.usefixtures("old")
async def test_what_belongs_together_goes_together(store: Store) -> None:
    assert await store.database.rows("PRAGMA foreign_key_check") == []
    async with store.transaction() as transaction:
        await transaction.execute("DELETE FROM chats WHERE id = ?", (GROUP.id,))
    for table in ("people", "photos", "faces", "embeddings"):
        rows = await store.database.rows(f"SELECT * FROM {table}")  # noqa: S608 - a table's name
        assert len(rows) == 1
    assert await store.database.rows("SELECT * FROM sessions") == []


@pytest.mark.usefixtures("old")
async def test_nothing_is_left_of_the_tables_as_they_were(store: Store, old: Path) -> None:
    await store.database.clear_traces()
    (version,) = await store.database.rows("PRAGMA user_version")
    assert version[0] == len(MIGRATIONS)
    names = {row["name"] for row in await store.database.rows("SELECT name FROM sqlite_master")}
    assert not any(name.startswith(("new_", "anew")) for name in names)
    async with store.transaction() as transaction:
        await transaction.execute("DELETE FROM chats")
        transaction.removed = True
    for path in old.parent.iterdir():
        data = path.read_bytes()
        for gone in (JPEG[:64], THUMBNAIL[:64], VECTOR.tobytes(), b"Anna", b"Friends"):
            assert gone not in data


@pytest.mark.usefixtures("old")
async def test_every_link_leads_to_a_table_of_this_schema(store: Store) -> None:
    rows = await store.database.rows(
        """SELECT DISTINCT "table" FROM sqlite_master AS tables,
               pragma_foreign_key_list(tables.name)"""
    )
    assert {row[0] for row in rows} == {
        "chats", "people", "photos", "faces", "sessions", "removals", "shares",
        "answers", "answered_faces", "feedback", "vetoes",
    }  # fmt: skip


async def test_a_file_of_the_first_schema_is_not_looked_at(old: Path) -> None:
    before = content(old)
    with pytest.raises(DatabaseUnusable, match="older version"):
        await Store.open_read_only(old)
    assert content(old) == before
