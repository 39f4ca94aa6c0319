"""New files and folders that only their owner may look into, and files held while written."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl


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


def hold(file: BinaryIO) -> None:
    """Have `is_held` tell others that a file is being written, for as long as it is open."""
    if sys.platform != "win32":
        # Not every network drive knows this.
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_held(path: Path) -> bool:
    """Whether somebody is writing a file just now. Raises `OSError` where it cannot be read."""
    if sys.platform != "win32":
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            except OSError:
                return False
    return False
