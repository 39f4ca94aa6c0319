"""Sending and deleting messages, and showing that the bot is busy."""

from __future__ import annotations

from typing import Any

from bot.sandbox.chats import Chat
from bot.sandbox.errors import JSON, bad_request
from bot.sandbox.events import Event, EventKind
from bot.sandbox.markup import read_markup
from bot.sandbox.members import What
from bot.sandbox.messages import Content, Message
from bot.sandbox.requests import Method, Request

CHAT_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
MAX_DELETED = 100


async def send_message(request: Request) -> JSON:
    """sendMessage."""
    text = request.text(too_long="message is too long")
    markup = read_markup(request.parameters)
    target = request.target(What.TEXT)
    content = Content(text.plain, text.entities, markup=markup, source=text.source)
    message = target.chat.post(request.bot, content, reply_to=target.reply_to, topic=target.topic)
    return request.wire.message(message)


async def send_chat_action(request: Request) -> bool:
    """sendChatAction."""
    action = request.parameters.text("action")
    if action not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = request.target(What.TEXT).chat
    chat.actions.append(action)
    event = Event(EventKind.ACTION, chat, bot=request.bot, detail={"action": action})
    request.world.events.emit(event)
    return True


async def delete_message(request: Request) -> bool:
    """deleteMessage."""
    chat = request.chat()
    message = request.message(chat, "message to delete")
    _check_deletable(request, chat, message)
    chat.remove(message)
    return True


async def delete_messages(request: Request) -> bool:
    """deleteMessages: those that are gone already are passed over."""
    ids: Any = request.parameters.json("message_ids", "message_ids")
    if not ids:
        raise bad_request("message identifiers are not specified")
    if not isinstance(ids, list):
        raise bad_request("expected an Array of message identifiers")
    if len(ids) > MAX_DELETED:
        raise bad_request("too many message identifiers specified")
    chat = request.chat()
    messages = [message for message in (request.visible(chat, int(one)) for one in ids) if message]
    for message in messages:
        _check_deletable(request, chat, message)
    for message in messages:
        chat.remove(message)
    return True


def _check_deletable(request: Request, chat: Chat, message: Message) -> None:
    if message.sender is request.bot or chat.membership is None:
        return
    if not chat.membership.of(request.bot).may("can_delete_messages"):
        everyone = " for everyone" if chat.type == "group" else ""
        raise bad_request(f"message can't be deleted{everyone}")


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "sendChatAction": send_chat_action,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
