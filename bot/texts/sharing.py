"""What is said where people of a private chat are shared with a group."""

from __future__ import annotations

from bot.chats.sharing import Offer
from bot.texts.enrolling import photos
from bot.texts.names import isolated, named

LABEL = 30
LISTED = 30
ALL, NONE = "All", "None"
GO_ON = "Go on"
NOBODY_CHOSEN = "Please tick somebody first."
NOBODY = (
    "There is nobody here whom you could share. Teach me somebody first: "
    "<code>/enroll Anna</code>."
)
CHOOSE_GROUP = "Choose a group"
CHANGE = "Change the choice"
SHARED = "What I have shared"
NOTHING_SHARED = "You share nothing with any group."
TAKE_BACK, KEEP = "Take back", "Keep"
AGREE, DECLINE = "Agree", "Decline"
LINK_DEAD = "This link has expired or was used already. /share in our private chat gives another."
NOT_YOURS = (
    "Only the one who made this link can open it. If that is you, please write as yourself here, "
    "not as the group or a channel, and open it again."
)
FOR_A_GROUP = "This link is opened in a group: press “Choose a group” under /share."
NOTHING_LEFT = "There is nothing left to offer: these people are not in the private chat any more."


def choice(people: int, count: int, page: int, pages: int) -> str:
    """What stands over the people who can be ticked."""
    chosen = (
        f"<b>{_people(people)}</b> with {photos(count)} chosen" if people else "Nobody is chosen"
    )
    where = f" Page {page + 1} of {pages}." if pages > 1 else ""
    return (
        "Whom do you want to share with a group? Press a name to leave somebody out, or to take "
        f"them in again.{where}\n\n{chosen}."
    )


def choosable(name: str, count: int, *, chosen: bool) -> str:
    """The label of a person's button."""
    return f"{'☑' if chosen else '☐'} {isolated(_cut(name))} ({count})"


def to_a_group(people: int, count: int) -> str:
    """What the link that adds the bot to a group will do."""
    return (
        f"<b>{_people(people)}</b> with {photos(count)} will be offered to the group that you "
        "choose; I come along if I'm not in it yet. No name or photo is shown there before an "
        "admin of the group agrees. Then the photos are copied, and every member can have "
        "photos compared with them. Its admins can change the copies like all people there, and "
        "have them sent to themselves as files. /share takes the copies back at any time, though "
        "not files that somebody has by then.\n\n"
        "The button works once, for an hour, and for you alone."
    )


def offered(sharer: str, offer: Offer) -> str:
    """The offer, as the group reads it."""
    known = ""
    if offer.known:
        known = (
            f" {_people(offer.known, 'of them has', 'of them have')} a name that is known here "
            "already: the photos are put together."
        )
    return (
        f"<b>{named(sharer)}</b> offers to copy {_people(offer.people)} with "
        f"{photos(offer.photos)} into this group.{known} Everybody here could then have photos "
        "compared with them.\n\nAn admin of this group has to agree. The copies can be taken back "
        "at any time by the one who offers them."
    )


def agreed(admin: str | None, sharer: str | None, offer: Offer, suffix: str) -> str:
    """What became of an offer that an admin agreed to, which outlives the copies: without names.

    ``admin`` is None where it is not told who that is. ``suffix`` is what a command needs behind
    it there.
    """
    if not offer.photos:
        return f"{_an_admin(admin)} agreed, but all these photos were here already."
    who = named(sharer) if sharer else "Whoever shared them"
    return (
        f"{_an_admin(admin)} agreed. {_people(offer.people)} with {photos(offer.photos)} "
        f"copied; /people{suffix} shows them.\n\n{who} can take the copies back at any time."
    )


def declined(admin: str | None) -> str:
    """What is left of an offer that came to nothing."""
    return f"{_an_admin(admin)} declined the offer to share people. Nothing was copied."


def withdrawn(sharer: str) -> str:
    return f"<b>{named(sharer)}</b> has withdrawn the offer to share people. Nothing was copied."


def gone(sharer: str, offer: Offer) -> tuple[str, str | None]:
    """What the offer says in its group once it is taken back, and what is said besides."""
    if offer.share.agreed_by is None:
        return withdrawn(sharer), None
    return TAKEN_BACK, (
        f"<b>{named(sharer)}</b> has taken back what was shared with this group: {_removed(offer)}"
    )


TAKEN_BACK = "The people who were shared here have been taken back."


def what_is_shared(shares: list[tuple[Offer, str]]) -> str:
    """Everything that a private chat has shared."""
    if not shares:
        return NOTHING_SHARED
    lines = [
        f"• <b>{_title(_cut(title))}</b>: {_state(offer)}" for offer, title in shares[:LISTED]
    ]
    if len(shares) > LISTED:
        lines.append(f"… and {len(shares) - LISTED} more, shown once you take back some of these.")
    return "\n".join(["You share with these groups:", "", *lines])


def take_back_from(title: str) -> str:
    """The label of the button that takes a share back."""
    return f"{TAKE_BACK}: {isolated(_cut(title)) if title else 'a group'}"


def take_back_sure(offer: Offer, title: str) -> str:
    """Asks whether a share is to be taken back."""
    where = f"<b>{_title(title)}</b>"
    if offer.share.agreed_by is None:
        return f"Withdraw the offer to {where}? Nothing has been copied yet."
    return (
        f"Take back what you share with {where}? This is at once and for good. There, "
        f"{_removed(offer)}"
    )


def _removed(offer: Offer) -> str:
    """What goes from a group with a share."""
    if not offer.kept:
        return f"{photos(offer.photos)} of {_people(offer.people)} removed."
    return (
        f"{photos(offer.photos - offer.kept)} removed. {photos(offer.kept)} stay, which somebody "
        "else shares, too."
    )


def _state(offer: Offer) -> str:
    held = f"{_people(offer.people)} with {photos(offer.photos)}"
    if offer.share.agreed_by is None:
        return f"{held} offered; no admin has agreed yet"
    return (
        f"{held}, since {offer.share.at.day} {offer.share.at:%B %Y}"
        if offer.photos
        else "nothing left there"
    )


def _an_admin(name: str | None) -> str:
    return f"<b>{named(name)}</b>" if name else "An admin"


def _cut(text: str) -> str:
    return text if len(text) <= LABEL else f"{text[: LABEL - 1]}…"


def _title(title: str) -> str:
    return named(title) if title else "a group"


def _people(n: int, one: str = "person", many: str = "people") -> str:
    return f"1 {one}" if n == 1 else f"{n} {many}"
