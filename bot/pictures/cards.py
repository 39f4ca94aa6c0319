"""One face's card: who it is, how sure that is, and the closest enrolled photos."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw, UnidentifiedImageError

from bot.pictures.boxes import draw_badge
from bot.pictures.findings import FaceRow, Labels, Outcome, Tile
from bot.pictures.fonts import Weight
from bot.pictures.headings import Headings
from bot.pictures.layout import CardStyle
from bot.pictures.palette import CARD, EDGE, INK, MUTED, STRONG, TINT, WHITE, mixed
from bot.pictures.shapes import Rect, fill_rounded, outline, round_off
from bot.pictures.typesetting import Typesetter

_RADIUS = 26


@dataclass(frozen=True)
class CardPainter:
    """Draws cards onto one sheet."""

    sheet: Image.Image
    labels: Labels
    style: CardStyle
    setter: Typesetter

    def draw(self, rect: Rect, row: FaceRow, number: int) -> None:
        """Draw the card of face ``number``, counted from 1, into ``rect``."""
        fill_rounded(self.sheet, rect, _RADIUS, EDGE)
        inner = (rect[0] + 2, rect[1] + 2, rect[2] - 2, rect[3] - 2)
        fill_rounded(self.sheet, inner, _RADIUS - 2, CARD)
        self._header(rect, row, number)
        style = self.style
        for place, tile in enumerate(row.tiles[: style.shown(len(row.tiles))]):
            self._tile(style.tile_at(rect, place), tile, row.outcome, place + 1)

    def _header(self, rect: Rect, row: FaceRow, number: int) -> None:
        style = self.style
        left, top = rect[0] + style.pad, rect[1] + style.pad
        beside = style.title if row.tiles else 0
        if beside:
            top = (rect[1] + rect[3] - style.header) // 2
        middle = top + style.header // 2
        label = None if row.box is None else str(number)
        at = (left + style.badge // 2, middle)
        draw_badge(self.sheet, at, style.badge, row.outcome, label, self.setter)
        x = left + style.badge + round(style.pad * 0.75)
        room = (left + beside if beside else rect[2]) - style.pad - x
        heading = Headings(self.labels, style, self.setter).heading(row, number, room)
        alone = not (heading.word or heading.similarity or heading.others)
        baseline = (middle if alone else top) + round(style.name * (0.36 if alone else 0.86))
        canvas = ImageDraw.Draw(self.sheet)
        self.setter.draw(canvas, (x, baseline), heading.title, heading.colour)
        if heading.word:
            place = (x, top + style.name + round(style.word * 0.35))
            x += self._word(place, heading.word, row.outcome)
        below = (x, top + style.name + round(style.word * 1.48))
        if heading.others:
            self.setter.draw(canvas, below, heading.others, INK)
        elif heading.similarity:
            line = self.setter.line(heading.similarity, style.word, Weight.REGULAR)
            self.setter.draw(canvas, below, line, MUTED)

    def _word(self, at: tuple[int, int], word: str, outcome: Outcome) -> int:
        """The outcome's word on its tint; returns how far to the right the next thing starts."""
        size = self.style.word - 2
        inset = round(size * 0.5)
        line = self.setter.line(word, size, Weight.BOLD)
        width, height = round(line.width) + 2 * inset, round(size * 1.5)
        rect = (at[0], at[1], at[0] + width, at[1] + height)
        fill_rounded(self.sheet, rect, height // 2, TINT[outcome])
        baseline = at[1] + round(height * 0.71)
        canvas = ImageDraw.Draw(self.sheet)
        self.setter.draw(canvas, (at[0] + inset, baseline), line, STRONG[outcome])
        return width + inset

    def _tile(self, at: tuple[int, int], tile: Tile, outcome: Outcome, rank: int) -> None:
        side = self.style.tile
        rect = (at[0], at[1], at[0] + side, at[1] + side)
        radius = round(side * 0.13)
        picture = opened(tile.thumbnail, side)
        if picture is None:
            fill_rounded(self.sheet, rect, radius, TINT[Outcome.UNKNOWN])
        else:
            if outcome is Outcome.UNKNOWN:
                # The closest are shown as what was looked at, not as an answer.
                picture = Image.blend(picture, Image.new("RGB", picture.size, CARD), 0.3)
            self.sheet.paste(picture, at)
            round_off(self.sheet, rect, radius, CARD)
        if tile.decisive:
            around = (rect[0] - 4, rect[1] - 4, rect[2] + 4, rect[3] + 4)
            outline(self.sheet, around, radius + 4, 6, STRONG[outcome])
        self._similarity(rect, tile, outcome)
        self._caption(rect, tile, rank)

    def _similarity(self, rect: Rect, tile: Tile, outcome: Outcome) -> None:
        """The similarity on a pill across the picture's lower edge, so that no chin is hidden."""
        size, height = self.style.caption - 1, self.style.pill
        line = self.setter.line(f"{tile.similarity:.2f}", size, Weight.BOLD)
        width = round(line.width) + round(size * 0.9)
        left = (rect[0] + rect[2] - width) // 2
        top = rect[3] - height // 2 - 4
        around = (left - 3, top - 3, left + width + 3, top + height + 3)
        fill_rounded(self.sheet, around, height // 2 + 3, CARD)
        colour = STRONG[outcome] if tile.decisive else STRONG[Outcome.UNKNOWN]
        fill_rounded(self.sheet, (left, top, left + width, top + height), height // 2, colour)
        at = (left + round(size * 0.45), top + round(height * 0.5 + size * 0.36))
        self.setter.draw(ImageDraw.Draw(self.sheet), at, line, WHITE)

    def _caption(self, rect: Rect, tile: Tile, rank: int) -> None:
        size = self.style.caption
        weight = Weight.BOLD if tile.decisive else Weight.REGULAR
        name = self.setter.clean(tile.name) or f"#{rank}"
        line = self.setter.line(name, size, weight, width=self.style.tile)
        x = rect[0] + (self.style.tile - line.width) / 2
        at = (x, rect[3] + self.style.pill // 2 + round(size * 0.98))
        colour = INK if tile.decisive else mixed(INK, MUTED, 0.7)
        self.setter.draw(ImageDraw.Draw(self.sheet), at, line, colour)


def opened(thumbnail: bytes, side: int) -> Image.Image | None:
    """A thumbnail's middle square at ``side`` pixels; None where it is no readable picture."""
    try:
        with Image.open(io.BytesIO(thumbnail)) as image:
            image.draft("RGB", (side, side))
            edge = min(image.size)
            left, top = (image.width - edge) // 2, (image.height - edge) // 2
            box = (left, top, left + edge, top + edge)
            colours = image if image.mode == "RGB" else image.convert("RGB")
            return colours.resize((side, side), Image.Resampling.BILINEAR, box=box)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None
