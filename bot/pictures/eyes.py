"""The eyes, brows and glasses of drawn people."""

from __future__ import annotations

import math

import numpy as np

from bot.pictures.looks import Glasses, Hair, Look, shadowed
from bot.pictures.palette import SHADE, WHITE, Colour, mixed
from bot.pictures.pen import Pen, Points, curve, mirrored, moved, oval, points, turned

_LASHES: Colour = (34, 26, 26)


def draw_eye(pen: Pen, look: Look, side: int) -> None:
    """Draw the eye on one side: −1 is left on the picture, 1 right."""
    size, tall = look.eye_size, look.eye_size * look.eye_open
    middle = (side * look.eye_apart, look.eye_y)

    def at(shape: Points) -> Points:
        return moved(turned(shape, look.eye_tilt * -side), *middle)

    above = curve(
        (-size, tall * 0.15),
        (-size * 0.5, -tall * 0.75),
        (0, -tall),
        (size * 0.5, -tall * 0.75),
        (size, tall * 0.15),
    )
    below = curve(
        (size, tall * 0.15),
        (size * 0.5, tall * 0.72),
        (0, tall * 0.86),
        (-size * 0.5, tall * 0.72),
        (-size, tall * 0.15),
    )
    lid = at(np.concatenate([above, below]))
    pen.fill(lid, (246, 244, 240))
    iris = tall * 0.92
    inside = pen.bounded(lid)
    for radius, colour in (
        (iris, mixed(look.iris, SHADE, 0.45)),
        (iris * 0.86, look.iris),
        (iris * 0.48, (14, 12, 14)),
    ):
        inside.soft([oval(*middle, radius, radius)], colour, 1.0, 0.004)
    inside.soft([at(above + np.array([0, -0.005]))], SHADE, 0.5, 0.03)
    pen.fill(oval(middle[0] - iris * 0.3, middle[1] - iris * 0.35, iris * 0.2, iris * 0.2), WHITE)
    pen.line(at(above), 0.024, _LASHES)
    pen.line(at(below), 0.008, shadowed(look, 0.55))
    crease = at(above * np.array([0.92, 1.0]) - np.array([0, 0.045]))
    pen.line(crease[6:-6], 0.009, shadowed(look, 0.5))


def draw_brow(pen: Pen, look: Look, side: int) -> None:
    """Draw the brow on one side."""
    y = look.eye_y - look.brow_lift
    inner, outer = look.eye_apart - look.eye_size * 1.05, look.eye_apart + look.eye_size * 1.35
    tilt, bend, half = look.brow_tilt, look.brow_bend, look.brow
    above = curve(
        (inner, y + tilt * 0.5 - half * 0.4),
        ((inner + outer) / 2, y - bend - half * 0.5),
        (outer, y - tilt * 0.5 + 0.03),
    )
    below = curve(
        (outer, y - tilt * 0.5 + 0.03),
        ((inner + outer) / 2, y - bend + half * 0.5),
        (inner, y + tilt * 0.5 + half * 0.6),
    )
    shape = np.concatenate([above, below])
    colour = look.hair_colour
    if look.hair in {Hair.SCARF, Hair.BEANIE}:
        colour = (54, 38, 30)
    pen.fill(shape if side > 0 else mirrored(shape), mixed(colour, SHADE, 0.25))


def draw_glasses(pen: Pen, look: Look) -> None:
    """Draw glasses, thin enough that the eyes are seen."""
    frame: Colour = (36, 36, 42)
    half = max(look.eye_size * 1.5, 0.22)
    for side in (-1, 1):
        x = side * max(look.eye_apart, half + 0.05)
        if look.glasses is Glasses.ROUND:
            rim = oval(x, look.eye_y + 0.02, half, half)
        else:
            angles = np.linspace(0, 2 * math.pi, 49)
            cos, sin = np.cos(angles), np.sin(angles)
            power = 0.45
            rim = np.stack(
                [
                    x + half * 1.08 * np.sign(cos) * np.abs(cos) ** power,
                    look.eye_y + 0.03 + half * 0.74 * np.sign(sin) * np.abs(sin) ** power,
                ],
                axis=1,
            )
        pen.soft([rim], WHITE, 0.1, 0.01)
        pen.line(rim, 0.034, frame)
        pen.line(
            points((x + side * half, look.eye_y - 0.02), (side * look.width, look.eye_y - 0.05)),
            0.03,
            frame,
        )
    bridge = max(look.eye_apart, half + 0.05) - half
    pen.line(
        curve((-bridge, look.eye_y), (0, look.eye_y - 0.04), (bridge, look.eye_y)), 0.03, frame
    )
