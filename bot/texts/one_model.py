"""That one of two models answered alone, and why."""

from __future__ import annotations

from bot.recognition.comparing import Alone
from bot.texts.reasons import NO_EMBEDDING, kind_of

FACE_MODEL, GEMINI = "the face model", "Gemini"
SEND_AGAIN = " Sent to me again with /enroll, they will be."


def by_one_alone(alone: Alone, remedy: str = "") -> str:
    """Why a face was compared by one model where two are in use, in a sentence or two.

    ``remedy`` is what can be done where too many photos are known to one of them alone.
    """
    this, other = (FACE_MODEL, GEMINI) if alone.local else (GEMINI, FACE_MODEL)
    if alone.failure is None:
        return f"Compared by {this} alone: not enough photos are known to {other} as well.{remedy}"
    if alone.local:
        why = NO_EMBEDDING[kind_of(alone.failure)]
    else:
        why = "The face model could make nothing of it"
    return f"{why}, so I compared by {this} alone."
