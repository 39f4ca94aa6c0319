"""What a contact sheet shows: faces, who they are, and the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What was decided about one face. Each has a colour, a word and a shape of its own."""

    KNOWN = "known"
    UNSURE = "unsure"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Tile:
    """One enrolled photo, as evidence.

    ``thumbnail`` is a JPEG of about 256 pixels, centred on the face; ``decisive`` says that it
    belongs to the person decided on.
    """

    thumbnail: bytes
    name: str
    similarity: float
    decisive: bool = False


@dataclass(frozen=True)
class FaceRow:
    """One face of the picture.

    ``box`` is left, top, width and height in the picture's pixels; None where the whole photo
    was compared. ``name`` is who it is, or while unsure the likeliest, and ``others`` are who
    else it may be then. ``tiles`` holds 0 to 10 enrolled photos, the closest first. ``word``
    takes the place of the outcome's own word.
    """

    box: tuple[float, float, float, float] | None
    outcome: Outcome
    name: str | None
    similarity: float | None
    tiles: Sequence[Tile] = ()
    others: Sequence[str] = ()
    word: str = ""


@dataclass(frozen=True)
class Labels:
    """The words on a sheet, in the reader's language.

    One for each outcome; ``closest`` stands before how alike a stranger's closest photo is,
    and ``either`` between two people of whom it is one.
    """

    known: str
    unsure: str
    unknown: str
    closest: str
    either: str

    def word(self, outcome: Outcome) -> str:
        """The word for an outcome."""
        return {
            Outcome.KNOWN: self.known,
            Outcome.UNSURE: self.unsure,
            Outcome.UNKNOWN: self.unknown,
        }[outcome]
