"""Who is in a photo, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.pictures.findings import Labels
from bot.recognition.matching import Candidate, Decision, Outcome
from bot.recognition.recogniser import Answer, Identification
from bot.texts.asking import of_group
from bot.texts.failures import NOTHING_COMPARABLE, embedding_failed
from bot.texts.names import named

OUTCOMES = Labels(known="known", unsure="not sure", unknown="Unknown", closest="closest")
"""What a contact sheet says of each face."""

PICTURE_OF_MINE = "That is a picture I drew. Please reply to the photo itself with /who."
CAPTION_ROOM = 1000
"""Characters of a caption that are filled; Telegram takes 1,024 after parsing."""


def caption(found: Identification, group: str | None = None) -> str:
    """Who is in a photo, face by face, within what a caption may hold.

    ``group`` is the title, empty where unknown, of the group with whose people the photo was
    compared, where that is not the chat that reads this.
    """
    head = [] if group is None else [of_group(group)]
    if len(found.answers) == 1:
        if found.faceless:
            head.append("I found no face, so I compared the whole photo.")
        return "\n".join([*head, _alone(found.answers[0], found.names)])
    lines = [_line(number, one, found.names) for number, one in enumerate(found.answers, 1)]
    last = left_out(found.faces_left_out) if found.faces_left_out else ""
    return _fitting([*head, *lines], last)


def nobody_in(group: str) -> str:
    """That there is nobody to compare a photo with in the group that somebody asks about."""
    return f"{of_group(group)} There is nobody enrolled yet."


def left_out(faces: int) -> str:
    """That so many faces were too many to answer."""
    return f"Not answered: the {f'{faces} smallest faces' if faces > 1 else 'smallest face'}."


def _alone(answer: Answer, names: Mapping[int, str]) -> str:
    decision = answer.decision
    if decision is None or decision.best is None:
        return _unanswered(answer)
    best = decision.best
    if decision.outcome is Outcome.UNKNOWN:
        unknown = "<b>Unknown</b>: nobody enrolled here is close enough."
        return f"{unknown}\n{evidence(decision, best, names)}"
    return f"<b>{named(names[best.person_id])}</b>\n{evidence(decision, best, names)}"


def evidence(
    decision: Decision,
    best: Candidate,
    names: Mapping[int, str],
    name: Callable[[str], str] = named,
) -> str:
    """What speaks for a decision, in a line; ``name`` tells how names are written."""
    if decision.outcome is Outcome.UNKNOWN:
        closest = f"Closest: {_candidate(best, names, name)}"
        return f"{closest}; I name people from {decision.threshold:.2f} on."
    parts = [f"similarity {best.similarity:.2f}", _votes(best, len(decision.matches))]
    if decision.runner_up:
        parts.append(f"runner-up {_candidate(decision.runner_up, names, name)}")
    return " · ".join(parts)


def _line(number: int, answer: Answer, names: Mapping[int, str]) -> str:
    """One face of several, short enough for one line of a phone or two."""
    decision = answer.decision
    if decision is None or decision.best is None:
        return f"<b>{number}.</b> {_unanswered(answer)}"
    best = decision.best
    if decision.outcome is Outcome.UNKNOWN:
        return f"<b>{number}. Unknown</b> (closest {_candidate(best, names)})"
    votes = f"{best.votes} of {len(decision.matches)}"
    if decision.runner_up:
        votes += f", runner-up {_candidate(decision.runner_up, names)}"
    return f"<b>{number}. {named(names[best.person_id])}</b> {best.similarity:.2f} ({votes})"


def _unanswered(answer: Answer) -> str:
    return embedding_failed(answer.failure) if answer.failure else NOTHING_COMPARABLE


def _votes(best: Candidate, matches: int) -> str:
    # Somebody with one photo has one vote at most: that says nothing against them.
    if best.photos == best.votes == 1:
        return "by their only photo"
    return f"{best.votes} of the {matches} closest photos"


def _candidate(
    candidate: Candidate, names: Mapping[int, str], name: Callable[[str], str] = named
) -> str:
    return f"{name(names[candidate.person_id])} {candidate.similarity:.2f}"


def _fitting(lines: Sequence[str], last: str) -> str:
    """As many lines as a caption holds, and what the others are."""
    kept = list(lines)
    while _length([*kept, last]) > CAPTION_ROOM and kept:
        kept.pop()
    if len(kept) < len(lines):
        last = f"More in the picture: {len(lines) - len(kept)}. {last}".strip()
    return "\n".join([*kept, last] if last else kept)


def _length(lines: Sequence[str]) -> int:
    # Markup is counted too, and Telegram counts UTF-16 units: this errs on the safe side.
    return len("\n".join(lines).encode("utf-16-le")) // 2
