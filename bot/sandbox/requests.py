"""One call of one bot, with what nearly every method needs to read from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.chats import Chat
from bot.sandbox.entities import find_entities, trim, utf16_length
from bot.sandbox.errors import JSON, bad_request
from bot.sandbox.formatting import parse_html
from bot.sandbox.members import What
from bot.sandbox.messages import Message, Topic
from bot.sandbox.parameters import Parameters
from bot.sandbox.people import Bot
from bot.sandbox.wire import Wire, user_json
from bot.sandbox.world import World

MAX_CAPTION = 1024
MAX_TEXT = 4096


@dataclass(frozen=True)
class FormattedText:
    """A text as the bot sent it, and what it came to."""

    source: str
    plain: str
    entities: list[JSON]


@dataclass(frozen=True)
class Target:
    """Where a message is to go."""

    chat: Chat
    reply_to: Message | None
    topic: Topic | None


@dataclass(frozen=True)
class Request:
    """A call of a method by a bot."""

    world: World
    bot: Bot
    parameters: Parameters

    @property
    def wire(self) -> Wire:
        """Turns messages into what this bot sees."""
        return Wire(self.world.files, self.bot)

    def chat(self) -> Chat:
        """The chat of ``chat_id``, which the bot may look into."""
        chat = self.world.chat_for(self.bot, self.parameters.text("chat_id"))
        chat.check_reading(self.bot)
        return chat

    def target(self, what: What) -> Target:
        """The chat that the bot writes to, the message it answers, and the topic."""
        chat = self.world.chat_for(self.bot, self.parameters.text("chat_id"))
        chat.check_writing(self.bot, what)
        reply_to = self._reply_to(chat)
        topic = self._topic(chat)
        if reply_to and topic is None:
            topic = reply_to.topic
        if topic and topic.closed and not chat.member(self.bot).admin:
            raise bad_request("TOPIC_CLOSED")
        return Target(chat, reply_to, topic)

    def visible(self, chat: Chat, message_id: int) -> Message | None:
        """The message of this id, unless it is gone or another bot's, which bots never see."""
        message = chat.find(message_id)
        if message and message.sender.is_bot and message.sender is not self.bot:
            return None
        return message

    def message(self, chat: Chat, what: str) -> Message:
        """The message of ``message_id``; ``what`` is Telegram's word for its part in the call."""
        number = self.parameters.integer("message_id")
        if not number:
            raise bad_request("message identifier is not specified")
        message = self.visible(chat, number)
        if message is None:
            raise bad_request(f"{what} not found")
        return message

    def formatted(self, text: str, mode: str, entities: Any) -> FormattedText:
        """A text with its parse mode or its explicit entities, read by Telegram's rules."""
        if mode and mode.lower() != "html":
            if mode.lower() in {"markdown", "markdownv2"}:
                raise bad_request("the sandbox reads the HTML parse mode only")
            raise bad_request("unsupported parse_mode")
        if mode:
            plain, found = parse_html(text)
        else:
            plain, found = text, _checked_entities(entities)
        plain, found = trim(plain, [e for e in map(self._person_known, found) if e])
        return FormattedText(text, plain, find_entities(plain, found))

    def text(self, *, too_long: str) -> FormattedText:
        """The ``text`` of a message: 1 to 4096 characters after the markup is read."""
        given = self.parameters
        text = self.formatted(
            given.text("text"), given.text("parse_mode"), given.json("entities", "entities")
        )
        if not text.plain:
            raise bad_request("message text is empty")
        if utf16_length(text.plain) > MAX_TEXT:
            raise bad_request(too_long)
        return text

    def caption(self, values: Parameters | None = None, *, too_long: str) -> FormattedText:
        """The ``caption`` of a request or of one InputMedia: at most 1024 characters."""
        given = values or self.parameters
        entities = given.json("caption_entities", "caption entities")
        caption = self.formatted(given.text("caption"), given.text("parse_mode"), entities)
        if utf16_length(caption.plain) > MAX_CAPTION:
            raise bad_request(too_long)
        return caption

    def _person_known(self, entity: JSON) -> JSON | None:
        """The entity with the whole user whom it mentions; None for one whom nobody knows."""
        if entity["type"] != "text_mention":
            return entity
        user = self.world.users.get(entity.get("user", {}).get("id"))
        return {**entity, "user": user_json(user)} if user else None

    def _reply_to(self, chat: Chat) -> Message | None:
        given = self.parameters.json("reply_parameters", "reply parameters") or {}
        number = given.get("message_id") or self.parameters.integer("reply_to_message_id")
        if not number:
            return None
        if str(given.get("chat_id") or chat.id) != str(chat.id):
            raise bad_request("the sandbox replies within one chat only")
        message = self.visible(chat, int(number))
        lenient = given.get("allow_sending_without_reply") or self.parameters.flag(
            "allow_sending_without_reply"
        )
        if message is None and not lenient:
            raise bad_request("message to be replied not found")
        return message

    def _topic(self, chat: Chat) -> Topic | None:
        thread = self.parameters.integer("message_thread_id")
        if not thread:
            return None
        if chat.forum:
            if thread in chat.topics:
                return chat.topics[thread]
        elif any(message.thread_id == thread for message in chat.messages):
            return None
        raise bad_request("message thread not found")


Method = Callable[[Request], Awaitable[Any]]
"""A method of the Bot API: takes a request, returns the ``result``, or raises `ApiError`."""


def _checked_entities(entities: Any) -> list[JSON]:
    if entities is None:
        return []
    if not isinstance(entities, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    for entity in entities:
        if not isinstance(entity, dict) or not {"type", "offset", "length"} <= set(entity):
            raise bad_request("can't parse entities: expected an Object of MessageEntity")
    return entities
