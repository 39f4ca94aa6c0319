"""Rename, merge, forget, remove a photo: asking, done, and undone."""

from __future__ import annotations

from bot.chats import roster
from bot.texts.enrolling import photos
from bot.texts.names import named
from bot.texts.people import label

UNDO = "Undo"
BACK = "Back"
REMOVE = "Remove"
KEEP = "Keep"
MERGE = "Merge"
KEEP_BOTH = "Keep both"
ANOTHER_NAME = "Another name"
FORGET = "Forget"
CHOOSE_PHOTO = "Which photo shall go? Tap its number."
RENAME_NEEDS_NAMES = "Write both names, for example <code>/rename Ana to Anna</code>."
FORGET_NEEDS_A_NAME = "Whom shall I forget? Write for example <code>/forget Anna</code>."
NOBODY_ELSE = "There is nobody else here to merge with."
UNDO_IS_POSSIBLE = f"Undo is possible for {roster.UNDO.seconds // 60} minutes"
UNCHANGED = "All right, nothing was changed."
WRONGS_FORGOTTEN = "All right, I forgot that."
PHOTO_IS_BACK = "The photo is back."
WITHDRAWN = (
    "I don't wait for this answer any more, so nothing was changed. Press Rename again, and I'll "
    "ask again."
)


def ask_new_name(name: str, *, whom: str | None, suffix: str) -> str:
    """The question for a new name; ``whom`` is who is asked in a group, as HTML."""
    called = f"{whom}, what" if whom else "What"
    how = "Reply to this message with" if suffix else "Send me"
    return f"{called} shall I call <b>{named(name)}</b>? {how} the new name, or /cancel{suffix}."


def keeps_name(name: str) -> str:
    return f"All right, <b>{named(name)}</b> keeps the name."


def renamed(old: str, new: str) -> str:
    if old == new:
        return f"<b>{named(new)}</b> is the name already."
    return f"<b>{named(old)}</b> is called <b>{named(new)}</b> now."


def name_taken(old: str, other: str, count: int) -> str:
    """That somebody else has the name, and what merging the two would do."""
    return (
        f"Somebody else here is called <b>{named(other)}</b> already. If they are one person, "
        f"merge them: {_become(old, other, count)}."
    )


def whom_to_rename(left: str, new: str) -> str:
    """That nobody has the old name; who may be meant is on the buttons below."""
    return (
        f"I don't know anybody called <b>{named(left)}</b> here. Who shall be called "
        f"<b>{named(new)}</b>?"
    )


def ask_forget(name: str, count: int) -> str:
    what = f"{photos(count)} will be"
    return (
        f"Forget <b>{named(name)}</b>? The name and {what} removed. "
        f"{UNDO_IS_POSSIBLE}; after that they are really gone."
    )


def forgotten(name: str, count: int, *, adding: bool = False) -> str:
    """That somebody is forgotten, also while photos of them were being added."""
    return (
        f"<b>{named(name)}</b> is forgotten, with {photos(count)}. {_added_no_more(adding)}"
        f"{UNDO_IS_POSSIBLE}; after that they are really gone."
    )


def ask_remove(name: str, number: int, *, last: bool) -> str:
    """Whether a photo shall go; with the ``last`` one the person goes, too."""
    ask = f"Remove photo {number} of <b>{named(name)}</b>?"
    if last:
        ask += f" It is the only one, so this forgets <b>{named(name)}</b>."
    return f"{ask} {UNDO_IS_POSSIBLE}; after that it is really gone."


def ask_forget_wrongs(name: str, faces: int) -> str:
    what = "the face that is" if faces == 1 else f"the {faces} faces that are"
    them = "it" if faces == 1 else "them"
    return (
        f"Forget {what} not <b>{named(name)}</b>? I may take {them} for <b>{named(name)}</b> "
        "again then. This can't be undone."
    )


def removed(number: int | None) -> str:
    """That a photo is removed, and which it was, where that is known."""
    which = "The photo" if number is None else f"Photo {number}"
    return f"{which} is removed. {UNDO_IS_POSSIBLE}; after that it is really gone."


def ask_into_whom(name: str, count: int) -> str:
    whose = "photo becomes" if count == 1 else f"{count} photos become"
    return (
        f"Whose other name is <b>{named(name)}</b>? {named(name)}'s {whose} theirs, and the name "
        f"{named(name)} goes."
    )


def ask_merge(name: str, other: str, count: int) -> str:
    return f"Merge them? {_become(name, other, count)}. {UNDO_IS_POSSIBLE}."


def merged(name: str, other: str, count: int, *, adding: bool = False) -> str:
    """That somebody was merged, also while photos of them were being added."""
    whose = "photo is" if count == 1 else f"{count} photos are"
    return (
        f"<b>{named(name)}</b>'s {whose} <b>{named(other)}</b>'s now. {_added_no_more(adding)}"
        f"{UNDO_IS_POSSIBLE}."
    )


def is_back(name: str, count: int, namesake: str | None = None) -> str:
    """That a removed person, or one that was merged, is there again.

    ``namesake`` is who has their name by now, where they have another one.
    """
    words = f"<b>{named(name)}</b> is back, with {photos(count)}."
    if namesake is None:
        return words
    return (
        f"{words} Somebody else is called <b>{named(namesake)}</b> by now; if they are one "
        "person, merge them."
    )


def merge_with(name: str) -> str:
    """The button that asks whether to merge somebody with whoever has this name."""
    return f"Merge with {label(name)}"


def has_name_already(old: str, new: str) -> str:
    """That nobody has the old name, and that the new one is somebody's."""
    return (
        f"I don't know anybody called <b>{named(old)}</b> here, and somebody is called "
        f"<b>{named(new)}</b> already."
    )


def _added_no_more(adding: object) -> str:
    return "Adding photos of them has ended, too. " if adding else ""


def _become(name: str, other: str, count: int) -> str:
    whose = "photo becomes" if count == 1 else f"{count} photos become"
    return f"{named(name)}'s {whose} <b>{named(other)}</b>'s, and the name {named(name)} goes"
