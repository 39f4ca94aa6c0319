"""What a drawn person looks like.

Lengths are in half face heights: the crown is at −1, the chin at 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.pictures.palette import Colour, mixed


class Hair(StrEnum):
    """How the hair is worn."""

    SHORT = "short"
    SIDE = "side"
    FRINGE = "fringe"
    BOB = "bob"
    LONG = "long"
    CURLY = "curly"
    BUN = "bun"
    BALD = "bald"
    SPIKY = "spiky"
    SCARF = "scarf"
    BEANIE = "beanie"
    RECEDING = "receding"


class Beard(StrEnum):
    """What grows on the chin and the lip."""

    NONE = "none"
    STUBBLE = "stubble"
    FULL = "full"
    MOUSTACHE = "moustache"
    GOATEE = "goatee"


class Glasses(StrEnum):
    """What is worn before the eyes."""

    NONE = "none"
    ROUND = "round"
    SQUARE = "square"


@dataclass(frozen=True)
class Look:
    """One person's features, the same in every shot."""

    skin: Colour
    hair: Hair
    hair_colour: Colour
    shirt: Colour
    iris: Colour = (92, 62, 40)
    width: float = 0.74
    """Half the width of the face."""
    jaw: float = 2.2
    """How square the jaw is: 1.7 is pointed, 3 is square."""
    eye_apart: float = 0.31
    """From the middle of the face to the middle of an eye."""
    eye_size: float = 0.15
    eye_open: float = 0.5
    """The height of an open eye, in its width."""
    eye_tilt: float = 0.0
    eye_y: float = -0.06
    brow: float = 0.05
    """How thick the brows are."""
    brow_lift: float = 0.19
    """How far the brows are above the eyes."""
    brow_tilt: float = 0.0
    brow_bend: float = 0.05
    nose_long: float = 0.36
    nose_wide: float = 0.14
    mouth_wide: float = 0.27
    mouth_y: float = 0.52
    lips: float = 0.07
    lip_colour: Colour = (178, 92, 88)
    smile: float = 0.05
    teeth: bool = False
    beard: Beard = Beard.NONE
    glasses: Glasses = Glasses.NONE
    freckles: bool = False
    lines: float = 0.0
    """How much age shows, from 0 to 1."""
    blush: float = 0.25


def shadowed(look: Look, share: float) -> Colour:
    """The skin in shadow, from 0 to 1: darker and warmer, never grey."""
    return mixed(look.skin, (62, 20, 12), share)
