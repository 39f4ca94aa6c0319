"""Drawn photos that there are doubts about, and photos of several people."""

from __future__ import annotations

from PIL import Image, ImageFilter

from bot.pictures.portraits import draw_portrait
from tests.people import jpeg

WALL = (190, 200, 210)


def blurred(person: int = 0, shot: int = 5) -> bytes:
    return jpeg(draw_portrait(person, shot).filter(ImageFilter.GaussianBlur(10)))


def tiny(person: int = 0, shot: int = 5) -> bytes:
    return jpeg(_on_a_wall(draw_portrait(person, shot), 46))


def dark(person: int = 0, shot: int = 5) -> bytes:
    return jpeg(_lit(draw_portrait(person, shot), 0.12))


def glaring(person: int = 5, shot: int = 5) -> bytes:
    return jpeg(_lit(draw_portrait(person, shot), 2.2))


def tilted(person: int = 6, shot: int = 0) -> bytes:
    turned = draw_portrait(person, shot).rotate(
        40, resample=Image.Resampling.BILINEAR, fillcolor=WALL
    )
    return jpeg(turned)


def again(person: int = 0, shot: int = 0) -> bytes:
    """The same picture as `people.portrait`, at half the size and of lower quality."""
    picture = draw_portrait(person, shot)
    half = picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS)
    return jpeg(half)


def with_passer_by(person: int, other: int) -> bytes:
    """Somebody, and somebody else far behind them."""
    picture = draw_portrait(person, 0, size=(960, 1200))
    picture.paste(draw_portrait(other, 0).resize((96, 120), Image.Resampling.LANCZOS), (8, 8))
    return jpeg(picture)


def _lit(picture: Image.Image, light: float) -> Image.Image:
    return picture.point(lambda value: min(255, int(value * light)))


def _on_a_wall(picture: Image.Image, width: int) -> Image.Image:
    wall = Image.new("RGB", picture.size, WALL)
    small = picture.resize((width, round(width * 1.25)), Image.Resampling.LANCZOS)
    wall.paste(small, (200, 200))
    return wall
