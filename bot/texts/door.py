"""What is said at the door: to whoever is not inside, and to whoever comes in."""

from __future__ import annotations

from collections.abc import Mapping

from bot.texts.introduction import COMMANDS, OWNER_COMMANDS, welcome
from bot.texts.names import named

OWNERS_MENU: Mapping[str, str] = {**COMMANDS, **OWNER_COMMANDS}

NOT_INSIDE = (
    "Sorry, I answer only to people who were invited. If you know who runs me, ask them for a "
    "link. I keep nothing of what you send me here."
)
NOBODYS = (
    "Hello! I don't work for anybody yet. If you are the one who runs me: my log shows a link "
    "that makes you my owner. Open it, and we can begin."
)
PRESS_NOT_INSIDE = "Sorry, I answer only to people who were invited."
PRESS_IN_GROUP = "Sorry, I don't work in this group at present."
PRESS_LATER = "You have pressed this very often. Please try again in an hour."
LINK_DEAD = (
    "This link does not work any more, or never did. Please ask whoever gave it to you for "
    "another."
)
CLAIM_DEAD = (
    "This link does not work any more, or never did. I have no owner yet: the latest link in my "
    "log works, and once that has expired, there is a new one."
)
ALREADY_INSIDE = "You can use me already, so this link is still good for somebody else."
ALREADY_OWNER = "You are my owner already."
IN_PRIVATE = "Please send me this in our private chat."
OWNER_ONLY = "Only my owner can do that."
NO_OWNER_YET = (
    "Only my owner can do that, and I have none yet. Whoever runs me finds a link in my log that "
    "makes them my owner."
)


def you_own_me(*, everybody: bool) -> str:
    """What the new owner reads; ``everybody`` is whether all the world may use the bot."""
    others = (
        "Everybody may use me, as ACCESS=open in my settings says"
        if everybody
        else "Nobody else can use me until you let them"
    )
    inviting = (
        ""
        if everybody
        else "• /invite makes links with which others can use me, each in a private chat.\n"
    )
    return (
        f"<b>You are my owner now.</b> {others}.\n\n"
        "• Teach me somebody with <code>/enroll Anna</code> and a few photos; then send any "
        f"photo.\n{inviting}"
        "• Add me to a group, and I work there for everybody in it.\n"
        "• /usage tells what I have done, and what it cost about.\n\n"
        "/help says more, also about what happens to photos."
    )


def owner_only(owner: int | None) -> str:
    """Said to whoever asks for what is the owner's."""
    return NO_OWNER_YET if owner is None else OWNER_ONLY


def group_not_inside(suffix: str) -> str:
    """Said in a group; ``suffix`` is what makes a command reach this bot there."""
    return (
        "Sorry, I don't work in this group yet. I will as soon as somebody who may use me sends "
        f"/start{suffix} here, in their own name."
    )


def invited(bot_name: str) -> str:
    """What somebody reads who has just come in by a link."""
    return f"You are in! From now on you can use me.\n\n{welcome(bot_name)}"


def came_in(name: str, uses_left: int | None) -> str:
    """What the owner reads when somebody has come in by a link."""
    left = f" It works {_times(uses_left)} more." if uses_left else ""
    return f"<b>{named(name)}</b> has come in by your link.{left} /invite shows who is inside."


def claim_link(url: str, hours: int) -> str:
    """What the log shows while nobody owns the bot."""
    line = "=" * 72
    return (
        f"nobody owns this bot yet\n{line}\n"
        f"Whoever opens this link first becomes its owner, who alone decides who may use it:\n\n"
        f"    {url}\n\n"
        f"It works once, within {hours} hours. Until then keep it to yourself; after that, and "
        f"at every start, there is a new one here.\n{line}"
    )


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
