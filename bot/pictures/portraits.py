"""Drawn people, for the demo and the tests: nobody's photo is needed for either.

The same person and shot always give the same picture. A face detector finds every face, and a
face model tells the people apart; most of their scores lie higher than real people's, so
thresholds for real photos must not be set by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from bot.pictures.cast import CAST
from bot.pictures.face_painter import draw_person
from bot.pictures.palette import WHITE, Colour, mixed
from bot.pictures.pen import Pen
from bot.pictures.people import PEOPLE

UNALIKE = range(len(PEOPLE), len(PEOPLE) + len(CAST))
"""The people who are furthest apart: thresholds for real photos hold for them."""

_EVERYBODY = PEOPLE + CAST
_FINER = 2
_BACKGROUNDS: tuple[Colour, ...] = (
    (196, 214, 226),
    (222, 210, 190),
    (188, 206, 184),
    (214, 196, 206),
    (170, 186, 204),
    (232, 222, 206),
    (176, 196, 196),
    (204, 200, 222),
)


@dataclass(frozen=True)
class _Shot:
    """What differs from one shot of a person to the next."""

    turn: float
    x: float
    y: float
    scale: float
    light: float
    brightness: float
    background: Colour


def _shot(person: int, shot: int) -> _Shot:
    random = np.random.default_rng([person, shot, 1])
    return _Shot(
        turn=float(random.uniform(-0.11, 0.11)),
        x=float(random.uniform(-0.05, 0.05)),
        y=float(random.uniform(-0.03, 0.03)),
        scale=float(random.uniform(0.94, 1.06)),
        light=float(random.uniform(-0.8, 0.8)),
        brightness=float(random.uniform(0.93, 1.05)),
        background=_BACKGROUNDS[int(random.integers(len(_BACKGROUNDS)))],
    )


def draw_portrait(person: int, shot: int, *, size: tuple[int, int] = (480, 600)) -> Image.Image:
    """Draw one person, head and shoulders, as RGB.

    ``person`` counts from 0, and after the last of `UNALIKE` the people come round again.
    ``shot`` varies where the head is, how it is held, the light and the background.
    """
    taken = _shot(person, shot)
    width, height = size[0] * _FINER, size[1] * _FINER
    image = _backdrop((width, height), taken.background, seed=shot)
    unit = min(width / 3.0, height / 3.6) * taken.scale
    pen = Pen(image, width * (0.5 + taken.x), height * (0.46 + taken.y), unit, taken.turn)
    draw_person(pen, _EVERYBODY[person % len(_EVERYBODY)], light=taken.light)
    return _developed(image, size, taken.brightness, seed=person * 1000 + shot)


def draw_group(people: Sequence[int], shot: int) -> Image.Image:
    """Draw 1 to 8 people side by side, up to 4 in a row, as RGB 1,280 pixels wide."""
    if not 1 <= len(people) <= 8:
        raise ValueError("a group has 1 to 8 people")
    rows = (
        [list(people)]
        if len(people) <= 4
        else [list(people[: len(people) // 2]), list(people[len(people) // 2 :])]
    )
    size = (1280, 800 if len(rows) == 1 else 1000)
    image = _backdrop((size[0] * _FINER, size[1] * _FINER), _BACKGROUNDS[shot % 8], seed=shot)
    widest = max(len(row) for row in rows)
    unit = min(size[0] / (widest * 2.5 + 0.4), 300 if len(rows) == 1 else 150) * _FINER
    for index, row in enumerate(rows):
        y = image.height * (0.44 if len(rows) == 1 else (0.27, 0.66)[index])
        for place, person in enumerate(row):
            taken = _shot(person, shot)
            shift = (index - 0.5) / 2 if len(rows) == 2 and len(people) % 2 == 0 else 0.0
            step = image.width / (widest + 0.6)
            x = image.width / 2 + (place - (len(row) - 1) / 2 + shift) * step
            pen = Pen(image, x, y + unit * taken.y * 3, unit * (taken.scale + 3) / 4, taken.turn)
            draw_person(pen, _EVERYBODY[person % len(_EVERYBODY)], light=taken.light)
    return _developed(image, size, 1.0, seed=shot)


def draw_scene(shot: int) -> Image.Image:
    """Draw hills, a lake and a sky with nobody in them, as RGB 1,280×853 pixels."""
    random = np.random.default_rng([shot, 2])
    width, height = 1280, 853
    image = Image.new("RGB", (width, height))
    sky: Colour = ((126, 178, 220), (244, 190, 150), (150, 160, 190))[shot % 3]
    canvas = ImageDraw.Draw(image)
    for y in range(height):
        canvas.line((0, y, width, y), fill=mixed(sky, WHITE, 0.75 * y / height))
    sun = (int(random.integers(200, 1080)), int(random.integers(110, 220)))
    canvas.ellipse((sun[0] - 52, sun[1] - 52, sun[0] + 52, sun[1] + 52), fill=(255, 244, 214))
    greens: tuple[Colour, ...] = ((128, 156, 170), (104, 142, 128), (76, 120, 88), (56, 96, 62))
    x = np.arange(0, width + 8, 8)
    for layer, green in enumerate(greens):
        phase = random.uniform(0, 6, 3)
        base = height * (0.48 + 0.13 * layer)
        hills = (
            base
            + (62 - 9 * layer) * np.sin(x / 210 + phase[0])
            + 24 * np.sin(x / 83 + phase[1])
            + 6 * np.sin(x / 23 + phase[2])
        )
        edge = [(float(a), float(b)) for a, b in zip(x, hills, strict=True)]
        canvas.polygon([*edge, (width, height), (0, height)], fill=green)
    image = image.filter(ImageFilter.GaussianBlur(1.2))
    return _grained(image, seed=shot)


def _backdrop(size: tuple[int, int], colour: Colour, *, seed: int) -> Image.Image:
    """A wall with soft lights, drawn small and enlarged."""
    random = np.random.default_rng([seed, 3])
    small = Image.new("RGB", (64, 80))
    canvas = ImageDraw.Draw(small)
    for y in range(80):
        canvas.line((0, y, 64, y), fill=mixed(mixed(colour, WHITE, 0.35), colour, y / 80))
    for _ in range(6):
        left, top, wide = random.uniform(-8, 50), random.uniform(-8, 66), random.uniform(10, 30)
        spot = mixed(colour, WHITE, float(random.uniform(0.1, 0.5)))
        canvas.ellipse((left, top, left + wide, top + wide), fill=spot)
    small = small.filter(ImageFilter.GaussianBlur(4))
    return small.resize(size, Image.Resampling.BICUBIC)


def _developed(
    image: Image.Image, size: tuple[int, int], brightness: float, *, seed: int
) -> Image.Image:
    small = image.resize(size, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(0.6))
    return _grained(small.point(lambda value: min(value * brightness, 255)), seed=seed)


def _grained(image: Image.Image, *, seed: int) -> Image.Image:
    random = np.random.default_rng(seed)
    pixels = np.asarray(image, dtype=np.float32)
    grain = random.standard_normal(pixels.shape[:2], dtype=np.float32)[..., None] * 2.5
    return Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8))
