"""Paints one drawn person: head, features, neck and shoulders."""

from __future__ import annotations

import math

import numpy as np

from bot.pictures.eyes import draw_brow, draw_eye, draw_glasses
from bot.pictures.hair import draw_before, draw_behind
from bot.pictures.looks import Beard, Glasses, Hair, Look, shadowed
from bot.pictures.lower_face import draw_beard, draw_moustache, draw_mouth, draw_nose
from bot.pictures.palette import SHADE, WHITE, mixed
from bot.pictures.pen import Pen, Points, arc, curve, mirrored, oval, points


def draw_person(pen: Pen, look: Look, *, light: float) -> None:
    """Paint a person; ``light`` from −1 to 1 says from which side it comes."""
    face = outline_of(look)
    draw_behind(pen, look)
    _shoulders(pen, look)
    _ears(pen, look)
    pen.fill(face, look.skin)
    inner = pen.bounded(face)
    _modelling(inner, look, light)
    if look.freckles:
        _freckles(pen, look)
    draw_beard(inner, look)
    draw_mouth(inner, look)
    draw_nose(inner, look, light)
    if look.beard in {Beard.FULL, Beard.MOUSTACHE, Beard.GOATEE}:
        draw_moustache(pen, look)
    for side in (-1, 1):
        draw_eye(inner, look, side)
        draw_brow(pen, look, side)
    draw_before(pen, look, face)
    if look.glasses is not Glasses.NONE:
        draw_glasses(pen, look)


def outline_of(look: Look) -> Points:
    """The outline of the face: an ellipse above, below it as square as the jaw."""
    up = arc(0, 0, look.width, 1, start=math.pi, end=math.tau)
    y = np.sin(np.linspace(0, math.pi / 2, 30))
    x = look.width * (1 - y**look.jaw) ** 0.5
    right = np.stack([x, y], axis=1)
    return np.concatenate([up, right, mirrored(right)[::-1]])


def _shoulders(pen: Pen, look: Look) -> None:
    neck = look.width * 0.52
    side = curve((neck * 1.05, 1.22), (0.95, 1.5), (1.42, 1.8), (1.6, 3.0), (1.6, 8.0))
    pen.fill(np.concatenate([side, mirrored(side)[::-1]]), look.shirt)
    if look.hair is Hair.SCARF:
        pen.soft([oval(0, 1.12, look.width * 0.6, 0.2)], SHADE, 0.35, 0.1)
        return
    skin = shadowed(look, 0.2)
    pen.fill(
        points((-neck, 0.5), (neck, 0.5), (neck * 1.08, 1.3), (0, 1.62), (-neck * 1.08, 1.3)), skin
    )
    pen.soft(
        [oval(0, 0.98, neck * 1.1, 0.3)],
        shadowed(look, 0.7),
        0.6,
        0.09,
        inside=[points((-neck, 0.5), (neck, 0.5), (neck, 1.3), (0, 1.6), (-neck, 1.3))],
    )
    pen.line(
        curve((-neck * 1.1, 1.28), (0, 1.64), (neck * 1.1, 1.28)),
        0.05,
        mixed(look.shirt, SHADE, 0.3),
    )


def _ears(pen: Pen, look: Look) -> None:
    if look.hair in {Hair.SCARF, Hair.LONG}:
        return
    for side in (-1, 1):
        x = side * look.width * 1.01
        pen.fill(oval(x, 0.02, 0.12, 0.2, turn=side * 0.15), shadowed(look, 0.12))
        pen.line(arc(x, 0.02, 0.06, 0.12, start=1.0, end=5.2), 0.02, shadowed(look, 0.45))


def _modelling(pen: Pen, look: Look, light: float) -> None:
    """Shade the sides, the sockets and the chin, and redden the cheeks."""
    dark = shadowed(look, 0.5)
    wide = look.width
    for side in (-1, 1):
        strength = 0.42 - 0.26 * light * side
        edge = oval(side * wide * 1.12, 0.1, wide * 0.32, 1.05)
        pen.soft([edge], dark, min(max(strength, 0.1), 0.75), 0.12)
        socket = oval(side * look.eye_apart, look.eye_y - 0.06, look.eye_size * 1.5, 0.14)
        pen.soft([socket], dark, 0.3, 0.06)
        cheek = oval(side * look.eye_apart * 1.35, 0.33, 0.17, 0.12)
        pen.soft([cheek], (222, 92, 84), look.blush * 0.6, 0.08)
        if look.lines:
            fold = curve((side * 0.2, 0.3), (side * 0.34, 0.45), (side * 0.36, 0.62))
            pen.soft([_band(fold, 0.02)], dark, look.lines, 0.015)
            bag = curve(
                (side * (look.eye_apart - 0.12), look.eye_y + 0.15),
                (side * look.eye_apart, look.eye_y + 0.19),
                (side * (look.eye_apart + 0.13), look.eye_y + 0.13),
            )
            pen.soft([_band(bag, 0.012)], dark, look.lines * 0.8, 0.012)
    if look.lines:
        for y in (-0.55, -0.44):
            wrinkle = curve((-0.32, y + 0.02), (0, y - 0.02), (0.32, y + 0.02))
            pen.soft([_band(wrinkle, 0.01)], dark, look.lines * 0.55, 0.012)
    pen.soft([oval(0, 1.02, 0.3, 0.1)], dark, 0.4, 0.07)
    pen.soft([oval(0, look.mouth_y + 0.17, 0.16, 0.03)], dark, 0.4, 0.035)
    pen.soft([oval(light * 0.12, -0.5, 0.3, 0.17)], WHITE, 0.2, 0.12)
    pen.soft([oval(light * 0.3, 0.2, 0.13, 0.09)], WHITE, 0.16, 0.08)


def _band(line: Points, half: float) -> Points:
    lift = np.array([0, half])
    return np.concatenate([line - lift, (line + lift)[::-1]])


def _freckles(pen: Pen, look: Look) -> None:
    random = np.random.default_rng(7)
    colour = mixed(look.skin, (150, 70, 30), 0.45)
    for _ in range(46):
        x, y = random.uniform(-0.5, 0.5), random.uniform(0.1, 0.36)
        pen.fill(oval(x, y, 0.013, 0.012), colour)
