"""What stood in the way of an answer, as the chat and the terminal say it alike.

What one can do about it differs, and is added by either.
"""

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
from bot.recognition.photos import Unreadable

NO_EMBEDDING: Mapping[type[EmbeddingError], str] = {
    ViewUnreadable: "Gemini could not read this picture",
    ViewRefused: "Gemini refuses to look at this picture, for its safety rules",
    BadKey: "Gemini does not accept the key, or does not serve this place",
    UnknownModel: "Gemini has no model of the name that is set",
    BadSettings: "Gemini does not take the settings",
    QuotaExhausted: "Today's quota for Gemini is used up",
    EmbedderBusy: "Gemini is too busy just now",
    BadAnswer: "Gemini gave an answer that cannot be used",
    EmbeddingError: "Gemini cannot be reached just now",
}
"""The last one is for whatever is none of the others."""
UNREADABLE: Mapping[Unreadable, str] = {
    Unreadable.NOT_A_PHOTO: "This is no photo that I can read",
    Unreadable.DAMAGED: "This photo is damaged",
    Unreadable.MOVING: "This picture moves",
    Unreadable.TOO_LARGE: "This file is over 20 MB",
    Unreadable.TOO_MANY_PIXELS: "This picture has over 64 megapixels",
}


def kind_of(error: EmbeddingError) -> type[EmbeddingError]:
    """The kind under which `NO_EMBEDDING` has an error."""
    return next(kind for kind in NO_EMBEDDING if isinstance(error, kind))
