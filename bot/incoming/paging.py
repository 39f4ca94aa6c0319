"""Lists too long for one message, a page at a time."""

from __future__ import annotations

from telegram import InlineKeyboardButton

from bot.incoming.buttons import button


def pages_of(count: int, size: int, wanted: int) -> tuple[int, int]:
    """The nearest page to ``wanted`` that a list of so many has, from 0, and how many it has."""
    pages = max(-(-count // size), 1)
    return min(max(wanted, 0), pages - 1), pages


def pager(page: int, pages: int, action: str, *numbers: int) -> list[list[InlineKeyboardButton]]:
    """A row of buttons that lead to the other pages, where there are any.

    They call for ``action`` with these numbers, and the page's behind them.
    """
    if pages == 1:
        return []
    row = [button(f"{page + 1}/{pages}", action, *numbers, page)]
    if page > 0:
        row.insert(0, button("‹", action, *numbers, page - 1))
    if page < pages - 1:
        row.append(button("›", action, *numbers, page + 1))
    return [row]
