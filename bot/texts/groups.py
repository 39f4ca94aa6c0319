"""What a group reads when the bot comes, comes back, or has moved along with it."""

from __future__ import annotations

import html

from bot.texts.chats import counted
from storage.records import Answers, Managers, Preferences

LATE = (
    "This group has become a supergroup, and what was sent to me shortly before reached me too "
    "late. Please send it here again."
)
ASKED_BEFORE = (
    "This group has become a supergroup, and I know everybody whom I knew before. Only what I "
    "was asking you just now got lost on the way: please begin that again."
)


def introduction(bot_name: str, wished: Preferences, *, suffix: str) -> str:
    """What a group reads that the bot was added to, and whoever says /start there.

    ``suffix`` is what commands need behind them to be sure to reach the bot.
    """
    if wished.answers is Answers.ASKED:
        ask = f"Reply to a photo with <code>/who{suffix}</code>."
    elif wished.quiet:
        ask = f"I mark photos of people I know; <code>/who{suffix}</code> in reply names them."
    else:
        ask = f"I name people I know; for any other photo, reply <code>/who{suffix}</code>."
    teach = "an admin replies" if wished.managers is Managers.ADMINS else "reply"
    return (
        f"Hello! I'm <b>{html.escape(bot_name)}</b>: I tell who is in a photo.\n\n"
        f"<b>Ask:</b> {ask}\n"
        f"<b>Teach me:</b> {teach} to a photo with <code>/enroll{suffix} Anna</code>.\n"
        "<b>What I keep:</b> the photos and names of people who are enrolled, for this group "
        "only; other photos I forget.\n\n"
        f"/privacy{suffix} says more, also for how long. An admin can change how I behave: "
        f"/settings{suffix}."
    )


def back(people: int, *, suffix: str) -> str:
    """What a group reads that removed the bot, and adds it again to what is still kept."""
    return (
        f"I'm back, and what I knew is still there: {counted(people, 'person', 'people')}. "
        f"/privacy{suffix} says what I keep; <code>/erase{suffix}</code> removes all of it."
    )
