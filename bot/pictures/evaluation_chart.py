"""The picture of an evaluation: how far friends and strangers lie apart, and what that costs."""

from __future__ import annotations

from collections.abc import Sequence

from bot.pictures.charted import PlaceWords, Trade, TradeWords
from bot.pictures.fonts import Weight
from bot.pictures.lanes import HEIGHT as LANES_HEIGHT
from bot.pictures.lanes import Lanes
from bot.pictures.paper import LEFT, MARGIN, PAD, RIGHT, Paper, broken
from bot.pictures.trade_off import draw_trade, height_of
from bot.pictures.typesetting import Typesetter, installed_typesetter

TITLE = 50
SPACE = 24


def draw_evaluation(  # noqa: PLR0913 - all is shown
    friends: Sequence[float],
    strangers: Sequence[float],
    *,
    known_from: float,
    unsure_from: float,
    trade: Trade,
    words: PlaceWords,
    trade_words: TradeWords,
    setter: Typesetter | None = None,
) -> bytes:
    """Draw scores of friends and strangers, and how strictness trades, and return it as JPEG.

    The scores are as in `draw_place`. Safe to call from several threads at once.
    """
    setter = setter or installed_typesetter()
    title = broken(words.title, TITLE, Weight.BOLD, RIGHT - LEFT, setter)
    top = MARGIN + PAD + round(len(title) * TITLE * 1.25) + SPACE
    below = top + LANES_HEIGHT + 2 * SPACE
    paper = Paper(below + height_of(trade) + PAD + MARGIN, setter)
    paper.paragraph(MARGIN + PAD, words.title, TITLE, Weight.BOLD)
    lanes = Lanes(friends, strangers, known_from, unsure_from)
    lanes.draw(paper, top)
    lanes.write(paper, top, words)
    draw_trade(paper, below, trade, trade_words)
    return paper.jpeg()
