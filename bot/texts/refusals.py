"""What is not done, and why."""

from __future__ import annotations

from bot.access.quotas import OverQuota

ADMINS_ONLY = (
    "Only this group's admins may do that. An admin can open it to everyone in /settings; "
    "if you are one and write as a channel, please write as yourself."
)
OUT_OF_DATE = "This is out of date: what it is about is not there any more."


def over_quota(error: OverQuota) -> str:
    """That a day's photos are used up, and when the next day begins."""
    whose = "You have" if error.whose == "user" else "This chat has"
    left = f"{error.left} of {error.most} photos left" if error.left else "no photos left"
    return f"{whose} {left} today. The count begins anew at {error.resets_at:%H:%M} UTC."
