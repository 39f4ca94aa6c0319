"""From which similarity on somebody is named, as a chat wishes it."""

from __future__ import annotations

from bot.recognition.embedding import ViewKind
from bot.recognition.matching import DEFAULT_THRESHOLDS
from storage.records import Strictness

STEPS = {
    # On real photos, one stranger in a hundred is at .50 or closer to somebody enrolled, and one
    # friend in twenty is not: a step either way trades the one mistake for the other.
    ViewKind.ALIGNED: 0.05,
    # Guesses, as their defaults are: a general model's similarities lie closer together.
    ViewKind.FACE: 0.03,
    ViewKind.PHOTO: 0.03,
}
"""How much more similar a photo must be where a chat is strict, and how much less if relaxed."""
SIGNS = {Strictness.STRICT: 1, Strictness.NORMAL: 0, Strictness.RELAXED: -1}


def threshold_for(view: ViewKind, strictness: Strictness, normal: float | None = None) -> float:
    """The least similarity at which somebody is named.

    ``normal`` is what a chat has that is neither strict nor relaxed, or else the view's default.
    """
    if normal is None:
        normal = DEFAULT_THRESHOLDS[view]
    return max(-1.0, min(1.0, normal + SIGNS[strictness] * STEPS[view]))
