"""Every file below a person's folder, and no folder that is anybody else's."""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from pathlib import Path

LITTER = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "@eadir"})
"""What systems leave in folders without being asked, in lower case."""


class Kind(Enum):
    """What is met on the way."""

    FILE = "file"
    FOLDER = "folder"
    LEADS_BACK = "leads back"
    """A link to what may be others' photos: the whole folder, or another person's."""
    UNREADABLE = "unreadable"
    """What cannot be looked into, or is not there just now."""


class Walk:
    """Walks through the folders of ``entries``, which are what lies in ``folder``."""

    def __init__(self, folder: Path, entries: Iterable[Path]) -> None:
        self._root = _real(folder)
        self._people: dict[Path, Path] = {}
        links = []
        for entry in entries:
            if _is_folder(entry):
                if entry.is_symlink():
                    links.append(entry)
                else:
                    self._people[entry] = self._root / entry.name
        for link in links:
            # Of two that lead to the same photos the first has them.
            if not self._leads_back(link, link):
                self._people[link] = _real(link)

    def kind(self, entry: Path) -> Kind:
        """What one of the entries is."""
        if entry in self._people:
            return Kind.FOLDER
        found = _is_folder(entry)
        if found is None:
            return Kind.UNREADABLE
        return Kind.LEADS_BACK if found else Kind.FILE

    def below(self, person: Path) -> Iterator[tuple[Path, Kind]]:
        """Every file in a person's folder and in the folders in it, each folder once.

        With them comes what is not looked into. A link to nowhere counts as a file.
        """
        looked_into: set[tuple[int, int]] = set()
        folders, links = [person], deque[Path]()
        while folders or links:
            # What a link leads to as well is where it really is.
            folder = folders.pop() if folders else links.popleft()
            try:
                at = folder.stat()
                entries = [] if (at.st_dev, at.st_ino) in looked_into else _entries(folder)
            except OSError:
                yield folder, Kind.UNREADABLE
                continue
            looked_into.add((at.st_dev, at.st_ino))
            for entry in entries:
                if not _is_folder(entry):
                    yield entry, Kind.FILE
                elif not entry.is_symlink():
                    folders.append(entry)
                elif self._leads_back(entry, person):
                    yield entry, Kind.LEADS_BACK
                else:
                    links.append(entry)

    def _leads_back(self, link: Path, person: Path) -> bool:
        there = _real(link)
        others = [real for entry, real in self._people.items() if entry != person]
        return _holds(there, self._root) or any(
            _holds(there, other) or _holds(other, there) for other in others
        )


def is_litter(entry: Path) -> bool:
    """Whether a file or folder is passed over without a word."""
    return entry.name.startswith(".") or entry.name.lower() in LITTER


def _entries(folder: Path) -> Sequence[Path]:
    """What is in a folder. Raises `OSError` also for one that may be listed and not entered."""
    entries = [entry for entry in folder.iterdir() if not is_litter(entry)]
    for entry in entries[:1]:
        entry.lstat()
    return entries


def _is_folder(entry: Path) -> bool | None:
    """None where nobody can tell: a link to what is not there just now."""
    try:
        return stat.S_ISDIR(entry.stat().st_mode)
    except OSError:
        return None


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _holds(outer: Path, inner: Path) -> bool:
    return outer == inner or outer in inner.parents
