"""A chat as the server keeps it: its messages and members, and whether a bot may write."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from bot.sandbox.errors import JSON, bad_request, forbidden
from bot.sandbox.events import Event, EventKind
from bot.sandbox.members import Membership, What
from bot.sandbox.messages import Content, Message, Topic
from bot.sandbox.people import Bot, User

if TYPE_CHECKING:
    from bot.sandbox.chats import Chat
    from bot.sandbox.world import World


class Room:
    """What both sides, the bots' methods and the control API, build on.

    Private chats have a ``user``, a ``bot`` and no ``membership``; others the reverse.
    """

    def __init__(
        self,
        world: World,
        chat_id: int,
        kind: str,
        *,
        title: str | None = None,
        user: User | None = None,
        bot: Bot | None = None,
        forum: bool = False,
    ) -> None:
        self.world = world
        self.id = chat_id
        self.type = kind
        self.title = title
        self.username: str | None = None
        self.user = user
        self.bot = bot
        self.forum = forum
        self.started = False
        """Of a private chat: whether the user has written to the bot."""
        self.blocked = False
        self.membership = None if user else Membership(kind)
        self.topics: dict[int, Topic] = {}
        self.history: list[Message] = []
        """Every message ever, deleted ones among them."""
        self.actions: list[str] = []
        """The chat actions that bots showed, such as "typing"."""
        self.last_bot: Bot | None = None
        self.noticed = 0
        """How much of the history whoever last wrote or waited here has seen."""
        self.migrated_to: Chat | None = None
        self.linked: Chat | None = None
        """Of a channel the group where its posts are discussed; of that group the channel."""

    @property
    def messages(self) -> list[Message]:
        """The messages that can be seen, in order."""
        return [message for message in self.history if not message.deleted]

    @property
    def bots(self) -> list[Bot]:
        """The bots in the chat."""
        if self.bot:
            return [self.bot]
        present = self.membership.present if self.membership else []
        return [member.user for member in present if isinstance(member.user, Bot)]

    @property
    def next_id(self) -> int:
        """The id of the next message."""
        return self.world.first_message_id + len(self.history)

    def find(self, message_id: int) -> Message | None:
        """The message of this id, unless it was deleted."""
        return next((m for m in self.messages if m.id == message_id), None)

    def check_reading(self, bot: Bot) -> None:
        """Raise the refusal for a bot that may not look into the chat."""
        self._check_not_migrated()
        if self.membership:
            self.membership.check(bot)

    def check_writing(self, bot: Bot, what: What | None = None) -> None:
        """Raise the refusal for a bot that may not write here, or not this."""
        self._check_not_migrated()
        if self.membership:
            self.membership.check(bot, what)
            return
        if self.user and self.user.deleted:
            raise forbidden("user is deactivated")
        if self.blocked:
            raise forbidden("bot was blocked by the user")
        if not self.started:
            raise forbidden("bot can't initiate conversation with a user")

    def _check_not_migrated(self) -> None:
        if self.migrated_to:
            raise bad_request(
                "group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": self.migrated_to.id},
            )

    def post(
        self,
        sender: User,
        content: Content,
        *,
        reply_to: Message | None = None,
        topic: Topic | None = None,
        service: JSON | None = None,
        media_group_id: str | None = None,
        forwarded_from: Message | None = None,
    ) -> Message:
        """Add a message, tell listeners, and deliver it to the bots that may see it.

        What is posted in a channel appears in the group linked to it, too.
        """
        chat = self._chat()
        thread = None
        if reply_to and not self.forum and self.type == "supergroup":
            thread = reply_to.thread_id or reply_to.id
        message = Message(
            chat,
            self.next_id,
            sender,
            int(self.world.clock()),
            content,
            reply_to=reply_to,
            topic=topic or (reply_to.topic if reply_to and self.forum else None),
            thread_id=thread,
            media_group_id=media_group_id,
            service=service,
            forwarded_from=forwarded_from,
            speaks_for=None if service else self._speaks_for(sender),
        )
        self._publish(message)
        if self.type == "channel" and self.linked and service is None:
            self.linked.discuss(message)
        return message

    def discuss(self, post: Message) -> None:
        """Have a post of the channel that is linked to this group appear here."""
        content = replace(post.content, markup=None)
        message = Message(
            self._chat(),
            self.next_id,
            post.sender,
            post.date,
            content,
            media_group_id=post.media_group_id,
            forwarded_from=post.forwarded_from or post,
            speaks_for=post.chat,
            automatic=True,
        )
        self._publish(message)

    def _publish(self, message: Message) -> None:
        self.history.append(message)
        self.world.events.emit(Event(EventKind.MESSAGE, message.chat, message))
        self.world.deliver(message, "channel_post" if self.type == "channel" else "message")
        if isinstance(message.sender, Bot) and not message.automatic:
            self.last_bot = message.sender

    def change(self, message: Message, content: Content) -> None:
        """Give a message new content, tell listeners, and the bots that may see it."""
        message.edits.append(message.content)
        message.content = content
        message.edit_date = int(self.world.clock())
        self.world.events.emit(Event(EventKind.EDIT, self._chat(), message))
        kind = "edited_channel_post" if self.type == "channel" else "edited_message"
        self.world.deliver(message, kind)

    def remove(self, message: Message) -> None:
        """Delete a message; bots are not told of it, as Telegram does not tell them."""
        message.deleted = True
        self.world.events.emit(Event(EventKind.DELETE, self._chat(), message))

    def _speaks_for(self, sender: User) -> Chat | None:
        if self.membership is None:
            return None
        member = self.membership.of(sender)
        if self.type == "channel" or member.anonymous:
            return self._chat()
        return member.writes_as

    def _chat(self) -> Chat:
        # Every room is a Chat: `World` makes no other, and a Chat is what listeners are given.
        return cast("Chat", self)
