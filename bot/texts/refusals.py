"""What is not done, and why."""

from __future__ import annotations

from bot.access.quotas import OverQuota

ADMINS_ONLY = (
    "Only this group's admins may do that. If you are one and write as a channel, please write "
    "as yourself."
)
MANAGERS_ONLY = (
    "Only this group's admins may enrol and change people here. An admin can open that to "
    "everyone in /settings; if you are one and write as a channel, please write as yourself."
)
MEMBERS_ONLY = "Only members of this group may do that."
MOVED = (
    "This group has become a supergroup since then. I still know everybody: ask me again in the "
    "group, and the buttons below that will work."
)
MAY_NOT_WRITE = (
    "I may not write here just now: the topic is closed, or an admin does not let me write."
)
WHOSE = {
    "user": "You have",
    "chat": "This chat has",
    "channels": "Those who write as a channel here have, together,",
}
OUT_OF_DATE = "This is out of date: what it is about is not there any more."


def over_quota(error: OverQuota) -> str:
    """That a day's photos are used up, and when the next day begins."""
    whose = WHOSE[error.whose]
    left = f"{error.left} of {error.most} photos left" if error.left else "no photos left"
    return f"{whose} {left} today. The count begins anew at {error.resets_at:%H:%M} UTC."
