"""/invite: links that let people in, and who is inside."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime

from bot.texts.names import isolated, named
from storage.records import Admission, AdmissionKind

FOR_ONE = "Link for one person"
WHO_IS_INSIDE = "Who is inside"
SEND_ON = "Send it to somebody"
BACK = "Back"
EARLIER, LATER = "‹ Earlier", "Later ›"
OPEN_TO_ALL = "Everybody may use me: whoever runs me has set it so. Nobody needs an invitation."
ON_A_BUTTON = 30
"""Characters of a name, also in a sentence that may have many."""
NAMED = 10
"""Groups that are named at most."""
NAMELESS = "somebody whose name I don't know"
NAMELESS_GROUP = "a group whose name I don't know"


def card(people: int, groups: int, days: int) -> str:
    """What /invite shows; ``people`` without the owner."""
    inside = f"you, {_counted(people, 'other person', 'other people')} and " + _counted(
        groups, "group", "groups"
    )
    return (
        "<b>Who may use me</b>\n"
        f"Inside are {inside}.\n\n"
        "Make a link and send it on: whoever opens it can use me, in a private chat of their own "
        f"and in groups that they add me to. A link works for {days} days at most."
    )


def for_several(uses: int) -> str:
    """The label of a button that makes a link for so many."""
    return f"For {uses} people"


def link(bot_name: str, url: str, uses: int, until: datetime) -> str:
    """A link, to be sent on as it is."""
    works = "for one person" if uses == 1 else f"for up to {uses} people"
    return (
        f"Open this link to use <b>{html.escape(bot_name)}</b>, a bot that tells who is in a "
        f"photo:\n\n{url}\n\nIt works {works}, until {_day(until)}."
    )


def sent_with_link(bot_name: str) -> str:
    """What is said beside a link that is sent on; plain text."""
    return f"{isolated(bot_name)}, a bot that tells who is in a photo"


def inside(allowed: int, *, anybody: bool) -> str:
    """Above the buttons of everybody who is inside."""
    text = "Tap whom you want to let out." if anybody else "Nobody but you."
    if allowed:
        text += (
            f"\n\nBesides, {_counted(allowed, 'user or group is', 'users and groups are')} let in "
            "by ALLOWED_IDS, which only the settings can change."
        )
    return f"<b>Inside</b>\n{text}"


def label(admission: Admission) -> str:
    """Somebody who is inside, on a button."""
    group = admission.kind is AdmissionKind.GROUP
    name = _short(admission.name) if admission.name else f"no name, id {admission.id}"
    return f"{'👥' if group else '👤'} {isolated(name)}"


def let_out(admission: Admission, groups: Sequence[Admission], *, by_settings: bool) -> str:
    """Asks whether somebody is to be let out; ``groups`` are those that go with them."""
    name = f"<b>{_called(admission)}</b>"
    since = _day(admission.at)
    if admission.kind is AdmissionKind.GROUP:
        text = (
            f"{name} is inside since {since}. Let it out? Then I answer nobody there, until "
            "somebody who may use me sends /start in it."
        )
    else:
        text = f"{name} is inside since {since}. Let them out? Then they cannot use me in private"
        if groups:
            named_groups = [_called(group) for group in groups[:NAMED]]
            rest = len(groups) - len(named_groups)
            text += f", nor can the groups they brought me to: {', '.join(named_groups)}"
            text += f", and {rest} more" if rest else ""
        text += (
            ". In groups that others brought me to they still can. Links that are still open die, "
            "too: one might be theirs."
        )
    text += "\n\nWhat I was taught there stays, for them alone to remove or to come back to."
    if by_settings:
        text += "\n\nALLOWED_IDS in the settings lets them in as well, and will go on to do so."
    return text


def let_out_button(admission: Admission) -> str:
    """The label of the button that does it."""
    return "Let it out" if admission.kind is AdmissionKind.GROUP else "Let them out"


def is_out(admission: Admission) -> str:
    """Said once somebody is out; plain text."""
    return f"{isolated(admission.name[:100] or 'That')} is out."


def _called(admission: Admission) -> str:
    if admission.name:
        return named(_short(admission.name))
    nameless = NAMELESS_GROUP if admission.kind is AdmissionKind.GROUP else NAMELESS
    return f"{nameless} (id {admission.id})"


def _short(name: str) -> str:
    return name if len(name) <= ON_A_BUTTON else f"{name[: ON_A_BUTTON - 1]}…"


def _counted(number: int, one: str, several: str) -> str:
    return f"{number or 'no'} {one if number == 1 else several}"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
