"""What a request to the loopback Gemini can be told to meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

RPC = "type.googleapis.com/google.rpc."
STATUS = {
    400: "INVALID_ARGUMENT",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}

Json = Any
Vectors = list[list[float]]


@dataclass(frozen=True)
class Trouble:
    """What one request meets: an answer of its own, a long wait, a hangup, or other vectors."""

    status: int = 200
    body: Json = None
    seconds: float = 0.0
    hangup: bool = False
    change: Callable[[Vectors], Vectors] | None = None


def answering(
    code: int, message: str = "Something.", *details: Json, status: str | None = None
) -> Trouble:
    """An error as Google words it."""
    return Trouble(code, error_body(code, message, *details, status=status))


def busy(delay: str | None = None, quota: str = "EmbedContentRequestsPerMinute") -> Trouble:
    """429: the quota of this id is used up, come back in so long."""
    details: list[Json] = [{"@type": RPC + "QuotaFailure", "violations": [{"quotaId": quota}]}]
    if delay is not None:
        details.append({"@type": RPC + "RetryInfo", "retryDelay": delay})
    return answering(429, "You exceeded your current quota.", *details)


def raw(body: Json, status: int = 200) -> Trouble:
    """This very answer: JSON, or bytes as they are."""
    return Trouble(status, body)


def hanging(seconds: float = 60.0) -> Trouble:
    return Trouble(seconds=seconds)


def hanging_up() -> Trouble:
    return Trouble(hangup=True)


def changing(change: Callable[[Vectors], Vectors]) -> Trouble:
    """Sound vectors, but for this change."""
    return Trouble(change=change)


def error_body(code: int, message: str, *details: Json, status: str | None = None) -> Json:
    status = status or STATUS.get(code, "UNKNOWN")
    return {"error": {"code": code, "message": message, "status": status, "details": [*details]}}
