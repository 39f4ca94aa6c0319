"""The nose, the mouth and the beard of drawn people."""

from __future__ import annotations

import numpy as np

from bot.pictures.looks import Beard, Hair, Look, shadowed
from bot.pictures.palette import SHADE, WHITE, mixed
from bot.pictures.pen import Pen, arc, curve, mirrored, oval


def draw_nose(pen: Pen, look: Look, light: float) -> None:
    """Draw the nose, shaded on the side away from the light."""
    dark = shadowed(look, 0.55)
    tip = _tip(look)
    wide = look.nose_wide
    away = -1 if light > 0 else 1
    ridge = curve((away * 0.05, look.eye_y), (away * 0.07, tip - 0.16), (away * wide, tip - 0.02))
    pen.soft(
        [np.concatenate([ridge, ridge[::-1] + np.array([-away * 0.035, 0])])], dark, 0.6, 0.02
    )
    pen.soft([oval(0, tip + 0.035, wide * 1.05, 0.035)], dark, 0.55, 0.025)
    for side in (-1, 1):
        pen.fill(
            oval(side * wide * 0.46, tip + 0.018, wide * 0.24, 0.022, turn=side * -0.25),
            mixed(look.skin, (40, 8, 6), 0.72),
        )
        wing = arc(wide * 0.86, tip - 0.02, wide * 0.34, 0.06, start=-1.0, end=1.3)
        line = np.concatenate([wing, wing[::-1] + np.array([0.018, 0])])
        pen.soft([line if side > 0 else mirrored(line)], dark, 0.75, 0.008)
    pen.soft([oval(light * 0.02, tip - 0.06, 0.045, 0.05)], WHITE, 0.4, 0.025)
    pen.soft([oval(light * 0.02, look.eye_y + 0.14, 0.025, 0.14)], WHITE, 0.25, 0.025)


def draw_mouth(pen: Pen, look: Look) -> None:
    """Draw the lips, and the teeth of a wide smile."""
    w, y, lips, lift = look.mouth_wide, look.mouth_y, look.lips, look.smile
    line = curve(
        (-w, y - lift),
        (-w * 0.5, y + lift * 0.35),
        (0, y + lift * 0.6),
        (w * 0.5, y + lift * 0.35),
        (w, y - lift),
    )
    upper = curve(
        (w, y - lift),
        (w * 0.55, y - lips * 0.62),
        (w * 0.17, y - lips),
        (0, y - lips * 0.8),
        (-w * 0.17, y - lips),
        (-w * 0.55, y - lips * 0.62),
        (-w, y - lift),
    )
    drop = lift * 0.8 + (0.06 if look.teeth else 0.0)
    lower = curve(
        (w, y - lift),
        (w * 0.6, y + drop + lips * 0.75),
        (0, y + drop + lips * 1.25),
        (-w * 0.6, y + drop + lips * 0.75),
        (-w, y - lift),
    )
    pen.fill(np.concatenate([line, upper]), mixed(look.lip_colour, SHADE, 0.12))
    pen.fill(np.concatenate([line, lower]), look.lip_colour)
    if look.teeth:
        inside = curve(
            (w * 0.9, y - lift * 0.75),
            (w * 0.5, y + drop * 0.7),
            (0, y + drop + 0.01),
            (-w * 0.5, y + drop * 0.7),
            (-w * 0.9, y - lift * 0.75),
        )
        pen.fill(np.concatenate([line, inside]), (250, 247, 240))
    pen.line(line, 0.014, mixed(look.lip_colour, (40, 6, 10), 0.65))
    pen.soft([oval(0, y + drop + lips * 0.62, w * 0.35, lips * 0.18)], WHITE, 0.4, 0.02)
    for side in (-1, 1):
        pen.soft([oval(side * (w + 0.02), y - lift, 0.03, 0.03)], shadowed(look, 0.6), 0.6, 0.02)


def draw_beard(pen: Pen, look: Look) -> None:
    """Draw what grows on the chin and the cheeks."""
    if look.beard in {Beard.NONE, Beard.MOUSTACHE}:
        return
    w, y = look.width, look.mouth_y
    colour = look.hair_colour if look.hair is not Hair.BEANIE else (62, 44, 34)
    if look.beard is Beard.GOATEE:
        shape = np.concatenate(
            [
                curve(
                    (-0.2, y + 0.1),
                    (-0.24, y + 0.3),
                    (-0.1, 1.04),
                    (0.1, 1.04),
                    (0.24, y + 0.3),
                    (0.2, y + 0.1),
                ),
                curve((0.12, y + 0.16), (0, y + 0.19), (-0.12, y + 0.16)),
            ]
        )
        pen.soft([shape], colour, 0.92, 0.02)
        return
    shape = np.concatenate(
        [
            curve(
                (-w * 1.05, 0.0),
                (-w * 0.98, 0.45),
                (-w * 0.6, 0.95),
                (0, 1.12),
                (w * 0.6, 0.95),
                (w * 0.98, 0.45),
                (w * 1.05, 0.0),
            ),
            curve(
                (w * 0.86, 0.08),
                (w * 0.72, 0.36),
                (0.3, y - 0.2),
                (0, y - 0.17),
                (-0.3, y - 0.2),
                (-w * 0.72, 0.36),
                (-w * 0.86, 0.08),
            ),
        ]
    )
    pen.soft([shape], colour, 0.92 if look.beard is Beard.FULL else 0.36, 0.03)


def draw_moustache(pen: Pen, look: Look) -> None:
    """Draw what grows on the upper lip, between the nose and the mouth."""
    y, w = look.mouth_y - look.lips, look.mouth_wide * 1.1
    top = _tip(look) + 0.055
    shape = np.concatenate(
        [
            curve(
                (-w, y + 0.1),
                (-w * 0.7, y),
                (-w * 0.25, top),
                (0, top + 0.015),
                (w * 0.25, top),
                (w * 0.7, y),
                (w, y + 0.1),
            ),
            curve((w * 0.6, y + 0.06), (0, y + 0.03), (-w * 0.6, y + 0.06)),
        ]
    )
    pen.soft([shape], look.hair_colour, 1.0, 0.008)


def _tip(look: Look) -> float:
    """How far down the nose reaches; it leaves room for the upper lip."""
    return min(look.eye_y + 0.06 + look.nose_long, look.mouth_y - look.lips - 0.08)
