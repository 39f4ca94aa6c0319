"""What looks wrong in a gallery: a photo unlike the person's others, two names of one person.

Everything is told by where cosines lie between those of different people and those of one
person's photos, so that no embedder's scale matters.
"""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

from bot.recognition.embedding import ViewKind
from bot.recognition.gallery import Gallery
from bot.recognition.scores import Floats, Roll
from bot.recognition.standards import standard_of

FEWEST = 4
"""Photos of a person among which one can be unlike the others."""
UNLIKE = 0.3
"""How far a photo is from strangers, in lengths of the way from them to the person's others, at
most. In simulated galleries of face models nine photos of somebody else in ten are below it, and
the least alike of a person's own photos in one person of thirty; of general image models one in
six."""
ONE_PERSON, AMONG_MANY, OF_MANY = 0.6, 0.475, 0.05
FEW_PAIRS, OF_FEW = 4, 0.1
"""How far two names' photos are from strangers, in lengths of the way from them to one person's
photos, at least; more with the logarithm of how many pairs of names there are, as the closest of
more are closer, and where there are fewer pairs of photos. In simulated galleries of up to thirty
people nine of ten with two names are above it; and two different people in one gallery of a
hundred, or of ten where all look alike or are related."""

ONE_PHOTO = 1.0
"""So similar is one and the same photo alone."""


def odd_photo(gallery: Gallery, person_id: int) -> int | None:
    """The id of a person's photo that looks unlike their others, which agree."""
    mine = gallery.person_ids == person_id
    own = gallery.vectors[mine].astype(np.float64)
    count = len(own)
    if count < FEWEST:
        return None
    to_others = (own @ own.sum(axis=0) - (own**2).sum(axis=1)) / (count - 1)
    least = int(to_others.argmin())
    strangers = _strangers(gallery, mine, own)
    usual = float(np.median(np.delete(to_others, least)))
    if to_others[least] - strangers >= UNLIKE * (usual - strangers):
        return None
    return int(gallery.photo_ids[mine][least])


def names_of_one(gallery: Gallery, known: float) -> list[tuple[int, int]]:
    """The ids of any two people who look like one, the likeliest first.

    Of the two, whoever has more photos is last, or else was there first. ``known`` is the mean
    similarity from which on two are one. It decides where there is nobody else, or nobody has
    several photos, to tell how close strangers and one person's photos are.
    """
    roll = Roll.of(gallery.person_ids)
    if len(roll) < 2:
        return []
    shares = _shares(gallery, roll, known)
    few = np.outer(roll.photos, roll.photos) < FEW_PAIRS
    least = max(ONE_PERSON, AMONG_MANY + OF_MANY * log(len(roll) * (len(roll) - 1) / 2))
    alike = np.triu(shares >= least + OF_FEW * few, k=1)
    pairs = sorted(np.argwhere(alike).tolist(), key=lambda pair: -shares[pair[0], pair[1]])
    return [_fewer_first(roll, one, other) for one, other in pairs]


def second_names(gallery: Gallery, view: ViewKind) -> frozenset[int]:
    """The ids of those who look like somebody else who has more photos, or was there first."""
    standard = standard_of(view)
    # Where similarities crowd, none is beyond doubt by itself.
    known = ONE_PHOTO if standard.crowded else standard.of_one()
    return frozenset(fewer for fewer, _ in names_of_one(gallery, known))


def nearness(
    gallery: Gallery, person_id: int, probe: NDArray[np.float32], besides: int | None = None
) -> float | None:
    """How far a face is from strangers, in lengths of the way from them to a person's photos.

    Who is ``besides`` is none of the strangers. None where nobody else is there, or nobody has
    several photos, to tell how close strangers and one person's photos are.
    """
    roll = Roll.of(gallery.person_ids)
    mine = gallery.person_ids == person_id
    own = gallery.vectors[mine].astype(np.float64)
    others = gallery.vectors[~mine & (gallery.person_ids != (besides or 0))]
    within = _within(gallery, roll, own)
    if within is None or not len(others):
        return None
    middle = own.mean(axis=0)
    strangers = float(middle @ others.astype(np.float64).mean(axis=0))
    return float((middle @ probe - strangers) / max(within - strangers, 1e-6))


def _fewer_first(roll: Roll, one: int, other: int) -> tuple[int, int]:
    """The ids of two places in the roll, of which the second comes after the first."""
    if roll.photos[one] < roll.photos[other]:
        return int(roll.people[one]), int(roll.people[other])
    return int(roll.people[other]), int(roll.people[one])


def _within(gallery: Gallery, roll: Roll, own: Floats) -> float | None:
    """The mean cosine of a person's photos with each other, or of everybody's with their own
    where there is but one of them; None where there are no two of anybody."""
    if len(own) > 1:
        sums, lengths, pairs = own.sum(axis=0)[None], (own**2).sum(), len(own) * (len(own) - 1)
    else:
        vectors = gallery.vectors.astype(np.float64)
        sums = np.add.reduceat(vectors[roll.order], roll.starts, axis=0)
        lengths = (vectors**2).sum()
        pairs = int((roll.photos * (roll.photos - 1)).sum())
    return float(((sums**2).sum() - lengths) / pairs) if pairs else None


def _shares(gallery: Gallery, roll: Roll, known: float) -> Floats:
    """How far people are from strangers, in lengths of the way to one person's photos.

    float64 [people, people]; what is on its diagonal means nothing.
    """
    sums = np.add.reduceat(gallery.vectors[roll.order], roll.starts, axis=0, dtype=np.float64)
    products = sums @ sums.T
    cosines = products / np.outer(roll.photos, roll.photos)
    of_one = float((roll.photos * (roll.photos - 1)).sum())
    of_two = len(roll) * (len(roll) - 1) / 2
    if not of_one or of_two == 1:
        return np.asarray(cosines >= known, np.float64)
    lengths = float((gallery.vectors.astype(np.float64) ** 2).sum())
    within = (float(np.trace(products)) - lengths) / of_one
    # Strangers are all other pairs: these two may be one.
    strangers = (float(np.triu(cosines, k=1).sum()) - cosines) / (of_two - 1)
    return np.asarray((cosines - strangers) / np.maximum(within - strangers, 1e-6))


def _strangers(gallery: Gallery, mine: NDArray[np.bool_], own: Floats) -> float:
    """The mean cosine of a person's photos with everybody else's; 0 where there is nobody."""
    others = gallery.vectors[~mine].astype(np.float64)
    if not len(others):
        return 0.0
    return float(own.mean(axis=0) @ others.mean(axis=0))
