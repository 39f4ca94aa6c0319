"""Which of a chat's people somebody may have meant by a name that nobody has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from heapq import nlargest

from storage.models import Person
from storage.names import name_key

MOST = 3
NEAR = 0.7
"""How much of two names is the same, from 0 to 1, where one may be meant by the other."""


def nearest(name: str, people: Iterable[Person]) -> list[Person]:
    """At most `MOST` people with nearly this name, the nearest first."""
    sought, found = _bare(name), []
    for person in people:
        near = _nearness(sought, _bare(person.name))
        if near >= NEAR:
            found.append((near, -person.id, person))
    return [person for _, _, person in nlargest(MOST, found)]


def _nearness(one: str, other: str) -> float:
    """How near two names are: from 1 on where all words of one begin words of the other.

    From 2 on each does so for the other: the words are the same.
    """
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    beginnings = _abbreviates(one, other) + _abbreviates(other, one)
    if beginnings:
        return beginnings + matcher.ratio()
    if matcher.real_quick_ratio() < NEAR or matcher.quick_ratio() < NEAR:
        return 0.0
    return matcher.ratio()


def _abbreviates(short: str, long: str) -> bool:
    """Whether the words of one, if any, begin as many different words of the other."""
    words = long.split()
    for part in short.split():
        meant = next((word for word in words if word.startswith(part)), None)
        if meant is None:
            return False
        words.remove(meant)
    return bool(short)


def _bare(name: str) -> str:
    """What makes names equal, and without accents."""
    letters = unicodedata.normalize("NFD", name_key(name))
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
