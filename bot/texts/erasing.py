"""What is said of erasing all that is kept about a chat."""

from __future__ import annotations

from bot.chats.erasing import Holdings
from bot.texts.chats import counted

CONFIRMATION = "everything"
"""What is typed after /erase to have it done."""
ADMINS_ONLY = "Only this group's admins may erase what I hold about it."
AS_YOURSELF = (
    "Only this group's admins may erase what I hold about it, and I cannot tell whether you are "
    "one while you write as a channel. Please write as yourself."
)


def nothing_to_erase(suffix: str) -> str:
    """That nobody is enrolled; ``suffix`` is what a command needs behind it here."""
    return (
        "There is nothing to erase: nobody is enrolled here. Settings, and what was removed in "
        f"the last ten minutes, go with <code>/erase{suffix} {CONFIRMATION}</code> nonetheless."
    )


def what_would_go(held: Holdings, suffix: str, *, inside: bool) -> str:
    """What erasing removes, and how to have it done; ``inside`` where the bot may be used."""
    export = f" /export{suffix} sends you all of it first, if you want to keep it."
    return (
        f"This would erase all that I hold about this chat, at once and for good: "
        f"{_held(held)}, and the settings.\n\n"
        f"To do it, send <code>/erase{suffix} {CONFIRMATION}</code>.{export if inside else ''}"
        f"\n\n{_stays(inside=inside)}"
    )


def erased(held: Holdings, *, inside: bool) -> str:
    """That it was done."""
    gone = f"Erased: {_held(held)}." if held.people else "Erased."
    as_new = "; I work here as if I were new" if inside else ""
    return (
        f"{gone} Nothing that I held about this chat is left{as_new}.\n\n{_stays(inside=inside)}"
    )


def _stays(*, inside: bool) -> str:
    if inside:
        return (
            "What stays is that I may be used here and, until midnight UTC, how many photos I was "
            "asked about today."
        )
    return "What stays until midnight UTC is how many photos I was asked about today."


def _held(held: Holdings) -> str:
    parts = [counted(held.people, "person", "people"), counted(held.photos, "photo")]
    if held.lent_to:
        groups = counted(held.lent_to, "group")
        parts.append(f"the copies of them that you shared with {groups}")
    return ", ".join(parts)
