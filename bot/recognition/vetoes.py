"""Faces that somebody said are not a person: they keep the same mistake from coming back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.recognition.frames import Frames
from bot.recognition.gallery import Gallery
from bot.recognition.scores import Floats, Ints, Roll, Spread, likelihood_line

SAME = 0.25
"""A probe is the vetoed face itself if it differs from it by no more than such a part of what two
photos of one person differ by."""
SEVERAL = 3
"""So many faces that agree are right even where they look like the person they are said not to
be, if they outnumber that person's photos."""
MOST = 500
"""Of a chat's vetoes, the latest so many are heeded."""


@dataclass(frozen=True)
class Rival:
    """One stranger, by the faces that are not somebody: rows of the gallery's vetoes.

    ``length`` is that of their mean, as in `Spread`. ``resembling`` are those who look like the
    person's own photos, so that it may be the veto that is mistaken.
    """

    rows: Ints
    length: float
    resembling: bool


@dataclass(frozen=True)
class Vetoed:
    """Who is not whom: strangers by the place, in the roll, of the person they are not.

    ``strangers`` are the best scores of vetoed faces that are nobody's, one for each stranger.
    """

    rivals: Mapping[int, tuple[Rival, ...]] = field(default_factory=dict)
    strangers: tuple[float, ...] = ()


def learn_vetoes(
    gallery: Gallery,
    roll: Roll,
    frames: Frames,
    scores: Callable[[NDArray[np.float32]], Floats],
    *,
    alike: Callable[[float], bool],
    resembling: Callable[[float], bool],
) -> Vetoed:
    """Put the vetoed faces of a gallery in order.

    ``scores`` gives everybody's scores for a face. ``alike`` tells whether a cosine is of two
    photos of one person, ``resembling`` whether a score is rather somebody's own.
    """
    vetoes = gallery.vetoes
    rivals: dict[int, tuple[Rival, ...]] = {}
    strangers: list[float] = []
    latest = np.arange(len(vetoes.person_ids))[-MOST:]
    for place, person in enumerate(roll.people.tolist()):
        about = latest[vetoes.person_ids[latest] == person]
        if not len(about):
            continue
        cosines = np.stack(
            [frames.between(vetoes.vectors[about], v) for v in vetoes.vectors[about]]
        )
        found = []
        for group in _groups(np.vectorize(alike)(cosines)):
            everybody = np.stack([scores(vetoes.vectors[row]) for row in about[group]])
            own = everybody[:, place]
            # Who looks more like somebody else is probably them, and no stranger.
            if (own >= everybody.max(axis=1)).all() and not resembling(float(own.max())):
                strangers.append(float(own.max()))
            length = float(np.sqrt(np.clip(cosines[np.ix_(group, group)].mean(), 1e-6, 1.0)))
            found.append(Rival(about[group], length, resembling(float(np.median(own)))))
        rivals[place] = tuple(found)
    return Vetoed(rivals, tuple(strangers))


def is_vetoed(
    rivals: Sequence[Rival],
    between: Callable[[Ints], Floats],
    own: Floats,
    length: float,
    kinship: float,
    *,
    clearly: float,
) -> bool:
    """Whether a probe is rather one of the strangers whom somebody said are not this person.

    ``between`` gives the probe's cosines with rows of the vetoes; ``own`` are those with the
    person's photos, float64 [photos], all in the frames, and ``length`` is that of their mean.
    From a difference of likelihoods of ``clearly`` on, one is clearly larger.
    """
    person = _likelihood(own, length, kinship) if rivals else 0.0
    for rival in rivals:
        cosines = between(rival.rows)
        nearest = float(cosines.max())
        if nearest >= 1 - SAME * (1 - kinship) and nearest > own.max():
            return True
        agreed = len(rival.rows) >= SEVERAL and len(rival.rows) > len(own)
        heeded = agreed or not rival.resembling
        # A face of whom nobody has said anything is neither: a stranger rather than the rival.
        if heeded and _likelihood(cosines, rival.length, kinship) > max(person, 0.0) + clearly:
            return True
    return False


def _likelihood(cosines: Floats, length: float, kinship: float) -> float:
    """How much likelier a probe is one more photo of somebody than a stranger's, per dimension."""
    photos = np.array([len(cosines)])
    offset, slope = likelihood_line(photos, Spread(np.array([length]), kinship))
    return float((offset + slope * cosines.mean() / length)[0])


def _groups(alike: NDArray[np.bool_]) -> list[Ints]:
    """Those connected by being alike, bool [m, m], as indices."""
    left, groups = set(range(len(alike))), []
    while left:
        group, new = set[int](), {min(left)}
        while new:
            group |= new
            new = set(np.flatnonzero(alike[sorted(new)].any(axis=0)).tolist()) - group
        left -= group
        groups.append(np.array(sorted(group), np.int64))
    return groups
