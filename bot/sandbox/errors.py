"""How the Bot API says no."""

from __future__ import annotations

from typing import Any

JSON = dict[str, Any]
"""A JSON object, as it goes over the wire."""


class ApiError(Exception):
    """A refusal, as the Bot API answers it.

    ``code`` is the HTTP status and ``error_code``; ``description`` Telegram's words in full;
    ``parameters`` the `ResponseParameters` object, or None.
    """

    def __init__(self, code: int, description: str, parameters: JSON | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> JSON:
        """The body of the answer."""
        body: JSON = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(words: str, parameters: JSON | None = None) -> ApiError:
    """A 400, with "Bad Request: " before the words."""
    return ApiError(400, f"Bad Request: {words}", parameters)


def forbidden(words: str) -> ApiError:
    """A 403, with "Forbidden: " before the words."""
    return ApiError(403, f"Forbidden: {words}")


def conflict(words: str) -> ApiError:
    """A 409, with "Conflict: " before the words."""
    return ApiError(409, f"Conflict: {words}")


def not_found() -> ApiError:
    """The 404 of an unknown method or file."""
    return ApiError(404, "Not Found")


def unauthorized() -> ApiError:
    """The 401 of an unknown token."""
    return ApiError(401, "Unauthorized")


class NotPossible(ValueError):
    """A test or the chat page asked for something that no Telegram client could do."""
