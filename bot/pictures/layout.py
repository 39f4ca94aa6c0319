"""Where everything on a contact sheet goes, in whole pixels.

A phone shows a sheet about 360 points wide, and Telegram keeps 1,280 pixels on its long side.
So a sheet for few faces stays within 1,280; one for many grows, and its type grows with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures.shapes import Rect

MARGIN = 36
GAP = 24
LONG_SIDE = 1280
MOST_CARDS = 12
"""Cards that a sheet has at most; whoever draws one answers no more faces."""


@dataclass(frozen=True)
class CardStyle:
    """The measures of one card, in pixels."""

    width: int
    pad: int
    name: int
    word: int
    caption: int
    badge: int
    columns: int
    rows: int
    tile_gap: int
    title: int = 0
    """How wide the header is where the tiles stand at its right; 0 where they are below it."""

    @property
    def tile(self) -> int:
        """The side of a tile's picture."""
        room = self.width - 2 * self.pad - self.title - (self.columns - 1) * self.tile_gap
        return room // self.columns

    @property
    def pill(self) -> int:
        """The height of a tile's similarity, half of which hangs below its picture."""
        return round(self.caption * 1.24)

    @property
    def caption_height(self) -> int:
        """The room below a tile's picture, for half its similarity and for its name."""
        return self.pill // 2 + round(self.caption * 1.25)

    @property
    def header(self) -> int:
        """The height of the badge, the name and the word."""
        return self.name + round(self.word * 1.9)

    def shown(self, tiles: int) -> int:
        """How many of a face's tiles have room."""
        return min(tiles, self.columns * self.rows)

    def height(self, tiles: int) -> int:
        """The height of a card with so many tiles."""
        lines = -(-self.shown(tiles) // self.columns)
        line = self.tile + self.caption_height
        if self.title:
            return 2 * self.pad + max(self.header, lines * line)
        return 2 * self.pad + self.header + lines * (line + self.tile_gap)

    def tile_at(self, card: Rect, place: int) -> tuple[int, int]:
        """The left top corner of the tile at ``place``, counted from 0."""
        line, column = divmod(place, self.columns)
        left = card[0] + self.pad + self.title + column * (self.tile + self.tile_gap)
        top = card[1] + self.pad
        if not self.title:
            top += self.header + self.tile_gap
        return left, top + line * (self.tile + self.caption_height + self.tile_gap)


@dataclass(frozen=True)
class Plan:
    """A laid-out sheet: its size, the photo's panel, the photo in it, and a card for each face."""

    size: tuple[int, int]
    panel: Rect
    photo: Rect
    seen: tuple[float, float, float, float]
    """The part of the picture that is shown: left, top, right and bottom in its pixels."""
    cards: tuple[Rect, ...]
    style: CardStyle


def plan(photo: tuple[int, int], tiles: Sequence[int]) -> Plan:
    """Lay out a sheet for a photo of ``photo`` (width, height) and each face's count of tiles."""
    tiles = tiles[:MOST_CARDS]
    if 1 <= len(tiles) <= 3 and photo[0] < 0.9 * photo[1]:
        return _beside(photo, tiles)
    return _below(photo, tiles)


def _beside(photo: tuple[int, int], tiles: Sequence[int]) -> Plan:
    """An upright photo at the left, the cards at its right."""
    card = 612
    if len(tiles) == 1:
        columns = 3 if tiles[0] <= 6 else 4
        style = CardStyle(card, 32, 60, 36, 30, 84, columns, 3, 20)
    else:
        style = CardStyle(card, 24, 46, 32, 29, 72, 4, 1, 14)
    heights = [style.height(count) for count in tiles]
    stack = sum(heights) + GAP * (len(heights) - 1)
    most = (LONG_SIDE - 2 * MARGIN - GAP - card, LONG_SIDE - 2 * MARGIN)
    width, height = _fitted(photo, most)
    panel_width = max(width, 360)
    panel_height = max(height, stack)
    if stack > height:
        panel_width = most[0]
    panel = (MARGIN, MARGIN, MARGIN + panel_width, MARGIN + panel_height)
    left = panel[2] + GAP
    if len(heights) == 1 and stack > 0.8 * panel_height:
        heights = [panel_height]  # as tall as the photo, where it nearly is
    stack = sum(heights) + GAP * (len(heights) - 1)
    top = MARGIN + (panel_height - stack) // 2
    cards = []
    for height_of_card in heights:
        cards.append((left, top, left + card, top + height_of_card))
        top += height_of_card + GAP
    size = (left + card + MARGIN, panel[3] + MARGIN)
    return Plan(size, panel, _centred(panel, (width, height)), (0, 0, *photo), tuple(cards), style)


def _below(photo: tuple[int, int], tiles: Sequence[int]) -> Plan:
    """The photo across the sheet, the cards under it in one, two or three columns."""
    count = len(tiles)
    if count <= 1:
        sheet, across = 1080, 1
        style = CardStyle(1008, 32, 62, 36, 30, 88, 5, 2, 20)
    elif count <= 3:
        sheet, across = 1080, 1
        style = CardStyle(1008, 24, 46, 34, 30, 76, 4, 1, 16, title=404)
    elif count <= 6:
        sheet, across = 1280, 2
        style = CardStyle((1280 - 2 * MARGIN - GAP) // 2, 24, 46, 34, 30, 76, 4, 1, 14)
    else:
        sheet, across = 1600, 3
        style = CardStyle((1600 - 2 * MARGIN - 2 * GAP) // 3, 24, 50, 40, 36, 86, 3, 1, 16)
    heights = [
        max(style.height(tile) for tile in tiles[row : row + across])
        for row in range(0, count, across)
    ]
    stack = sum(heights) + GAP * len(heights)
    inside = sheet - 2 * MARGIN
    room = max(LONG_SIDE - 2 * MARGIN - stack, 320) if count <= 3 else round(inside * 0.76)
    width, height = _fitted(photo, (inside, room))
    cut = 0.0
    if inside > width > 0.92 * inside:
        # Two slivers at its sides look worse than a little less sky and floor.
        cut = (photo[1] - height * photo[0] / inside) / 2
        width = inside
    panel = (MARGIN, MARGIN, MARGIN + inside, MARGIN + max(height, 120 if count else inside // 3))
    cards: list[Rect] = []
    top = panel[3] + GAP
    for row, row_height in enumerate(heights):
        for column in range(min(across, count - row * across)):
            left = MARGIN + column * (style.width + GAP)
            cards.append((left, top, left + style.width, top + row_height))
        top += row_height + GAP
    size = (sheet, top - GAP + MARGIN)
    seen = (0.0, cut, float(photo[0]), photo[1] - cut)
    return Plan(size, panel, _centred(panel, (width, height)), seen, tuple(cards), style)


def _fitted(photo: tuple[int, int], most: tuple[int, int]) -> tuple[int, int]:
    scale = min(most[0] / photo[0], most[1] / photo[1])
    return max(round(photo[0] * scale), 1), max(round(photo[1] * scale), 1)


def _centred(panel: Rect, size: tuple[int, int]) -> Rect:
    left = panel[0] + (panel[2] - panel[0] - size[0]) // 2
    top = panel[1] + (panel[3] - panel[1] - size[1]) // 2
    return left, top, left + size[0], top + size[1]
