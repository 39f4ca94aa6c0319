"""What somebody says of a face that was answered, and what can come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.recognition.tally import Tally
from storage.answered import Feedback, FeedbackKind


class Outcome(StrEnum):
    """What came of what was said, besides what is added's `Skipped` and `Doubt`."""

    NOTHING = ""
    ADDED = "added"
    NOT_SEEN = "not seen again"
    UNCLEAR = "several faces"


@dataclass(frozen=True)
class Lesson:
    """What somebody says of a face, and when: who it is, by id or by a name, or nobody known.

    ``by`` is the sender. ``kind`` follows from who it is, where that is said, and so do ``wrong``:
    those whom the answer names though it is not them.
    """

    by: int
    at: datetime
    kind: FeedbackKind
    person_id: int | None = None
    name: str | None = None
    wrong: tuple[int, ...] = ()

    def is_said_by(self, feedback: Feedback) -> bool:
        """Whether this is what was said; never of a name that is nobody's yet."""
        nobody = self.name is not None and self.person_id is None
        same = (self.kind, self.person_id) == (feedback.kind, feedback.person_id)
        return same and not nobody


class NotAdded(Exception):
    """Nobody new is known, since the photo could not be added; ``tally`` says why."""

    def __init__(self, tally: Tally) -> None:
        super().__init__("the photo was not added")
        self.tally = tally


def came_of(tally: Tally) -> str:
    """A word for what became of one photo."""
    if tally.added:
        return Outcome.ADDED
    if tally.held:
        return next(iter(tally.held[0].doubts), Outcome.UNCLEAR)
    return next(iter(tally.skipped), Outcome.NOTHING)
