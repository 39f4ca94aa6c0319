"""What is assumed of an embedder's similarities before a gallery teaches better."""

from __future__ import annotations

from dataclasses import dataclass

from bot.recognition.embedding import ViewKind
from storage.records import Strictness


@dataclass(frozen=True)
class Standard:
    """Of one kind of view.

    From the similarity ``known`` on somebody is named, and from ``unsure`` on asked about;
    ``step`` is how much a strict chat adds and a relaxed one takes away, and ``doubt`` how far
    below a similarity that somebody settled is asked. ``as_it_is`` and ``centred`` are the mean
    cosines of two photos of one person, as they are and as seen from the middle of all faces.
    ``dimensions`` is how many independent directions faces differ in. Where ``crowded``, all
    similarities lie in a band that nobody can tell beforehand.
    """

    known: float
    unsure: float
    step: float
    doubt: float
    as_it_is: float
    centred: float
    dimensions: float
    crowded: bool = True

    def thresholds(self, strictness: Strictness, normal: float | None) -> tuple[float, float]:
        """The similarities to be known, and to be asked about.

        ``normal`` takes the place of the first for a chat that is neither strict nor relaxed.
        """
        known, doubt = self.known, self.known - self.unsure
        if normal is not None:
            known, doubt = normal, self.doubt
        known = max(-1.0, min(1.0, known + SIGNS[strictness] * self.step))
        return known, max(-1.0, known - doubt)

    def of_one(self, settled: float | None = None) -> float:
        """The mean similarity from which on two names' photos are no doubt one person's.

        ``settled`` is a similarity that somebody has settled: below it nobody is named.
        """
        known = self.as_it_is + (1 - self.as_it_is) / 4
        return max(known, settled or known)

    def has_centre(self, people: int) -> bool:
        """Whether so few people, too few to learn thresholds from, are seen from their centre."""
        return self.crowded and people > 1


def from_centre(strictness: Strictness, kinship: float) -> tuple[float, float]:
    """The cosines to be known, and to be asked about, as seen from the centre of a few people.

    ``kinship`` is the mean cosine of two photos of one person, seen from there.
    """
    known = KNOWN + SIGNS[strictness] * STEP
    return known * kinship, (known - KNOWN + UNSURE) * kinship


KNOWN, UNSURE, STEP = 0.85, 0.5, 0.1
"""As parts of kinship, from the centre of two to five people. In simulated spaces, wherever their
bands lie, that names no more than one stranger in fifty, or one in twenty-five where many are
related; and of friends, with three photos each, nine in ten."""
STANDARDS = {
    # On real photos, half of one stranger in a hundred is above .45, and nine in ten friends
    # are; two photos of one person are at .6 in the middle. A step either way trades the one
    # mistake for the other.
    ViewKind.ALIGNED: Standard(0.45, 0.36, 0.05, 0.09, 0.6, 0.6, 70.0, crowded=False),
    # General image models crowd all photos of people together, and no public figure says where.
    # So with one person alone, nothing but almost the same photo is named, and whatever may be
    # theirs is asked about.
    ViewKind.FACE: Standard(0.95, 0.82, 0.03, 0.04, 0.87, 0.5, 30.0),
    ViewKind.PHOTO: Standard(0.96, 0.85, 0.03, 0.04, 0.87, 0.5, 30.0),
    # Of a loose crop and an aligned face, by their shares.
    ViewKind.JOINED: Standard(0.85, 0.69, 0.035, 0.055, 0.79, 0.55, 60.0),
}
SIGNS = {Strictness.STRICT: 1, Strictness.NORMAL: 0, Strictness.RELAXED: -1}


def standard_of(view: ViewKind) -> Standard:
    """What is assumed of vectors of one kind of view."""
    return STANDARDS[view]
