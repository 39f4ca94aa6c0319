"""New files and folders that only their owner may look into."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO


def create(path: Path) -> BinaryIO:
    """A file open for writing that was not there before. Raises `OSError`."""
    # The mode comes with the call that makes the file, so that it is never anybody else's.
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def write(path: Path, data: bytes) -> None:
    """Write a file that was not there before. Raises `OSError`."""
    with create(path) as file:
        file.write(data)


def make_folder(path: Path) -> None:
    """Make a folder that was not there before. Raises `OSError`."""
    path.mkdir(mode=0o700)
