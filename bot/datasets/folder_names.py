"""Folder names that every system can keep, for people who may be called anything."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from storage.names import name_key

FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
"""What Windows, macOS or Linux do not take in a name, or read as something else."""
DEVICE = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.DOTALL
)
"""Names that Windows gives to devices, with any ending."""
OURS = re.compile(
    r"manifest\.json.*|vectors-.*\.npy|thumbs\.db|ehthumbs\.db|desktop\.ini|__macosx"
)
"""What lies, or may come to lie, beside the folders."""
LONGEST = 120
"""Bytes of UTF-8: file systems take 255, and a whole path on Windows 260 characters."""


def folder_names(names: Iterable[str]) -> list[str]:
    """A folder name for each person's name, in order: no two the same, however they are written.

    A name that every system takes as it is stays as it is.
    """
    taken: set[str] = set()
    folders = []
    for name in names:
        plain = folder = _safe(name)
        number = 1
        while name_key(folder) in taken:
            number += 1
            folder = f"{plain} ({number})"
        taken.add(name_key(folder))
        folders.append(folder)
    return folders


def _safe(name: str) -> str:
    text = unicodedata.normalize("NFC", name)
    text = "".join(char for char in text if unicodedata.category(char) not in {"Cc", "Cs"})
    text = _shortened(FORBIDDEN.sub("_", text)).rstrip(". ")
    folded = text.casefold()
    # Hidden folders are nobody's, and a name of which nothing can be seen is none.
    if (
        not name_key(text)
        or text[0] in ". @"
        or DEVICE.fullmatch(folded)
        or OURS.fullmatch(folded)
    ):
        text = f"_{text}"
    return text


def _shortened(text: str) -> str:
    return text.encode()[:LONGEST].decode(errors="ignore")
