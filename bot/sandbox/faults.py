"""Trouble made to order: what a test or the demo may have the server do instead of its work."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from bot.sandbox.errors import ApiError, bad_request, not_found

_SERVER_WORDS = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass(frozen=True)
class TooManyRequests:
    """Answer 429 with so many seconds to wait, and do nothing."""

    retry_after: int = 1

    def error(self) -> ApiError:
        """The answer."""
        words = f"Too Many Requests: retry after {self.retry_after}"
        return ApiError(429, words, {"retry_after": self.retry_after})


@dataclass(frozen=True)
class ServerError:
    """Answer with this 5xx, and do nothing."""

    code: int = 502

    def error(self) -> ApiError:
        """The answer."""
        return ApiError(self.code, _SERVER_WORDS.get(self.code, "Server Error"))


@dataclass(frozen=True)
class Refused:
    """Answer 400 with these words behind "Bad Request: ", and do nothing."""

    words: str

    def error(self) -> ApiError:
        """The answer."""
        return bad_request(self.words)


@dataclass(frozen=True)
class Missing:
    """Answer 404, as a server that does not know the method, or no longer has the file."""

    def error(self) -> ApiError:
        """The answer."""
        return not_found()


@dataclass(frozen=True)
class Drop:
    """Close the connection before any answer, and do nothing."""


@dataclass(frozen=True)
class DropAfter:
    """Do the work, then close the connection: sent, but it looks like a time-out.

    A download breaks off in the middle.
    """


@dataclass(frozen=True)
class Delay:
    """Do the work after so many seconds."""

    seconds: float


Refusal = TooManyRequests | ServerError | Refused | Missing
Fault = Refusal | Drop | DropAfter | Delay


class Faults:
    """The faults that are still to come, by method; ``"file"`` stands for downloads.

    ``"*"`` is every method, downloads not among them. What was ordered for a method by name
    comes before what was ordered for all, and single faults before lasting ones.
    """

    def __init__(self) -> None:
        self._next: dict[str, deque[Fault]] = {}
        self._always: dict[str, Fault] = {}

    def next(self, method: str, *faults: Fault, times: int = 1) -> None:
        """Meet the next calls of a method with these faults, one a call, ``times`` over."""
        self._next.setdefault(method.lower(), deque()).extend(faults * times)

    def always(self, method: str, fault: Fault) -> None:
        """Meet every call of a method with this fault, until `clear`."""
        self._always[method.lower()] = fault

    def clear(self) -> None:
        """Forget all faults."""
        self._next.clear()
        self._always.clear()

    def take(self, method: str) -> Fault | None:
        """The fault for a call that has just come."""
        names = [method.lower()] + (["*"] if method != "file" else [])
        for name in names:
            waiting = self._next.get(name)
            if waiting:
                return waiting.popleft()
        return next((self._always[name] for name in names if name in self._always), None)
