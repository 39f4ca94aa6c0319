"""What is said in a terminal of a folder of photos, and of the photos compared with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.datasets.folders import IsFolder, NoSuchFile, Oddity, PhotoFile, Remark, shown
from bot.recognition.embedding import (
    BadAnswer,
    BadKey,
    BadSettings,
    EmbedderBusy,
    EmbeddingError,
    QuotaExhausted,
    UnknownModel,
)
from bot.recognition.photos import PhotoUnreadable, Unreadable
from bot.recognition.recogniser import NothingComparable
from bot.recognition.sight import NoFace
from bot.recognition.source import SourceGone
from bot.recognition.tally import Skipped
from bot.texts.enrolling import SKIPPED
from bot.texts.names import isolated
from bot.texts.reasons import NO_EMBEDDING, UNREADABLE, kind_of
from storage.names import LONGEST_NAME

CANNOT_BE_READ = "it cannot be read"
KEPT = "What is embedded by now is kept."
ODDITIES: Mapping[Oddity, str] = {
    Oddity.BAD_NAME: "left out: the folder's name has nothing that one could read as a name.",
    Oddity.LONG_NAME: "left out: as a person's name, the folder's has more than "
    f"{LONGEST_NAME} characters.",
    Oddity.SAME_NAME: "taken together with another folder of the same name: {name}.",
    Oddity.NO_PHOTOS: "there are no photos in it.",
    Oddity.BESIDE: "left out: it is in nobody's folder.",
    Oddity.UNREADABLE: f"left out: {CANNOT_BE_READ}.",
    Oddity.LEADS_BACK: "left out: this link leads to what may be other people's photos.",
    Oddity.NOT_TEXT: "part of the folder's name cannot be read; the person is called {name}.",
}
LEFT_OUT: Mapping[Skipped, str] = {
    **SKIPPED,
    Skipped.GONE: CANNOT_BE_READ,
    Skipped.TOO_LARGE: f"{SKIPPED[Skipped.TOO_LARGE]}; save it smaller",
    Skipped.TOO_MANY_PIXELS: f"{SKIPPED[Skipped.TOO_MANY_PIXELS]}; save it smaller",
}
NO_ANSWER: Mapping[type[Exception], str] = {
    NoSuchFile: "There is no such file.",
    IsFolder: "This is a folder; name the photos in it.",
    SourceGone: "It cannot be read.",
    NoFace: "I found no face in it; one that is larger, sharper or turned to the camera may do.",
    NothingComparable: "Nothing in the folder can be compared with it.",
}
AFTER_UNREADABLE: Mapping[Unreadable, str] = {
    Unreadable.MOVING: "; I look at still ones only",
    Unreadable.TOO_LARGE: "; save it smaller",
    Unreadable.TOO_MANY_PIXELS: "; save it smaller",
}
AFTER_NO_EMBEDDING: Mapping[type[EmbeddingError], str] = {
    BadKey: ": see GEMINI_API_KEY",
    UnknownModel: ": see GEMINI_MODEL",
    BadSettings: ": see GEMINI_MODEL and GEMINI_DIMENSIONS",
    QuotaExhausted: "; try again tomorrow",
    EmbedderBusy: "; try again in a few minutes",
    BadAnswer: "; try again later",
    EmbeddingError: "; try again in a few minutes",
}


def remark(odd: Remark) -> str:
    """What is odd about a file or folder, in a line."""
    name = isolated(odd.name or "")
    return f"{shown(odd.path)}: {ODDITIES[odd.oddity].format(name=name)}"


def left_out(file: PhotoFile, reason: Skipped) -> str:
    """Why a file of the folder is not compared with, in a line."""
    return f"{shown(file.path)}: left out: {LEFT_OUT[reason]}."


def incomplete(file: PhotoFile, reason: Skipped) -> str:
    """Why a file of the folder is compared by one of two models alone, in a line."""
    return f"{shown(file.path)}: known to one of the two models alone: {LEFT_OUT[reason]}."


def shared(files: Sequence[PhotoFile]) -> str:
    """One photo in several people's folders, in a line."""
    paths = _listed([shown(file.path) for file in files])
    people = _listed([isolated(name) for name in dict.fromkeys(file.person for file in files)])
    return f"{paths} are the same photo; it counts for {people}."


def several_faces(file: PhotoFile) -> str:
    """That the largest face was taken as the person's, in a line."""
    return f"{shown(file.path)}: several faces; the largest is taken for {isolated(file.person)}."


def faceless(file: PhotoFile) -> str:
    """That a photo is compared as a whole, in a line."""
    return f"{shown(file.path)}: no face found: compared only with photos that show none."


def names_unknown(manifest: Path) -> str:
    """That an export's list cannot be used, in a line."""
    return f"{shown(manifest)} cannot be used: I call people as their folders are called."


def cache_trouble(path: Path, why: str) -> str:
    """That what is found out is not kept for the next time, in a line."""
    return (
        f"{shown(path)} cannot be used: {why.removesuffix('.')}. I do without it; the next time "
        "these photos have to be embedded again."
    )


def nothing_comparable(folder: Path) -> str:
    """That there is not one photo to compare with."""
    return f"None of the photos in {shown(folder)} can be used: there is nobody to compare with."


def interrupted(error: EmbeddingError, done: int) -> str:
    """Why a folder could not be embedded to the end; ``done`` photos are not lost."""
    sentence = _embedding_failed(error)
    return f"{sentence} {KEPT}" if done else sentence


def stopped(done: int) -> str:
    """That it was told to stop; ``done`` photos are not lost."""
    return f"Stopped. {KEPT}" if done else "Stopped."


def still_waiting(pause: float, longest: float) -> str:
    """Why nothing happens: a known pause, in seconds, or else no answer yet."""
    if pause >= 1:
        return f"Pausing for about {round(pause)} s, to keep to Gemini's requests per minute."
    return f"Gemini has not answered yet; I keep trying for up to {round(longest)} s."


def more_like_this(lines: int) -> str:
    """That some lines are left unsaid."""
    return f"… and {lines} more like this."


def sheet_written(path: Path) -> str:
    """Where the contact sheet is."""
    return f"Contact sheet: {shown(path)}"


def sheet_unwritten(path: Path, error: OSError) -> str:
    """Why there is no contact sheet."""
    return f"The contact sheet {shown(path)} cannot be written: {error.strerror}."


def sheet_over_photo(path: Path) -> str:
    """That a picture of an answer, or a chart, would take a photo's place."""
    return f"{shown(path)} would take the place of a photo. Choose another name."


def sheet_among_photos(path: Path, folder: Path) -> str:
    """That a picture of an answer, or a chart, would be taken for a photo the next time."""
    return f"{shown(path)} would lie among the photos of {shown(folder)}. Choose another place."


def why_not(error: Exception) -> str:
    """Why a photo asked about has no answer, in a sentence."""
    if isinstance(error, EmbeddingError):
        return _embedding_failed(error)
    if isinstance(error, PhotoUnreadable):
        return f"{UNREADABLE[error.reason]}{AFTER_UNREADABLE.get(error.reason, '')}."
    return NO_ANSWER[type(error)]


def about(photo: Path, sentence: str) -> str:
    """Which photo a sentence is about, in a line."""
    return f"{shown(photo)}: {sentence}"


def _embedding_failed(error: EmbeddingError) -> str:
    kind = kind_of(error)
    return f"{NO_EMBEDDING[kind]}{AFTER_NO_EMBEDDING.get(kind, '')}."


def _listed(things: Sequence[str]) -> str:
    return " and ".join([", ".join(things[:-1]), things[-1]]) if len(things) > 1 else things[0]
