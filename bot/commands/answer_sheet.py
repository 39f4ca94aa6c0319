"""The contact sheet of an answer: into a file, and where the terminal can, beside the words."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.running import CannotBegin
from bot.datasets.folders import Dataset
from bot.pictures.contact_sheet import draw_contact_sheet
from bot.pictures.file_formats import as_png
from bot.recognition.recogniser import Identification
from bot.texts import answering, showing
from bot.texts.datasets import sheet_among_photos, sheet_over_photo

if TYPE_CHECKING:
    from rich.console import RenderableType

TEXT_ONLY = {"", "dumb", "linux"}
"""Terminals that would print the question for what they can show."""

Inline = Callable[[bytes], "RenderableType"]
"""A JPEG → what a console shows of it."""


@dataclass(frozen=True)
class SheetFiles:
    """Where the sheets of so many photos go: ``path``, of several with a number in its name."""

    path: Path
    photos: int

    def path_of(self, number: int) -> Path:
        """The file for the sheet of one photo, counted from 1."""
        if self.photos == 1:
            return self.path
        return self.path.with_stem(f"{self.path.stem}-{number}")

    def expect_harmless(self, photos: Sequence[Path], dataset: Dataset) -> None:
        """Whether no sheet takes the place of a photo, or lies among those of the folder.

        Raises `CannotBegin`.
        """
        files = [file.path for file in dataset.files]
        taken = {_place(path) for path in (*photos, *files)} | {
            known for path in (*photos, *files) if (known := _identity(path))
        }
        among = {_identity(path) for path in (dataset.folder, *(file.parent for file in files))}
        for number in range(1, self.photos + 1):
            path = self.path_of(number)
            place = _place(path)
            if any(_identity(folder) in among for folder in place.parents):
                raise CannotBegin(sheet_among_photos(path, dataset.folder))
            if place in taken or _identity(path) in taken:
                raise CannotBegin(sheet_over_photo(path))

    def write(self, path: Path, jpeg: bytes) -> None:
        """Write a sheet whole, or leave what is there as it is. Raises `OSError`."""
        place = _place(path)
        unfinished = place.with_name(f".whosthis-{os.getpid()}.part")
        try:
            unfinished.write_bytes(as_png(jpeg) if path.suffix.lower() == ".png" else jpeg)
            unfinished.replace(place)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise


def _place(path: Path) -> Path:
    """Where a file really is, or would be."""
    return Path(os.path.realpath(path))


def _identity(path: Path) -> tuple[int, int] | None:
    """The same for all names of one file or folder; None where there is nothing."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def sheet_of(found: Identification) -> bytes:
    """The contact sheet of an answer, as JPEG."""
    return draw_contact_sheet(found.picture.pixels, showing.rows(found), answering.OUTCOMES)


def inline_graphics() -> Inline | None:
    """How this terminal shows pictures; None where there is none, or it shows text only."""
    if not all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        # What the terminal can show has to be read from it.
        return None
    if os.environ.get("TERM", "") in TEXT_ONLY:
        return None
    # The import asks the terminal.
    from textual_image.renderable import Image, SixelImage, TGPImage

    if Image not in {SixelImage, TGPImage}:
        return None
    return lambda jpeg: Image(io.BytesIO(jpeg), width="auto", height="auto")
