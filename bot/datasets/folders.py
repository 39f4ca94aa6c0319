"""A folder of photos as people keep one: a folder for each person, their photos anywhere in it."""

from __future__ import annotations

import asyncio
import os
import stat
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatch
from pathlib import Path

from bot.datasets.walking import Kind, Walk, is_litter
from bot.recognition.source import Source, SourceGone
from storage.names import BadName, LongName, clean_name, name_key

OF_AN_EXPORT = ("manifest.json", "vectors-*.npy")
"""What lies beside the people's folders without being odd."""

JOINERS = frozenset("\u200c\u200d")
"""Invisible characters that letters and emoji are joined and parted with."""


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
    """A folder that may not be looked into, or a link to what is not there just now."""
    LEADS_BACK = "leads back"
    """A link to the whole folder, to one that it lies in, or into another person's."""
    NOT_TEXT = "not text"
    """A folder in whose name are bytes that are no letters; the person is called without them."""


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
    try:
        entries = sorted(entry for entry in folder.iterdir() if not is_litter(entry))
    except FileNotFoundError:
        raise DatasetUnusable(f"There is no folder {shown(folder)}.") from None
    except NotADirectoryError:
        raise DatasetUnusable(f"{shown(folder)} is not a folder; {WANTED}.") from None
    except OSError as error:
        why = f"{shown(folder)} cannot be read: {error.strerror}."
        raise DatasetUnusable(why) from error
    reading = _Reading(Walk(folder, entries), names or {})
    for entry in entries:
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

    walk: Walk
    names: Mapping[str, str]
    files: list[PhotoFile] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    with_files: set[str] = field(default_factory=set)

    def take(self, entry: Path) -> None:
        """Take in a person's folder, or say what else it is."""
        kind = self.walk.kind(entry)
        if kind is Kind.FOLDER:
            self._take_person(entry)
        elif kind is not Kind.FILE:
            self.remark(entry, NOT_LOOKED_INTO[kind])
        elif not any(fnmatch(entry.name, pattern) for pattern in OF_AN_EXPORT):
            self.remark(entry, Oddity.BESIDE)

    def _take_person(self, entry: Path) -> None:
        called = self.names.get(entry.name, entry.name)
        try:
            name = clean_name(called)
        except BadName as error:
            long = isinstance(error, LongName)
            self.remark(entry, Oddity.LONG_NAME if long else Oddity.BAD_NAME)
            return
        person, odd = self.people.setdefault(name_key(name), name), len(self.remarks)
        before = len(self.files)
        for path, kind in sorted(self.walk.below(entry), key=lambda met: met[0]):
            if kind is Kind.FILE:
                self.files.append(PhotoFile(path, person))
            else:
                self.remark(path, NOT_LOOKED_INTO[kind])
        if len(self.files) == before:
            if len(self.remarks) == odd:
                self.remark(entry, Oddity.NO_PHOTOS, person)
            return
        if any(unicodedata.category(char) == "Cs" for char in called):
            self.remark(entry, Oddity.NOT_TEXT, person)
        if person in self.with_files:
            self.remark(entry, Oddity.SAME_NAME, person)
        self.with_files.add(person)

    def remark(self, path: Path, oddity: Oddity, name: str | None = None) -> None:
        self.remarks.append(Remark(path, oddity, name))


NOT_LOOKED_INTO = {Kind.LEADS_BACK: Oddity.LEADS_BACK, Kind.UNREADABLE: Oddity.UNREADABLE}


def shown(path: Path) -> str:
    """A path as it can be printed anywhere: what is no text, or steers a terminal, is replaced."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(char if _is_harmless(char) else "\N{REPLACEMENT CHARACTER}" for char in text)


def _is_harmless(char: str) -> bool:
    # Systems name screenshots with narrow spaces, and some scripts need their joiners.
    return char.isprintable() or char in JOINERS or unicodedata.category(char) == "Zs"
