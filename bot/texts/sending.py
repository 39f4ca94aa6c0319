"""What is said in a chat that asks for its people and photos as a file."""

from __future__ import annotations

from bot.chats.packing import Parcel
from bot.texts.chats import counted
from bot.texts.names import named

ADMINS_ONLY = "Only this group's admins may have its people and photos sent to them."
ADMINS_ONLY_NOW = (
    "I send a group's people and photos to its admins only, and as far as I can see you are none "
    "of that group."
)
AS_YOURSELF = (
    "Please ask as yourself: I send it in private, and cannot tell who you are while you write as "
    "a group or a channel."
)
NOBODY = "There is nothing to send: nobody is enrolled here yet."
UNDER_WAY = "I'm packing this already. There is no need to ask again."
STILL_PACKING = "There is much to pack. I'm still at it; there is no need to ask again."
NO_ROOM = (
    "There is not enough room on the disk of the machine I run on to pack this. Whoever runs me "
    "can make some, or write it to another place with <code>whosthis export</code>."
)
TOO_LARGE = (
    "This is too large to be sent here. Whoever runs me can write it to a folder with "
    "<code>whosthis export</code>."
)
WITHDRAWN = "This was erased while I was packing it, so I send no more of it."
SENT = "It is in our private chat."
OPEN = "Have it sent to me"
NOT_STARTED = (
    "I send this in private, and may not write to you there yet. Press the button and then "
    "<b>Start</b>, and it comes at once."
)


def caption(parcel: Parcel, number: int) -> str:
    """What stands under one of the files, counted from 0."""
    parts = len(parcel.names)
    part = f"Part {number + 1} of {parts}"
    if number:
        return f"{part}."
    whose = f"<b>{named(parcel.chat.title)}</b>: " if parcel.chat.title else ""
    people = counted(parcel.people, "person", "people")
    unzip = "unzip it into an empty folder"
    if parts > 1:
        whose = f"{part}. {whose}"
        unzip = "unzip all parts into one empty folder"
    return (
        f"{whose}{people}, {counted(parcel.photos, 'photo')}, and all that I know of their faces. "
        f"Keep it private.\n\nTo bring it back, {unzip}, and on the machine I run on say "
        f"<code>whosthis import FOLDER --chat {parcel.chat.id}</code>"
    )


def perhaps_lost(names: list[str]) -> str:
    """That nobody can tell whether some of the files arrived."""
    files = ", ".join(f"<code>{named(name)}</code>" for name in names)
    return (
        f"Telegram did not say whether this arrived: {files}. If it is not there, please send "
        "/export again."
    )
