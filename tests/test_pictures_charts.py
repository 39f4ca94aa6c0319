"""Charts show where scores lie, move with them, and need no number of a score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from bot.pictures.charted import Mark
from bot.pictures.charts import draw_place
from bot.pictures.dots import Scale
from bot.pictures.findings import Outcome
from bot.pictures.lanes import spread
from bot.pictures.palette import INK, STRONG, TINT
from bot.pictures.typesetting import installed_typesetter
from bot.texts.charts import PLACE
from tests.looking_at_charts import near, opened

FRIENDS = [0.2, 0.25, 0.3, 0.32, 0.4]
STRANGERS = [-0.2, -0.15, -0.1, 0.0]
NAMES = ["Nitika", "नितिका शर्मा", "محمد علي", "李小龙", "Ольга", "🦊 Fox", "x" * 64, "\ue000", ""]


def place(
    marks: Sequence[Mark] = (Mark(0.3, "Nitika"),),
    friends: Sequence[float] = FRIENDS,
    strangers: Sequence[float] = STRANGERS,
    known_from: float = 0.15,
    unsure_from: float = 0.05,
) -> Image.Image:
    jpeg = draw_place(
        friends, strangers, known_from=known_from, unsure_from=unsure_from, marks=marks,
        words=PLACE,
    )  # fmt: skip
    return opened(jpeg)


def pole(image: Image.Image) -> float:
    """Where the first mark's pole stands: the column with most ink."""
    return float(near(image, INK).sum(axis=0).argmax())


def band(image: Image.Image, outcome: Outcome) -> int:
    """How wide the stretch of an outcome is, in pixels: its longest row of colour."""
    return int(near(image, STRONG[outcome]).sum(axis=1).max())


def test_the_pole_moves_with_the_score() -> None:
    places = [pole(place([Mark(score, "Nitika")])) for score in (-0.1, 0.0, 0.1, 0.3)]
    assert places == sorted(places)
    assert all(after - before > 80 for before, after in pairwise(places))
    assert (places[3] - places[1]) / (places[2] - places[1]) == pytest.approx(3, rel=0.05)


def test_stretches_move_with_the_thresholds() -> None:
    usual, later = place(), place(known_from=0.2)
    assert band(later, Outcome.KNOWN) < band(usual, Outcome.KNOWN) - 40
    assert band(later, Outcome.UNSURE) > band(usual, Outcome.UNSURE) + 40
    assert band(later, Outcome.UNKNOWN) == band(usual, Outcome.UNKNOWN)


def test_no_stretch_is_drawn_where_nothing_is_asked() -> None:
    image = place(unsure_from=0.15)
    # What is left of its colour is the word's badge.
    assert band(image, Outcome.UNSURE) < 40
    assert not near(image, TINT[Outcome.UNSURE], 6).sum(axis=0).max() > 100


def test_every_photo_is_a_dot() -> None:
    """In the lanes' colours there is a disc more for a friend and a square more for a stranger."""

    def inks(*, friends: Sequence[float], strangers: Sequence[float], outcome: Outcome) -> int:
        return int(near(place([], friends, strangers), STRONG[outcome]).sum())

    far, close = [0.2, 0.4], [-0.2, 0.0]
    one = inks(friends=far, strangers=close, outcome=Outcome.KNOWN)
    two = inks(friends=[*far, 0.3], strangers=close, outcome=Outcome.KNOWN)
    three = inks(friends=[*far, 0.3, 0.3], strangers=close, outcome=Outcome.KNOWN)
    assert 300 < two - one < 600
    assert two - one == pytest.approx(three - two, rel=0.1)
    fewer = inks(friends=far, strangers=close, outcome=Outcome.UNKNOWN)
    more = inks(friends=far, strangers=[*close, -0.1], outcome=Outcome.UNKNOWN)
    assert 300 < more - fewer < 700


def test_many_dots_stay_within_their_lane() -> None:
    many = place([], [0.3] * 1000 + [0.2, 0.4], [-0.1] * 1000 + [-0.2])
    few = place([])
    assert many.size == few.size
    title = many.crop((0, 0, many.width, 110)).tobytes()
    assert title == few.crop((0, 0, few.width, 110)).tobytes()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_is_drawn_and_one_that_cannot_be_is_a_number(name: str) -> None:
    setter = installed_typesetter()
    shown = place([Mark(0.3, name)])
    number = place([Mark(0.3, "1")])
    if setter.clean(name) is None:
        assert shown.tobytes() == number.tobytes()
    else:
        assert shown.tobytes() != number.tobytes()


def test_names_that_are_close_together_stand_above_each_other() -> None:
    apart = place([Mark(0.35, "Nitika"), Mark(-0.1, "Vasu")])
    close = place([Mark(0.31, "Nitika"), Mark(0.3, "Vasu")])
    assert close.height > apart.height
    assert (
        place([Mark(0.31, "Nitika"), Mark(0.3, "Vasu"), Mark(0.29, "Ann")]).height > close.height
    )


def test_nothing_to_compare_with_is_said_and_still_a_picture() -> None:
    empty = place([Mark(0.3, "Nitika")], [], [])
    assert empty.size == place().size
    assert band(empty, Outcome.KNOWN) > 100


@pytest.mark.parametrize("score", [0.0, -5.0, 1e-9, 7e8])
def test_odd_scores_are_drawn(score: float) -> None:
    image = place([Mark(score, "Nitika")], [score], [score], score, score)
    assert 0 < pole(image) < image.width


def test_no_score_is_written() -> None:
    """The same picture whatever the scale of the scores is: cosines are no percentages."""

    def scaled(by: float) -> bytes:
        return place(
            [Mark(0.3 * by, "Nitika")], [one * by for one in FRIENDS],
            [one * by for one in STRANGERS], 0.15 * by, 0.05 * by,
        ).tobytes()  # fmt: skip

    assert scaled(1) == scaled(1024)


def test_words_are_legible_on_a_phone() -> None:
    """Letters are at least 11 points high on a screen 360 points wide."""
    image = place()
    assert image.width <= 1280
    assert 36 * 360 / image.width >= 11


def test_the_ends_of_the_scale_leave_out_one_in_a_hundred() -> None:
    scale = Scale.over([[*np.linspace(0, 1, 200), 50.0]], [], 0, 1000)
    assert scale.high < 2
    assert scale.x(50) == 1000
    assert 0 < scale.x(0) < 60


def test_words_give_way_to_each_other_within_the_edges() -> None:
    begins = spread([10, 12, 14], [100, 100, 100], 0, 400, 10)
    assert begins == [0, 110, 220]
    assert spread([390, 392, 394], [100, 100, 100], 0, 400, 10) == [80, 190, 300]
    assert spread([50, 200, 350], [40, 40, 40], 0, 400, 10) == [30, 180, 330]


def test_a_long_title_takes_more_lines() -> None:
    long = replace(PLACE, title="Where this face lies among all those faces that I know " * 2)
    jpeg = draw_place([], [], known_from=1, unsure_from=0, marks=[], words=long)
    assert opened(jpeg).height > place([]).height
