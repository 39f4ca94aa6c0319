"""Reads a manifest that anybody may have written, and believes nothing but its shape."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, cast

from bot.datasets.manifest import (
    FILE,
    FORMAT,
    UNFINISHED,
    VERSION,
    Manifest,
    PersonEntry,
    PhotoEntry,
)
from bot.datasets.private_files import is_held
from bot.datasets.vector_files import VectorRow
from bot.recognition.embedding import ViewKind
from storage.models import Account, Chat, EmbeddingSpec, Face

T = TypeVar("T")

LARGEST = 256 * 1024 * 1024
"""Bytes; ten thousand photos take about 20 million."""
DIGEST = 32
YEARS = range(1971, 9999)
"""The first and the last that can be told have moments that other time zones cannot tell."""
LARGEST_NUMBER = 2**63 - 1
"""What a database can hold."""
LONGEST_MODEL = 100
"""Characters; what is longer, or cannot be printed, is no model's name."""


class ManifestForeign(Exception):
    """The manifest is damaged, or was never one of an export."""


class ManifestUnreadable(ManifestForeign):
    """There may be a manifest, but it cannot be read just now; the message says why."""


class ExportUnfinished(Exception):
    """The folder holds an export that was cut short."""


class ExportUnderWay(ExportUnfinished):
    """The folder holds an export that is being written just now."""


class ExportTooNew(Exception):
    """The export was written by a later version of the program."""


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of an export, None where the folder has none.

    Raises `ManifestForeign`, `ManifestUnreadable`, `ExportUnfinished`, `ExportUnderWay` or
    `ExportTooNew`. Names and files in it are texts of any content.
    """
    path = folder / FILE
    try:
        if not path.is_file():
            if (folder / UNFINISHED).exists():
                raise ExportUnderWay if is_held(folder / UNFINISHED) else ExportUnfinished
            return None
        if path.stat().st_size > LARGEST:
            raise ManifestForeign
        node = json.loads(path.read_bytes())
        if _get(node, "format", str) != FORMAT:
            raise ManifestForeign
        if _whole(node, "version") > VERSION:
            raise ExportTooNew
        return _manifest(node)
    except OSError as error:
        raise ManifestUnreadable(error.strerror or type(error).__name__) from error
    except (ValueError, OverflowError, RecursionError) as error:
        raise ManifestForeign from error


def _manifest(node: object) -> Manifest:
    chat = _get(node, "chat", dict)
    return Manifest(
        program=_get(node, "program", str),
        exported_at=_moment(node, "exported_at"),
        chat=Chat(_whole(chat, "id"), _get(chat, "kind", str), _perhaps(chat, "title", str)),
        people=tuple(_person(each) for each in _get(node, "people", list)),
    )


def _person(node: object) -> PersonEntry:
    return PersonEntry(
        name=_get(node, "name", str),
        folder=_get(node, "folder", str),
        since=_moment(node, "since"),
        photos=tuple(_photo(each) for each in _get(node, "photos", list)),
        account=_account(_perhaps(node, "account", dict)),
    )


def _account(node: object) -> Account | None:
    if node is None:
        return None
    user_id = _perhaps(node, "user_id", int) and _whole(node, "user_id", 1)
    username = _perhaps(node, "username", str) or None
    return Account(user_id, username) if user_id or username else None


def _photo(node: object) -> PhotoEntry:
    face = _perhaps(node, "face", dict)
    return PhotoEntry(
        file=_get(node, "file", str),
        file_sha256=_digest(node, "file_sha256"),
        sha256=_digest(node, "picture_sha256"),
        width=_whole(node, "width", 1),
        height=_whole(node, "height", 1),
        face=None if face is None else _face(face),
        enrolled_at=_moment(node, "enrolled_at"),
        enrolled_by=_perhaps(node, "enrolled_by", int) and _whole(node, "enrolled_by"),
        album=_perhaps(node, "album", str),
        file_unique_id=_perhaps(node, "file_unique_id", str),
        vectors=tuple(_vector(each) for each in _get(node, "embeddings", list)),
    )


def _face(node: dict[str, object]) -> Face:
    landmarks = [_numbers(point, 2) for point in _get(node, "landmarks", list)]
    if len(landmarks) != 5:
        raise ValueError("landmarks")
    (score,) = _numbers([node.get("score")], 1)
    return Face(
        cast("tuple[float, float, float, float]", _numbers(_get(node, "box", list), 4)),
        cast("tuple[tuple[float, float], ...]", tuple(landmarks)),
        score,
    )


def _vector(node: object) -> VectorRow:
    model, dimensions = _get(node, "model", str), _whole(node, "dimensions", 1)
    if not 0 < len(model) <= LONGEST_MODEL or not model.isprintable():
        raise ValueError("model")
    view = ViewKind(_get(node, "view", str))
    if view is ViewKind.JOINED:
        raise ValueError("view")
    spec = EmbeddingSpec(model, dimensions, view.value)
    return VectorRow(spec, _get(node, "file", str), _whole(node, "row", 0))


def _get(node: object, key: str, kind: type[T]) -> T:
    """A field that has to be there. Raises `ValueError`."""
    value = node.get(key) if isinstance(node, dict) else None
    # To Python, true is a number too.
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ValueError(key)
    if isinstance(value, str):
        # Half a character, which JSON can spell, can be kept nowhere: this raises, too.
        value.encode()
    return value


def _perhaps(node: object, key: str, kind: type[T]) -> T | None:
    missing = isinstance(node, dict) and node.get(key) is None
    return None if missing else _get(node, key, kind)


def _whole(node: object, key: str, least: int = -LARGEST_NUMBER) -> int:
    value = _get(node, key, int)
    if not least <= value <= LARGEST_NUMBER:
        raise ValueError(key)
    return value


def _numbers(values: object, count: int) -> tuple[float, ...]:
    numbers = values if isinstance(values, list) else []
    if len(numbers) != count or not all(
        isinstance(number, int | float) and math.isfinite(number) for number in numbers
    ):
        raise ValueError("numbers")
    return tuple(float(number) for number in numbers)


def _digest(node: object, key: str) -> bytes:
    digest = bytes.fromhex(_get(node, key, str))
    if len(digest) != DIGEST:
        raise ValueError(key)
    return digest


def _moment(node: object, key: str) -> datetime:
    moment = datetime.fromisoformat(_get(node, key, str))
    if moment.year not in YEARS:
        raise ValueError(key)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
