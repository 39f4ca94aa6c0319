"""The hair of drawn people, behind the face and before it."""

from __future__ import annotations

import math

import numpy as np

from bot.pictures.headwear import draw_beanie, draw_scarf
from bot.pictures.looks import Hair, Look
from bot.pictures.palette import SHADE, WHITE, mixed
from bot.pictures.pen import Pen, Points, arc, curve, mirrored, oval

_LOW = {Hair.LONG: 1.75, Hair.BOB: 0.85}
"""How far down the hair behind the face reaches."""


def draw_behind(pen: Pen, look: Look) -> None:
    """Draw what lies behind the face, the ears and the neck."""
    colour = mixed(look.hair_colour, SHADE, 0.28)
    wide = look.width
    if look.hair in _LOW:
        low = _LOW[look.hair]
        side = curve(
            (0, -1.2),
            (wide * 0.8, -1.08),
            (wide * 1.22, -0.5),
            (wide * 1.3, 0.2),
            (wide * 1.34, low * 0.7),
            (wide * 1.15, low),
        )
        pen.fill(np.concatenate([side, mirrored(side)[::-1]]), colour)
    elif look.hair is Hair.CURLY:
        around = arc(0, -0.35, wide * 1.18, 0.86, start=math.pi * 0.9, end=math.pi * 2.1)
        for x, y in around[::3]:
            pen.fill(oval(x, y, 0.27, 0.27), colour)
    elif look.hair is Hair.BUN:
        pen.fill(oval(0, -1.22, 0.36, 0.3), colour)
        pen.soft([oval(-0.06, -1.3, 0.18, 0.1)], mixed(look.hair_colour, WHITE, 0.3), 0.5, 0.06)
    elif look.hair is Hair.SCARF:
        side = curve(
            (0, -1.3),
            (wide * 0.95, -1.1),
            (wide * 1.32, -0.4),
            (wide * 1.25, 0.4),
            (wide * 1.3, 1.1),
            (wide * 1.9, 1.9),
        )
        pen.fill(np.concatenate([side, mirrored(side)[::-1]]), look.hair_colour)


def draw_before(pen: Pen, look: Look, face: Points) -> None:
    """Draw what lies over the forehead and beside the cheeks."""
    if look.hair is Hair.BALD:
        pen.soft([oval(-0.2, -0.75, 0.2, 0.1, turn=-0.4)], WHITE, 0.35, 0.08)
        return
    if look.hair is Hair.SCARF:
        draw_scarf(pen, look)
    elif look.hair is Hair.BEANIE:
        draw_beanie(pen, look)
    else:
        _crown(pen, look, face)


def _outer(look: Look) -> Points:
    """The outside of the hair, from the right temple over the crown to the left one."""
    wide = look.width * {Hair.LONG: 1.16, Hair.BOB: 1.2}.get(look.hair, 1.1)
    low = 0.1 if look.hair in _LOW else -0.12
    high = {Hair.RECEDING: 1.03, Hair.SHORT: 1.1, Hair.SPIKY: 1.12}.get(look.hair, 1.2)
    right = curve(
        (wide * 0.98, low),
        (wide * 1.03, -0.35),
        (wide * 0.9, -0.78),
        (wide * 0.5, -high * 0.95),
        (wide * 0.18, -high * 1.01),
        (0, -high * 1.02),
    )
    over = np.concatenate([right, mirrored(right)[::-1][1:]])
    if look.hair is Hair.SPIKY:
        grow = 1 + 0.13 * np.abs(np.sin(np.linspace(0, 9 * math.pi, len(over))))
        top = np.clip((-over[:, 1] - 0.5) / 0.4, 0, 1)[:, None]
        over = over * (1 + (grow[:, None] - 1) * top)
    return over


def _hairline(look: Look) -> Points:
    """The edge of the hair on the forehead, from the left temple to the right one."""
    w = look.width
    lines = {
        Hair.SHORT: (
            (-w, -0.14),
            (-w * 0.9, -0.45),
            (-w * 0.62, -0.7),
            (0, -0.74),
            (w * 0.62, -0.7),
            (w * 0.9, -0.45),
            (w, -0.14),
        ),
        Hair.SPIKY: (
            (-w, -0.14),
            (-w * 0.9, -0.4),
            (-w * 0.6, -0.66),
            (-w * 0.2, -0.6),
            (w * 0.25, -0.7),
            (w * 0.65, -0.6),
            (w * 0.9, -0.4),
            (w, -0.14),
        ),
        Hair.SIDE: (
            (-w, -0.1),
            (-w * 0.88, -0.5),
            (-w * 0.5, -0.82),
            (w * 0.1, -0.62),
            (w * 0.7, -0.5),
            (w * 0.93, -0.3),
            (w, -0.1),
        ),
        Hair.FRINGE: (
            (-w, 0.0),
            (-w * 0.86, -0.3),
            (-w * 0.45, -0.36),
            (0, -0.38),
            (w * 0.45, -0.36),
            (w * 0.86, -0.3),
            (w, 0.0),
        ),
        Hair.BOB: (
            (-w * 1.02, 0.6),
            (-w * 0.94, 0.0),
            (-w * 0.82, -0.4),
            (-w * 0.3, -0.72),
            (w * 0.15, -0.66),
            (w * 0.8, -0.34),
            (w * 0.95, 0.0),
            (w * 1.02, 0.6),
        ),
        Hair.LONG: (
            (-w * 1.02, 0.7),
            (-w * 0.93, 0.1),
            (-w * 0.84, -0.4),
            (-w * 0.35, -0.76),
            (0, -0.86),
            (w * 0.35, -0.76),
            (w * 0.84, -0.4),
            (w * 0.93, 0.1),
            (w * 1.02, 0.7),
        ),
        Hair.CURLY: (
            (-w, -0.1),
            (-w * 0.88, -0.42),
            (-w * 0.55, -0.66),
            (0, -0.7),
            (w * 0.55, -0.66),
            (w * 0.88, -0.42),
            (w, -0.1),
        ),
        Hair.BUN: (
            (-w, -0.1),
            (-w * 0.9, -0.46),
            (-w * 0.5, -0.8),
            (0, -0.86),
            (w * 0.5, -0.8),
            (w * 0.9, -0.46),
            (w, -0.1),
        ),
        Hair.RECEDING: (
            (-w, -0.1),
            (-w * 0.92, -0.4),
            (-w * 0.72, -0.78),
            (-w * 0.3, -0.84),
            (0, -0.76),
            (w * 0.3, -0.84),
            (w * 0.72, -0.78),
            (w * 0.92, -0.4),
            (w, -0.1),
        ),
    }
    line = curve(*lines[look.hair])
    # Above the eyes it stays on the face, lest the background show between skin and hair.
    edge = w * np.sqrt(np.clip(1 - line[:, 1] ** 2, 0, 1)) * 0.95
    high = line[:, 1] < -0.2
    line[high, 0] = np.clip(line[high, 0], -edge[high], edge[high])
    return line


def _crown(pen: Pen, look: Look, face: Points) -> None:
    outer, line = _outer(look), _hairline(look)
    dark, light = mixed(look.hair_colour, SHADE, 0.35), mixed(look.hair_colour, WHITE, 0.28)
    # The hair's shadow on the forehead.
    pen.soft(
        [np.concatenate([outer, line + np.array([0, 0.06])])], SHADE, 0.3, 0.04, inside=[face]
    )
    shape = np.concatenate([outer, line])
    pen.fill(shape, look.hair_colour)
    if look.hair is Hair.CURLY:
        for x, y in outer[:: len(outer) // 13]:
            pen.fill(oval(x * 0.97, y * 0.97, 0.17, 0.17), look.hair_colour)
        for x, y in outer[:: len(outer) // 11] * 0.9:
            pen.line(arc(x, y, 0.07, 0.07, start=3.4, end=5.6), 0.018, light)
        return
    top = np.linspace(0.06, 0.94, 26)
    for share in top:
        start = outer[round(share * (len(outer) - 1))]
        end = line[round((1 - share) * (len(line) - 1))]
        bend = (start + end) / 2 + np.array([0.05 * math.copysign(1, 0.5 - share), -0.03])
        strand = curve(tuple(start * 0.99), tuple(bend), tuple(end), count=8)
        pen.line(
            strand, 0.008, dark if round(share * 100) % 2 else mixed(light, look.hair_colour, 0.45)
        )
    pen.soft(
        [curve((-0.5, -0.85), (-0.2, -1.02), (0.25, -1.02), (0.1, -0.92), (-0.3, -0.86))],
        light,
        0.55,
        0.05,
        inside=[shape],
    )
