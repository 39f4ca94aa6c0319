"""What is said where members of a group ask in private about its people."""

from __future__ import annotations

from bot.texts.names import named

BACK = "Back to my own people"
OPEN = "Ask in private"
INVITATION = (
    "Members of this group can ask me in private who is in a photo: the button leads there. I "
    "compare such photos with the people of this group, and show names and photos enrolled here. "
    "Nothing of it appears in the group. The button works for a week; leaving the group ends it."
)
LINK_DEAD = (
    "This link has expired. An admin of the group gets a new one by sending /share there, or "
    "anybody where everyone may manage people."
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


def left(title: str) -> str:
    """That somebody is no member any more, which ends their asking."""
    return (
        f"You are no longer a member of {_group(title)}, so I don't compare photos with its "
        "people any more."
    )


def _group(title: str) -> str:
    return f"<b>{named(title)}</b>" if title else "your group"
