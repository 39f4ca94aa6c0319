"""A manifest is read as it was written, and believed in nothing but its shape."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.datasets.manifest import FILE, UNFINISHED, Manifest, PersonEntry, PhotoEntry, as_json
from bot.datasets.manifest_reading import (
    ExportTooNew,
    ExportUnfinished,
    ManifestForeign,
    ManifestUnreadable,
    read_manifest,
)
from bot.datasets.vector_files import VectorRow
from storage.models import Chat, EmbeddingSpec, Face

LANDMARKS = ((1.5, 2.0), (3.0, 4.0), (5.0, 6.0), (7.0, 8.0), (9.0, 10.0))
PHOTO = PhotoEntry(
    file="0001.jpg",
    file_sha256=b"f" * 32,
    sha256=b"p" * 32,
    width=480,
    height=600,
    face=Face((1.25, 2.0, 30.0, 40.0), LANDMARKS, 0.9),
    enrolled_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    enrolled_by=42,
    album="album",
    file_unique_id="file",
    vectors=(VectorRow(EmbeddingSpec("model", 4, "face"), "vectors-1.npy", 7),),
)
BARE = PhotoEntry(
    "0002.jpg", b"g" * 32, b"q" * 32, 1, 1, None, PHOTO.enrolled_at, None, None, None, ()
)
MANIFEST = Manifest(
    "whosthis 1",
    datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC),
    Chat(-100, "group", "Friends"),
    (PersonEntry("../a", "_a", PHOTO.enrolled_at, (PHOTO, BARE)),),
)


def written(folder: Path, node: object) -> Path:
    (folder / FILE).write_text(json.dumps(node), encoding="utf-8")
    return folder


def test_what_was_written_is_read(tmp_path: Path) -> None:
    assert read_manifest(written(tmp_path, as_json(MANIFEST))) == MANIFEST


def test_a_folder_without_a_manifest_has_none(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None
    assert read_manifest(tmp_path / "nowhere") is None


def test_an_unfinished_export_is_noticed(tmp_path: Path) -> None:
    (tmp_path / UNFINISHED).write_text("")
    with pytest.raises(ExportUnfinished):
        read_manifest(tmp_path)


def test_a_newer_one_is_noticed_whatever_else_is_in_it(tmp_path: Path) -> None:
    node = {"format": "whosthis gallery", "version": 2, "people": "elsewhere"}
    with pytest.raises(ExportTooNew):
        read_manifest(written(tmp_path, node))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"null", b"[]", b"{}", b'"text"', b"\xff\xfe", b"[" * 100_000, b"1" * 5_000,
        b'{"format": "whosthis gallery"}', b'{"format": ["whosthis gallery"], "version": 1}',
        b'{"format": "whosthis gallery", "version": true}',
    ],
)  # fmt: skip
def test_what_is_no_manifest_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(ManifestForeign):
        read_manifest(tmp_path)


def test_one_that_cannot_be_read_is_not_said_to_be_none(tmp_path: Path) -> None:
    # A file that is there, and whose reading fails whoever reads it.
    (tmp_path / FILE).symlink_to("/proc/self/mem")
    if not (tmp_path / FILE).is_file():
        pytest.skip("this system has no such file")
    with pytest.raises(ManifestUnreadable, match="error"):
        read_manifest(tmp_path)


def photo_of(node: dict[str, Any]) -> dict[str, Any]:
    photo: dict[str, Any] = node["people"][0]["photos"][0]
    return photo


DAMAGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "no people": lambda node: node.pop("people"),
    "people by name": lambda node: node.update(people={"Anna": []}),
    "a person of nothing": lambda node: node["people"].append(None),
    "no name": lambda node: node["people"][0].update(name=None),
    "half a character": lambda node: node["people"][0].update(name="\ud800"),
    "a number for a folder": lambda node: node["people"][0].update(folder=5),
    "a chat of text": lambda node: node.update(chat="Friends"),
    "a date that is none": lambda node: photo_of(node).update(enrolled_at="yesterday"),
    "a date before all dates": lambda node: photo_of(node).update(
        enrolled_at="0001-01-01T00:00:00+23:59"
    ),
    "a date after all dates": lambda node: node.update(exported_at="9999-12-31T23:59:59+00:00"),
    "a short hash": lambda node: photo_of(node).update(file_sha256="00"),
    "a hash that is none": lambda node: photo_of(node).update(picture_sha256="x" * 64),
    "no width": lambda node: photo_of(node).update(width=0),
    "a width that is true": lambda node: photo_of(node).update(width=True),
    "a sender that no file can hold": lambda node: photo_of(node).update(enrolled_by=2**63),
    "a sender of text": lambda node: photo_of(node).update(enrolled_by="Ann"),
    "a face of text": lambda node: photo_of(node).update(face="left"),
    "three sides": lambda node: photo_of(node)["face"].update(box=[1, 2, 3]),
    "a side that is no number": lambda node: photo_of(node)["face"].update(
        box=[1, 2, 3, float("nan")]
    ),
    "an endless side": lambda node: photo_of(node)["face"].update(box=[1, 2, 3, 10**400]),
    "four landmarks": lambda node: photo_of(node)["face"]["landmarks"].pop(),
    "no score": lambda node: photo_of(node)["face"].pop("score"),
    "embeddings of text": lambda node: photo_of(node).update(embeddings="none"),
    "a row before the first": lambda node: photo_of(node)["embeddings"][0].update(row=-1),
    "a view of nothing": lambda node: photo_of(node)["embeddings"][0].update(view="inside"),
    "a model that steers a terminal": lambda node: photo_of(node)["embeddings"][0].update(
        model="\x1b[31m"
    ),
    "a model of a whole page": lambda node: photo_of(node)["embeddings"][0].update(
        model="m" * 101
    ),
    "no dimensions": lambda node: photo_of(node)["embeddings"][0].update(dimensions=0),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_one_is_left_out_as_a_whole(tmp_path: Path, damage: str) -> None:
    node = json.loads(json.dumps(as_json(MANIFEST)))
    DAMAGES[damage](node)
    with pytest.raises(ManifestForeign):
        read_manifest(written(tmp_path, node))


def test_a_file_is_found_by_content_and_best_as_the_same_persons() -> None:
    twin = PersonEntry("Bela", "Bela", PHOTO.enrolled_at, (PHOTO,))
    manifest = Manifest("", PHOTO.enrolled_at, MANIFEST.chat, (*MANIFEST.people, twin))
    assert manifest.find(PHOTO.file_sha256, "BELA") == (PHOTO, twin)
    assert manifest.find(PHOTO.file_sha256, "Chhaya") == (PHOTO, MANIFEST.people[0])
    assert manifest.find(b"?" * 32, "Bela") is None
