"""Whether learnt thresholds hold what they promise, and what use does to a gallery."""

from __future__ import annotations

import numpy as np

from storage.records import Strictness
from tests.embedding_spaces import GEOMETRIES
from tests.promises import Kept, promises
from tests.simulated_use import Standing, Use

GALLERIES, STRANGERS = 200, 5000
CHATS, ANSWERS, WATCHED = 10, 300, 2000


def print_thresholds() -> None:
    """Print, for every space and strictness, how often the promised interval holds."""
    print(f"\n{GALLERIES} galleries of 6 to 30 people each, {STRANGERS} strangers to each gallery")
    print(
        f"{'space':<16}{'strictness':<12}{'aim':>7}{'holds':>7}{'median':>9}{'5 %':>8}{'95 %':>8}"
        f"{'low':>8}{'high':>8}{'FNIR':>8}{'at best':>9}"
    )
    for geometry in GEOMETRIES:
        found = list(promises(geometry, range(GALLERIES), STRANGERS))
        for strictness in Strictness:
            _print_kept(geometry.name, strictness, [one[strictness] for one in found])


def _print_kept(space: str, strictness: Strictness, kept: list[Kept]) -> None:
    rates = np.array([one.measured for one in kept])
    low, middle, high = np.quantile(rates, (0.05, 0.5, 0.95))
    print(
        f"{space:<16}{strictness:<12}{kept[0].rate:7.1%}"
        f"{np.mean([one.holds for one in kept]):7.3f}"
        f"{middle:9.4f}{low:8.4f}{high:8.4f}"
        f"{np.median([one.low for one in kept]):8.4f}{np.median([one.high for one in kept]):8.4f}"
        f"{np.mean([one.missed for one in kept]):8.3f}"
        f"{np.mean([one.missed_at_best for one in kept]):9.3f}"
    )


def print_feedback() -> None:
    """Print how galleries stand before, during and after use, 5 % of the feedback mistaken, and
    how many of them end worse: those of which more is lost than won."""
    print(f"\n{CHATS} chats of {ANSWERS} answers each: identified, named, found at 1 %, strangers")
    for geometry in GEOMETRIES:
        stands: list[list[Standing]] = []
        returned = again = asked = 0
        for seed in range(CHATS):
            use = Use(geometry, seed)
            new = use.asked(strangers=WATCHED)
            stands.append(list(use.watched(ANSWERS, new, points=3)))
            returned, again, asked = (
                returned + use.returned,
                again + use.again,
                asked + use.asked_again,
            )
        shares = np.array([[one.shares for one in chat] for chat in stands])
        steps = " → ".join("{:.3f} {:.3f} {:.3f} {:.4f}".format(*one) for one in shares.mean(0))
        began, ended = shares[:, 0], shares[:, -1]
        worse = [*(ended < began)[:, :3].sum(axis=0), (ended > began)[:, 3].sum()]
        counts = ", ".join(map(str, worse))
        print(
            f"{geometry.name:<16}{steps}; worse: {counts}; "
            f"came back: {returned}, other photos: {again} of {asked}"
        )
