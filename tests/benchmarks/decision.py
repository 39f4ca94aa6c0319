"""The decision against those of others: who is told apart, and who is named wrongly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from bot.recognition.gallery import Gallery
from tests.benchmarks.drawn import Drawn
from tests.benchmarks.ways import OURS, WAYS, Answers, Floats, Ints, Vectors, Way
from tests.embedding_spaces import FACE_MODEL, GEOMETRIES, Geometry, Space, enrolled

GALLERIES = {
    "11 × 5": (5,) * 11,
    "1 to 20": (1, 2, 3, 5, 8, 20),
    "2 to 8": (2, 3, 3, 4, 5, 6, 7, 8, 8),
}
UNBALANCED = ("1 to 20", "2 to 8")
QUARTER = 0.25
CLEAN = replace(FACE_MODEL, name="clean photos", worst=0.25)
"""Photos that are all about as good: sharp, lit and turned to the camera, as people pick them to
enroll. They differ half as much in quality as the face model's, of which many are bad: the
article's vote finds .99 of friends there, .93 of the face model's, and .95 of real photos of
which none is under a wrong name (as with ``worst=0.45``, where ours finds .966)."""
MEASURES = ("identified", "DIR", "FNIR", "wrong")
HIGHER_IS_BETTER = (True, True, False, False)
VOTE = "article"
SIMULATED, DRAWN = 60, 40
FRIENDS, STRANGERS = 6, 500
FPIR = 0.01
LEVEL = 0.005
"""Ways are level that differ by no more, or by no more than chance in so many galleries."""


@dataclass(frozen=True)
class Asked:
    """A gallery, and who is asked about: friends, whose they are, and strangers."""

    gallery: Gallery
    friends: Vectors
    owners: Ints
    strangers: Vectors


def simulated(
    geometry: Geometry, sizes: tuple[int, ...], count: int = SIMULATED
) -> Iterator[Asked]:
    for seed in range(count):
        made = enrolled(Space(geometry, seed), sizes)
        yield Asked(made.gallery, *made.friends(FRIENDS), made.space.strangers(STRANGERS))


def drawn(people: Drawn, sizes: tuple[int, ...]) -> Iterator[Asked]:
    for seed in range(DRAWN):
        gallery, friends, owners, strangers = people.asked(sizes, seed)
        yield Asked(gallery, friends, owners, strangers)


def measured(asked: Iterator[Asked], ways: Mapping[str, Way] = WAYS) -> dict[str, Floats]:
    """Every way's measures in every gallery: float64 [galleries, measures]."""
    found: dict[str, list[tuple[float, ...]]] = {way: [] for way in ways}
    for one in asked:
        probes = np.concatenate([one.friends, one.strangers])
        answers = {name: way(one.gallery, probes) for name, way in ways.items()}
        missed = _at_fpir(*_told(answers[VOTE], one))[1]
        for name, answer in answers.items():
            told = _told(answer, one)
            identified, fnir = _at_fpir(*told)
            wrong = _wrong_at(missed, *told[:2])
            found[name].append((identified, 1 - fnir, fnir, wrong))
    return {name: np.array(rows) for name, rows in found.items()}


def _told(answers: Answers, asked: Asked) -> tuple[Floats, Floats, Floats]:
    """Which friends are ranked first themselves, their scores, and the strangers' scores."""
    first, scores = answers
    count = len(asked.owners)
    right = (first[:count] == asked.owners).astype(np.float64)
    return right, scores[:count], scores[count:]


def _at_fpir(right: Floats, scores: Floats, strangers: Floats) -> tuple[float, float]:
    """The share of friends who are ranked first, and of those who are not found where one
    stranger in a hundred is named."""
    allowed = int(FPIR * len(strangers))
    threshold = np.sort(strangers)[::-1][allowed]
    return float(right.mean()), 1 - float((right * (scores > threshold)).mean())


def _wrong_at(fnir: float, right: Floats, scores: Floats) -> float:
    """The share of friends who are named as somebody else where so many are not found."""
    needed = round((1 - fnir) * len(right))
    named = np.sort(scores[right > 0])[::-1]
    threshold = -np.inf if needed > len(named) else named[needed - 1] if needed else np.inf
    return float(((right == 0) & (scores >= threshold) & np.isfinite(scores)).mean())


def print_decision() -> None:
    """Print one table: a line for each measure of each kind of gallery in each space."""
    head = "".join(f"{name:>11}" for name in WAYS)
    print(f"\nShares of friends; DIR and FNIR at FPIR {FPIR:.0%}, wrong at the article's FNIR")
    print(f"{'space':<16}{'photos':<9}{'measure':<12}{head}  ours")
    people = Drawn()
    behind = 0
    wrong: list[str] = []
    for geometry in (*GEOMETRIES, CLEAN, None):
        space = geometry.name if geometry else "drawn people"
        for photos, sizes in GALLERIES.items():
            asked = simulated(geometry, sizes) if geometry else drawn(people, sizes)
            found = measured(asked)
            for place, measure in enumerate(MEASURES):
                values = {name: rows[:, place] for name, rows in found.items()}
                said = verdict(values, higher=HIGHER_IS_BETTER[place])
                behind += said.startswith("behind")
                cells = "".join(f"{rows.mean():11.4f}" for rows in values.values())
                print(f"{space:<16}{photos:<9}{measure:<12}{cells}  {said}")
            if photos in UNBALANCED and not few_wrong(found):
                wrong.append(f"{space} {photos}")
    print(f"ours is behind in {behind} lines")
    where = f"all but {', '.join(wrong)}" if wrong else "all"
    print(f"at most a quarter of the article's wrong names in {where} that are unbalanced")


def few_wrong(found: dict[str, Floats]) -> bool:
    """Whether ours names at most a quarter as many friends wrongly as the article's vote does,
    where both miss as many: by what `measured` found."""
    place = MEASURES.index("wrong")
    ours, votes = (float(found[way][:, place].mean()) for way in (OURS, VOTE))
    return ours <= votes * QUARTER


def verdict(values: dict[str, Floats], *, higher: bool) -> str:
    """Whether ours is first, level with the first, or behind it."""
    signed = {name: rows if higher else -rows for name, rows in values.items()}
    best = max(signed, key=lambda name: float(signed[name].mean()))
    gap = signed[best] - signed[OURS]
    chance = 1.96 * float(gap.std(ddof=1)) / len(gap) ** 0.5
    if float(gap.mean()) <= 0:
        return "first"
    return "level" if float(gap.mean()) <= max(LEVEL, chance) else f"behind {best}"
