"""Groups and channels from their people's side: joining, leaving, rights, topics, migration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.sandbox.errors import JSON, NotPossible
from bot.sandbox.events import Event, EventKind
from bot.sandbox.members import (
    ADMIN_RIGHTS,
    CHANNEL_RIGHTS,
    GROUP_RIGHTS,
    Member,
    Membership,
    Status,
    What,
)
from bot.sandbox.messages import Content, Message, Topic
from bot.sandbox.people import Bot, User
from bot.sandbox.rooms import Room
from bot.sandbox.wire import chat_json, member_json, user_json

if TYPE_CHECKING:
    from bot.sandbox.chats import Chat

DEFAULT_RIGHTS = frozenset(ADMIN_RIGHTS + GROUP_RIGHTS + CHANNEL_RIGHTS) - {"can_promote_members"}


class Crowd(Room):
    """A room that can hold more than two."""

    def add_member(self, user: User, *, by: User | None = None) -> Message | None:
        """Let somebody in, invited ``by`` a member or on their own.

        Bots are told: the one that was added by ``my_chat_member``, then everybody by the
        service message, which is returned (a channel has none).
        """
        old = self.people.of(user)
        self._set(user, replace(old, away=False) if old.away else Member(user), by or user)
        if self.type == "channel":
            return None
        return self._service(by or user, {"new_chat_members": [user]})

    def remove_member(self, user: User, *, by: User | None = None) -> Message | None:
        """Take somebody out: kicked ``by`` an admin, or left on their own."""
        gone = Member(user, Status.LEFT if by in {None, user} else Status.KICKED)
        old = self.people.of(user)
        if gone.status is Status.LEFT and old.status is Status.RESTRICTED:
            gone = replace(old, away=True)
        self._set(user, gone, by or user)
        if self.type == "channel":
            return None
        return self._service(by or user, {"left_chat_member": user})

    def promote(
        self,
        user: User,
        *,
        by: User | None = None,
        anonymous: bool = False,
        rights: Iterable[str] | None = None,
    ) -> None:
        """Make a member an administrator, with these rights or with the usual ones.

        ``anonymous`` is whether they write as the group. The creator stays the creator.
        """
        held = DEFAULT_RIGHTS if rights is None else frozenset(rights)
        creator = self.people.of(user).status is Status.CREATOR
        status = Status.CREATOR if creator else Status.ADMINISTRATOR
        self._set(user, Member(user, status, anonymous, held), by or self.owner)

    def demote(self, user: User, *, by: User | None = None) -> None:
        """Make an administrator an ordinary member again."""
        self._set(user, Member(user), by or self.owner)

    def restrict(
        self,
        user: User,
        *,
        messages: bool = True,
        photos: bool = True,
        documents: bool = True,
        media: bool = True,
        by: User | None = None,
    ) -> None:
        """Say what a member may send; with nothing denied, they are an ordinary member again."""
        denied = _denied(messages=messages, photos=photos, documents=documents, media=media)
        status = Status.RESTRICTED if denied else Status.MEMBER
        self._set(user, Member(user, status, denied=denied), by or self.owner)

    def write_as(self, user: User, channel: Chat | None) -> None:
        """Have a member write in the name of a channel they own from now on, or as themself."""
        if channel and channel.owner is not user:
            raise NotPossible(f"the channel is not {user.name}'s")
        self.people.members[user.id] = replace(self.people.of(user), writes_as=channel)

    def link(self, group: Chat) -> None:
        """Make a supergroup the place where a channel's posts are discussed.

        From now on each post appears there, too.
        """
        if self.type != "channel" or group.type != "supergroup":
            raise NotPossible("only a channel is linked, and only to a supergroup")
        self.linked, group.linked = group, self._chat()

    def permit(
        self,
        *,
        messages: bool = True,
        photos: bool = True,
        documents: bool = True,
        media: bool = True,
    ) -> None:
        """Say what ordinary members may send."""
        self.people.denied = _denied(
            messages=messages, photos=photos, documents=documents, media=media
        )

    def add_topic(self, name: str, *, by: User | None = None) -> Topic:
        """Open a topic in a forum."""
        if not self.forum:
            raise NotPossible("only a supergroup made with topics=True has topics")
        topic = Topic(self.next_id, name)
        self.topics[topic.id] = topic
        created = {"name": name, "icon_color": 7322096}
        self._service(by or self.owner, {"forum_topic_created": created}, topic)
        return topic

    def close_topic(self, topic: Topic, *, by: User | None = None) -> None:
        """Close a topic: only administrators write there now."""
        topic.closed = True
        self._service(by or self.owner, {"forum_topic_closed": {}}, topic)

    def rename(self, title: str, *, by: User | None = None) -> Message:
        """Give the group another title."""
        self.title = title
        return self._service(by or self.owner, {"new_chat_title": title})

    def _become(self, supergroup: Crowd) -> None:
        """Hand everybody over, and tell both chats' bots."""
        members = self.people.members
        target = supergroup.people
        target.members = {key: member.copy() for key, member in members.items()}
        target.denied = self.people.denied
        owner = self.owner
        self._service(owner, {"migrate_to_chat_id": supergroup.id})
        self.migrated_to = supergroup._chat()
        supergroup._service(owner, {"migrate_from_chat_id": self.id})

    @property
    def people(self) -> Membership:
        """The membership of what is no private chat."""
        if self.membership is None:
            raise NotPossible("a private chat has no members")
        return self.membership

    def member(self, user: User) -> Member:
        """A user's standing here."""
        return self.people.of(user)

    @property
    def owner(self) -> User:
        """The creator; where there is none, any administrator, or any member."""
        ranked = sorted(
            self.people.present,
            key=lambda m: (m.status is not Status.CREATOR, not m.admin, m.user.is_bot),
        )
        if not ranked:
            raise NotPossible("there is nobody in the chat")
        return ranked[0].user

    def _service(self, by: User, fields: JSON, topic: Topic | None = None) -> Message:
        return self.post(by, Content(), service=fields, topic=topic)

    def _set(self, user: User, new: Member, by: User) -> None:
        membership = self.people
        old = membership.of(user).copy()
        change: JSON = {
            "chat": chat_json(self._chat()),
            "from": user_json(by),
            "date": int(self.world.clock()),
            "old_chat_member": member_json(old, membership),
            "new_chat_member": member_json(new, membership),
        }
        told = {bot.id: bot for bot in self.bots}
        membership.members[user.id] = new
        told |= {bot.id: bot for bot in self.bots}
        for bot in told.values():
            if bot is user:
                bot.outbox.push("my_chat_member", change)
            elif membership.of(bot).admin:
                bot.outbox.push("chat_member", change)
        self.world.events.emit(
            Event(
                EventKind.MEMBERS,
                self._chat(),
                bot=user if isinstance(user, Bot) else None,
                detail={"user_id": user.id, "status": str(new.status)},
            )
        )


def _denied(*, messages: bool, photos: bool, documents: bool, media: bool) -> frozenset[What]:
    allowed = {
        What.TEXT: messages,
        What.PHOTO: photos,
        What.DOCUMENT: documents,
        What.OTHER: media,
    }
    return frozenset(what for what, may in allowed.items() if not may)
