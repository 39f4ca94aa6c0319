"""A gallery's own photos as probes, each as if some photos of the same person were not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.recognition.blocks import Block, split_vectors
from bot.recognition.frame import SHORTEST, distances, in_common, kinship
from bot.recognition.misplaced import misplaced
from bot.recognition.scores import (
    Floats,
    Ints,
    Roll,
    Rule,
    Spread,
    likelihood_line,
    person_scores,
    to_mean,
)


@dataclass(frozen=True)
class Expected:
    """What is expected of an embedder before a gallery teaches better.

    ``kinship`` is the mean cosine of two photos of one person in the frame in use, ``weight``
    how many pairs of photos that is worth.
    """

    kinship: float
    weight: float = 4.0


@dataclass(frozen=True)
class Trial:
    """Photos of one person, compared with what was left of the gallery.

    ``rows`` are the photos, ``people`` is int64 [people] of those who were left, as indices into
    the whole gallery's roll. ``scores`` and ``standard`` are float64 [rows, people]: the scores,
    and what is alike for people with few photos and many: score = offset + slope × standard.
    """

    rows: Ints
    owner: int
    people: Ints
    scores: Floats
    standard: Floats
    offset: Floats
    slope: Floats


class Trials:
    """All trials of one gallery by one rule.

    ``vectors`` is float32 [photos, dimensions] with rows of unit length; ``albums`` is int64
    [photos]: equal where photos are of nearly the same moment. ``blocks`` come with what
    their cosines count, where there are several. Time and memory grow with the square of the
    photos.
    """

    def __init__(
        self,
        vectors: NDArray[np.float32],
        person_ids: Ints,
        albums: Ints,
        *,
        rule: Rule,
        centred: bool,
        expected: Expected,
        blocks: Sequence[tuple[Block, float]] = (),
    ) -> None:
        self.roll = Roll.of(person_ids)
        self.rule = rule
        self._person_ids = person_ids
        self._albums = albums
        self._centred = centred
        self._expected = expected
        parts = split_vectors(vectors, [block for block, _ in blocks])
        grams = [np.asarray(part @ part.T, np.float64) for part in parts]
        same = person_ids[:, None] == person_ids[None, :]
        self._grams = [(gram, np.where(same, gram, 0.0)) for gram in grams]
        self._weights = [weight for _, weight in blocks] or [1.0]

    def strangers(self) -> Iterator[Trial]:
        """Everybody's photos, as if their person had never been enrolled."""
        if len(self.roll) > 1:
            for owner in range(len(self.roll)):
                yield self.without(np.flatnonzero(self.roll.owners == owner))

    def friends(self, most: int | None = None) -> Iterator[Trial]:
        """Every photo, as if it and the others of its moment were not there.

        Whoever has photos of one moment alone has no such trial. Of more than ``most`` moments,
        so many are picked, fairly.
        """
        moments = list(self._moments())
        some = len(moments) if most is None else min(most, len(moments))
        for place in np.linspace(0, len(moments) - 1, some).astype(int).tolist():
            yield self.without(moments[place])

    def _moments(self) -> Iterator[NDArray[np.intp]]:
        for owner in range(len(self.roll)):
            own = np.flatnonzero(self.roll.owners == owner)
            albums = np.unique(self._albums[own])
            if len(albums) > 1:
                for album in albums:
                    yield own[self._albums[own] == album]

    def misplaced(self) -> NDArray[np.bool_]:
        """Which photos rather look like somebody else's: bool [photos]."""
        everybody = np.arange(len(self._person_ids))
        cosines, lengths = self._seen(everybody, everybody, self.roll)
        return misplaced(cosines, self.roll, self._spread(lengths, self.roll))

    def without(self, rows: NDArray[np.intp]) -> Trial:
        """Compare some photos of one person with all photos but these."""
        owner = int(self.roll.owners[rows[0]])
        keep = np.ones(len(self._person_ids), bool)
        keep[rows] = False
        kept = np.flatnonzero(keep)
        roll = Roll.of(self._person_ids[kept])
        people = np.searchsorted(self.roll.people, roll.people)
        cosines, lengths = self._seen(rows, kept, roll)
        spread = self._spread(lengths, roll)
        scores = person_scores(self.rule, cosines, roll, spread)
        if self.rule is Rule.LIKELIHOOD:
            standard = to_mean(cosines, roll, spread)
            offset, slope = likelihood_line(roll.photos, spread)
        else:
            standard = scores
            offset, slope = np.zeros(len(roll)), np.ones(len(roll))
        return Trial(rows.astype(np.int64), owner, people, scores, standard, offset, slope)

    def _spread(self, lengths: Floats, roll: Roll) -> Spread:
        expected = self._expected
        return Spread(lengths, kinship(lengths, roll.photos, expected.kinship, expected.weight))

    def _seen(
        self, rows: NDArray[np.intp], kept: NDArray[np.intp], roll: Roll
    ) -> tuple[Floats, Floats]:
        """Cosines of rows with what is kept, and the lengths of the people's means."""
        cosines, squares = np.zeros((len(rows), len(kept))), np.zeros(len(roll))
        for weight, grams in zip(self._weights, self._grams, strict=True):
            seen, own = self._seen_in(*grams, rows, kept, roll)
            cosines += weight * seen
            squares += weight * own
        return cosines, np.sqrt(squares)

    def _seen_in(
        self,
        gram: Floats,
        own_gram: Floats,
        rows: NDArray[np.intp],
        kept: NDArray[np.intp],
        roll: Roll,
    ) -> tuple[Floats, Floats]:
        """The same in one block, given its products, and those within people; squared lengths."""
        products, square = np.zeros(len(gram)), 0.0
        if self._centred:
            weights = np.zeros(len(gram))
            weights[kept] = 1 / (len(roll) * roll.photos[roll.owners])
            products = gram @ weights
            square = float(weights @ products)
            squares = float(weights @ (own_gram @ weights)) * len(roll) ** 2
            share = in_common(square, squares, len(roll))
            products, square = products * share, square * share**2
        length = distances(products, square)
        inverse = np.zeros(len(gram))
        inverse[kept] = 1 / length[kept]
        # The squared length of a sum of vectors, from their products alone.
        ones = roll.sums(inverse[kept])
        own = roll.sums((inverse * (own_gram @ inverse))[kept])
        own += square * ones**2 - 2 * ones * roll.sums((inverse * products)[kept])
        squared = np.clip(own / roll.photos**2, SHORTEST, 1.0)
        from_centre = gram[np.ix_(rows, kept)] - products[kept] - products[rows][:, None] + square
        cosines = from_centre * inverse[kept] / length[rows][:, None]
        return np.clip(cosines, -1.0, 1.0), squared
