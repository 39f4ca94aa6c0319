"""Rows of dots over a scale of scores: each dot a photo, stacked where they are alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures.findings import Outcome
from bot.pictures.palette import EDGE, STRONG
from bot.pictures.paper import Paper
from bot.pictures.shapes import badge_mask

MOST_DOTS = 200
"""Of more, so many stand for all, evenly over their order."""
SIDES = (26, 24, 22, 20, 18, 16, 14, 12, 10, 8)
"""Pixels across a dot, the largest first that fits."""
TAIL = 0.01
"""This share of the scores at either end lies beyond the scale's end, and is drawn there."""


@dataclass(frozen=True)
class Scale:
    """Where scores lie between ``left`` and ``right``, in pixels."""

    low: float
    high: float
    left: float
    right: float

    @classmethod
    def over(
        cls, rows: Sequence[Sequence[float]], kept: Sequence[float], left: float, right: float
    ) -> Scale:
        """A scale for rows of scores; those in ``kept`` never lie at its very ends."""
        ends = list(kept)
        for scores in rows:
            if ordered := sorted(scores):
                beyond = int(len(ordered) * TAIL)
                ends += [ordered[beyond], ordered[-1 - beyond]]
        room = (max(ends) - min(ends)) * 0.06 or 1.0
        return cls(min(ends) - room, max(ends) + room, left, right)

    def x(self, score: float) -> float:
        """Where a score lies; at the end where it is beyond that."""
        share = (score - self.low) / (self.high - self.low)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)


def draw_dots(
    paper: Paper, scores: Sequence[float], scale: Scale, outcome: Outcome, base: int, height: int
) -> None:
    """Stack dots in an outcome's colour and shape on a line at ``base``."""
    paper.rule((scale.left, base), (scale.right, base), 2, EDGE)
    chosen = _some(sorted(scores))
    side = next(
        (side for side in SIDES if _highest(chosen, scale, side) * side <= height), SIDES[-1]
    )
    stacked: dict[int, int] = {}
    mask = badge_mask(outcome, side - 2)
    for score in chosen:
        column = _column(score, scale, side)
        level = stacked[column] = stacked.get(column, 0) + 1
        if level * side <= height:
            at = (round(scale.left + column * side) + 1, base - level * side)
            paper.image.paste(STRONG[outcome], at, mask)


def _some(ordered: Sequence[float]) -> Sequence[float]:
    if len(ordered) <= MOST_DOTS:
        return ordered
    step = len(ordered) / MOST_DOTS
    return [ordered[int((number + 0.5) * step)] for number in range(MOST_DOTS)]


def _highest(chosen: Sequence[float], scale: Scale, side: int) -> int:
    stacked: dict[int, int] = {}
    for score in chosen:
        column = _column(score, scale, side)
        stacked[column] = stacked.get(column, 0) + 1
    return max(stacked.values(), default=0)


def _column(score: float, scale: Scale, side: int) -> int:
    columns = int((scale.right - scale.left) / side)
    return min(int((scale.x(score) - scale.left) / side), columns - 1)
