"""A chat from its people's side: what a client can do, and waiting for what the bot does."""

from __future__ import annotations

import re

from bot.sandbox.errors import JSON, NotPossible
from bot.sandbox.events import Event, EventKind
from bot.sandbox.messages import Message
from bot.sandbox.people import Bot, User
from bot.sandbox.presses import Press
from bot.sandbox.sending import Sending, content_of
from bot.sandbox.waiting import Waiting
from bot.sandbox.wire import Wire, chat_json, user_json

_START = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a link may have the bot told."""


class Chat(Sending, Waiting):
    """A private chat, group, supergroup or channel, as its people use it and tests watch it."""

    def edit(
        self,
        message: Message,
        *,
        text: str | None = None,
        caption: str | None = None,
        photo: bytes | None = None,
    ) -> None:
        """Edit a user's message: its text, or the caption or the picture of its photo."""
        if message.sender.is_bot or message.service:
            raise NotPossible("only what a user sent is edited here")
        media = self._photo(photo) if photo else message.media
        words = text if text is not None else caption
        if words is None:
            words = message.content.text
        self.change(message, content_of(words, media=media))

    def delete(self, *messages: Message) -> None:
        """Delete messages for everybody; Telegram tells no bot of it."""
        for message in messages:
            self.remove(message)

    def react(self, user: User, message: Message, *emoji: str) -> None:
        """React with emoji, in place of earlier ones; none takes the reaction back."""
        old = message.reactions.get(user.id, [])
        message.reactions[user.id] = list(emoji)
        for bot in self.bots:
            if self.membership is None or self.membership.of(bot).admin:
                bot.outbox.push(
                    "message_reaction",
                    {
                        "chat": chat_json(self),
                        "message_id": message.id,
                        "user": user_json(user),
                        "date": int(self.world.clock()),
                        "old_reaction": [{"type": "emoji", "emoji": one} for one in old],
                        "new_reaction": [{"type": "emoji", "emoji": one} for one in emoji],
                    },
                )
        self.world.events.emit(Event(EventKind.REACTION, self, message))

    def press(
        self, user: User, message: Message, label: str, *, inaccessible: bool = False
    ) -> Press:
        """Press the button of this text (or callback data); await the result for the answer.

        ``inaccessible`` is a press on a message too old for the bot to see: it is told only
        the chat and the message's id.
        """
        button = message.button(label)
        if button.data is None or not isinstance(message.sender, Bot):
            raise NotPossible(f"button {label!r} calls no bot")
        if message.deleted:
            raise NotPossible("the message is deleted")
        bot = message.sender
        press = Press(bot)
        self.world.presses[press.id] = press
        shown = Wire(self.world.files, bot).message(message)
        if inaccessible:
            shown = {"chat": chat_json(self), "message_id": message.id, "date": 0}
        bot.outbox.push(
            "callback_query",
            {
                "id": press.id,
                "from": user_json(user),
                "message": shown,
                "chat_instance": str(self.id),
                "data": button.data,
            },
        )
        return press

    def start(self, user: User, parameter: str = "", *, bot: Bot | None = None) -> Message:
        """Open the bot by a link with ``?start=`` or, in a group, ``?startgroup=``.

        A group's bot is added where it is not a member yet. Returns the /start that is sent.
        """
        bot = bot or self.bot
        if bot is None:
            raise NotPossible("a group needs to be told which bot is meant")
        if parameter and not _START.fullmatch(parameter):
            raise NotPossible(f"clients pass on no parameter such as {parameter!r}")
        command = "/start"
        if self.membership:
            if not self.membership.of(bot).inside:
                self.add_member(bot, by=user)
            command = f"/start@{bot.username}"
        return self.send_text(user, f"{command} {parameter}".rstrip())

    def menu(self, user: User, bot: Bot) -> list[JSON]:
        """The commands that a client offers the user for a bot here, in the user's language."""
        scopes = [f"chat:{self.id}", "all_private_chats"]
        if self.membership:
            admin = self.membership.of(user).admin
            scopes = [
                f"chat_member:{self.id}:{user.id}",
                *([f"chat_administrators:{self.id}"] if admin else []),
                f"chat:{self.id}",
                *(["all_chat_administrators"] if admin else []),
                "all_group_chats",
            ]
        return bot.menu(*scopes, "default", language=user.language or "")

    def block(self) -> None:
        """Have the user of a private chat block the bot, which is told of it."""
        self._set_blocked(blocked=True)

    def unblock(self) -> None:
        """Have the user of a private chat let the bot write again."""
        self._set_blocked(blocked=False)

    def migrate(self) -> Chat:
        """Upgrade a group to a supergroup, which has another id; returns it."""
        if self.type != "group" or self.migrated_to:
            raise NotPossible("only a group becomes a supergroup, and only once")
        supergroup = self.world.new_supergroup(self.title or "")
        self._become(supergroup)
        return supergroup

    def _set_blocked(self, *, blocked: bool) -> None:
        if self.user is None or self.bot is None:
            raise NotPossible("only in a private chat can a bot be blocked")
        self.blocked = blocked
        states = ("member", "kicked") if blocked else ("kicked", "member")
        old, new = (
            {"user": user_json(self.bot), "status": state}
            | ({"until_date": 0} if state == "kicked" else {})
            for state in states
        )
        self.bot.outbox.push(
            "my_chat_member",
            {
                "chat": chat_json(self),
                "from": user_json(self.user),
                "date": int(self.world.clock()),
                "old_chat_member": old,
                "new_chat_member": new,
            },
        )
