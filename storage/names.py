"""People's names: what may be one, and when two are the same."""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 64


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
    visible = "".join(
        " " if char.isspace() else char
        for char in text
        if char.isspace() or unicodedata.category(char) not in {"Cc", "Cs", "Cn"}
    )
    name = " ".join(visible.split())
    if not name_key(name):
        raise EmptyName
    if len(name) > LONGEST_NAME:
        raise LongName
    return name


def name_key(name: str) -> str:
    """What makes names equal: NFKC, case folding, trimming; invisible characters don't count."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    seen = "".join(char for char in folded if unicodedata.category(char) not in {"Cf", "Cc"})
    return " ".join(seen.split())
