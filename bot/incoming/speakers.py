"""What people are called who say or press something, and in whose name they do."""

from __future__ import annotations

from telegram import Bot, ChatMemberAdministrator, ChatMemberOwner, Message
from telegram.error import TelegramError

from bot.incoming.buttons import Press


def speaker_of(message: Message) -> str | None:
    """What the sender of a message is called; None for an admin who writes as the group."""
    speaker = message.sender_chat
    if speaker is not None:
        return None if speaker.id == message.chat_id else speaker.title
    return message.from_user.full_name if message.from_user else None


async def name_of(bot: Bot, chat_id: int, sender_id: int) -> str | None:
    """What a sender in a group is called; None where that is nobody's own name, or unknown."""
    if sender_id < 0:
        return None
    try:
        return (await bot.get_chat_member(chat_id, sender_id)).user.full_name
    except TelegramError:
        return None


async def voice_of(press: Press) -> tuple[int, str | None]:
    """The sender of what whoever pressed would say there, and what that one is called.

    Of an anonymous admin that is the group, and nobody's name is told; nor is it of whoever may
    be one.
    """
    themself = press.user_id, press.query.from_user.full_name
    if press.chat.kind == "private":
        return themself
    try:
        member = await press.query.get_bot().get_chat_member(press.chat.id, press.user_id)
    except TelegramError:
        return press.user_id, None
    if isinstance(member, ChatMemberOwner | ChatMemberAdministrator) and member.is_anonymous:
        return press.chat.id, None
    return themself
