"""What somebody is in a group: a member, an admin, or somebody who is neither any more."""

from __future__ import annotations

import re

from telegram import Bot, ChatMember, ChatMemberRestricted, Message
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken

ADMINS = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})
INSIDE = ADMINS | {ChatMemberStatus.MEMBER}
REFUSED = (BadRequest, Forbidden, InvalidToken)
"""How Telegram says that there is no such chat or member, or that a server does not tell."""


HIDDEN = re.compile("inaccessible|admin_required|admin(istrator)? rights", re.IGNORECASE)
"""What it says where a group keeps its members from a bot that is no admin."""


class NotAllowed(Exception):
    """Only a group's admins may do this there."""


class MayNotManage(NotAllowed):
    """Only a group's admins may enrol and manage people there, unless they let everyone."""


class NoMember(MayNotManage):
    """Every member may manage people there, and this is none any more."""


class MembersHidden(Exception):
    """A group keeps from the bot who is a member of it."""


async def is_admin(bot: Bot, chat_id: int, user_id: int) -> bool:
    """Whether a user is an admin of a group, as of now."""
    try:
        return (await bot.get_chat_member(chat_id, user_id)).status in ADMINS
    except ChatMigrated as error:
        return await is_admin(bot, error.new_chat_id, user_id)
    except BadRequest:
        # A group may keep its members from a bot that is no admin, but never its admins.
        return await _is_listed_as_admin(bot, chat_id, user_id)
    except (Forbidden, InvalidToken):
        return False


async def is_member(bot: Bot, chat_id: int, user_id: int) -> bool:
    """Whether a user is in a group that the bot is in, too, as of now.

    Raises `MembersHidden` where that cannot be told, of somebody who is no admin.
    """
    try:
        return is_inside(await bot.get_chat_member(chat_id, user_id))
    except ChatMigrated as error:
        return await is_member(bot, error.new_chat_id, user_id)
    except REFUSED as error:
        if not HIDDEN.search(error.message):
            return False
    if await _is_listed_as_admin(bot, chat_id, user_id):
        return True
    raise MembersHidden


def is_inside(member: ChatMember) -> bool:
    """Whether this is the standing of somebody who is in the group."""
    if isinstance(member, ChatMemberRestricted):
        # Whoever may not do everything may have left, too.
        return member.is_member
    return member.status in INSIDE


async def speaks_as_admin(message: Message) -> bool:
    """Whether a message is an admin's: in their own name, the group's, or its channel's."""
    bot, speaker = message.get_bot(), message.sender_chat
    if is_private(message):
        return True
    if speaker is None:
        who = message.from_user
        return who is not None and await is_admin(bot, message.chat_id, who.id)
    if speaker.id == message.chat_id or message.is_automatic_forward:
        return True
    # Anybody may write as a channel of their own; the group's own channel is its admins'.
    try:
        return (await bot.get_chat(message.chat_id)).linked_chat_id == speaker.id
    except REFUSED:
        return False


async def _is_listed_as_admin(bot: Bot, chat_id: int, user_id: int) -> bool:
    try:
        admins = await bot.get_chat_administrators(chat_id)
    except REFUSED:
        return False
    return any(admin.user.id == user_id for admin in admins)


def is_private(message: Message) -> bool:
    """Whether a message is in a chat with the bot alone."""
    return message.chat.type == ChatType.PRIVATE
