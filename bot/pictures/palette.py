"""The colours of a contact sheet, told apart by lightness and by the common colour-blind eye."""

from __future__ import annotations

from typing import TypeAlias

from bot.pictures.findings import Outcome

Colour: TypeAlias = tuple[int, int, int]

GROUND: Colour = (238, 241, 245)
CARD: Colour = (255, 255, 255)
EDGE: Colour = (221, 226, 234)
INK: Colour = (23, 28, 38)
MUTED: Colour = (92, 101, 116)
WHITE: Colour = (255, 255, 255)
SHADE: Colour = (16, 20, 28)

# White text on each has a contrast of at least 4.5 (WCAG 2.2, 1.4.3).
STRONG: dict[Outcome, Colour] = {
    Outcome.KNOWN: (25, 103, 190),
    Outcome.UNSURE: (162, 84, 0),
    Outcome.UNKNOWN: (72, 79, 92),
}
"""Outlines, badges and the words' letters."""

TINT: dict[Outcome, Colour] = {
    Outcome.KNOWN: (226, 238, 251),
    Outcome.UNSURE: (253, 239, 217),
    Outcome.UNKNOWN: (233, 236, 241),
}
"""The ground behind an outcome's word."""


def mixed(colour: Colour, other: Colour, share: float) -> Colour:
    """``colour`` with a ``share`` from 0 to 1 of ``other``."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue
