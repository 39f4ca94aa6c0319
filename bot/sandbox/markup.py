"""Keyboards: what Telegram takes, and its words for what it does not."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.errors import JSON, ApiError, bad_request
from bot.sandbox.parameters import Parameters

MAX_CALLBACK_BYTES = 64
MAX_COPY_TEXT = 256
MAX_BUTTONS = 100
STYLES = frozenset({"primary", "success", "danger"})
_ACTIONS = (
    "callback_data",
    "url",
    "copy_text",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
)


def read_markup(parameters: Parameters, *, inline_only: bool = False) -> JSON | None:
    """The ``reply_markup`` of a request, checked; None where there is none.

    Edits take inline keyboards only. ForceReply and the removal of a reply keyboard are kept
    as they are.
    """
    value = parameters.json("reply_markup", "reply keyboard markup")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in value:
        rows = value["inline_keyboard"]
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            raise _refusal('Field "inline_keyboard" must be an Array of Arrays')
        if sum(len(row) for row in rows) > MAX_BUTTONS:
            raise bad_request("reply markup is too long")
        kept = [[_button(cell) for cell in row] for row in rows if row]
        return {"inline_keyboard": kept} if kept else {}
    if inline_only:
        raise bad_request("inline keyboard expected")
    if not {"force_reply", "remove_keyboard", "keyboard"} & set(value):
        # Telegram takes an object that it cannot make sense of for no markup at all.
        return None
    return value


def _button(cell: Any) -> JSON:
    if not isinstance(cell, dict):
        raise _refusal("InlineKeyboardButton must be an Object")
    if not isinstance(cell.get("text"), str):
        raise _refusal('Can\'t find field "text"')
    if not cell["text"].strip():
        raise _refusal("Text must be non-empty")
    if not any(name in cell for name in _ACTIONS):
        raise _refusal("Text buttons are unallowed in the inline keyboard")
    if cell.get("style") is not None and cell["style"] not in STYLES:
        raise _refusal("Unsupported button style specified")
    if "callback_data" in cell:
        size = len(str(cell["callback_data"]).encode())
        if not 0 < size <= MAX_CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    if "url" in cell:
        _check_url(str(cell["url"]))
    if "copy_text" in cell and not 0 < len(cell["copy_text"].get("text", "")) <= MAX_COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return dict(cell)


def _check_url(url: str) -> None:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    host = parts.hostname or ""
    if parts.scheme == "tg":
        return
    if parts.scheme not in {"http", "https"} or " " in url or not ("." in host or ":" in host):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _refusal(words: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {words}")
