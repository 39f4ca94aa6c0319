"""The chart of two mistakes shows how they trade, and how far it can tell."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from bot.pictures.charted import Trade, TradePoint
from bot.pictures.evaluation_chart import draw_evaluation
from bot.pictures.findings import Outcome
from bot.pictures.palette import CARD, INK, STRONG
from bot.pictures.trade_off import FIELD, UNTOLD
from bot.recognition.embedding import ViewKind
from bot.recognition.evaluation import evaluate
from bot.recognition.trying import Asking
from bot.texts.charts import EVALUATION, TRADE, trade_of
from tests.embedding_spaces import FACE_MODEL, Space, enrolled
from tests.looking_at_charts import near, opened

FRIENDS = [0.2, 0.25, 0.3, 0.32, 0.4]
STRANGERS = [-0.2, -0.15, -0.1, 0.0]
Likely = tuple[tuple[float, float], tuple[float, float]]

CURVE = ((0.0, 1.0), (0.0, 0.3), (0.05, 0.1), (0.3, 0.0), (1.0, 0.0))


def evaluation(
    curve: tuple[tuple[float, float], ...] = CURVE,
    now: tuple[float, float] = (0.05, 0.1),
    label: str = "normal",
    likely: Likely | None = None,
) -> Image.Image:
    points = (TradePoint(*now, label, now=True), TradePoint(0.0, 0.3, "strict"))
    trade = Trade(curve, points if curve else (), 60, 60, likely)
    jpeg = draw_evaluation(
        FRIENDS, STRANGERS, known_from=0.15, unsure_from=0.05, trade=trade, words=EVALUATION,
        trade_words=TRADE,
    )  # fmt: skip
    return opened(jpeg)


def plot(image: Image.Image) -> Image.Image:
    """The lower part, with the curve."""
    return image.crop((210, image.height - 674, image.width - 60, image.height - 234))


def test_the_point_in_use_moves_with_both_mistakes() -> None:
    def middle(now: tuple[float, float]) -> tuple[float, float]:
        rows, columns = np.nonzero(near(plot(evaluation(now=now, label="")), INK))
        return float(np.median(columns)), float(np.median(rows))

    at, righter, lower = middle((0.05, 0.1)), middle((0.3, 0.1)), middle((0.05, 0.02))
    assert righter[0] > at[0] + 60
    assert lower[1] > at[1] + 60


def test_a_better_gallery_s_curve_lies_lower() -> None:
    def height(curve: tuple[tuple[float, float], ...]) -> float:
        rows, _ = np.nonzero(near(plot(evaluation(curve)), STRONG[Outcome.KNOWN]))
        return float(rows.mean())

    better = ((0.0, 1.0), (0.0, 0.02), (0.05, 0.0), (1.0, 0.0))
    assert height(better) > height(CURVE) + 40


def test_too_few_tries_have_no_curve() -> None:
    told, untold = evaluation(), evaluation(())
    assert untold.height < told.height - 500
    below = untold.crop((64, untold.height - 64 - UNTOLD, 1016, untold.height - 64))
    assert not near(below, STRONG[Outcome.KNOWN]).any()
    # There is no empty field either, but a title and a few words, of which nothing is cut.
    inked = ~near(below, CARD, 40)
    assert inked.mean() < 0.15
    rows = np.flatnonzero(inked.any(axis=1))
    assert rows[0] < 20
    assert UNTOLD - 30 < rows[-1] < UNTOLD - 1


def test_the_field_is_as_wide_as_what_is_not_known() -> None:
    """It reaches as far as both mistakes may, around the point in use."""

    def field(likely: Likely) -> tuple[float, float, int]:
        rows, columns = np.nonzero(near(plot(evaluation(likely=likely)), FIELD, 4))
        return float(columns.max() - columns.min()), float(rows.max() - rows.min()), len(rows)

    narrow, wider, higher = (
        field(likely)
        for likely in (((0.02, 0.1), (0.05, 0.2)), ((0.0, 0.4), (0.05, 0.2)),
                       ((0.02, 0.1), (0.0, 0.5)))
    )  # fmt: skip
    assert wider[0] > narrow[0] + 60
    assert wider[1] == pytest.approx(narrow[1], abs=4)
    assert higher[1] > narrow[1] + 60
    assert not near(plot(evaluation()), FIELD, 4).any()


def test_a_few_photos_of_two_people_have_no_curve() -> None:
    def trade(*sizes: int) -> Trade:
        gallery = enrolled(Space(FACE_MODEL, 3), sizes).gallery
        return trade_of(evaluate(gallery, Asking(ViewKind.ALIGNED)))

    few, many = trade(3, 1), trade(3, 3, 3, 3, 3, 3)
    assert (few.curve, few.points, few.likely) == ((), (), None)
    assert (few.strangers, few.friends) == (4, 3)
    assert many.curve
    assert many.likely is not None
    (least, most), (fewest, highest) = many.likely
    assert 0 <= least < most < 0.6
    assert 0 <= fewest < highest < 0.6
