"""How many requests may start, and when."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable


class Quota:
    """At most ``requests`` starts in any ``window`` seconds, and none while on hold.

    The window slides: a start counts for exactly ``window`` seconds. ``clock`` gives seconds and
    never goes back.
    """

    def __init__(
        self, requests: int, window: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        if requests < 1:
            raise ValueError("a quota allows one request at least")
        self._requests = requests
        self._window = window
        self._clock = clock
        self._starts: deque[float] = deque()
        self._held_until = clock()

    @property
    def pause(self) -> float:
        """Seconds until one more request may start; 0 where it may now."""
        now = self._clock()
        free_at = self._held_until
        if not self._free(now):
            free_at = max(free_at, self._starts[0] + self._window)
        return max(0.0, free_at - now)

    def take(self, wanted: int) -> int:
        """Start up to ``wanted`` requests now; how many that may be, 0 during a pause."""
        now = self._clock()
        if now < self._held_until:
            return 0
        count = min(wanted, self._free(now))
        self._starts.extend([now] * count)
        return count

    def hold(self, seconds: float) -> None:
        """Start nothing for so long; a longer hold stays as it is."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    def _free(self, now: float) -> int:
        while self._starts and self._starts[0] + self._window <= now:
            self._starts.popleft()
        return self._requests - len(self._starts)
