"""How many requests may start, and when."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.embedders.starts import OwnStarts, Starts


class Quota:
    """At most ``requests`` starts in any ``window`` seconds, and none while on hold.

    The window slides: a start counts for exactly ``window`` seconds. ``clock`` gives seconds, by
    default the one that ``starts`` are counted by.
    """

    def __init__(
        self,
        requests: int,
        window: float,
        clock: Callable[[], float] | None = None,
        starts: Starts | None = None,
    ) -> None:
        if requests < 1:
            raise ValueError("a quota allows one request at least")
        self._requests = requests
        self._window = window
        self._starts = starts or OwnStarts()
        self._counted_by = clock or self._starts.clock
        # A hold is this process's own, and ends even where the wall's clock is set back.
        self._held_by = clock or time.monotonic
        self._held_until = self._held_by()

    @property
    def pause(self) -> float:
        """Seconds until one more request may start; 0 where it may now."""
        now = self._counted_by()
        start = self._starts.in_the_way(self._requests, now - self._window)
        full = 0.0 if start is None else start + self._window - now
        return max(0.0, full, self._held_until - self._held_by())

    def take(self, wanted: int) -> int:
        """Start up to ``wanted`` requests now; how many that may be, 0 during a pause."""
        if self._held_by() < self._held_until:
            return 0
        now = self._counted_by()
        return self._starts.take(wanted, self._requests, now - self._window, now)

    def hold(self, seconds: float) -> None:
        """Start nothing for so long; a longer hold stays as it is."""
        self._held_until = max(self._held_until, self._held_by() + seconds)

    def close(self) -> None:
        """Let go of the file that the starts may be in."""
        self._starts.close()
