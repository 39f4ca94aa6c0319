"""The picture of one person: their enrolled photos, numbered, under their name."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from bot.pictures.boxes import draw_badge
from bot.pictures.cards import opened
from bot.pictures.findings import Outcome
from bot.pictures.fonts import Weight
from bot.pictures.letters import clusters
from bot.pictures.palette import CARD, EDGE, GROUND, INK, MUTED, TINT, Colour
from bot.pictures.shapes import Rect, fill_rounded, outline, round_off
from bot.pictures.typesetting import Line, Typesetter, installed_typesetter

MARGIN = 24
PAD = 30
GAP = 18
TITLE = 62
SUBTITLE = 36
MOST_LINES = 4
"""Lines of a name, at the smallest size."""
LINE = 8
"""How thick the line around a chosen photo is."""
CHOSEN: Colour = (190, 32, 46)
FADED = 0.62
"""How far the others go towards the card's white while one is chosen."""
_QUALITY = 88


@dataclass(frozen=True)
class PersonCard:
    """What a card shows.

    ``photos`` are JPEGs, centred on the face, of which the middle square is shown. ``first`` is
    the number of the first; ``chosen`` the number of the one that is asked about.
    """

    title: str
    subtitle: str
    photos: Sequence[bytes]
    first: int = 1
    chosen: int | None = None


@dataclass(frozen=True)
class Grid:
    """Where the tiles go: as many across as read well on a phone, none larger than it is sharp."""

    columns: int
    tile: int

    @classmethod
    def of(cls, count: int) -> Grid:
        """The grid for so many photos."""
        if count <= 1:
            return cls(1, 480)
        if count in {2, 4}:
            return cls(2, 400)
        return cls(3, 304) if count <= 9 else cls(4, 277)

    @property
    def width(self) -> int:
        return self.columns * (self.tile + GAP) - GAP

    def height(self, count: int) -> int:
        return -(-count // self.columns) * (self.tile + GAP) - GAP

    def place(self, at: tuple[int, int], index: int) -> Rect:
        """Where the tile ``index`` lies in a grid whose left top corner is ``at``."""
        line, column = divmod(index, self.columns)
        left, top = at[0] + column * (self.tile + GAP), at[1] + line * (self.tile + GAP)
        return left, top, left + self.tile, top + self.tile


@dataclass(frozen=True)
class _Heading:
    """The name on as many lines as it takes and the words below it."""

    title: tuple[Line, ...]
    subtitle: Line

    @classmethod
    def of(cls, card: PersonCard, room: int, setter: Typesetter) -> _Heading:
        name = setter.clean(card.title)
        subtitle = setter.line(card.subtitle, SUBTITLE, Weight.REGULAR, width=room)
        return cls(tuple(_title(name, room, setter)) if name else (), subtitle)

    @property
    def height(self) -> int:
        return sum(_leading(line) for line in self.title) + round(SUBTITLE * 1.2)

    def draw(self, sheet: Image.Image, at: tuple[int, int], setter: Typesetter) -> None:
        canvas = ImageDraw.Draw(sheet)
        x, y = at
        for line in self.title:
            setter.draw(canvas, (x, y + round(line.size * 0.84)), line, INK)
            y += _leading(line)
        setter.draw(canvas, (x, y + round(SUBTITLE * 0.84)), self.subtitle, MUTED)


def draw_person_card(card: PersonCard, *, setter: Typesetter | None = None) -> bytes:
    """Draw a card and return it as JPEG.

    The long side is at most 1,280 pixels for up to 12 photos. A title that cannot be drawn as it
    should look is left out. Safe to call from several threads at once. ``setter`` defaults to the
    installed fonts.
    """
    setter = setter or installed_typesetter()
    grid = Grid.of(len(card.photos))
    heading = _Heading.of(card, grid.width, setter)
    inside = MARGIN + PAD
    top = inside + heading.height + GAP
    size = (grid.width + 2 * inside, top + grid.height(len(card.photos)) + inside)
    sheet = Image.new("RGB", size, GROUND)
    panel = (MARGIN, MARGIN, size[0] - MARGIN, size[1] - MARGIN)
    fill_rounded(sheet, panel, 30, EDGE)
    fill_rounded(sheet, (panel[0] + 2, panel[1] + 2, panel[2] - 2, panel[3] - 2), 28, CARD)
    heading.draw(sheet, (inside, inside), setter)
    for index, photo in enumerate(card.photos):
        number = card.first + index
        _tile(sheet, grid.place((inside, top), index), photo, number, card.chosen, setter)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _title(name: str, room: int, setter: Typesetter) -> list[Line]:
    """A name on one line where it fits at any size, or else on several; cut if need be."""
    for share in (1.0, 0.85):
        line = setter.line(name, round(TITLE * share), Weight.BOLD)
        if line.width <= room:
            return [line]
    size, lines = round(TITLE * 0.72), list[Line]()
    while name and len(lines) < MOST_LINES - 1:
        words = _first_line(name, size, room, setter)
        lines.append(setter.line(words.rstrip(), size, Weight.BOLD))
        name = name[len(words) :].lstrip()
    return [*lines, setter.line(name, size, Weight.BOLD, width=room)] if name else lines


def _first_line(name: str, size: int, room: int, setter: Typesetter) -> str:
    """As much of a name as one line takes: whole words if possible."""
    pieces = clusters(name)
    count = len(pieces)
    while count > 1 and setter.line("".join(pieces[:count]), size, Weight.BOLD).width > room:
        count -= 1
    fitting = "".join(pieces[:count])
    end = max(fitting.rfind(" "), fitting.rfind("-")) + 1
    return fitting if count == len(pieces) or not end else fitting[:end]


def _leading(line: Line) -> int:
    return round(line.size * 1.22)


def _tile(
    sheet: Image.Image,
    rect: Rect,
    photo: bytes,
    number: int,
    chosen: int | None,
    setter: Typesetter,
) -> None:
    side = rect[2] - rect[0]
    radius = round(side * 0.09)
    picture = opened(photo, side)
    if picture is None:
        fill_rounded(sheet, rect, radius, TINT[Outcome.UNKNOWN])
    else:
        if chosen not in {None, number}:
            picture = Image.blend(picture, Image.new("RGB", picture.size, CARD), FADED)
        sheet.paste(picture, rect[:2])
        round_off(sheet, rect, radius, CARD)
    if number == chosen:
        outline(sheet, rect, radius, LINE, CHOSEN)
    badge = min(max(round(side * 0.2), 64), 76)
    middle = (rect[0] + badge // 2 + 10, rect[1] + badge // 2 + 10)
    draw_badge(sheet, middle, badge, Outcome.KNOWN, str(number), setter, ring=CARD)
