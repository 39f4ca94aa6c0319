"""Everything that exists in a sandbox: users, bots, chats, files, and what goes on."""

from __future__ import annotations

import secrets
import string
import time
from collections.abc import Callable, Sequence
from urllib.parse import parse_qsl, urlsplit

from bot.sandbox.chats import Chat
from bot.sandbox.crowds import DEFAULT_RIGHTS
from bot.sandbox.delivery import Outbox
from bot.sandbox.errors import NotPossible, bad_request, forbidden
from bot.sandbox.events import Event, EventKind, Events
from bot.sandbox.files import FileStore
from bot.sandbox.members import Member, Status
from bot.sandbox.messages import Message
from bot.sandbox.people import Bot, User
from bot.sandbox.presses import Press
from bot.sandbox.privacy import reaches
from bot.sandbox.wire import Wire

_LETTERS = string.ascii_letters + string.digits + "-_"


class World:
    """The state of a sandbox, and the making of everything in it."""

    def __init__(
        self, clock: Callable[[], float] = time.time, *, first_message_id: int = 1
    ) -> None:
        self.clock = clock
        self.first_message_id = first_message_id
        """What the first message of every chat is numbered."""
        self.events = Events()
        self.files = FileStore()
        self.users: dict[int, User] = {}
        self.bots: dict[str, Bot] = {}
        """Bots by token."""
        self.presses: dict[str, Press] = {}
        self.chats: list[Chat] = []

    def add_bot(self, username: str, *, name: str | None = None, privacy: bool = True) -> Bot:
        """Make a bot; ``privacy`` is BotFather's privacy mode."""
        number = 7_000_000_001 + len(self.bots)
        secret = "AA" + "".join(secrets.choice(_LETTERS) for _ in range(33))
        bot = Bot(
            number,
            name or username,
            username=username,
            token=f"{number}:{secret}",
            privacy=privacy,
        )
        bot.outbox = Outbox(self.clock, first_id=100_000_001)
        self.bots[bot.token] = bot
        self.users[bot.id] = bot
        return bot

    def set_privacy(self, bot: Bot, *, on: bool) -> None:
        """Switch BotFather's privacy mode; here it counts at once, in every group."""
        bot.privacy = on
        self.events.emit(Event(EventKind.PRIVACY, bot=bot, detail={"on": on}))

    def add_user(
        self,
        name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language: str | None = "en",
    ) -> User:
        """Make a user."""
        user = User(1_000_001 + len(self.users), name, last_name, username, language)
        self.users[user.id] = user
        return user

    def private_chat(self, user: User, bot: Bot, *, started: bool = False) -> Chat:
        """The chat of a user with a bot. The bot may write once the user has."""
        for chat in self.chats:
            if chat.user is user and chat.bot is bot:
                chat.started |= started
                return chat
        chat = Chat(self, user.id, "private", user=user, bot=bot)
        chat.started = started
        return self._keep(chat)

    def group(
        self,
        title: str,
        *,
        members: Sequence[User],
        admins: Sequence[User] = (),
        supergroup: bool = False,
        topics: bool = False,
        username: str | None = None,
    ) -> Chat:
        """A group that has been there for a while: nobody is told of its making.

        The first of ``members`` created it. ``topics`` or a ``username`` make it a supergroup.
        """
        if supergroup or topics or username:
            chat = self.new_supergroup(title, topics=topics)
            chat.username = username
        else:
            chat = self._keep(Chat(self, -4_000_001 - len(self.chats), "group", title=title))
        self._fill(chat, members, admins)
        return chat

    def channel(self, title: str, *, members: Sequence[User], admins: Sequence[User]) -> Chat:
        """A channel; the first of ``members`` created it."""
        number = -1_002_000_000_001 - len(self.chats)
        chat = self._keep(Chat(self, number, "channel", title=title))
        self._fill(chat, members, admins)
        return chat

    def new_supergroup(self, title: str, *, topics: bool = False) -> Chat:
        """A supergroup without anybody in it."""
        number = -1_001_000_000_001 - len(self.chats)
        return self._keep(Chat(self, number, "supergroup", title=title, forum=topics))

    def open_link(self, user: User, url: str, *, group: Chat | None = None) -> Message:
        """Open a ``t.me`` link to a bot, for ``?startgroup=`` with the ``group`` that is chosen.

        Returns the /start that is sent.
        """
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        name = parts.path.strip("/").lower()
        bot = next(
            (one for one in self.bots.values() if (one.username or "").lower() == name), None
        )
        if parts.hostname != "t.me" or bot is None or not {"start", "startgroup"} & set(asked):
            raise NotPossible("this link opens no bot")
        if "start" in asked:
            return self.private_chat(user, bot).start(user, asked["start"])
        if group is None:
            raise NotPossible("this link asks for a group to be chosen")
        return group.start(user, asked["startgroup"], bot=bot)

    def chat_for(self, bot: Bot, name: str) -> Chat:
        """The chat that a bot means by an id or @username; 400 or 403 where it knows none."""
        if not name:
            raise bad_request("chat_id is empty")
        for chat in self.chats:
            mine = chat.bot in {None, bot}
            named = name.startswith("@") and chat.username == name[1:]
            if mine and (str(chat.id) == name or named):
                return chat
        user = self.users.get(int(name)) if name.isdigit() else None
        if user and any(
            chat.membership and chat.membership.of(user).inside and bot in chat.bots
            for chat in self.chats
        ):
            raise forbidden("bot can't initiate conversation with a user")
        raise bad_request("chat not found")

    def deliver(self, message: Message, kind: str) -> None:
        """Queue a message, new or edited, for every bot that may see it."""
        for bot in message.chat.bots:
            if reaches(message, bot):
                bot.outbox.push(kind, Wire(self.files, bot).message(message))

    def _keep(self, chat: Chat) -> Chat:
        self.chats.append(chat)
        return chat

    @staticmethod
    def _fill(chat: Chat, members: Sequence[User], admins: Sequence[User]) -> None:
        everybody = chat.people.members
        for number, user in enumerate(dict.fromkeys([*members, *admins])):
            status = Status.CREATOR if number == 0 else Status.MEMBER
            everybody[user.id] = Member(user, status)
        for user in admins:
            if everybody[user.id].status is not Status.CREATOR:
                everybody[user.id] = Member(user, Status.ADMINISTRATOR, rights=DEFAULT_RIGHTS)
