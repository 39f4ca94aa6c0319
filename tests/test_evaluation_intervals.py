"""How well a rate is known from few tries of few people."""

from __future__ import annotations

import numpy as np
import pytest

from bot.recognition.intervals import Promise, rate_of, wilson
from bot.texts.rates import counted_of_hundred, interval, percent, promise


def each_its_own(hits: int, tries: int) -> list[bool]:
    return [number < hits for number in range(tries)]


@pytest.mark.parametrize(
    ("hits", "tries", "low", "high"),
    # From table I of R. G. Newcombe's paper of 1998, method 4.
    [
        (81, 263, 0.2535, 0.3682), (15, 148, 0.0598, 0.1644),
        (0, 20, 0, 0.2005), (1, 29, 0.0018, 0.1963),
    ],
)  # fmt: skip
def test_the_interval_is_the_published_one(hits: int, tries: int, low: float, high: float) -> None:
    assert wilson(hits / tries, tries) == pytest.approx((low, high), abs=6e-5)


def test_photos_of_many_people_tell_more_than_as_many_of_few() -> None:
    happened = each_its_own(10, 40)
    many = rate_of(happened, range(40))
    few = rate_of(happened, [number // 10 for number in range(40)])
    assert (many.share, few.share) == (0.25, 0.25)
    assert few.low < many.low < 0.25 < many.high < few.high
    assert (many.people, few.people) == (40, 4)


def test_where_everybody_s_photos_go_one_way_people_are_what_is_counted() -> None:
    # Two people always, two never: forty photos tell no more than four.
    happened = [number < 20 for number in range(40)]
    rate = rate_of(happened, [number // 10 for number in range(40)])
    assert (rate.low, rate.high) == pytest.approx(wilson(0.5, 4))
    assert not rate.tells


def test_nothing_tried_tells_nothing() -> None:
    rate = rate_of([], [])
    assert (rate.low, rate.high, rate.share, rate.tells) == (0, 1, 0, False)


def test_the_interval_holds_the_truth_about_nineteen_times_of_twenty() -> None:
    chance = np.random.default_rng(5)
    held = 0
    for _ in range(400):
        # Twelve people, whose own rates vary about one in five.
        own = np.repeat(chance.beta(2, 8, size=12), 6)
        rate = rate_of((chance.random(72) < own).tolist(), np.repeat(np.arange(12), 6).tolist())
        held += rate.low <= 0.2 <= rate.high
    assert held >= 0.95 * 400


def test_a_promise_is_kept_broken_or_cannot_be_told() -> None:
    assert rate_of(each_its_own(0, 1000), range(1000)).against(0.01) is Promise.KEPT
    assert rate_of(each_its_own(0, 50), range(50)).against(0.01) is Promise.OPEN
    assert rate_of(each_its_own(20, 50), range(50)).against(0.01) is Promise.BROKEN
    # Thirty errors are enough to know, by the rule of 30.
    assert rate_of(each_its_own(30, 3200), range(3200)).against(0.01) is Promise.KEPT
    assert rate_of(each_its_own(29, 3100), range(3100)).against(0.01) is Promise.OPEN


def test_what_few_tries_cannot_tell_is_said() -> None:
    few = rate_of(each_its_own(0, 30), range(30))
    assert "can't tell" in promise(few, 0.01)
    assert "it is more" in promise(rate_of(each_its_own(9, 30), range(30)), 0.05)
    assert "keep to it" in promise(rate_of(each_its_own(0, 900), range(900)), 0.05)
    half = rate_of([True, False], range(2))
    assert interval(half) == "too few to tell"
    assert counted_of_hundred(half) == "1 of 2 (too few to tell)"


def test_what_is_said_to_be_broken_is_never_too_little_to_tell() -> None:
    # Two people always, five never, of photos by the dozen: all that is sure is that it is more.
    few = rate_of([number < 10 for number in range(30)], [number // 5 for number in range(30)])
    assert not few.tells
    assert few.against(0.01) is Promise.BROKEN
    assert few.low == pytest.approx(0.06, abs=0.03)
    least = round(few.low * 100)
    assert counted_of_hundred(few, 0.01) == f"10 of 30 (at least {least} of 100)"
    assert interval(few, 0.01) == f"{least} % at least"
    assert counted_of_hundred(few) == counted_of_hundred(few, 0.5) == "10 of 30 (too few to tell)"
    # And what is barely more reads as more.
    barely = rate_of(each_its_own(9, 300), range(300))
    assert counted_of_hundred(barely, 0.01).startswith("9 of 300 (between 15 and ")


def test_a_rate_is_told_with_its_range() -> None:
    """In percent for whoever is used to that, and as so many of a hundred for everybody else."""
    none, all_of_them, some, hardly = (
        rate_of(each_its_own(hits, tries), range(tries))
        for hits, tries in ((0, 30), (30, 30), (10, 40), (10, 1000))
    )
    assert interval(none) == "14 % at most"
    assert interval(all_of_them) == "86 % at least"
    assert interval(some) == "13–42 %"
    assert counted_of_hundred(none) == "0 of 30 (at most 14 of 100)"
    assert counted_of_hundred(all_of_them) == "30 of 30 (at least 86 of 100)"
    assert counted_of_hundred(some) == "10 of 40 (between 13 and 42 of 100)"
    assert counted_of_hundred(hardly) == "10 of 1,000 (between 5 and 19 of 1,000)"


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0 %"), (0.004, "0.4 %"), (0.5, "50 %"), (0.996, "99.6 %"), (1, "100 %")],
)  # fmt: skip
def test_small_shares_are_told_in_tenths(share: float, words: str) -> None:
    assert percent(share) == words
