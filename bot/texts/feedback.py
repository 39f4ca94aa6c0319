"""What people say of an answer, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chats.answered import Standing
from bot.chats.lessons import Outcome
from bot.recognition.quality import Doubt
from bot.recognition.tally import Skipped, Tally
from bot.texts.holding import REASONS
from bot.texts.lengths import CAPTION, length
from bot.texts.names import named
from storage.answered import AnsweredFace, Feedback, FeedbackKind, TakenOut
from storage.records import RemovalKind

Names = Mapping[int, str]

BEGIN = "\n\n<i>"
"""Begins what was learnt, below the words of an answer: no answer has anything like it."""
EXAMPLE = "Anna"
UNDONE = "That is undone."
WITHDRAWN = (
    "I don't wait for this answer any more, so nothing was changed. Press Somebody new again, "
    "and I'll ask again."
)
GONE = "somebody who is not here any more"
UNSEEN = "I could not see the face again, so I may make the mistake once more."
EXPLAINED = "I have told why just now."
WHICH = "Of which face shall I tell why?"
ASKED_WHICH = "Choose a face in my message below."
NOT_ADDED: Mapping[str, str] = {
    Skipped.ALREADY_THERE: "I have this photo already",
    Skipped.RENEWED: "I have this photo already",
    Outcome.UNCLEAR: "I see several faces in it now",
    Skipped.GONE: "I could not fetch it again",
    Skipped.NO_FACE: "I found no face in it this time",
    Skipped.REFUSED: "Gemini refuses to look at it",
    Skipped.UNREADABLE: "Gemini could not read it",
    Skipped.NOT_EMBEDDED: "Gemini could not be asked just now",
    **REASONS,
    Doubt.SOMEBODY_ELSE: "the face looks more like somebody else's photos",
}
"""Why a photo is not added, as a clause."""


def with_learnt(words: str, standing: Standing) -> str:
    """The words of an answer as they are, with what was said of it by now, and came of it."""
    answer, _, _ = words.partition(BEGIN)
    said = [(face, standing.said[face.id]) for face in standing.faces if face.id in standing.said]
    room, names, several = CAPTION - length(answer), standing.names, standing.several
    if not said:
        return answer
    lines = [
        _line(face, feedback, standing, str(face.number) if several else "This")
        for face, feedback in said
    ]
    short = [_short(face, feedback, names) for face, feedback in said]
    for learnt in ("\n".join(lines), f"Learnt: {'; '.join(short)}.", "Learnt, thank you."):
        if length(f"{BEGIN}{learnt}") <= room:
            return f"{answer}{BEGIN}{learnt}</i>"
    return answer


def now_known(face: AnsweredFace, feedback: Feedback, standing: Standing) -> str:
    """What came of a name that somebody wrote, as a message of its own."""
    subject = f"Face {face.number}" if standing.several else "This"
    return _line(face, feedback, standing, subject)


def who_is_it(face: AnsweredFace, standing: Standing, *, whom: str | None, suffix: str) -> str:
    """The question for a name; ``whom`` is who is asked in a group, as HTML."""
    which = f"face {face.number}" if standing.several else "this"
    called = f"{whom}, who is {which}?" if whom else f"Who is {which}?"
    how = "Reply to this message with" if suffix else "Send me"
    return f"{called} {how} the name, or /cancel{suffix}."


def not_added(name: str, tally: Tally) -> str:
    """That somebody new is not known, since the photo could not be added."""
    reason = NOT_ADDED.get(next(iter(tally.skipped), ""), "I could not read it again")
    return (
        f"I don't know <b>{named(name)}</b> now: the photo was not added, because {reason}. "
        "Send me a photo with /enroll and the name."
    )


def _line(face: AnsweredFace, feedback: Feedback, standing: Standing, subject: str) -> str:
    """What was said of one face, in full; ``subject`` is what it is called."""
    came, person = feedback.came_of_it, standing.names.get(feedback.person_id or 0)
    taken = standing.taken.get(feedback.id, ())
    if person is None and feedback.person_id is not None:
        said = [f"{subject} is {GONE}."]
    elif person is None:
        names = {**standing.names, **{one.removal.person_id: one.name for one in taken}}
        said = [f"{subject} is {_nobody(face, feedback, names)}"]
    elif came == Outcome.ADDED:
        said = [f"{subject} is <b>{named(person)}</b>. I learnt the photo."]
    else:
        why = NOT_ADDED.get(came, "I could not read it again")
        said = [f"{subject} is <b>{named(person)}</b>. I did not add the photo: {why}."]
    said += _taken_out(taken)
    if feedback.kind is FeedbackKind.WRONG:
        said.append("Who is it?")
    if came == Outcome.NOT_SEEN:
        said.append(UNSEEN)
    return " ".join(said)


def _nobody(face: AnsweredFace, feedback: Feedback, names: Names) -> str:
    wrong = [f"<b>{named(names[one])}</b>" for one in face.named if one in names]
    them = " or ".join(wrong) if wrong else "anybody here"
    return f"a stranger, not {them}." if feedback.kind is FeedbackKind.STRANGER else f"not {them}."


def _taken_out(taken: Sequence[TakenOut]) -> list[str]:
    """That photos were with whom they do not show, and are no longer."""
    return [
        f"This very photo was the only one of <b>{named(one.name)}</b>, who is gone with it."
        if one.removal.kind is RemovalKind.FORGET
        else f"I took this very photo out of <b>{named(one.name)}</b>'s."
        for one in taken
    ]


def _short(face: AnsweredFace, feedback: Feedback, names: Names) -> str:
    person = names.get(feedback.person_id or 0)
    if person is not None:
        return f"{face.number} is <b>{named(person)}</b>"
    if feedback.person_id is not None:
        return f"{face.number} is {GONE}"
    stranger = feedback.kind is FeedbackKind.STRANGER
    return f"{face.number} is {'a stranger' if stranger else 'somebody else'}"
