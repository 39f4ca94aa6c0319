"""What is said where members of a group ask in private about its people."""

from __future__ import annotations

from bot.access.quotas import OverQuota
from bot.chats.asking import Asker
from bot.texts.names import named

BACK = "Back to my own people"
STOP_WORDS = rf"(?i)\A\s*(stop|back|{BACK})[.!]?\s*\Z"
"""What else is understood as /stop."""
OPEN = "Ask in private"
INVITATION = (
    "Members of this group can ask me in private who is in a photo: the button leads there. I "
    "compare such photos with the people of this group, and show names and photos enrolled here. "
    "Nothing of it appears in the group. The button works for a week; leaving the group ends it."
)
LINK_DEAD = (
    "This link does not work any more: it has expired, or the group has a newer one. Whoever may "
    "manage people there gets another by sending /share in the group."
)
NOT_A_MEMBER = "This link is for members of the group that it was made in."
ENDED = "All right: photos you send me here are compared with your own people again."
NOT_ASKING = "Photos you send me here are compared with your own people already."


def begun(title: str) -> str:
    """That photos are compared with a group's people from now on."""
    return (
        f"From now on I compare the photos you send me here with the people of {_group(title)}, "
        "for as long as you are a member there. Nothing of it appears in the group."
    )


def under_way(title: str) -> str:
    """Whom photos are compared with at present."""
    return f"Photos you send me here are compared with the people of {_group(title)}."


def of_group(title: str) -> str:
    """The line that says which group's people an answer is about."""
    return f"Compared with the people of {_group(title)}."


def what_one_can_do(title: str) -> str:
    """What somebody may do who has nobody of their own, but may ask about a group."""
    return (
        f"Send me a photo, and I compare it with the people of {_group(title)}, for as long as "
        "you are a member there; I keep nothing of it. Of a photo that is here already, ask by "
        "replying to it with /who. /stop ends it.\n\n"
        "To teach me people of your own you need an invitation from whoever runs me."
    )


def why_not(asker: Asker, title: str) -> str:
    """Why nothing is compared with a group's people; only LEFT ends the asking."""
    group = _group(title)
    if asker is Asker.LEFT:
        return (
            f"You are no longer a member of {group}, so I don't compare photos with its people "
            "any more."
        )
    if asker is Asker.HIDDEN:
        return (
            f"I can't see whether you are a member of {group}: it keeps its members from me. "
            "Once one of its admins has made me an admin, too, with any single right, I can."
        )
    return (
        f"I don't work in {group} at present, so I can't compare photos with its people. Once I "
        "do again, ask me again."
    )


def used_up(error: OverQuota, title: str) -> str:
    """That a group's photos of a day are used up, by whoever asks in private."""
    left = f"Only {error.left} of {error.most} photos are" if error.left else "No photos are"
    return (
        f"{left} left today for {_group(title)}, whose members share them in the group and in "
        f"private. The count begins anew at {error.resets_at:%H:%M} UTC."
    )


def _group(title: str) -> str:
    return f"<b>{named(title)}</b>" if title else "that group"
