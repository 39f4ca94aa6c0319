"""What is said in a terminal of a folder of photos, and of the photos compared with it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
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
    ViewRefused,
    ViewUnreadable,
)
from bot.recognition.enrolment import Skipped
from bot.recognition.photos import PhotoUnreadable, Unreadable
from bot.recognition.recogniser import Answer, Identification, NothingComparable
from bot.recognition.sight import NoFace
from bot.recognition.source import SourceGone
from bot.texts.answering import caption
from bot.texts.enrolling import SKIPPED
from storage.names import LONGEST_NAME

CANNOT_BE_READ = "it cannot be read"
STOPPED = "Stopped. What is embedded by now is kept."
NO_FACE_IN_IT = "I found no face in this photo, so I compared the whole of it."
ODDITIES: Mapping[Oddity, str] = {
    Oddity.BAD_NAME: "left out: the folder's name is nobody's name that one could read.",
    Oddity.LONG_NAME: "left out: as a person's name, the folder's has more than "
    f"{LONGEST_NAME} characters.",
    Oddity.SAME_NAME: "taken together with another folder of the same name: {name}.",
    Oddity.NO_PHOTOS: "there are no photos in it.",
    Oddity.BESIDE: "left out: it is in nobody's folder.",
    Oddity.UNREADABLE: f"left out: {CANNOT_BE_READ}.",
}
LEFT_OUT: Mapping[Skipped, str] = {**SKIPPED, Skipped.GONE: CANNOT_BE_READ}
NO_ANSWER: Mapping[type[Exception], str] = {
    NoSuchFile: "there is no such file",
    IsFolder: "this is a folder; name the photos in it",
    SourceGone: CANNOT_BE_READ,
    NoFace: "I found no face in it; one that is larger, sharper or turned to the camera may do",
    NothingComparable: "nothing in the folder can be compared with it",
}
UNREADABLE: Mapping[Unreadable, str] = {
    Unreadable.NOT_A_PHOTO: "this is no photo that I can read",
    Unreadable.DAMAGED: "this photo is damaged",
    Unreadable.MOVING: "this picture moves; I look at still ones only",
    Unreadable.TOO_LARGE: "this file is over 20 MB",
    Unreadable.TOO_MANY_PIXELS: "this picture has over 64 megapixels",
}
NO_EMBEDDING: Mapping[type[EmbeddingError], str] = {
    ViewUnreadable: "Gemini could not read this picture",
    ViewRefused: "Gemini refuses to look at this picture, for its safety rules",
    BadKey: "Gemini does not accept the key, or does not serve this place: see GEMINI_API_KEY",
    UnknownModel: "Gemini has no model of this name: see GEMINI_MODEL",
    BadSettings: "Gemini does not take these settings: see GEMINI_MODEL and GEMINI_DIMENSIONS",
    QuotaExhausted: "today's quota for Gemini is used up; try again tomorrow",
    EmbedderBusy: "Gemini is too busy just now; try again in a few minutes",
    BadAnswer: "Gemini gave an answer that cannot be used; try again later",
}
MARKUP = re.compile(r"<[^>]*>")


def remark(odd: Remark) -> str:
    """What is odd about a file or folder, in a line."""
    return f"{shown(odd.path)}: {ODDITIES[odd.oddity].format(name=odd.name)}"


def left_out(file: PhotoFile, reason: Skipped) -> str:
    """Why a file of the folder is not compared with, in a line."""
    return f"{shown(file.path)}: left out: {LEFT_OUT[reason]}."


def shared(files: Sequence[PhotoFile]) -> str:
    """One photo in several people's folders, in a line."""
    people = ", ".join(file.person for file in files)
    return (
        f"{shown(files[0].path)}: the same photo lies in several folders; it counts for {people}."
    )


def several_faces(photos: int) -> str:
    """That the largest face was taken as the person's, in a line."""
    where = "one photo" if photos == 1 else f"{photos} photos"
    return f"Several faces in {where} of the folder: I took the largest."


def cache_trouble(path: Path, why: str) -> str:
    """That what is found out is not kept for the next time, in a line."""
    return (
        f"{shown(path)} cannot be used: {why.removesuffix('.')}. I do without it; the next time "
        "these photos have to be embedded again."
    )


def nothing_comparable(folder: Path) -> str:
    """That there is not one photo to compare with."""
    return f"Not one photo in {shown(folder)} can be compared with."


def interrupted(error: EmbeddingError, done: int) -> str:
    """Why a folder could not be embedded to the end; what is done is not lost."""
    sentence = _sentence(_embedding_failed(error))
    return f"{sentence} What is embedded by now is kept." if done else sentence


def more_like_this(lines: int) -> str:
    """That some lines are left unsaid."""
    return f"… and {lines} more like this."


def sheet_written(path: Path) -> str:
    """Where the contact sheet is."""
    return f"Contact sheet: {shown(path)}"


def sheet_unwritten(path: Path, error: OSError) -> str:
    """Why there is no contact sheet."""
    return f"The contact sheet {shown(path)} cannot be written: {error.strerror}."


def why_not(error: Exception) -> str:
    """Why a photo asked about has no answer, in a sentence."""
    if isinstance(error, EmbeddingError):
        return _sentence(_embedding_failed(error))
    if isinstance(error, PhotoUnreadable):
        return _sentence(UNREADABLE[error.reason])
    return _sentence(NO_ANSWER[type(error)])


def about(photo: Path, sentence: str) -> str:
    """Which photo a sentence is about, in a line."""
    return f"{shown(photo)}: {sentence}"


def words(found: Identification, answer: Answer) -> list[str]:
    """Who one face is, or why nobody can tell, and then what speaks for it: one line or two."""
    if answer.failure:
        return [_sentence(_embedding_failed(answer.failure))]
    alone = replace(found, answers=(answer,), faces_left_out=0, faceless=False)
    return html.unescape(MARKUP.sub("", caption(alone))).split("\n")


def faces_left_out(faces: int) -> str:
    """That some faces were too many to answer."""
    return f"Not answered: the {f'{faces} smallest faces' if faces > 1 else 'smallest face'}."


def _sentence(reason: str) -> str:
    return f"{reason[0].upper()}{reason[1:]}."


def _embedding_failed(error: EmbeddingError) -> str:
    for kind, reason in NO_EMBEDDING.items():
        if isinstance(error, kind):
            return reason
    return "Gemini cannot be reached just now; try again in a few minutes"
