"""Scarves and caps of drawn people."""

from __future__ import annotations

import math

import numpy as np

from bot.pictures.looks import Look
from bot.pictures.palette import SHADE, WHITE, mixed
from bot.pictures.pen import Pen, arc, curve, oval, points


def draw_scarf(pen: Pen, look: Look) -> None:
    """Draw a scarf around the face."""
    wide = look.width
    outside = oval(0, -0.14, wide * 1.3, 1.16)
    opening = oval(0, 0.06, wide * 0.93, 0.92)
    ring = np.concatenate([outside, opening[::-1]])
    pen.fill(ring, look.hair_colour)
    dark = mixed(look.hair_colour, SHADE, 0.35)
    for side in (1, -1):
        for share in (0.2, 0.5, 0.8):
            fold = curve(
                (side * wide * (0.6 + 0.3 * share), -0.95),
                (side * wide * (1 + 0.2 * share), -0.2),
                (side * wide * (0.95 + 0.2 * share), 0.55),
                (side * 0.2 * share, 1.15 + 0.2 * share),
            )
            inner = fold[::-1] - np.array([side * 0.035, 0])
            pen.soft([np.concatenate([fold, inner])], dark, 0.55, 0.015)
    pen.line(opening, 0.025, mixed(look.hair_colour, WHITE, 0.25))


def draw_beanie(pen: Pen, look: Look) -> None:
    """Draw a knitted cap down to the brows."""
    wide = look.width
    pen.fill(
        np.concatenate(
            [
                arc(0, -0.55, wide * 1.12, 0.78, start=math.pi, end=math.tau),
                points((wide * 1.12, -0.45), (-wide * 1.12, -0.45)),
            ]
        ),
        look.hair_colour,
    )
    band = curve((-wide * 1.14, -0.38), (0, -0.5), (wide * 1.14, -0.38))
    lifted = band[::-1] - np.array([0, 0.24])
    pen.fill(np.concatenate([band, lifted]), mixed(look.hair_colour, SHADE, 0.18))
    rib = mixed(look.hair_colour, SHADE, 0.38)
    for share in np.linspace(0.04, 0.96, 24):
        low = band[round(share * (len(band) - 1))]
        pen.line(np.array([low, low - np.array([0, 0.23])]), 0.01, rib)
    pen.soft([oval(-0.25, -1.0, 0.3, 0.12)], WHITE, 0.25, 0.08)
