"""Who is in a photo, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.pictures.findings import Labels
from bot.recognition.matching import Candidate, Decision, Outcome
from bot.recognition.recogniser import Answer, Identification
from bot.texts.asking import of_group
from bot.texts.evidence import (
    either,
    evidence,
    in_short,
    listed,
    passed_over,
    sureness,
)
from bot.texts.failures import NOTHING_COMPARABLE, embedding_failed
from bot.texts.lengths import length
from bot.texts.names import named
from bot.texts.one_model import SEND_AGAIN, by_one_alone

OUTCOMES = Labels(
    known="known", unsure="not sure", unknown="Unknown", closest="closest", either="or"
)
"""What a contact sheet says of each face."""
UNKNOWN = "<b>Unknown</b>: nobody enrolled here is close enough."
NOBODY_ELSE = "<b>Unknown</b>: nobody else enrolled here is close enough."
"""The same of a face of which people have said who it is not."""

PICTURE_OF_MINE = "That is a picture I drew. Please reply to the photo itself with /who."
CAPTION_ROOM = 800
"""Characters of a caption that are filled: Telegram takes 1,024 after parsing, and what people say
to an answer is written below it."""


def caption(found: Identification, group: str | None = None, note: str = "") -> str:
    """Who is in a photo, face by face, within what a caption may hold.

    ``group`` is the title, empty where unknown, of the group with whose people the photo was
    compared, where that is not the chat that reads this. ``note`` is what else is to be said.
    """
    head = [] if group is None else [of_group(group)]
    if found.alone:
        note = f"{by_one_alone(found.alone, SEND_AGAIN)} {note}".strip()
    if len(found.answers) == 1:
        if found.faceless:
            head.append("I found no face, so I compared the whole photo.")
        tail = [note] if note else []
        return "\n".join([*head, _alone(found.answers[0], found.names), *tail])
    lines = [_line(number, one, found.names) for number, one in enumerate(found.answers, 1)]
    last = left_out(found.faces_left_out) if found.faces_left_out else ""
    return _fitting([*head, *lines], f"{last} {note}".strip())


def nobody_in(group: str) -> str:
    """That there is nobody to compare a photo with in the group that somebody asks about."""
    return f"{of_group(group)} There is nobody enrolled yet."


def left_out(faces: int) -> str:
    """That so many faces were too many to answer."""
    return f"Not answered: the {f'{faces} smallest faces' if faces > 1 else 'smallest face'}."


def _alone(answer: Answer, names: Mapping[int, str]) -> str:
    decision = answer.decision
    if decision is None or not decision.matches:
        return _unanswered(answer)
    told = passed_over(decision, names)
    lines = [NOBODY_ELSE if told else UNKNOWN]
    if best := decision.best:
        if decision.outcome is not Outcome.UNKNOWN:
            lines = [_who(decision, best, names)]
        lines += evidence(decision, best, names)
    if told:
        lines.append(f"Not {told}, as I was told.")
    return "\n".join(lines)


def _who(decision: Decision, best: Candidate, names: Mapping[int, str]) -> str:
    if decision.outcome is Outcome.UNSURE:
        return f"<b>Not sure</b>: perhaps {either(decision.choices, names, _bold)}."
    sure = sureness(decision)
    return f"{_bold(names[best.person_id])}{f', {sure}' if sure else ''}"


def _line(number: int, answer: Answer, names: Mapping[int, str]) -> str:
    """One face of several: who it is, and in a second line why, each a phone's line or so."""
    decision = answer.decision
    if decision is None or not decision.matches:
        return f"<b>{number}.</b> {_unanswered(answer)}"
    told = passed_over(decision, names)
    veto = f" · not {told}, as told" if told else ""
    best = decision.best
    if best is None:
        return f"<b>{number}. Unknown</b>{veto}"
    first = _beginning(number, decision, best, names)
    return f"{first}\n{in_short(decision, best, names)}{veto}"


def _beginning(number: int, decision: Decision, best: Candidate, names: Mapping[int, str]) -> str:
    name = named(names[best.person_id])
    if decision.outcome is Outcome.UNKNOWN:
        return f"<b>{number}. Unknown</b> · most like {name} {best.similarity:.2f}"
    if decision.outcome is Outcome.UNSURE:
        first, *others = (_bold(names[one.person_id]) for one in decision.choices)
        people = listed([f"{first} {best.similarity:.2f}", *others])
        return f"<b>{number}.</b> Perhaps {people}"
    sure = sureness(decision)
    # The similarity is on the contact sheet, too; a word says more.
    return f"<b>{number}. {name}</b>{f', {sure}' if sure else f' {best.similarity:.2f}'}"


def _bold(name: str) -> str:
    return f"<b>{named(name)}</b>"


def _unanswered(answer: Answer) -> str:
    return embedding_failed(answer.failure) if answer.failure else NOTHING_COMPARABLE


def _fitting(lines: Sequence[str], last: str) -> str:
    """As many lines as a caption holds, and what the others are."""
    kept = list(lines)
    while length("\n".join([*kept, last])) > CAPTION_ROOM and kept:
        kept.pop()
    if len(kept) < len(lines):
        last = f"More in the picture: {len(lines) - len(kept)}. {last}".strip()
    return "\n".join([*kept, last] if last else kept)
