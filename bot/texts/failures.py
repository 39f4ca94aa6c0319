"""Why there is no answer, or none yet."""

from __future__ import annotations

from collections.abc import Mapping

from bot.recognition.embedding import (
    BadAnswer,
    BadKey,
    BadSettings,
    EmbedderBusy,
    EmbeddingError,
    QuotaExhausted,
    UnknownModel,
    ViewRefused,
    ViewUnreadable,
)
from bot.recognition.photos import PhotoUnreadable, Unreadable
from bot.recognition.recogniser import NobodyEnrolled, NothingComparable
from bot.recognition.sight import NoFace
from bot.recognition.source import SourceGone
from bot.texts.reasons import NO_EMBEDDING, UNREADABLE, kind_of

APOLOGY = "Sorry, something went wrong inside me and I couldn't finish this. It is in my log."
INTERRUPTED = "I was stopped before I could finish this. Please send it again in a minute."
NOBODY_ENROLLED = (
    "I don't know anybody here yet. Teach me somebody first: send "
    "<code>/enroll Anna</code>, then a few photos of Anna, then /done."
)
NOTHING_COMPARABLE = (
    "Nothing enrolled here can be compared with this photo: those photos show no face, or were "
    "taken in with another model. Send them to me again with /enroll, and I'll know."
)
GONE = "I couldn't fetch this photo from Telegram. Please send it again."
NO_ANSWER: Mapping[type[Exception], str] = {
    NobodyEnrolled: NOBODY_ENROLLED,
    NothingComparable: NOTHING_COMPARABLE,
    SourceGone: GONE,
    NoFace: "I found no face in this photo. Please send one in which the face is larger, "
    "sharper or turned to the camera.",
}
EXPLAINED: tuple[type[Exception], ...] = (EmbeddingError, PhotoUnreadable, *NO_ANSWER)
"""Why a photo may have no answer; `why_not` has a sentence for each."""
AFTER_NO_EMBEDDING: Mapping[type[EmbeddingError], str] = {
    ViewUnreadable: "Please try another photo.",
    ViewRefused: "",
    BadKey: "Whoever runs me has to look at GEMINI_API_KEY.",
    UnknownModel: "Whoever runs me has to look at GEMINI_MODEL.",
    BadSettings: "Whoever runs me has to look at GEMINI_MODEL and GEMINI_DIMENSIONS.",
    QuotaExhausted: "Please try again tomorrow.",
    EmbedderBusy: "Please send it again in a few minutes.",
    BadAnswer: "Please send it again later.",
    EmbeddingError: "Please send it again in a few minutes.",
}
AFTER_UNREADABLE: Mapping[Unreadable, str] = {
    Unreadable.NOT_A_PHOTO: ". I take JPEG, PNG, WebP, HEIC, TIFF, BMP and still GIF.",
    Unreadable.DAMAGED: ": part of the file is missing or wrong. Please send it again, or "
    "another.",
    Unreadable.MOVING: ". I look at still photos only.",
    Unreadable.TOO_LARGE: ", which is more than I can fetch. Please send it as a photo, or "
    "smaller.",
    Unreadable.TOO_MANY_PIXELS: ". Please send it smaller.",
}


def why_not(error: Exception) -> str:
    """Why a photo has no answer."""
    if isinstance(error, EmbeddingError):
        return embedding_failed(error)
    if isinstance(error, PhotoUnreadable):
        return f"{UNREADABLE[error.reason]}{AFTER_UNREADABLE[error.reason]}"
    return NO_ANSWER[type(error)]


def embedding_failed(error: EmbeddingError) -> str:
    """Why there is no embedding, and what one can do about it."""
    kind = kind_of(error)
    return f"{NO_EMBEDDING[kind]}. {AFTER_NO_EMBEDDING[kind]}".rstrip()


def still_working(pause: float) -> str:
    """Why an answer is late; ``pause`` is in seconds, 0 where nobody knows."""
    if pause >= 1:
        return (
            f"Gemini asks me to wait about {round(pause)} s. I'll answer as soon as it lets me; "
            "there is no need to send this again."
        )
    return "This takes longer than usual. I'm still at it; there is no need to send it again."
