"""The order in which mixed left-to-right and right-to-left text is seen.

The rules of the Unicode Bidirectional Algorithm (UAX #9) for one line: W1–W7, N0–N2, I1,
I2 and L2. Explicit embeddings and isolates are no part of it: names come without them. It is
needed beside FriBiDi because Pillow lays out one font at a time, and a line may need several.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import groupby

RIGHT_TO_LEFT = frozenset({"R", "AL"})
_NUMBERS = frozenset({"EN", "AN"})
_STRONG = frozenset({"L", "R"})
_BRACKETS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True)
class Span:
    """Characters ``start`` to ``end`` of a line, which run in one direction."""

    start: int
    end: int
    level: int

    @property
    def right_to_left(self) -> bool:
        """Whether the characters run to the left."""
        return self.level % 2 == 1


def base_level(text: str) -> int:
    """1 where the first letter with a direction runs to the left, else 0 (rules P2, P3)."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind == "L":
            return 0
        if kind in RIGHT_TO_LEFT:
            return 1
    return 0


def spans_in_visual_order(text: str) -> list[Span]:
    """The spans of one line, from left to right as they are seen."""
    base = base_level(text)
    kinds = [unicodedata.bidirectional(character) or "L" for character in text]
    _resolve_weak(kinds, base)
    _resolve_brackets(text, kinds, base)
    _resolve_neutral(kinds, base)
    levels = [_level(kind, base) for kind in kinds]
    spans: list[Span] = []
    for level, group in groupby(range(len(text)), key=levels.__getitem__):
        places = list(group)
        spans.append(Span(places[0], places[-1] + 1, level))
    return _reordered(spans)


def _direction(level: int) -> str:
    return "R" if level % 2 else "L"


def _resolve_weak(kinds: list[str], base: int) -> None:
    strong = before = _direction(base)
    for place in range(len(kinds)):
        if kinds[place] == "NSM":
            kinds[place] = before  # W1: a mark goes with its letter
        elif kinds[place] == "EN" and strong == "AL":
            kinds[place] = "AN"  # W2
        if kinds[place] in {"L", "R", "AL"}:
            strong = kinds[place]
        before = kinds[place]
    _join_numbers(kinds)
    strong = _direction(base)
    for place, kind in enumerate(kinds):
        if kind == "AL":
            kinds[place] = "R"  # W3
        elif kind in {"ES", "ET", "CS"}:
            kinds[place] = "ON"  # W6
        elif kind == "EN" and strong == "L":
            kinds[place] = "L"  # W7
        if kinds[place] in _STRONG:
            strong = kinds[place]


def _join_numbers(kinds: list[str]) -> None:
    """W4 and W5: signs inside a number, or such as % beside a European one, belong to it."""
    for place in range(1, len(kinds) - 1):
        around = kinds[place - 1]
        if around == kinds[place + 1] and (
            (kinds[place] == "CS" and around in _NUMBERS)
            or (kinds[place] == "ES" and around == "EN")
        ):
            kinds[place] = around
    for places in (range(1, len(kinds)), range(len(kinds) - 2, -1, -1)):
        step = -1 if places.step == 1 else 1
        for place in places:
            if kinds[place] == "ET" and kinds[place + step] == "EN":
                kinds[place] = "EN"


def _resolve_neutral(kinds: list[str], base: int) -> None:
    """N1, N2: neutrals take the direction on both their sides, or else the line's."""
    outside = _direction(base)
    place = 0
    while place < len(kinds):
        if kinds[place] in _STRONG or kinds[place] in _NUMBERS:
            place += 1
            continue
        end = place
        while end < len(kinds) and kinds[end] not in _STRONG | _NUMBERS:
            end += 1
        left = _side(kinds[place - 1]) if place else outside
        right = _side(kinds[end]) if end < len(kinds) else outside
        kinds[place:end] = [left if left == right else outside] * (end - place)
        place = end


def _resolve_brackets(text: str, kinds: list[str], base: int) -> None:
    """N0: a pair of brackets goes with what is inside, so that both face the same way."""
    line = _direction(base)
    for start, end in _bracket_pairs(text, kinds):
        inside = {_side(kind) for kind in kinds[start + 1 : end]} & _STRONG
        if not inside:
            continue
        before = [_side(kind) for kind in kinds[:start] if _side(kind) in _STRONG]
        # Only text against the line's direction, after more of its kind, turns the brackets.
        turns = line not in inside and (before or [line])[-1] != line
        kinds[start] = kinds[end] = ({"L", "R"} - {line}).pop() if turns else line


def _bracket_pairs(text: str, kinds: list[str]) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []
    for place, character in enumerate(text):
        if kinds[place] != "ON":
            continue
        if character in _BRACKETS:
            opened.append(place)
        elif character in _BRACKETS.values():
            matching = [at for at in opened if _BRACKETS[text[at]] == character]
            if matching:
                pairs.append((matching[-1], place))
                opened = opened[: opened.index(matching[-1])]
    return sorted(pairs)


def _side(kind: str) -> str:
    return "R" if kind in _NUMBERS else kind


def _level(kind: str, base: int) -> int:
    """I1, I2."""
    if base % 2 == 0:
        return base + {"L": 0, "R": 1}.get(kind, 2)
    return base + (kind != "R")


def _reordered(spans: list[Span]) -> list[Span]:
    """L2: from the highest level down to 1, turn every stretch of that level or above."""
    for level in range(max((span.level for span in spans), default=0), 0, -1):
        turned: list[Span] = []
        above = [span.level >= level for span in spans]
        for high, group in groupby(range(len(spans)), key=above.__getitem__):
            stretch = [spans[place] for place in group]
            turned.extend(reversed(stretch) if high else stretch)
        spans = turned
    return spans
