"""Drawn people, as the JPEG files that somebody would send."""

from __future__ import annotations

import functools
import io
from collections.abc import Sequence

from PIL import Image

from bot.pictures.portraits import draw_group, draw_portrait, draw_scene

THRESHOLD = "0.85"
"""Drawn people resemble each other more than real ones do; this tells them apart with SFace."""


def jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


@functools.cache
def portrait(person: int, shot: int) -> bytes:
    return jpeg(draw_portrait(person, shot))


@functools.cache
def group(people: tuple[int, ...], shot: int) -> bytes:
    return jpeg(draw_group(people, shot))


@functools.cache
def scene(shot: int) -> bytes:
    return jpeg(draw_scene(shot))


def album(person: int, shots: Sequence[int]) -> list[bytes]:
    return [portrait(person, shot) for shot in shots]
