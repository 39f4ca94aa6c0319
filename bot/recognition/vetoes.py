"""Faces that somebody said are not a person: they keep the same mistake from coming back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.recognition.learning import Learnt
from bot.recognition.scores import Floats

CLOSER = 0.0
"""By how much a probe is closer to a vetoed face than to any photo of the person, at least."""


def is_vetoed(probe: NDArray[np.float32], place: int, learnt: Learnt, cosines: Floats) -> bool:
    """Whether a probe looks more like a face that is not this person than like their photos.

    ``place`` is the person's in the roll, ``cosines`` float64 [photos] in the learnt frame.
    """
    vetoes, roll = learnt.gallery.vetoes, learnt.roll
    about = vetoes.vectors[vetoes.person_ids == roll.people[place]]
    if not len(about):
        return False
    own = roll.order[roll.starts[place] : roll.starts[place] + roll.photos[place]]
    centre = learnt.frame.centre
    seen, asked = about - centre, probe - centre
    cosine = (seen @ asked) / (np.linalg.norm(seen, axis=1) * np.linalg.norm(asked))
    return float(cosine.max()) > float(cosines[own].max()) + CLOSER
