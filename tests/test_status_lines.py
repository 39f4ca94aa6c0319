"""Edits of one message: the newest words, in time, and not too many."""

from __future__ import annotations

import asyncio
import functools
import logging

import pytest
from telegram.error import TimedOut

from bot.outgoing.status_lines import StatusLines


class Shown:
    """Remembers what was shown, each after a while."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.words: list[str] = []
        self.seconds = seconds

    async def __call__(self, words: str) -> None:
        await asyncio.sleep(self.seconds)
        self.words.append(words)


async def test_what_comes_fast_is_shown_by_the_next_edit() -> None:
    lines, shown = StatusLines(0.1), Shown()
    for n in range(20):
        lines.put(1, functools.partial(shown, str(n)))
        await asyncio.sleep(0.001)
    assert shown.words == ["0"]
    await lines.close()
    assert shown.words == ["0", "19"]


async def test_last_words_are_the_last_and_wait_for_no_pause() -> None:
    lines, shown = StatusLines(60), Shown(0.05)
    lines.put(1, functools.partial(shown, "first"))
    await asyncio.sleep(0.01)
    lines.put(1, functools.partial(shown, "never seen"))
    await asyncio.wait_for(lines.last(1, functools.partial(shown, "last")), 1)
    assert shown.words == ["first", "last"]


async def test_lines_do_not_wait_for_each_other() -> None:
    lines, shown = StatusLines(60), Shown()
    lines.put(1, functools.partial(shown, "one"))
    lines.put(2, functools.partial(shown, "two"))
    await asyncio.sleep(0.01)
    assert shown.words == ["one", "two"]
    await lines.close()


async def test_closing_cuts_no_edit_short() -> None:
    lines, shown = StatusLines(60), Shown(0.05)
    lines.put(1, functools.partial(shown, "under way"))
    await asyncio.sleep(0.01)
    await asyncio.wait_for(lines.close(), 1)
    assert shown.words == ["under way"]


async def test_an_edit_that_fails_is_logged_and_the_next_one_made(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)

    async def fail() -> None:
        raise TimedOut

    lines, shown = StatusLines(0.01), Shown()
    lines.put(1, fail)
    await asyncio.sleep(0)
    lines.put(1, functools.partial(shown, "next"))
    await lines.close()
    assert shown.words == ["next"]
    assert "a status could not be shown: TimedOut" in caplog.text
