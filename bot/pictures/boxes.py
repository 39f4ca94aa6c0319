"""Numbered boxes around the faces of a photo, readable over any photo."""

from __future__ import annotations

from PIL import Image, ImageDraw

from bot.pictures.findings import FaceRow, Outcome
from bot.pictures.fonts import Weight
from bot.pictures.palette import STRONG, WHITE
from bot.pictures.shapes import Rect, badge_mask, outline, tick_mask
from bot.pictures.typesetting import Typesetter

_GAPS: dict[Outcome, tuple[tuple[float, float], ...]] = {
    Outcome.KNOWN: (),
    Outcome.UNSURE: ((0.15, 0.27), (0.44, 0.56), (0.73, 0.85)),
    Outcome.UNKNOWN: ((0.16, 0.84),),
}
"""A whole line, a dashed one, and corners only: told apart without colour."""

_FEWER_GAPS: dict[Outcome, tuple[tuple[float, float], ...]] = {
    Outcome.KNOWN: (),
    Outcome.UNSURE: ((0.2, 0.4), (0.6, 0.8)),
    Outcome.UNKNOWN: ((0.22, 0.78),),
}
"""The same for a small box."""


def draw_boxes(
    sheet: Image.Image,
    photo: Rect,
    seen: tuple[float, float, float, float],
    rows: list[FaceRow],
    setter: Typesetter,
    *,
    badge: int,
) -> None:
    """Draw each face's box, then each number above them all.

    ``photo`` is where on the sheet the part ``seen`` of the picture (left, top, right, bottom)
    was pasted.
    """
    placed = [
        (number, row, placed_box(row.box, photo, seen))
        for number, row in enumerate(rows, 1)
        if row.box is not None
    ]
    for _, row, rect in placed:
        draw_box(sheet, rect, row.outcome)
    if any(_shorter(rect) < 2.4 * badge for _, _, rect in placed):
        badge = round(badge * 0.86)  # the same for all faces of a photo
    for number, row, rect in placed:
        at = badge_place(rect, photo, badge)
        draw_badge(sheet, at, badge, row.outcome, str(number), setter, ring=WHITE)


def badge_place(rect: Rect, photo: Rect, side: int) -> tuple[int, int]:
    """The middle of a box's badge: on its corner, or above a box that it would cover."""
    half = side // 2 + 5
    x, y = rect[0] + half // 3, rect[1] + half // 3
    if _shorter(rect) < 2.4 * side:
        x, y = (rect[0] + rect[2]) // 2, rect[1] - half
        if y - half < photo[1]:
            y = rect[3] + half
    x = min(max(x, photo[0] + half), photo[2] - half)
    return x, min(max(y, photo[1] + half), photo[3] - half)


def _shorter(rect: Rect) -> int:
    return min(rect[2] - rect[0], rect[3] - rect[1])


def placed_box(
    box: tuple[float, float, float, float],
    photo: Rect,
    seen: tuple[float, float, float, float],
) -> Rect:
    """A face's box on the sheet, kept within the photo and at least 8 pixels wide and high."""
    across = (photo[2] - photo[0]) / (seen[2] - seen[0])
    down = (photo[3] - photo[1]) / (seen[3] - seen[1])
    left = round(photo[0] + (box[0] - seen[0]) * across)
    top = round(photo[1] + (box[1] - seen[1]) * down)
    right = round(left + box[2] * across)
    bottom = round(top + box[3] * down)
    left = min(max(left, photo[0] + 3), photo[2] - 11)
    top = min(max(top, photo[1] + 3), photo[3] - 11)
    right = max(min(right, photo[2] - 3), left + 8)
    bottom = max(min(bottom, photo[3] - 3), top + 8)
    return left, top, right, bottom


def draw_box(sheet: Image.Image, rect: Rect, outcome: Outcome) -> None:
    """An outline in the outcome's colour and pattern, with white on both its sides."""
    shorter = _shorter(rect)
    radius = max(round(shorter * 0.12), 4)
    line = 6 if shorter > 60 else 4
    wide = (rect[0] - 2, rect[1] - 2, rect[2] + 2, rect[3] + 2)
    gaps = _GAPS[outcome] if shorter > 160 else _FEWER_GAPS[outcome]
    outline(sheet, wide, radius + 2, line + 4, WHITE, gaps=gaps)
    outline(sheet, rect, radius, line, STRONG[outcome], gaps=gaps)


def draw_badge(
    sheet: Image.Image,
    middle: tuple[int, int],
    side: int,
    outcome: Outcome,
    label: str | None,
    setter: Typesetter,
    *,
    ring: tuple[int, int, int] | None = None,
) -> None:
    """An outcome's shape with a number on it, or without one a tick, a question mark or a dash."""
    x, y = middle
    if ring is not None:
        mask = badge_mask(outcome, side + 8)
        sheet.paste(ring, (x - mask.width // 2, y - mask.height // 2), mask)
    mask = badge_mask(outcome, side)
    sheet.paste(STRONG[outcome], (x - mask.width // 2, y - mask.height // 2), mask)
    if label is None and outcome is Outcome.KNOWN:
        tick = tick_mask(side)
        sheet.paste(WHITE, (x - tick.width // 2, y - tick.height // 2), tick)
        return
    text = label or {Outcome.UNSURE: "?", Outcome.UNKNOWN: "–"}[outcome]
    size = round(side * (0.58 if len(text) == 1 else 0.48))
    line = setter.line(text, size, Weight.BOLD)
    canvas = ImageDraw.Draw(sheet)
    setter.draw(canvas, (x - line.width / 2, y + round(size * 0.36)), line, WHITE)
