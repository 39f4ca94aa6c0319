"""Who is in a photo, by a folder of photos, in words for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from bot.recognition.matching import Outcome
from bot.recognition.recogniser import Answer, Identification, NothingComparable
from bot.texts.datasets import NO_ANSWER, why_not
from bot.texts.evidence import either, evidence, sureness
from bot.texts.names import isolated

NO_FACE_IN_IT = "I found no face in this photo, so I compared the whole of it."
UNKNOWN = "Unknown: nobody in the folder is close enough."


def words(found: Identification, answer: Answer) -> list[str]:
    """Who one face is, or why nobody can tell, and then what speaks for it: a line each."""
    decision = answer.decision
    if answer.failure:
        return [why_not(answer.failure)]
    if decision is None or not decision.matches:
        return [NO_ANSWER[NothingComparable]]
    best = decision.best
    if best is None:
        return [UNKNOWN]
    match decision.outcome:
        case Outcome.KNOWN:
            sure = sureness(decision)
            who = f"{isolated(found.names[best.person_id])}{f', {sure}' if sure else ''}"
        case Outcome.UNSURE:
            who = f"Not sure: perhaps {either(decision.choices, found.names, isolated)}."
        case Outcome.UNKNOWN:
            who = UNKNOWN
    return [who, *evidence(decision, best, found.names, isolated)]


def places(answers: Sequence[Answer]) -> list[str]:
    """Where in the photo each face is, counted from the left; nothing where it is the only one."""
    centres = [one.face.box[0] + one.face.box[2] / 2 if one.face else 0.0 for one in answers]
    order = sorted(range(len(centres)), key=lambda one: centres[one])
    return [_place(order.index(one), len(order)) for one in range(len(order))]


def faces_unanswered(answers: Sequence[Answer]) -> str | None:
    """That some faces of a photo have no answer, and why the first of them has none."""
    failures = [answer.failure for answer in answers if answer.failure]
    if not failures:
        return None
    faces = "One face has" if len(failures) == 1 else f"{len(failures)} faces have"
    return f"{faces} no answer: {why_not(failures[0])}"


def _place(number: int, faces: int) -> str:
    if faces < 2:
        return ""
    if number == 0:
        return "left"
    if number == faces - 1:
        return "right"
    if faces == 3:
        return "middle"
    ordinal = {1: "2nd", 2: "3rd"}.get(number, f"{number + 1}th")
    return f"{ordinal} from the left"
