"""Who is in a photo, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.pictures.findings import Labels
from bot.recognition.matching import Candidate, Decision, Outcome
from bot.recognition.recogniser import Answer, Identification
from bot.texts.failures import NOTHING_COMPARABLE, embedding_failed
from bot.texts.names import named

OUTCOMES = Labels(known="known", unsure="unsure", unknown="unknown")
"""What a contact sheet says of each face."""

CAPTION_ROOM = 1000
"""Characters of a caption that are filled; Telegram takes 1,024 after parsing."""


def caption(found: Identification) -> str:
    """Who is in a photo, face by face, within what a caption may hold."""
    if len(found.answers) == 1:
        return _alone(found.answers[0], found.names)
    lines = [_line(number, one, found.names) for number, one in enumerate(found.answers, 1)]
    return _fitting(lines, _left_out(found.faces_left_out))


def _left_out(faces: int) -> str:
    if not faces:
        return ""
    return f"Not answered: the {f'{faces} smallest faces' if faces > 1 else 'smallest face'}."


def _alone(answer: Answer, names: Mapping[int, str]) -> str:
    decision = answer.decision
    if decision is None or decision.best is None:
        return _unanswered(answer)
    if decision.outcome is Outcome.KNOWN:
        return f"<b>{named(names[decision.best.person_id])}</b>\n{_evidence(decision, names)}"
    return (
        "<b>Unknown</b>: nobody enrolled here is close enough.\n"
        f"Closest: {_candidate(decision.best, names)}; I name people from "
        f"{decision.threshold:.2f} on."
    )


def _line(number: int, answer: Answer, names: Mapping[int, str]) -> str:
    decision = answer.decision
    if decision is None or decision.best is None:
        return f"<b>{number}.</b> {_unanswered(answer)}"
    if decision.outcome is Outcome.KNOWN:
        who = named(names[decision.best.person_id])
        return f"<b>{number}. {who}</b>: {_evidence(decision, names)}"
    return f"<b>{number}. Unknown</b>: closest {_candidate(decision.best, names)}"


def _unanswered(answer: Answer) -> str:
    return embedding_failed(answer.failure) if answer.failure else NOTHING_COMPARABLE


def _evidence(decision: Decision, names: Mapping[int, str]) -> str:
    if decision.best is None:
        return ""
    parts = [
        f"similarity {decision.best.similarity:.2f}",
        _votes(decision.best.votes, len(decision.matches)),
    ]
    if decision.runner_up:
        parts.append(f"runner-up {_candidate(decision.runner_up, names)}")
    return " · ".join(parts)


def _votes(votes: int, matches: int) -> str:
    return "the closest photo" if matches == 1 else f"{votes} of the {matches} closest photos"


def _candidate(candidate: Candidate, names: Mapping[int, str]) -> str:
    return f"{named(names[candidate.person_id])} {candidate.similarity:.2f}"


def _fitting(lines: Sequence[str], last: str) -> str:
    """As many lines as a caption holds, and what the others are."""
    kept = list(lines)
    while _length([*kept, last]) > CAPTION_ROOM and kept:
        kept.pop()
    if len(kept) < len(lines):
        last = f"The other {len(lines) - len(kept)} are in the picture. {last}".strip()
    return "\n".join([*kept, last] if last else kept)


def _length(lines: Sequence[str]) -> int:
    # Markup is counted too, and Telegram counts UTF-16 units: this errs on the safe side.
    return len("\n".join(lines).encode("utf-16-le")) // 2
