"""Who a probe is, by its similarity to a gallery: numbers in, a decision out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from bot.recognition.embedding import ViewKind
from bot.recognition.gallery import Gallery

DEFAULT_THRESHOLDS = {
    # Between strangers' and friends' best similarities on real photos: half of one in a hundred
    # strangers is above it, nine in ten friends are.
    ViewKind.ALIGNED: 0.45,
    # General image models crowd all photos of people together; no public figure says where the
    # line is, so these are guesses on the careful side until MATCH_THRESHOLD says better.
    ViewKind.FACE: 0.82,
    ViewKind.PHOTO: 0.85,
}
SHOWN_DECIMALS = 2
"""A similarity is shown to this many decimals; people who look equally close are a tie."""


class Outcome(StrEnum):
    """What is said of a face."""

    KNOWN = "known"
    UNKNOWN = "unknown"


class Rule(StrEnum):
    """How the person is picked from the similarities."""

    PERSON = "person"
    """The person with the closest photo; between equals, the one with more votes."""
    VOTE = "vote"
    """The person with most photos among the closest: outvotes people with few photos."""


@dataclass(frozen=True)
class Match:
    """An enrolled photo and its cosine similarity to the probe, -1 to 1."""

    photo_id: int
    person_id: int
    similarity: float


@dataclass(frozen=True)
class Candidate:
    """A person: the similarity of their closest photo, their votes, and all their photos.

    ``votes`` are their photos among the closest k, ``photos`` those in the gallery.
    """

    person_id: int
    similarity: float
    votes: int
    photos: int


@dataclass(frozen=True)
class Decision:
    """``matches`` are the closest k photos, closest first: the evidence.

    ``best`` and ``runner_up`` are the first two people by the rule in use; they are None where
    the gallery holds no such person. ``best`` is who it is only where the outcome is known.
    """

    outcome: Outcome
    threshold: float
    matches: tuple[Match, ...]
    best: Candidate | None
    runner_up: Candidate | None


def decide(
    probe: NDArray[np.float32], gallery: Gallery, *, rule: Rule, top_k: int, threshold: float
) -> Decision:
    """Compare a unit vector, float32 [dimensions], with a gallery of the same spec.

    Known is who the rule picks, if their closest photo's similarity reaches ``threshold``. Both
    count as they are shown, rounded to `SHOWN_DECIMALS`.
    """
    similarities = np.clip(gallery.vectors @ probe, -1.0, 1.0)
    order = np.argsort(-similarities, kind="stable")
    matches = tuple(
        Match(int(gallery.photo_ids[i]), int(gallery.person_ids[i]), float(similarities[i]))
        for i in order[:top_k]
    )
    ranked = sorted(_candidates(gallery, similarities, order, matches), key=RANKS[rule])
    best, runner_up = (*ranked[:2], None, None)[:2]
    # What is shown is what is decided on: nobody is unknown at .45 where .45 is enough.
    enough = round(threshold, SHOWN_DECIMALS)
    known = best is not None and round(best.similarity, SHOWN_DECIMALS) >= enough
    return Decision(
        Outcome.KNOWN if known else Outcome.UNKNOWN, threshold, matches, best, runner_up
    )


def _candidates(
    gallery: Gallery,
    similarities: NDArray[np.float32],
    order: NDArray[np.intp],
    matches: Sequence[Match],
) -> list[Candidate]:
    """Everybody in the gallery, the person with the closest photo first."""
    votes = Counter(match.person_id for match in matches)
    people, first, photos = np.unique(
        gallery.person_ids[order], return_index=True, return_counts=True
    )
    return [
        Candidate(
            int(people[i]),
            float(similarities[order[first[i]]]),
            votes[int(people[i])],
            int(photos[i]),
        )
        for i in np.argsort(first, kind="stable")
    ]


RANKS: dict[Rule, Callable[[Candidate], tuple[float, ...]]] = {
    Rule.PERSON: lambda person: (-round(person.similarity, SHOWN_DECIMALS), -person.votes),
    Rule.VOTE: lambda person: (-person.votes,),
}
"""Sort keys; sorting is stable, so what is equal stays in order of the closest photo."""
