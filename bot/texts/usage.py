"""/usage: what was done, and what that cost about."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime

from bot.access.prices import DOLLARS_PER_VIEW, dollars
from bot.access.usage import Report
from storage.records import DayUsage

NOTHING = "Nothing yet"
CENT = 0.01


def report(done: Report, at: datetime) -> str:
    """What was done on the day and in the month of ``at``."""
    text = (
        f"<b>Today</b>\n{_span(done.today)}\n\n<b>{at:%B %Y}</b>\n{_span(done.month)}\n\n"
        "Days and months begin at midnight UTC."
    )
    if any(usage.requests for usage in done.month):
        text += (
            f" I count ${DOLLARS_PER_VIEW:.5f} for each picture sent, which is said to be the "
            "price of Google's paid tier; its free tier costs nothing. What counts is Google's "
            "own bill."
        )
    return text


def _span(done: Sequence[DayUsage]) -> str:
    if not done:
        return NOTHING
    lines = [f"{_counted(sum(usage.photos for usage in done), 'photo')} to look at"]
    lines += [
        f"{_counted(usage.requests, 'request')} with {_counted(usage.views, 'picture')} to "
        f"{html.escape(usage.model)}"
        for usage in done
        if usage.requests
    ]
    return "\n".join(f"• {line}" for line in [*lines, _cost(dollars(done))])


def _cost(cost: float | None) -> str:
    if cost is None:
        return "what it cost I don't know: I have no price for this model"
    if not cost:
        return "cost: nothing, for no service was asked"
    return f"cost: about ${cost:.2f}" if cost >= CENT else "cost: less than a cent"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
