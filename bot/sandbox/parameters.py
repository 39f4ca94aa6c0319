"""What a bot's request carries, whichever of the ways it was sent in."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tornado.httputil import HTTPServerRequest

from bot.sandbox.errors import ApiError, bad_request

MAX_UPLOAD_BYTES = 50 * 1024 * 1024
_NUMBERS = frozenset(
    {"chat_id", "message_id", "message_thread_id", "reply_to_message_id", "user_id", "offset"}
)


@dataclass(frozen=True)
class Upload:
    """A file in a multipart request."""

    name: str
    mime_type: str
    data: bytes = field(repr=False)


class Parameters:
    """Named values, read as the method needs them, with Telegram's words where one is wrong."""

    def __init__(self, values: dict[str, Any], uploads: dict[str, Upload] | None = None) -> None:
        self.values = values
        self.uploads = uploads or {}

    def text(self, name: str) -> str:
        """A string; "" where it is missing."""
        value = self.values.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def required(self, name: str) -> str:
        """A string that must be there."""
        value = self.text(name)
        if not value:
            raise bad_request(f'parameter "{name}" is required')
        return value

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; the default where it is missing or is none, as Telegram reads it."""
        try:
            return int(self.text(name) or default)
        except ValueError:
            return default

    def number(self, name: str, default: float = 0) -> float:
        """A number of seconds."""
        try:
            return float(self.text(name) or default)
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """A yes or no."""
        return self.text(name).lower() in {"true", "yes", "1"}

    def json(self, name: str, what: str) -> Any:
        """A JSON value, or None where it is missing; ``what`` is Telegram's name for it."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def as_read(self) -> dict[str, Any]:
        """All values for the record of calls: JSON decoded, uploads by name."""
        read: dict[str, Any] = {**self.values, **self.uploads}
        for name, value in self.values.items():
            if isinstance(value, str) and (name in _NUMBERS or _structured(name, value)):
                try:
                    read[name] = json.loads(value)
                except ValueError:
                    read[name] = value
        return read


def _structured(name: str, value: str) -> bool:
    return name not in {"text", "caption"} and value[:1] in {"[", "{"}


def read_parameters(request: HTTPServerRequest) -> Parameters:
    """The parameters of an HTTP request: query, form, multipart or JSON.

    Raises:
        ApiError: 413 for an upload over 50 MB, 400 for a JSON body that is none.
    """
    values: dict[str, Any] = {
        name: parts[-1].decode("utf-8", "replace") for name, parts in request.arguments.items()
    }
    if request.headers.get("Content-Type", "").startswith("application/json") and request.body:
        try:
            body = json.loads(request.body)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise bad_request("can't parse request body as a JSON object")
        values |= body
    uploads = {}
    for name, files in request.files.items():
        file = files[-1]
        if len(file.body) > MAX_UPLOAD_BYTES:
            raise ApiError(413, "Request Entity Too Large")
        uploads[name] = Upload(file.filename, file.content_type, file.body)
    return Parameters(values, uploads)
