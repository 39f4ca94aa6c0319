"""What a contact sheet shows of an answer."""

from __future__ import annotations

from bot.pictures.findings import FaceRow, Tile
from bot.pictures.findings import Outcome as Shown
from bot.recognition.matching import Outcome
from bot.recognition.recogniser import Answer, Identification
from bot.texts.evidence import sureness


def rows(found: Identification) -> list[FaceRow]:
    """The faces that were answered, largest first, each with its evidence."""
    return [_row(answer, found) for answer in found.answers]


def _row(answer: Answer, found: Identification) -> FaceRow:
    decision = answer.decision
    box = answer.face.box if answer.face else None
    if decision is None:
        return FaceRow(box, Shown.UNKNOWN, None, None)
    best = decision.best
    deciding = [best] if best and decision.outcome is Outcome.KNOWN else decision.choices
    # Of a stranger the sheet tells how alike the closest photo is, whoever comes first by all.
    known = deciding and best
    nearest = best if known else decision.matches[0] if decision.matches else None
    names = [found.names[one.person_id] for one in deciding]
    people = {one.person_id for one in deciding}
    tiles = [
        Tile(
            found.thumbnails[match.photo_id],
            found.names[match.person_id],
            match.similarity,
            decisive=match.person_id in people,
        )
        for match in decision.matches
        # Somebody may have removed the photo while this answer was on its way.
        if match.photo_id in found.thumbnails and match.person_id in found.names
    ]
    return FaceRow(
        box,
        Shown(decision.outcome.value),
        names[0] if names else None,
        nearest.similarity if nearest else None,
        tiles,
        names[1:],
        sureness(decision),
    )
