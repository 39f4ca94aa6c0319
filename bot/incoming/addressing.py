"""Who said something, and where."""

from __future__ import annotations

import re

from telegram import Message, Update
from telegram.constants import ChatID, ChatType

from bot.incoming.commands import argument_of, command_of
from storage.models import Chat


def message_of(update: Update) -> Message:
    """The message that an update brings, new or edited; handlers are given no other updates."""
    message = update.message or update.edited_message
    if message is None:
        raise ValueError("this update brings no message")
    return message


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
    """Whether somebody speaks to the bot: with a command, in private, in reply or naming it."""
    return command_of(message) is not None or addresses_the_bot(message)


def addresses_the_bot(message: Message) -> bool:
    """Whether somebody turns to the bot: in private, in reply to it, or naming it."""
    if not group_suffix(message) or names_the_bot(message):
        return True
    return message.reply_to_message is not None and is_by_the_bot(message.reply_to_message)


def answers(message: Message, question_id: int | None) -> bool:
    """Whether words answer the bot's question; in a group only a reply to it does."""
    replied = message.reply_to_message
    asked = replied is not None and replied.message_id == question_id
    return asked or not group_suffix(message)


def names_the_bot(message: Message) -> bool:
    """Whether the bot's @name is somewhere in a text or caption."""
    words = message.text or message.caption or ""
    name = rf"@{re.escape(message.get_bot().username)}(?!\w)"
    return re.search(name, words, re.IGNORECASE) is not None


def asked_by_caption(message: Message) -> str:
    """What a photo's caption asks of the bot, as far as it matters; empty where it asks nothing.

    Two captions that ask the same give the same.
    """
    command = command_of(message)
    if command == "who":
        return command
    if command == "enroll":
        # What stands on further lines of a caption is about the photo.
        name, _, _ = argument_of(message).partition("\n")
        return f"{command} {name}"
    named = command is None and bool(group_suffix(message)) and names_the_bot(message)
    return "@" if named else ""


def is_by_the_bot(message: Message) -> bool:
    """Whether the bot itself said something."""
    return message.from_user is not None and message.from_user.id == message.get_bot().id


def is_by_another_bot(message: Message) -> bool:
    """Whether a bot said something that is not this one, nor a stand-in for people."""
    sender = message.from_user
    if sender is None or not sender.is_bot or is_by_the_bot(message):
        return False
    return sender.id not in {ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL}


def is_by_a_channel(message: Message) -> bool:
    """Whether somebody writes as a channel, of which anybody may have many.

    Neither an admin who writes as the group does, nor the channel whose posts go to the group.
    """
    speaker = message.sender_chat
    return not (speaker is None or speaker.id == message.chat_id or message.is_automatic_forward)


def topic_of(message: Message) -> int | None:
    """The topic of a forum that the message is in."""
    return message.message_thread_id if message.is_topic_message else None
