"""How often something is done at most, for each and for all, whoever asks for it."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Mapping
from datetime import datetime, timedelta


class Restraint:
    """``each`` times per key in ``span``, and ``in_all`` times in any ``moment``.

    Held in memory, which ``in_all`` keeps small, however many ask. Without it nobody ever waits
    for others.
    """

    def __init__(
        self,
        *,
        each: int,
        span: timedelta,
        in_all: int | None = None,
        moment: timedelta = timedelta(),
    ) -> None:
        self._each = each
        self._span = span
        self._in_all = in_all
        self._moment = moment
        self._latest: deque[datetime] = deque(maxlen=in_all or 0)
        self._times: OrderedDict[int, list[datetime]] = OrderedDict()

    def allows(self, key: int, at: datetime) -> bool:
        """Whether it may be done now."""
        self._forget(at)
        if len(self._latest) == self._in_all and _within(self._latest[0], at, self._moment):
            return False
        return len(self._recent(key, at)) < self._each

    def take(self, key: int, at: datetime) -> bool:
        """Whether it may be done now; if so, it counts."""
        if not self.allows(key, at):
            return False
        self._latest.append(at)
        self._times[key] = [*self._recent(key, at), at]
        self._times.move_to_end(key)
        return True

    def recall(self, times: Mapping[int, datetime]) -> None:
        """Count what was done before a restart: when last, for each key."""
        for key, at in sorted(times.items(), key=lambda pair: pair[1]):
            self._times[key] = [at]

    def _recent(self, key: int, at: datetime) -> list[datetime]:
        return [time for time in self._times.get(key, ()) if _within(time, at, self._span)]

    def _forget(self, at: datetime) -> None:
        """Let go of those for whom it was last done too long ago to count."""
        while self._times:
            key, times = next(iter(self._times.items()))
            if _within(times[-1], at, self._span):
                break
            del self._times[key]


def _within(earlier: datetime, at: datetime, span: timedelta) -> bool:
    """Whether something was less than a span ago. A clock that was set back holds up nobody."""
    return timedelta() <= at - earlier < span
