"""How long a text is, as Telegram counts it."""

from __future__ import annotations

import html
import re

CAPTION = 1024
"""The most that the caption of a picture may have."""


def length(words: str) -> int:
    """The length of some HTML after parsing, in units of UTF-16: without its markup."""
    return len(html.unescape(re.sub(r"<[^>]*>", "", words)).encode("utf-16-le")) // 2
