"""What is said of photos that are held back, and asked about their faces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.recognition.quality import Doubt
from bot.recognition.tally import HeldBack
from bot.texts.names import named

ADD_ANYWAY = "Add anyway"
ADD_ALL = "Add all anyway"
NONE_OF_THEM = "None of them"
TRY_AGAIN = "Try again"
NOT_WAITING = (
    "This photo doesn't wait any more: it was seen to already, or withdrawn, or a day has passed."
)
SEND_AGAIN = "I can't fetch this photo from Telegram any more. Please send it again."
LEFT_OUT = "All right, I left this photo out."
FROM_THE_LEFT = "The faces are counted from the left of the photo to the right."
REASONS: Mapping[str, str] = {
    Doubt.BLURRED: "it is blurred",
    Doubt.TINY: "the face is very small",
    Doubt.DARK: "it is too dark",
    Doubt.GLARING: "it is too bright",
    Doubt.TURNED: "the face is turned away or tilted",
    Doubt.REPEATED: "I have nearly the same photo already",
}
"""What makes a photo doubtful by itself, as a clause."""


def why(held: HeldBack) -> str:
    """The doubts about a photo, as the rest of a sentence."""
    reasons = [REASONS[doubt] for doubt in held.doubts if doubt in REASONS]
    if held.like is not None:
        reasons.append(f"it looks like <b>{named(held.like)}</b>")
    if len(reasons) > 2:
        reasons = [", ".join(reasons[:-1]), reasons[-1]]
    return ", and ".join(reasons)


def held_back(name: str, photos: int, held: Sequence[HeldBack]) -> str:
    """That some of the photos which came together are held back, and why each."""
    if photos == 1:
        return f"I held this photo of <b>{named(name)}</b> back: {why(held[0])}."
    which = "1 was" if len(held) == 1 else f"{len(held)} were"
    lines = [f"{which} held back of {photos} photos of <b>{named(name)}</b>:"]
    lines += [f"Photo {one.number}: {why(one)}." for one in held]
    return "\n".join(lines)


def add_anyway(number: int) -> str:
    """The button that adds one of several photos."""
    return f"Add photo {number} anyway"


def which_one(name: str, number: int, photos: int, more: int, likeliest: int | None = None) -> str:
    """The question for a face, and which it may be; of ``more`` photos it is asked afterwards."""
    lines = [f"Which one is <b>{named(name)}</b>?"]
    if photos > 1:
        lines[0] = f"Photo {number} of {photos}: which one is <b>{named(name)}</b>?"
    if likeliest:
        lines.append(f"I think it is {likeliest}.")
    if more:
        lines.append(f"After this I'll ask about {more} more.")
    return "\n".join(lines)


def yes(number: int) -> str:
    """The button for the face that the bot takes to be the one."""
    return f"Yes, {number}"


def send_again(number: int, photos: int) -> str:
    """That a photo cannot be fetched any more."""
    if photos == 1:
        return SEND_AGAIN
    return f"I can't fetch photo {number} from Telegram any more. Please send it again."
