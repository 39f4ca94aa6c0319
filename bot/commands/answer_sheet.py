"""The contact sheet of an answer: into a file, and where the terminal can, beside the words."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.pictures.contact_sheet import draw_contact_sheet
from bot.pictures.file_formats import as_png
from bot.recognition.recogniser import Identification
from bot.texts import answering, showing

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

    def write(self, number: int, jpeg: bytes) -> Path:
        """Write the sheet of one photo, counted from 1; the file. Raises `OSError`."""
        path = self.path
        if self.photos > 1:
            path = path.with_stem(f"{path.stem}-{number}")
        path.write_bytes(as_png(jpeg) if path.suffix.lower() == ".png" else jpeg)
        return path


def sheet_of(found: Identification) -> bytes:
    """The contact sheet of an answer, as JPEG."""
    return draw_contact_sheet(found.picture.pixels, showing.rows(found), answering.OUTCOMES)


def inline_graphics() -> Inline | None:
    """How this terminal shows pictures; None where there is none, or it shows text only."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        # What the terminal can show has to be read from it.
        return None
    if os.environ.get("TERM", "") in TEXT_ONLY:
        return None
    # The import asks the terminal.
    from textual_image.renderable import Image, SixelImage, TGPImage

    if Image not in {SixelImage, TGPImage}:
        return None
    return lambda jpeg: Image(io.BytesIO(jpeg), width="auto", height="auto")
