"""What a chart shows: the marks on it, and its words in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """A score that is pointed at, and whose it is."""

    score: float
    label: str


@dataclass(frozen=True)
class PlaceWords:
    """The words of a chart of scores.

    ``friends`` and ``strangers`` say what each row of dots is, ``none`` what stands where one
    has no dots. ``unknown``, ``unsure`` and ``known`` say what becomes of a photo that lies
    there; ``less`` and ``more`` are the ends of the scale.
    """

    title: str
    friends: str
    strangers: str
    none: str
    unknown: str
    unsure: str
    known: str
    less: str
    more: str


@dataclass(frozen=True)
class TradePoint:
    """What becomes of photos with one threshold, 0 to 1 of them; ``now`` says it is in use."""

    strangers_named: float
    friends_missed: float
    label: str
    now: bool = False


@dataclass(frozen=True)
class Trade:
    """How the two mistakes trade against each other.

    ``curve`` are pairs of the share of strangers named and of friends missed, from the most
    careful threshold on; none where too little was tried to tell. ``strangers`` and ``friends``
    are how many photos were tried. ``likely`` is between which shares, least and most, both
    mistakes really are with the threshold in use: of strangers named, and of friends missed.
    """

    curve: tuple[tuple[float, float], ...]
    points: tuple[TradePoint, ...]
    strangers: int
    friends: int
    likely: tuple[tuple[float, float], tuple[float, float]] | None = None


@dataclass(frozen=True)
class TradeWords:
    """The words of a chart of the trade between two mistakes.

    ``likely`` says what the tinted field is. ``one_in`` is filled with a number, ``half`` and
    ``never`` stand for those shares.
    """

    title: str
    missed: str
    named: str
    better: str
    likely: str
    none: str
    one_in: str
    half: str
    never: str
