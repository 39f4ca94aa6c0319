"""How long a text is, as Telegram counts it."""

from __future__ import annotations

import pytest

from bot.texts.lengths import length


@pytest.mark.parametrize(
    ("words", "long"),
    [("", 0), ("<b>a</b> &amp; <i>🦊</i>", 6), ("&lt;b&gt;", 3), ('<a href="x">Ann</a>', 3)],
)
def test_markup_does_not_count_and_what_is_escaped_counts_once(words: str, long: int) -> None:
    assert length(words) == long
