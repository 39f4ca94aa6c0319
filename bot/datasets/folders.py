"""A folder of photos as people keep one: a folder for each person, their photos anywhere in it."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatch
from pathlib import Path

from bot.recognition.source import Source, SourceGone
from storage.names import BadName, LongName, clean_name, name_key

LITTER = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "@eadir"})
"""What systems leave in folders without being asked, in lower case."""
OF_AN_EXPORT = ("manifest.json", "vectors-*.npy")
"""What lies beside the people's folders without being odd."""


class Oddity(StrEnum):
    """What is worth saying of a file or folder that was not taken as it is."""

    BAD_NAME = "bad name"
    """A folder whose name is nobody's; its photos are left out."""
    LONG_NAME = "long name"
    """A folder whose name is too long for a person's; its photos are left out."""
    SAME_NAME = "same name"
    """A folder that is taken together with another, since their names mean the same."""
    NO_PHOTOS = "no photos"
    """A person's folder without a single file."""
    BESIDE = "beside"
    """A file beside the people's folders: nobody can tell whose it is."""
    UNREADABLE = "unreadable"
    """A folder that may not be looked into."""


@dataclass(frozen=True)
class Remark:
    """``name`` is the person whose photos are meant, where there is one."""

    path: Path
    oddity: Oddity
    name: str | None = None


class DatasetUnusable(Exception):
    """Nobody's photos are there; the message is one sentence, ``remarks`` may tell why."""

    def __init__(self, sentence: str, remarks: tuple[Remark, ...] = ()) -> None:
        super().__init__(sentence)
        self.remarks = remarks


@dataclass(frozen=True)
class PhotoFile:
    """A file that should be a photo of ``person``, who is named as `clean_name` gives it."""

    path: Path
    person: str


@dataclass(frozen=True)
class Dataset:
    """All files of all people, by folder and then by path, and what was odd about the folder."""

    folder: Path
    files: tuple[PhotoFile, ...]
    remarks: tuple[Remark, ...]


def read_dataset(folder: Path, names: Mapping[str, str] | None = None) -> Dataset:
    """List a folder that holds one folder of photos for each person. Reads no photo.

    ``names`` tells, by folder's name, the people who are not called as their folder is. Raises
    `DatasetUnusable` where there is not one file of anybody.
    """
    reading = _Reading(names or {})
    try:
        entries = sorted(folder.iterdir())
    except FileNotFoundError:
        raise DatasetUnusable(f"There is no folder {shown(folder)}.") from None
    except NotADirectoryError:
        raise DatasetUnusable(f"{shown(folder)} is not a folder; {WANTED}.") from None
    except OSError as error:
        why = f"{shown(folder)} cannot be read: {error.strerror}."
        raise DatasetUnusable(why) from error
    for entry in entries:
        if not _is_litter(entry):
            reading.take(entry)
    remarks = tuple(reading.remarks)
    if not reading.files:
        found = "has no photos of anybody in it" if remarks else "is empty"
        raise DatasetUnusable(f"The folder {shown(folder)} {found}; {WANTED}.", remarks)
    return Dataset(folder, tuple(reading.files), remarks)


WANTED = "what is needed is a folder with one folder of photos in it for each person"


class NoSuchFile(SourceGone):
    """There is nothing of this name."""


class IsFolder(SourceGone):
    """The path leads to a folder, not to a photo."""


def source_of(path: Path) -> Source:
    """A file as a photo's source; only a regular file is ever opened.

    It is gone as `NoSuchFile`, as `IsFolder`, or as `SourceGone` where it cannot be read.
    """
    try:
        size = path.stat().st_size
    except OSError:
        size = None

    async def fetch() -> bytes:
        return await asyncio.to_thread(_content, path)

    return Source(fetch, size=size)


def _content(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise IsFolder
        # A pipe or a device would keep whoever opens it waiting.
        if not stat.S_ISREG(mode):
            raise SourceGone
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoSuchFile from error
    except OSError as error:
        raise SourceGone from error


@dataclass
class _Reading:
    """One pass over a folder that goes on after an oddity."""

    names: Mapping[str, str]
    files: list[PhotoFile] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)

    def take(self, entry: Path) -> None:
        """Take in a person's folder, or say what else it is."""
        if not _is_folder(entry):
            if not any(fnmatch(entry.name, pattern) for pattern in OF_AN_EXPORT):
                self.remark(entry, Oddity.BESIDE)
            return
        try:
            name = clean_name(self.names.get(entry.name, entry.name))
        except BadName as error:
            long = isinstance(error, LongName)
            self.remark(entry, Oddity.LONG_NAME if long else Oddity.BAD_NAME)
            return
        before, odd = len(self.files), len(self.remarks)
        person = self.people.setdefault(name_key(name), name)
        self.files += [PhotoFile(path, person) for path in self.below(entry, ())]
        if len(self.files) == before:
            if len(self.remarks) == odd:
                self.remark(entry, Oddity.NO_PHOTOS, person)
        elif any(file.person == person for file in self.files[:before]):
            self.remark(entry, Oddity.SAME_NAME, person)

    def below(self, folder: Path, inside: tuple[tuple[int, int], ...]) -> Iterator[Path]:
        """Every file in ``folder`` and in the folders in it; ``inside`` are those it lies in."""
        try:
            at = folder.stat()
            entries = sorted(folder.iterdir())
        except OSError:
            self.remark(folder, Oddity.UNREADABLE)
            return
        here = (at.st_dev, at.st_ino)
        if here in inside:
            # A link that leads back to a folder that it lies in.
            return
        for entry in entries:
            if _is_litter(entry):
                continue
            if _is_folder(entry):
                yield from self.below(entry, (*inside, here))
            else:
                yield entry

    def remark(self, path: Path, oddity: Oddity, name: str | None = None) -> None:
        self.remarks.append(Remark(path, oddity, name))


def _is_folder(entry: Path) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_litter(entry: Path) -> bool:
    return entry.name.startswith(".") or entry.name.lower() in LITTER


def shown(path: Path) -> str:
    """A path as it can be printed anywhere: what is no text, or steers a terminal, is replaced."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
