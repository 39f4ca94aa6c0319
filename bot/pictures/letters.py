"""What kind of character a character is, and which must not be parted."""

from __future__ import annotations

import unicodedata

from bot.pictures.bidi import RIGHT_TO_LEFT

JOINERS = frozenset("\u200c\u200d")
"""Invisible, but they decide how Indic and Arabic letters join."""

_UNSHAPED = frozenset(
    {
        "latin",
        "cyrillic",
        "greek",
        "armenian",
        "georgian",
        "ethiopic",
        "cjk",
        "hiragana",
        "katakana",
        "hangul",
    }
)
"""Scripts whose letters look right one after another, with no shaping."""

UNSEEN = dict.fromkeys(map(ord, "\ufe0e\ufe0f\u20e3"))
"""Variation selectors and the keycap: without them ❤️ is a heart and 1️⃣ a digit."""

_MOST_MARKS = 3
"""Marks kept on one letter; no orthography stacks more."""


def script(character: str) -> str:
    """The script of a character: the first word of its Unicode name, in lower case."""
    return unicodedata.name(character, "").partition(" ")[0].lower()


def clusters(text: str) -> list[str]:
    """The text in pieces that must not be cut: a letter with its marks and joined letters."""
    pieces: list[str] = []
    joined = False
    for character in text:
        mark = unicodedata.category(character).startswith("M") or character in JOINERS
        if pieces and (mark or joined):
            pieces[-1] += character
        else:
            pieces.append(character)
        # Combining class 9 is the virama, which joins the next consonant to this one.
        joined = character == "\u200d" or unicodedata.combining(character) == 9
    return pieces


def with_few_marks(piece: str) -> str:
    kept = ""
    marks = 0
    for character in piece:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= _MOST_MARKS:
            kept += character
    return kept


def is_emoji(piece: str) -> bool:
    """Whether a cluster is a pictograph or a flag: these lie in blocks of their own."""
    return 0x1F000 <= ord(piece[0]) < 0x20000


def needs_shaping(character: str) -> bool:
    if unicodedata.category(character)[0] == "M" or character in JOINERS:
        return True
    if unicodedata.bidirectional(character) in RIGHT_TO_LEFT | {"AN"}:
        return True
    return unicodedata.category(character)[0] == "L" and script(character) not in _UNSHAPED
