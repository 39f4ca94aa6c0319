"""What is said while people are enrolled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from bot.recognition.enrolment import Skipped, Tally
from bot.recognition.sessions import Standing
from bot.texts.failures import embedding_failed
from bot.texts.names import named

ASK_NAME = "Whose photos are you going to send? Reply with the name, or /cancel."
NAME_FIRST = "First tell me whose photos these are: reply with the name, or /cancel."
PHOTO_NEEDS_NAME = (
    "Whose photo is this? Put the name behind the command, such as <code>/enroll Anna</code>, "
    "and reply to the photo with that."
)
NO_SESSION = "Nothing is being enrolled just now. <code>/enroll Anna</code> begins."
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
    Skipped.NOT_EMBEDDED: "not compared",
}


def enrolment_begun(name: str, ended: Standing | None, *, replies_only: bool) -> str:
    """The first words of a session; ``ended`` is the session that it replaces.

    ``replies_only`` says that of a group's photos the bot is only given those that answer it.
    """
    before = f"{summary(ended)}\n\n" if ended else ""
    if replies_only:
        return (
            f"{before}Reply to this message with photos of <b>{named(name)}</b>, one by one or "
            "as albums, then send /done. In this group Telegram shows me only replies to me."
        )
    return f"{before}Send me photos of <b>{named(name)}</b>, one by one or as albums, then /done."


def status(standing: Standing) -> str:
    """How a session stands, while photos arrive."""
    failure = standing.latest.failure if standing.latest else None
    parts = [summary(standing)]
    if failure:
        parts.append(embedding_failed(failure))
    parts.append("More photos, or /done.")
    return "\n".join(parts)


def session_done(standing: Standing) -> str:
    """The last words of a session."""
    if not standing.total:
        return f"{summary(standing)}\nNobody was enrolled."
    return f"{summary(standing)}\nDone. Now send any photo, and I'll tell who is in it."


def session_quiet(standing: Standing) -> str:
    """The last words of a session that nobody ended."""
    return f"{summary(standing)}\nDone: nothing came for 15 minutes."


def session_cancelled(name: str, removed: int) -> str:
    return f"Cancelled: {photos(removed)} of <b>{named(name)}</b> removed."


def summary(standing: Standing) -> str:
    """A session's counts in one line, and what one should know of them."""
    session = standing.session
    return _counts(
        session.name or "",
        standing.added,
        standing.total,
        standing.skipped,
        session.several_faces,
    )


def added_at_once(name: str, tally: Tally, total: int) -> str:
    """What became of the photos that came with the command itself."""
    line = _counts(name, tally.added, total, tally.skipped, tally.several_faces)
    return f"{line}\n{embedding_failed(tally.failure)}" if tally.failure else line


def _counts(name: str, added: int, total: int, skipped: Counter[Skipped], several: int) -> str:
    in_all = f" added, {total} in all" if total != added else ""
    parts = [f"<b>{named(name)}</b>: {photos(added)}{in_all}"]
    parts += [f"{n} skipped: {SKIPPED[reason]}" for reason, n in skipped.items() if n]
    line = " · ".join(parts)
    if several:
        where = "the photo" if added == several == 1 else photos(several)
        line += f"\nSeveral faces in {where}: I took the largest."
    return line


def photos(n: int) -> str:
    return "1 photo" if n == 1 else f"{n} photos"
