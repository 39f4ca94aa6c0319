"""Sandbox objects as the JSON that the Bot API shows to one bot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.errors import JSON
from bot.sandbox.files import FileStore, Media, StoredFile
from bot.sandbox.members import (
    ADMIN_RIGHTS,
    CHANNEL_RIGHTS,
    GROUP_RIGHTS,
    Member,
    Membership,
    Status,
    What,
)
from bot.sandbox.messages import Message
from bot.sandbox.people import ANONYMOUS_ADMIN, CHANNEL, TELEGRAM, Bot, User

if TYPE_CHECKING:
    from bot.sandbox.chats import Chat

_SENDING = {
    "can_send_messages": What.TEXT,
    "can_send_photos": What.PHOTO,
    "can_send_documents": What.DOCUMENT,
    "can_send_audios": What.OTHER,
    "can_send_videos": What.OTHER,
    "can_send_video_notes": What.OTHER,
    "can_send_voice_notes": What.OTHER,
    "can_send_polls": What.OTHER,
    "can_send_other_messages": What.OTHER,
    "can_add_web_page_previews": What.TEXT,
    "can_edit_tag": What.TEXT,
    "can_react_to_messages": What.TEXT,
    "can_change_info": None,
    "can_invite_users": None,
    "can_pin_messages": None,
    "can_manage_topics": None,
}
_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


def user_json(user: User) -> JSON:
    """A User."""
    return _present(
        id=user.id,
        is_bot=user.is_bot,
        first_name=user.name,
        last_name=user.last_name,
        username=user.username,
        language_code=None if user.is_bot else user.language,
    )


def me_json(bot: Bot) -> JSON:
    """A User with what only getMe tells."""
    return user_json(bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not bot.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat_json(chat: Chat) -> JSON:
    """A Chat."""
    if chat.user:
        return _present(
            id=chat.id,
            type="private",
            first_name=chat.user.name,
            last_name=chat.user.last_name,
            username=chat.user.username,
        )
    return _present(
        id=chat.id,
        type=chat.type,
        title=chat.title,
        username=chat.username,
        is_forum=chat.forum or None,
        all_members_are_administrators=False if chat.type == "group" else None,
    )


def full_chat_json(chat: Chat) -> JSON:
    """A ChatFullInfo."""
    full: JSON = chat_json(chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if chat.membership:
        full["permissions"] = permissions_json(chat.membership.denied)
    if chat.linked:
        full["linked_chat_id"] = chat.linked.id
    return full


def permissions_json(denied: frozenset[What]) -> JSON:
    """ChatPermissions, also the fields of a restricted member."""
    silent = What.TEXT in denied
    return {
        name: what is not None and what not in denied and not silent
        for name, what in _SENDING.items()
    }


def member_json(member: Member, membership: Membership) -> JSON:
    """A ChatMember of whichever kind."""
    base: JSON = {"user": user_json(member.user), "status": str(member.status)}
    if member.status is Status.CREATOR:
        return base | {"is_anonymous": member.anonymous}
    if member.status is Status.ADMINISTRATOR:
        kind = membership.kind
        names = ADMIN_RIGHTS + (CHANNEL_RIGHTS if kind == "channel" else GROUP_RIGHTS)
        rights = {name: name in member.rights for name in names}
        return base | {"can_be_edited": False, "is_anonymous": member.anonymous} | rights
    if member.status is Status.RESTRICTED:
        allowed = permissions_json(member.denied)
        return base | {"is_member": member.inside, "until_date": 0} | allowed
    return base | ({"until_date": 0} if member.status is Status.KICKED else {})


class Wire:
    """Messages as JSON for one bot, with that bot's file ids."""

    def __init__(self, files: FileStore, bot: Bot) -> None:
        self.files = files
        self.bot = bot

    def message(self, message: Message, *, nested: bool = False) -> JSON:
        """A Message; ``nested`` inside another one, where its own reply is left out."""
        chat = message.chat
        content = message.content
        reply = message.reply_to
        if reply and reply.deleted:
            reply = None
        elif reply is None and message.topic and not message.service:
            # In a topic, whatever answers nothing else answers the message that opened it.
            reply = next((m for m in chat.messages if m.id == message.topic.id), None)
        shown: JSON = _present(
            message_id=message.id,
            message_thread_id=message.topic.id if message.topic else message.thread_id,
            is_topic_message=True if message.topic else None,
            **self._sender(message),
            chat=chat_json(chat),
            date=message.date,
            edit_date=message.edit_date,
            media_group_id=message.media_group_id,
            reply_to_message=self.message(reply, nested=True) if reply and not nested else None,
            forward_origin=_origin(message.forwarded_from),
            show_caption_above_media=content.caption_above or None,
            reply_markup=content.markup if message.buttons else None,
        )
        if content.media:
            shown |= self.media(content.media)
            shown |= _present(caption=content.text, caption_entities=content.entities or None)
        elif not message.service:
            shown |= _present(text=content.text, entities=content.entities or None)
        return shown | self._service(message)

    def media(self, media: Media) -> JSON:
        """The field, or fields, of a Message that show its media."""
        if media.kind == "photo":
            shown: JSON = {"photo": [self.photo_size(file) for file in media.files]}
            return shown | _present(has_media_spoiler=media.spoiler or None)
        described = media.details | _present(
            **self.file(media.file),
            file_name=media.file.name,
            mime_type=media.file.mime_type,
            thumbnail=self.photo_size(media.thumbnail) if media.thumbnail else None,
        )
        if media.kind == "animation":
            return {"animation": described, "document": described}
        return {media.kind: described}

    def photo_size(self, file: StoredFile) -> JSON:
        """A PhotoSize."""
        return self.file(file) | {"width": file.width, "height": file.height}

    def file(self, file: StoredFile) -> JSON:
        """What every kind of file has."""
        return {
            "file_id": self.files.file_id(self.bot, file),
            "file_unique_id": file.unique_id,
            "file_size": len(file.data),
        }

    def _sender(self, message: Message) -> JSON:
        if message.speaks_for is None:
            return {"from": user_json(message.sender)}
        sender: JSON = {"sender_chat": chat_json(message.speaks_for)}
        if message.chat.type == "channel":
            return sender
        if message.automatic:
            return sender | {"from": TELEGRAM, "is_automatic_forward": True}
        own = message.speaks_for is message.chat
        return sender | {"from": ANONYMOUS_ADMIN if own else CHANNEL}

    def _service(self, message: Message) -> JSON:
        return {
            name: [user_json(user) for user in value]
            if isinstance(value, list)
            else user_json(value)
            if isinstance(value, User)
            else value
            for name, value in (message.service or {}).items()
        }


def _origin(message: Message | None) -> JSON | None:
    if message is None:
        return None
    if message.speaks_for:
        chat = chat_json(message.speaks_for)
        if message.chat.type == "channel":
            return {
                "type": "channel",
                "chat": chat,
                "message_id": message.id,
                "date": message.date,
            }
        return {"type": "chat", "sender_chat": chat, "date": message.date}
    return {"type": "user", "sender_user": user_json(message.sender), "date": message.date}


def _present(**fields: Any) -> JSON:
    return {name: value for name, value in fields.items() if value is not None}
