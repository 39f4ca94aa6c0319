"""Who said something, and where."""

from __future__ import annotations

from telegram import Message, Update
from telegram.constants import ChatType

from bot.incoming.commands import command_of
from storage.models import Chat


def message_of(update: Update) -> Message:
    """The new message that an update brings; handlers are only given updates that bring one."""
    if update.message is None:
        raise ValueError("this update brings no new message")
    return update.message


def chat_of(message: Message) -> Chat:
    """The chat as it is kept on file. What a private chat is called is nobody's business."""
    chat = message.chat
    title = None if chat.type == ChatType.PRIVATE else chat.title
    return Chat(chat.id, str(chat.type), title)


def sender_of(message: Message) -> int:
    """Whoever speaks: a user, or the chat in whose name an anonymous admin does."""
    if message.sender_chat is not None:
        return message.sender_chat.id
    return message.from_user.id if message.from_user else message.chat_id


def group_suffix(message: Message) -> str:
    """What a command needs behind it to reach this bot: its name in groups, nothing in private."""
    private = message.chat.type == ChatType.PRIVATE
    return "" if private else f"@{message.get_bot().username}"


def is_for_the_bot(message: Message) -> bool:
    """Whether somebody speaks to the bot: in private, in reply to it, or naming it."""
    if not group_suffix(message) or command_of(message) is not None:
        return True
    if message.reply_to_message is not None and is_by_the_bot(message.reply_to_message):
        return True
    words = message.text or message.caption or ""
    return f"@{message.get_bot().username}".lower() in words.lower()


def is_by_the_bot(message: Message) -> bool:
    """Whether the bot itself said something."""
    return message.from_user is not None and message.from_user.id == message.get_bot().id


def topic_of(message: Message) -> int | None:
    """The topic of a forum that the message is in."""
    return message.message_thread_id if message.is_topic_message else None
