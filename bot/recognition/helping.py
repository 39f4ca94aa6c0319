"""What would help a gallery most, from what was measured on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.recognition.gallery import Gallery
from bot.recognition.trying import Try

ENOUGH = 5
"""Photos of a person beyond which more help little."""
EXPECTED_MISSES = {0: 1.0, 1: 0.35, 2: 0.2, 3: 0.12, 4: 0.08}
"""Of somebody with so many photos, before their own tell better; .05 from `ENOUGH` on."""
WEIGHT = 3.0
"""So many tries that expectation is worth."""
WORTH_SAYING = 0.1
"""Of somebody who is missed more rarely than that, nothing is said."""
MOST = 3


@dataclass(frozen=True)
class Help:
    """Somebody of whom more photos would help.

    They have ``photos`` of so many ``moments``; of ``tries`` with them, ``misses`` were not named
    rightly. ``more`` photos would help.
    """

    person_id: int
    photos: int
    moments: int
    tries: int
    misses: int
    more: int


def what_helps(gallery: Gallery, tries: Sequence[Try]) -> tuple[Help, ...]:
    """Whose photos would help most, the most first; whoever is told well enough is not among
    them."""
    tried: defaultdict[int, list[bool]] = defaultdict(list)
    for one in tries:
        if one.person_id is not None:
            tried[one.person_id].append(one.is_right)
    found = []
    for person in np.unique(gallery.person_ids):
        own = gallery.person_ids == person
        photos, moments = int(own.sum()), len(np.unique(gallery.albums[own]))
        asked = tried[int(person)]
        misses = len(asked) - sum(asked)
        # Photos of one moment teach hardly more than one of them.
        expected = EXPECTED_MISSES.get(moments, 0.05)
        likely = (misses + expected * WEIGHT) / (len(asked) + WEIGHT)
        if likely > WORTH_SAYING and (misses or moments < ENOUGH):
            more = max(ENOUGH - moments, 2 if misses else 1)
            found.append((likely, Help(int(person), photos, moments, len(asked), misses, more)))
    found.sort(key=lambda pair: (-pair[0], pair[1].photos, pair[1].person_id))
    return tuple(one for _, one in found[:MOST])
