"""Which characters a font file has: the `cmap` table of TrueType and OpenType.

Pillow draws an empty box where a glyph is missing and does not tell, so the table is read here.
Source of the layout: OpenType specification 1.9, "cmap — Character to Glyph Index Mapping".
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

_UNICODE = {(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)}
"""(platform, encoding) of the subtables that are indexed by Unicode."""


class FontUnreadable(Exception):
    """A file is no TrueType or OpenType font with a Unicode `cmap`."""


def covered(path: Path) -> frozenset[int]:
    """The code points for which the font at ``path`` has a glyph.

    Raises `FontUnreadable`, and `OSError` where the file cannot be read.
    """
    with path.open("rb") as file:
        header = file.read(12)
        if header[:4] not in {b"\x00\x01\x00\x00", b"OTTO", b"true"}:
            raise FontUnreadable("no TrueType or OpenType header")
        tables = struct.unpack(">H", header[4:6])[0] if len(header) == 12 else 0
        directory = file.read(16 * tables)
        if len(directory) < 16 * tables:
            raise FontUnreadable("cut short")
        for tag, _, offset, length in struct.iter_unpack(">4sLLL", directory):
            if tag == b"cmap":
                file.seek(offset)
                return _read(file.read(length))
    raise FontUnreadable("no cmap table")


def _read(table: bytes) -> frozenset[int]:
    try:
        found: set[int] = set()
        for index in range(struct.unpack_from(">H", table, 2)[0]):
            platform, encoding, offset = struct.unpack_from(">HHL", table, 4 + 8 * index)
            if (platform, encoding) not in _UNICODE:
                continue
            kind = struct.unpack_from(">H", table, offset)[0]
            if kind == 4:
                found |= _segments(table[offset:])
            elif kind == 12:
                found |= _groups(table[offset:])
    except (struct.error, ValueError, IndexError) as error:
        raise FontUnreadable("broken cmap table") from error
    if not found:
        raise FontUnreadable("no Unicode cmap that is understood")
    return frozenset(found)


def _groups(table: bytes) -> set[int]:
    """Format 12: runs of code points with consecutive glyphs; glyph 0 means missing."""
    count = struct.unpack_from(">L", table, 12)[0]
    rows = np.frombuffer(table, ">u4", 3 * count, 16).reshape(count, 3)
    found: set[int] = set()
    for first, last, glyph in rows.tolist():
        found.update(range(first + (glyph == 0), min(last, 0x10FFFF) + 1))
    return found


def _segments(table: bytes) -> set[int]:
    """Format 4: runs of code points, mapped by a difference or through an array of glyphs."""
    count = struct.unpack_from(">H", table, 6)[0] // 2
    words = np.frombuffer(table, ">u2", len(table) // 2)
    last = words[7 : 7 + count].tolist()
    first = words[8 + count : 8 + 2 * count].tolist()
    delta = words[8 + 2 * count : 8 + 3 * count].tolist()
    ranges_at = 8 + 3 * count
    found: set[int] = set()
    for segment in range(count):
        reach = int(words[ranges_at + segment])
        for code in range(first[segment], last[segment] + 1):
            glyph = code
            if reach:
                glyph = int(words[ranges_at + segment + reach // 2 + code - first[segment]])
            if (glyph and reach) or (not reach and (glyph + delta[segment]) % 65536):
                found.add(code)
    found.discard(0xFFFF)
    return found
