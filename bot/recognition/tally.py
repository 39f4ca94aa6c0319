"""What became of photos that were to be enrolled."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from bot.recognition.embedding import EmbeddingError, ViewRefused, ViewUnreadable
from bot.recognition.quality import Doubt
from bot.recognition.source import Source
from storage.models import Face


class Skipped(StrEnum):
    """Why a photo was not added. The first five are those of `Unreadable`."""

    NOT_A_PHOTO = "not a photo"
    DAMAGED = "damaged"
    MOVING = "moving"
    TOO_LARGE = "too large"
    TOO_MANY_PIXELS = "too many pixels"
    GONE = "gone"
    NO_FACE = "no face"
    ALREADY_THERE = "already there"
    RENEWED = "renewed"
    """Already there, but only now embedded by the model in use."""
    REFUSED = "refused"
    UNREADABLE = "unreadable for the embedder"
    NOT_EMBEDDED = "not embedded"


@dataclass(frozen=True)
class HeldBack:
    """A photo that was not added, and waits for somebody's word.

    ``number`` is its place among the photos that came with it, counted from 1. Either there are
    ``doubts`` about it, in the order in which they are told; where one is that the face looks
    like somebody else, ``like`` is that person's name. Or ``faces`` are the several that may be
    meant, from left to right.
    """

    source: Source
    number: int
    doubts: tuple[Doubt, ...] = ()
    like: str | None = None
    faces: tuple[Face, ...] = ()


@dataclass
class Tally:
    """What became of some photos of somebody who is called ``name`` by now.

    They are ``gone`` where they were removed, or merged into somebody else, while the photos were
    looked at: then no more were added. ``several_faces`` counts the added ones of which smaller
    faces were passed over, and ``incomplete`` those that one of several embedders gave no vector
    of. ``also`` are the names under which the chat has the same pictures besides; ``failure`` is
    why the embedder gave nothing for those it left out.
    """

    name: str
    photos: int = 0
    person_id: int | None = None
    gone: bool = False
    added: int = 0
    several_faces: int = 0
    incomplete: int = 0
    skipped: Counter[Skipped] = field(default_factory=Counter)
    held: list[HeldBack] = field(default_factory=list)
    also: set[str] = field(default_factory=set)
    failure: EmbeddingError | None = None

    @property
    def took(self) -> bool:
        """Whether anything was stored."""
        return bool(self.added or self.skipped[Skipped.RENEWED])

    @property
    def doubtful(self) -> list[HeldBack]:
        """The photos that there are doubts about."""
        return [held for held in self.held if held.doubts]

    @property
    def unclear(self) -> list[HeldBack]:
        """The photos of which several faces may be meant."""
        return [held for held in self.held if held.faces]


def reason_of(error: EmbeddingError) -> Skipped:
    """Why a photo that the embedder gave nothing for was left out."""
    match error:
        case ViewRefused():
            return Skipped.REFUSED
        case ViewUnreadable():
            return Skipped.UNREADABLE
        case _:
            return Skipped.NOT_EMBEDDED
