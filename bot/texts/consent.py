"""What is said to people who are enrolled as a Telegram user."""

from __future__ import annotations

from bot.texts.enrolling import photos
from bot.texts.names import named
from storage.models import Account

REMOVE_ME = "Remove me"
SOMEBODY_ELSE = "Only the one who is enrolled here may press this."
REMOVED = "Done: you are removed from this chat, with all your photos."
NO_LONGER = (
    "Nobody is enrolled by this message any more. /forgetme removes you wherever you are enrolled "
    "as yourself."
)
SPEAK_AS_YOURSELF = (
    "I can't tell who you are while you write as a group or a channel. Please send /forgetme as "
    "yourself, here or to me in private."
)
NOT_LINKED = (
    "Nobody I know is linked to your Telegram account, so there is nothing that I could remove. "
    "People are linked when they are enrolled with a mention, as in <code>/enroll @name</code>. "
    "If you were enrolled by name only, ask in that chat to have you forgotten: "
    "<code>/forget</code> and the name."
)


def you_were_enrolled(account: Account, by: str | None, name: str) -> str:
    """Tells somebody that they were enrolled, so that Telegram tells them, too.

    ``by`` is None where an admin wrote as the group.
    """
    who = _mention(account, name)
    return (
        f"{who}, {named(by) if by else 'an admin'} has enrolled you here as <b>{named(name)}</b>: "
        "from now on I recognise you in photos of this chat. If you don't want that, press the "
        "button, and all of it is gone at once. /forgetme does so in every chat."
    )


def you_were_shared(account: Account, sharer: str | None, name: str) -> str:
    """Tells somebody that photos of them were shared with a group, so that Telegram tells them."""
    return (
        f"{_mention(account, name)}, photos of you are known in this group now, as "
        f"<b>{named(name)}</b>: {_sharer(sharer)} shared them, and an admin agreed. From now on I "
        "recognise you in photos here. If you don't want that, press the button, and all of it is "
        "gone from this group at once. /forgetme does so in every chat."
    )


def _sharer(name: str | None) -> str:
    return named(name) if name else "somebody"


def _mention(account: Account, name: str) -> str:
    if account.username:
        return f"@{account.username}"
    return f'<a href="tg://user?id={account.user_id}">{named(name)}</a>'


def linked(account: Account) -> str:
    """That somebody who cannot be told here can remove themself."""
    who = f"@{account.username}" if account.username else "Whoever that is on Telegram"
    return f"{who} can have themself removed by sending me /forgetme."


def removed_here(name: str) -> str:
    """What is left of the message that told somebody of their enrolment."""
    return f"{named(name)} had themself removed from here."


def forgotten(chats: int, count: int) -> str:
    """From how many chats somebody was removed, and with how many photos."""
    where = "1 chat" if chats == 1 else f"{chats} chats"
    return f"Done: you are removed from {where}, with {photos(count)}. Nothing of it is kept."
