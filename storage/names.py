"""People's names: what may be one, and when two are the same."""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 64


STEERING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Invisible characters that turn the writing direction of whatever follows."""
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols, to Unicode, that look like nothing."""


class BadName(ValueError):
    """A text that cannot be anybody's name."""


class EmptyName(BadName):
    """Nothing that can be seen is left of it."""


class LongName(BadName):
    """More than `LONGEST_NAME` characters."""


def clean_name(text: str) -> str:
    """The name as it is kept and shown: one line, single spaces, no control characters.

    Raises `EmptyName` or `LongName`.
    """
    shown = "".join(
        " " if char.isspace() else char
        for char in text
        if char.isspace() or not (unicodedata.category(char) in {"Cc", "Cs"} or char in STEERING)
    )
    name = " ".join(shown.split())
    if not any(_is_seen(char) for char in name_key(name)):
        raise EmptyName
    if len(name) > LONGEST_NAME:
        raise LongName
    return name


def _is_seen(char: str) -> bool:
    # Marks are seen on something else only; Cn is what this Python is too old to know.
    kind = unicodedata.category(char)
    return kind == "Cn" or (kind[0] in "LNPS" and char not in BLANK)


def name_key(name: str) -> str:
    """What makes names equal: NFKC, case folding, trimming; invisible characters don't count."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    seen = "".join(char for char in folded if unicodedata.category(char) not in {"Cf", "Cc"})
    return " ".join(seen.split())
