"""What is said while people are enrolled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from bot.recognition.embedding import EmbeddingError
from bot.recognition.sessions import Standing
from bot.recognition.tally import Skipped, Tally
from bot.texts.failures import embedding_failed
from bot.texts.names import named

NAME_FIRST = "First tell me whose photos these are: reply with the name, or /cancel."
PICTURE_OF_MINE = (
    "That is a picture I drew. Please reply to the photo itself with <code>/enroll Anna</code>."
)
ONE_AT_A_TIME = (
    "Please mention one person at a time, as in <code>/enroll @name Anna</code>: then I know who "
    "is called what."
)
ANOTHER_USER = (
    "Somebody of that name is enrolled here as another Telegram user already. If it is somebody "
    "else, please choose another name."
)
NO_SESSION = "Nothing is being enrolled just now. <code>/enroll Anna</code> begins."
NOBODY = "Nobody was enrolled."
NAME_WITHDRAWN = "All right, nobody is enrolled."
SKIPPED: Mapping[Skipped, str] = {
    Skipped.NOT_A_PHOTO: "not a photo",
    Skipped.DAMAGED: "damaged",
    Skipped.MOVING: "not a still picture",
    Skipped.TOO_LARGE: "over 20 MB",
    Skipped.TOO_MANY_PIXELS: "over 64 megapixels",
    Skipped.GONE: "could not be fetched",
    Skipped.NO_FACE: "no face",
    Skipped.ALREADY_THERE: "already there",
    Skipped.REFUSED: "refused by Gemini's safety rules",
    Skipped.UNREADABLE: "unreadable for Gemini",
    Skipped.NOT_EMBEDDED: "without an answer from Gemini",
}


def whose(photos: int, note: str = "") -> str:
    """The question for a name: of so many photos that are there, or of those that will come.

    ``note`` is what else is to be said of a single one.
    """
    if photos == 1:
        return f"Whose photo is this? Reply with the name, or /cancel. {note}".strip()
    if photos:
        return "Whose photos are these? Reply with the name, or /cancel."
    return "Whose photos are you going to send? Reply with the name, or /cancel."


def begun(name: str, before: str, *, suffix: str, sender: str | None = None) -> str:
    """The first words of a session; ``before`` are the last of the session that it replaces.

    ``suffix`` is what commands need behind them in a group, where a reply is sure to be seen.
    ``sender`` is whose photos are waited for, where the words answer nothing that they said.
    """
    replaced = f"{before}\n\n" if before else ""
    send = _send("photos", suffix)
    if sender:
        send = f"{named(sender)}, {send[0].lower()}{send[1:]}"
    return f"{replaced}{send} of <b>{named(name)}</b>, {_how(suffix)}."


def status(standing: Standing, *, suffix: str) -> str:
    """How a session stands, while photos arrive."""
    failure = standing.latest.failure if standing.latest else None
    parts = [summary(standing)]
    if failure and standing.latest:
        parts.append(_failed(standing.latest, failure))
    parts.append(f"{_send('more photos', suffix)}, or /done{suffix}.")
    return "\n".join(parts)


def still_taking(name: str) -> str:
    """What whoever forgot an open session is told."""
    return f"I'm still taking photos of <b>{named(name)}</b>: send more, or /done, or /cancel."


def enrolled_by(name: str | None, *, suffix: str) -> str:
    """Who enrolled somebody, to be put before how many photos; an admin where it is not told.

    Nothing where there is no ``suffix``, which is in private: there it is plain to see.
    """
    return f"{named(name) if name else 'An admin'} enrolled " if suffix else ""


def ended(standing: Standing, by: str = "") -> str:
    """What a session's status says when it is over; ``by`` is as `enrolled_by` says it."""
    return f"Done. {_whose_doing(standing, by)}"


def session_done(standing: Standing, by: str = "", *, suffix: str) -> str:
    """The last words of a session."""
    if not standing.total:
        waits = standing.held or standing.unclear
        nobody = "Nobody is enrolled yet: the buttons above decide." if waits else NOBODY
        return f"{summary(standing)}\n{nobody}"
    ask = f"Reply to a photo with /who{suffix}" if suffix else "Now send any photo"
    return f"{_whose_doing(standing, by)}\nDone. {ask}, and I'll tell who is in it."


def session_quiet(standing: Standing, by: str = "") -> str:
    """The last words of a session that nobody ended."""
    return f"{_whose_doing(standing, by)}\nDone: nothing came for 15 minutes."


def removed_meanwhile(name: str) -> str:
    """That somebody was removed, or merged, while photos of them were looked at."""
    return (
        f"<b>{named(name)}</b> was removed here, or merged with somebody else, while I looked at "
        "this, so I added nothing more."
    )


def over(name: str) -> str:
    """The last words of a session whose person is not there any more."""
    return f"This has ended: <b>{named(name)}</b> was removed here, or merged with somebody else."


def _whose_doing(standing: Standing, by: str) -> str:
    return f"{by if standing.added else ''}{summary(standing)}"


def session_cancelled(name: str, removed: int, waited: int = 0) -> str:
    """That a session is cancelled; ``waited`` photos of it were not added yet."""
    words = f"Cancelled: {photos(removed)} of <b>{named(name)}</b> removed."
    if waited:
        words += f" {photos(waited)} held back won't be added either."
    return words


def _send(what: str, suffix: str) -> str:
    return f"Reply to this message with {what}" if suffix else f"Send me {what}"


def _how(suffix: str) -> str:
    return f"one by one or as albums, then {'send ' if suffix else ''}/done{suffix}"


def summary(standing: Standing) -> str:
    """A session's counts in one line, and what one should know of them."""
    session = standing.session
    return _counts(
        Tally(
            session.name or "",
            added=standing.added,
            skipped=standing.skipped,
            several_faces=session.several_faces,
        ),
        standing.total,
        standing.held,
        standing.unclear,
    )


def added_at_once(tally: Tally, total: int, by: str = "", note: str = "") -> str:
    """What became of the photos that the command meant, and what else is to be said of them."""
    if tally.gone:
        return removed_meanwhile(tally.name)
    line = _counts(tally, total, len(tally.doubtful), len(tally.unclear))
    lines = [f"{by if tally.added else ''}{line}"]
    if tally.also:
        others = ", ".join(f"<b>{named(other)}</b>" for other in sorted(tally.also))
        lines.append(f"The same picture is enrolled here as {others}, too.")
    if tally.failure:
        lines.append(_failed(tally, tally.failure))
    if note:
        lines.append(note)
    return "\n".join(lines)


def _counts(tally: Tally, total: int, held: int, unclear: int) -> str:
    """How many photos were added, held back and left out, and what one should know of them."""
    added = tally.added
    in_all = f" added, {total} in all" if total != added else ""
    parts = [f"<b>{named(tally.name)}</b>: {photos(added)}{in_all}"]
    left_out = Counter(tally.skipped)
    if anew := left_out.pop(Skipped.RENEWED, 0):
        parts.append(f"{anew} taken in anew for the model in use")
    reasons = [(SKIPPED[reason], n) for reason, n in left_out.most_common() if n]
    if len(reasons) == 1:
        parts.append(f"{reasons[0][1]} skipped: {reasons[0][0]}")
    elif reasons:
        each = ", ".join(f"{n} {reason}" for reason, n in reasons)
        parts.append(f"{left_out.total()} skipped: {each}")
    if held:
        parts.append(f"{held} held back")
    if unclear:
        parts.append(f"{unclear} with several faces to choose from")
    lines = [" · ".join(parts)]
    if tally.several_faces:
        where = _in(tally.several_faces, added)
        lines.append(f"Smaller or fainter faces {where} besides: I took the clearest.")
    return "\n".join(lines)


def _in(some: int, added: int) -> str:
    return "in the photo" if added == some == 1 else f"in {photos(some)}"


def _failed(tally: Tally, failure: EmbeddingError) -> str:
    """Why photos were left out, or taken in by one of two embedders alone."""
    if not tally.incomplete:
        return embedding_failed(failure)
    which = "It" if tally.incomplete == tally.added == 1 else f"{tally.incomplete} of them"
    return (
        f"{which} could be taken in by half only. {embedding_failed(failure)} Sent again later, "
        "the rest is taken in as well."
    )


def photos(n: int) -> str:
    return "1 photo" if n == 1 else f"{n} photos"
