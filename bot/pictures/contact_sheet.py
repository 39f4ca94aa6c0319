"""The picture that answers: the photo with numbered faces, and the evidence for each."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bot.pictures.boxes import draw_boxes
from bot.pictures.cards import CardPainter
from bot.pictures.findings import FaceRow, Labels, Outcome, Tile
from bot.pictures.layout import Plan, plan
from bot.pictures.palette import GROUND, SHADE
from bot.pictures.shapes import Rect, round_off
from bot.pictures.typesetting import Typesetter, installed_typesetter

__all__ = ["FaceRow", "Labels", "Outcome", "Tile", "draw_contact_sheet"]

_QUALITY = 88


def draw_contact_sheet(
    picture: NDArray[np.uint8],
    rows: Sequence[FaceRow],
    labels: Labels,
    *,
    setter: Typesetter | None = None,
) -> bytes:
    """Draw a contact sheet and return it as JPEG.

    ``picture`` is uint8 [height, width, 3] in RGB order. Up to 3 faces the sheet's long side
    is at most 1,280 pixels; for more it grows, always within what Telegram takes as a photo.
    A name that cannot be drawn as it should look is replaced by a number. Safe to call from
    several threads at once. ``setter`` defaults to the installed fonts.
    """
    setter = setter or installed_typesetter()
    rows = list(rows)
    photo = Image.fromarray(np.ascontiguousarray(picture))
    laid_out = plan(photo.size, [len(row.tiles) for row in rows])
    sheet = Image.new("RGB", laid_out.size, GROUND)
    _paste_photo(sheet, photo, laid_out)
    badge = round(laid_out.style.badge * 0.8)
    draw_boxes(sheet, laid_out.photo, laid_out.seen, rows, setter, badge=badge)
    painter = CardPainter(sheet, labels, laid_out.style, setter)
    for number, (rect, row) in enumerate(zip(laid_out.cards, rows, strict=False), 1):
        painter.draw(rect, row, number)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _paste_photo(sheet: Image.Image, photo: Image.Image, laid_out: Plan) -> None:
    panel, place = laid_out.panel, laid_out.photo
    if place != panel:
        # What the photo leaves free shows it once more, out of focus and dark.
        sampled = photo.resize((36, 36), Image.Resampling.NEAREST)
        tiny = sampled.resize((9, 9), Image.Resampling.BOX)
        tiny = Image.blend(tiny, Image.new("RGB", tiny.size, SHADE), 0.3)
        for bar in (
            (panel[0], panel[1], place[0], panel[3]),
            (place[2], panel[1], panel[2], panel[3]),
            (place[0], panel[1], place[2], place[1]),
            (place[0], place[3], place[2], panel[3]),
        ):
            _fill_bar(sheet, tiny, panel, bar)
    size = (place[2] - place[0], place[3] - place[1])
    small = photo.resize(size, Image.Resampling.BILINEAR, box=laid_out.seen)
    sheet.paste(small, place[:2])
    round_off(sheet, panel, 26, GROUND)


def _fill_bar(sheet: Image.Image, tiny: Image.Image, panel: Rect, bar: Rect) -> None:
    """Enlarge the part of ``tiny`` that lies under ``bar`` when it is spread over the panel."""
    size = (bar[2] - bar[0], bar[3] - bar[1])
    if min(size) <= 0:
        return
    across = tiny.width / (panel[2] - panel[0])
    down = tiny.height / (panel[3] - panel[1])
    part = (
        (bar[0] - panel[0]) * across,
        (bar[1] - panel[1]) * down,
        (bar[2] - panel[0]) * across,
        (bar[3] - panel[1]) * down,
    )
    sheet.paste(tiny.resize(size, Image.Resampling.BICUBIC, box=part), bar[:2])
