"""People's names in a sentence."""

from __future__ import annotations

import html
import unicodedata

from storage.names import LONGEST_NAME, BadName, LongName


def named(name: str) -> str:
    """A name, escaped; one that is written right to left keeps to its own place in a line."""
    return html.escape(isolated(name))


def isolated(name: str) -> str:
    """A name as plain text; one that is written right to left keeps to its own place in a line."""
    right_to_left = any(unicodedata.bidirectional(char) in {"R", "AL"} for char in name)
    return f"\u2068{name}\u2069" if right_to_left else name


def bad_name(error: BadName) -> str:
    """Why a text cannot be a name."""
    if isinstance(error, LongName):
        return f"A name can have {LONGEST_NAME} characters at most. Please choose a shorter one."
    return "That is no name that one could read. Please write one, such as Anna."
