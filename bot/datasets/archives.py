"""A folder as zip files of a bounded size; all of them unzipped into one place give it again."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.datasets.manifest import FILE

ENTRY, END = 160, 100
"""Bytes at most that an archive needs for each file besides its content and, twice, its path,
and for itself."""
PIECE = 1 << 20
"""Bytes that are read at once."""

Part = tuple[Path, ...]
"""The files of one archive."""


class FileTooLarge(Exception):
    """One file alone is larger than an archive may be."""


@dataclass(frozen=True)
class Archives:
    """What is in ``folder``, in ``parts``."""

    folder: Path
    parts: tuple[Part, ...]

    def packed(self, number: int) -> bytes:
        """The archive of a part, counted from 0. Raises `OSError`."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", strict_timestamps=False) as archive:
            for path in self.parts[number]:
                # Of JPEGs and vectors nothing is saved by deflating them, but time is lost.
                how = zipfile.ZIP_DEFLATED if path.name == FILE else zipfile.ZIP_STORED
                archive.write(path, path.relative_to(self.folder).as_posix(), how)
        return out.getvalue()


def archives_of(folder: Path, largest: int) -> Archives:
    """Divide what is in a folder into archives of at most ``largest`` bytes.

    Raises `FileTooLarge`, or `OSError`.
    """
    # The manifest comes first: without it the others are mere photos.
    files = sorted(
        (path for path in folder.rglob("*") if path.is_file()),
        key=lambda path: (path.name != FILE, path.parent != folder, path),
    )
    sizes = [_size(path, folder) for path in files]
    return Archives(folder, tuple(_divided(files, sizes, largest - END)))


def _divided(files: Sequence[Path], sizes: Sequence[int], room: int) -> list[Part]:
    parts: list[Part] = []
    begun: list[Path] = []
    left = room
    for path, size in zip(files, sizes, strict=True):
        if size > room:
            raise FileTooLarge
        if size > left:
            parts.append(tuple(begun))
            begun, left = [], room
        begun.append(path)
        left -= size
    return [*parts, tuple(begun)]


def _size(path: Path, folder: Path) -> int:
    """What a file takes in an archive."""
    name = path.relative_to(folder).as_posix().encode()
    content = _deflated(path) if path.name == FILE else path.stat().st_size
    return content + 2 * len(name) + ENTRY


def _deflated(path: Path) -> int:
    packer, size = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -15), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            size += len(packer.compress(piece))
    return size + len(packer.flush())
