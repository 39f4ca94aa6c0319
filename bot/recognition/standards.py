"""What is assumed of an embedder's similarities before a gallery teaches better."""

from __future__ import annotations

from dataclasses import dataclass

from bot.recognition.embedding import ViewKind
from storage.records import Strictness


@dataclass(frozen=True)
class Standard:
    """Of one kind of view.

    From the similarity ``known`` on somebody is named, and from ``unsure`` on asked about;
    ``step`` is how much a strict chat adds and a relaxed one takes away. ``as_it_is`` and
    ``centred`` are the mean cosines of two photos of one person, as they are and as seen from
    the middle of all faces. ``dimensions`` is how many independent directions faces differ in.
    """

    known: float
    unsure: float
    step: float
    as_it_is: float
    centred: float
    dimensions: float

    def thresholds(self, strictness: Strictness, normal: float | None) -> tuple[float, float]:
        """The similarities to be known, and to be asked about.

        ``normal`` takes the place of the first for a chat that is neither strict nor relaxed.
        """
        known = self.known if normal is None else normal
        known = max(-1.0, min(1.0, known + SIGNS[strictness] * self.step))
        return known, max(-1.0, known - (self.known - self.unsure))


STANDARDS = {
    # On real photos, half of one stranger in a hundred is above .45, and nine in ten friends
    # are; two photos of one person are at .6 in the middle. A step either way trades the one
    # mistake for the other.
    ViewKind.ALIGNED: Standard(0.45, 0.36, 0.05, 0.6, 0.6, 70.0),
    # General image models crowd all photos of people together; no public figure says where the
    # line is, so these are guesses on the careful side until a gallery or MATCH_THRESHOLD says
    # better.
    ViewKind.FACE: Standard(0.82, 0.78, 0.03, 0.87, 0.5, 30.0),
    ViewKind.PHOTO: Standard(0.85, 0.81, 0.03, 0.87, 0.4, 30.0),
    # Of a loose crop and an aligned face, by their shares.
    ViewKind.JOINED: Standard(0.71, 0.655, 0.035, 0.79, 0.55, 60.0),
}
SIGNS = {Strictness.STRICT: 1, Strictness.NORMAL: 0, Strictness.RELAXED: -1}


def standard_of(view: ViewKind) -> Standard:
    """What is assumed of vectors of one kind of view."""
    return STANDARDS[view]
