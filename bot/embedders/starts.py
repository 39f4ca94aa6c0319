"""Where the starts of requests are counted: by one process alone, or by all on this machine."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import sqlite3
import time
from collections import deque
from pathlib import Path
from typing import Protocol

log = logging.getLogger(__name__)

PATIENCE = 0.2
"""Seconds to wait for another process that counts just now."""
CLOCKS_APART = 1.0
"""Seconds that a start may seem to lie ahead; one further ahead is of a clock set back since."""


class Starts(Protocol):
    """Starts by their times, in seconds, of which only those after ``since`` count."""

    def clock(self) -> float:
        """The time as it is now, in seconds."""
        ...

    def take(self, wanted: int, most: int, since: float, now: float) -> int:
        """Count up to ``wanted`` starts at ``now``, ``most`` in all; how many these are."""
        ...

    def in_the_way(self, most: int, since: float) -> float | None:
        """The start that must no longer count before there may be one more, if any."""
        ...

    def close(self) -> None:
        """Let go of what they are kept in."""
        ...


class OwnStarts:
    """Those of this process, by a clock that never goes back."""

    def __init__(self) -> None:
        self._starts: deque[float] = deque()

    def clock(self) -> float:
        return time.monotonic()

    def take(self, wanted: int, most: int, since: float, now: float) -> int:
        self._forget(since)
        count = max(0, min(wanted, most - len(self._starts)))
        self._starts.extend([now] * count)
        return count

    def in_the_way(self, most: int, since: float) -> float | None:
        self._forget(since)
        return self._starts[-most] if len(self._starts) >= most else None

    def close(self) -> None:
        """There is nothing to let go of."""

    def _forget(self, since: float) -> None:
        while self._starts and self._starts[0] <= since:
            self._starts.popleft()


class SharedStarts:
    """Those of every process that has the same file, by the clock on the wall.

    A file that cannot be used is done without: this process then counts by itself.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: sqlite3.Connection | None = None
        self._own: OwnStarts | None = None

    @classmethod
    def of(cls, key: str, url: str | None, folder: Path) -> SharedStarts:
        """The starts that count against one key at one address."""
        name = hashlib.sha256(f"{key}\n{url or ''}".encode()).hexdigest()[:16]
        return cls(folder / f"requests-{name}.db")

    def clock(self) -> float:
        return time.time()

    def take(self, wanted: int, most: int, since: float, now: float) -> int:
        if self._own is None:
            try:
                return self._take(wanted, most, since, now)
            except (OSError, sqlite3.Error) as error:
                self._do_without(error)
        return self._own.take(wanted, most, since, now) if self._own else 0

    def in_the_way(self, most: int, since: float) -> float | None:
        if self._own is None:
            try:
                if not self._path.exists():
                    # Whoever only asks leaves no file behind.
                    return None
                found = self._opened().execute(
                    "SELECT at FROM starts WHERE at > ? ORDER BY at DESC LIMIT 1 OFFSET ?",
                    (since, most - 1),
                )
                row = found.fetchone()
                return float(row[0]) if row else None
            except (OSError, sqlite3.Error) as error:
                self._do_without(error)
        return self._own.in_the_way(most, since) if self._own else None

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _take(self, wanted: int, most: int, since: float, now: float) -> int:
        file = self._opened()
        file.execute("BEGIN IMMEDIATE")
        try:
            file.execute("DELETE FROM starts WHERE at <= ? OR at > ?", (since, now + CLOCKS_APART))
            (counted,) = file.execute("SELECT count(*) FROM starts").fetchone()
            count = max(0, min(wanted, most - int(counted)))
            file.executemany("INSERT INTO starts VALUES (?)", [(now,)] * count)
        except BaseException:
            file.rollback()
            raise
        file.commit()
        return count

    def _opened(self) -> sqlite3.Connection:
        if self._file is None:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            file = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None)
            try:
                # What a power cut takes from it would not have counted by then anyway.
                file.execute("PRAGMA synchronous = OFF")
                file.execute("CREATE TABLE IF NOT EXISTS starts (at REAL NOT NULL)")
            except BaseException:
                file.close()
                raise
            self._file = file
        return self._file

    def _do_without(self, error: Exception) -> None:
        log.warning("requests are counted by this process alone: %s", type(error).__name__)
        with contextlib.suppress(sqlite3.Error):
            self.close()
        self._file, self._own = None, OwnStarts()
