"""Everybody in a chat, and one person's card."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from bot.texts.enrolling import photos
from bot.texts.failures import NOBODY_ENROLLED
from bot.texts.names import isolated, named

LONGEST_LABEL = 30
HALF_A_LABEL = 14
RENAME = "Rename"
ADD_PHOTOS = "Add photos"
REMOVE_A_PHOTO = "Remove a photo"
MERGE = "Merge"
FORGET = "Forget"
ALL_PEOPLE = "All people"
PERSON_NEEDS_A_NAME = "Whose photos shall I show? Write for example <code>/person Anna</code>."
NO_PICTURES_HERE = "I may not send pictures here, so I can only tell you about them."


def nobody(suffix: str) -> str:
    """How to begin, where nobody is enrolled; ``suffix`` is what commands need in a group."""
    if not suffix:
        return NOBODY_ENROLLED
    return (
        "I don't know anybody in this group yet. Reply to a photo of somebody with "
        f"<code>/enroll{suffix} Anna</code>, and I'll know Anna."
    )


def everybody(people: int, photos_in_all: int) -> str:
    """What stands above the names of a chat's people."""
    return (
        f"I know <b>{'1 person' if people == 1 else f'{people} people'}</b> here, from "
        f"{photos(photos_in_all)}. Tap a name to see them."
    )


def entry(name: str, count: int) -> str:
    """Somebody in the list, as plain text on a button."""
    return f"{label(name)} · {count}"


def label(name: str, most: int = LONGEST_LABEL) -> str:
    """A name as plain text on a button; one that is too long for it lacks its middle.

    So it can be told from another one that begins like it.
    """
    if len(name) <= most:
        return isolated(name)
    begin = len(name) - most // 3
    end = most - most // 3 - 1
    # What is joined to a character that stays must not be torn from it.
    while end > 1 and _is_torn(name, end):
        end -= 1
    while begin < len(name) and _is_torn(name, begin):
        begin += 1
    return isolated(f"{name[:end].rstrip()}…{name[begin:].lstrip()}")


def is_short(name: str) -> bool:
    """Whether a name leaves room for another beside it, with both their counts."""
    wide = sum(unicodedata.east_asian_width(char) in {"W", "F"} for char in name)
    return len(name) + wide <= 12


def card(
    name: str, count: int, since: datetime, *, shown: tuple[int, int], linked: str | None = None
) -> str:
    """A card's caption.

    ``shown`` are the numbers of the first and last photo on it, ``linked`` is who somebody is on
    Telegram, as HTML.
    """
    lines = [f"<b>{named(name)}</b> · {photos(count)}", f"Known since {_day(since)}"]
    if linked:
        lines.append(f"On Telegram: {linked}")
    if shown != (1, count):
        lines.append(_which(count, shown))
    return "\n".join(lines)


def on_card(count: int, shown: tuple[int, int]) -> str:
    """What is drawn below the name on a card, as plain text."""
    return photos(count) if shown == (1, count) else _which(count, shown)


def odd_photo(number: int) -> str:
    """That a photo on a card may be of somebody else."""
    return f"Photo {number} looks unlike the others: remove it?"


def remove_photo(number: int) -> str:
    """The button that asks whether to remove it."""
    return f"Remove photo {number}"


def not_them(name: str, faces: int) -> str:
    """That people said of so many faces that they are not somebody."""
    which = "one face that it is" if faces == 1 else f"{faces} faces that they are"
    return f"I was told of {which} not <b>{named(name)}</b>."


def forget_wrongs(faces: int) -> str:
    """The button that asks whether to forget of which faces that was said."""
    return "Forget that face" if faces == 1 else "Forget those faces"


def look_like_one(name: str, other: str) -> str:
    """That two people may be one."""
    return f"<b>{named(name)}</b> and <b>{named(other)}</b> look like one person: merge?"


def merge_with(name: str) -> str:
    """The button that asks whether to merge somebody with whoever has this name."""
    return f"Merge with {label(name)}"


def merge_two(name: str, other: str) -> str:
    """The button that asks whether to merge two people."""
    return f"Merge {label(name, HALF_A_LABEL)} and {label(other, HALF_A_LABEL)}"


def cards_of(name: str) -> str:
    """The button that opens somebody's card."""
    return f"Photos of {label(name)}"


def not_found(name: str, nearly: Sequence[str]) -> str:
    """That nobody has this name; those whose names are ``nearly`` it are on buttons below."""
    words = f"I don't know anybody called <b>{named(name)}</b> here."
    if len(nearly) == 1:
        return f"{words} Did you mean <b>{named(nearly[0])}</b>?"
    return f"{words} Whom did you mean?" if nearly else words


def on_telegram(full_name: str | None, username: str | None) -> str:
    """Who somebody is on Telegram, as HTML that calls nobody's attention to it."""
    handle = f"<code>@{html.escape(username)}</code>" if username else ""
    if not full_name:
        return handle or "somebody whose username I don't know"
    return f"{named(full_name)} ({handle})" if handle else named(full_name)


def _which(count: int, shown: tuple[int, int]) -> str:
    first, last = shown
    if first == last:
        return f"Photo {first} of {count}"
    return f"Photos {first}–{last} of {count}"


def _day(moment: datetime) -> str:
    return html.escape(f"{moment.day} {moment:%B %Y}")


def _is_torn(name: str, place: int) -> bool:
    """Whether a cut before this place would part what is joined."""
    char = name[place]
    joins = unicodedata.category(char).startswith("M") or char in "\u200c\u200d"
    return joins or name[place - 1] == "\u200d"
