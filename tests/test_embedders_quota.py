"""The sliding window, on a clock that the test winds."""

from __future__ import annotations

import numpy as np
import pytest

from bot.embedders.quota import Quota


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_start_is_free_again_after_exactly_one_window() -> None:
    clock = Clock()
    quota = Quota(2, 60.0, clock)
    assert quota.take(1) == 1
    clock.now += 20
    assert quota.take(5) == 1
    assert quota.pause == 40
    clock.now += 39.5
    assert quota.take(1) == 0
    clock.now += 0.5
    assert quota.pause == 0
    assert quota.take(5) == 1
    assert quota.pause == 20


def test_a_hold_ends_when_the_longest_ends() -> None:
    clock = Clock()
    quota = Quota(10, 60.0, clock)
    quota.hold(2.5)
    quota.hold(1)
    assert quota.pause == 2.5
    clock.now += 2
    assert quota.take(1) == 0
    clock.now += 0.5
    assert quota.take(1) == 1


def test_the_longer_of_hold_and_window_counts() -> None:
    clock = Clock()
    quota = Quota(1, 60.0, clock)
    quota.take(1)
    quota.hold(5)
    assert quota.pause == 60
    quota.hold(70)
    assert quota.pause == 70


def test_however_it_is_asked_no_window_has_too_many_starts() -> None:
    clock, chance = Clock(), np.random.default_rng(1)
    quota = Quota(7, 60.0, clock)
    starts: list[float] = []
    for _ in range(2000):
        clock.now += float(chance.choice([0.0, 0.1, quota.pause, chance.uniform(0, 30)]))
        starts += [clock.now] * quota.take(int(chance.integers(1, 7)))
    assert len(starts) > 500
    gaps = [later - earlier for earlier, later in zip(starts, starts[7:], strict=False)]
    assert min(gaps) >= 60 - 1e-9


def test_a_quota_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="one request"):
        Quota(0, 60.0)
