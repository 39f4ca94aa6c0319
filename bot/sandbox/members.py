"""Who is in a chat, and what they may do there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.sandbox.errors import ApiError, bad_request, forbidden
from bot.sandbox.people import User

if TYPE_CHECKING:
    from bot.sandbox.chats import Chat


class Status(StrEnum):
    """A member's standing, in the Bot API's words."""

    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    RESTRICTED = "restricted"
    LEFT = "left"
    KICKED = "kicked"


class What(StrEnum):
    """What a message is, as far as permissions go; the value is Telegram's word for it."""

    TEXT = "text messages"
    PHOTO = "photos"
    DOCUMENT = "documents"
    OTHER = "media"


ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
GROUP_RIGHTS = ("can_pin_messages",)
CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")
_INSIDE = frozenset({Status.CREATOR, Status.ADMINISTRATOR, Status.MEMBER, Status.RESTRICTED})


@dataclass
class Member:
    """One user's standing in one chat."""

    user: User
    status: Status = Status.MEMBER
    anonymous: bool = False
    rights: frozenset[str] = frozenset()
    """Of an administrator: the rights held."""
    denied: frozenset[What] = frozenset()
    """Of a restricted member: what they may not send."""
    away: bool = False
    """Of a restricted member: whether they left, which lifts no restriction."""
    writes_as: Chat | None = None
    """The channel in whose name they write."""

    @property
    def inside(self) -> bool:
        """Whether they are in the chat."""
        return self.status in _INSIDE and not self.away

    @property
    def admin(self) -> bool:
        """Whether they are its creator or an administrator."""
        return self.status in {Status.CREATOR, Status.ADMINISTRATOR}

    def may(self, right: str) -> bool:
        """Whether they hold an administrator's right."""
        return self.status is Status.CREATOR or (self.admin and right in self.rights)

    def copy(self) -> Member:
        """The standing as it is now, for an update that tells of old and new."""
        return replace(self)


@dataclass
class Membership:
    """All members of a group or channel, and what its ordinary members may not send."""

    kind: str
    """``"group"``, ``"supergroup"`` or ``"channel"``."""
    members: dict[int, Member] = field(default_factory=dict)
    denied: frozenset[What] = frozenset()

    def of(self, user: User) -> Member:
        """A user's standing; LEFT for one who never was here."""
        return self.members.get(user.id) or Member(user, Status.LEFT)

    @property
    def present(self) -> list[Member]:
        """Those who are in the chat."""
        return [member for member in self.members.values() if member.inside]

    def check(self, user: User, what: What | None = None) -> None:
        """Raise Telegram's refusal if the user may not be heard here, or may not send this."""
        member = self.of(user)
        if member.status is Status.KICKED:
            raise forbidden(f"bot was kicked from the {self.kind} chat")
        if not member.inside:
            raise forbidden(f"bot is not a member of the {self.kind} chat")
        if self.kind == "channel":
            if what and not member.may("can_post_messages"):
                raise bad_request("need administrator rights in the channel chat")
            return
        if what and not member.admin:
            refuse_denied(what, self.denied | member.denied)


def refuse_denied(what: What, denied: frozenset[What]) -> None:
    """Raise a 400 if this may not be sent; who may not write may send nothing."""
    if what in denied or What.TEXT in denied:
        raise not_enough_rights(what)


def not_enough_rights(what: What) -> ApiError:
    """The 400 for a message of a kind that may not be sent."""
    return bad_request(f"not enough rights to send {what} to the chat")
