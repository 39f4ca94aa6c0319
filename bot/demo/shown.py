"""The sandbox's chats and messages as the page is told of them."""

from __future__ import annotations

from bot.demo.world import Demo
from bot.sandbox import Chat, Message
from bot.sandbox.errors import JSON
from bot.sandbox.files import StoredFile


def state_json(demo: Demo) -> JSON:
    """All that a page shows when it is opened."""
    return {
        "bot": {"id": demo.bot.id, "name": demo.bot.name, "username": demo.bot.username},
        "embedder": {"kind": demo.embedder.kind, "sentence": demo.embedder.sentence},
        "privacy": demo.bot.privacy,
        "chats": [_chat(demo, chat) for chat in demo.chats],
    }


def commands_json(demo: Demo, chat: Chat) -> JSON:
    """The menu of commands that the visitor is offered in a chat."""
    return {"chat": chat.id, "commands": chat.menu(chat.user or demo.you, demo.bot)}


def message_json(message: Message) -> JSON:
    """One message, as everybody in its chat sees it."""
    sender, media = message.sender, message.media
    picture = message.file if media and media.kind == "photo" else None
    file = message.file if media and picture is None else None
    return {
        "chat": message.chat.id,
        "id": message.id,
        "from": {"id": sender.id, "name": sender.full_name, "bot": sender.is_bot},
        "date": message.date,
        "html": "" if message.service else message.rendered,
        "photo": _photo(picture) if picture else None,
        "file": _file(file) if file else None,
        "album": message.media_group_id,
        "reply_to": message.reply_to.id if message.reply_to else None,
        "edited": message.edit_date is not None,
        "buttons": [
            [
                {"text": one.text, "url": one.url, "copy": one.copy_text, "style": one.style}
                for one in row
            ]
            for row in message.buttons
        ],
        "asks": _asks(message) if message.asks_for_reply else None,
        "reactions": [emoji for several in message.reactions.values() for emoji in several],
        "service": _service(message) if message.service else None,
    }


def _chat(demo: Demo, chat: Chat) -> JSON:
    private = chat.membership is None
    return {
        "id": chat.id,
        "kind": "private" if private else "group",
        "title": _title(demo, chat),
        "members": [
            {
                "id": user.id,
                "name": user.full_name,
                "admin": chat.membership is not None and chat.membership.of(user).admin,
            }
            for user in demo.speakers(chat)
        ],
        "commands": commands_json(demo, chat)["commands"],
        "messages": [message_json(message) for message in chat.messages],
    }


def _title(demo: Demo, chat: Chat) -> str:
    if chat.user is None:
        return chat.title or ""
    return demo.bot.name if chat is demo.private else f"{chat.user.name}’s private chat"


def _asks(message: Message) -> JSON:
    """Who is asked to reply, by their ids, and what stands where they write."""
    markup, membership = message.content.markup or {}, message.chat.membership
    if membership is None or not markup.get("selective"):
        asked = [member.user for member in membership.present] if membership else []
        asked += [message.chat.user] if message.chat.user else []
        ids = {user.id for user in asked}
    else:
        ids = {entity["user"]["id"] for entity in message.entities if "user" in entity}
        ids |= {message.reply_to.sender.id} if message.reply_to else set()
    return {"of": sorted(ids), "hint": message.reply_hint}


def _photo(file: StoredFile) -> JSON:
    return {
        "url": f"/demo/files/{file.unique_id}.jpg",
        "width": file.width,
        "height": file.height,
    }


def _file(file: StoredFile) -> JSON:
    return {
        "url": f"/demo/files/{file.unique_id}",
        "name": file.name or "file",
        "size": len(file.data),
    }


def _service(message: Message) -> str:
    """What happened in the chat, in a sentence."""
    told, name = message.service or {}, message.sender.full_name
    if added := told.get("new_chat_members"):
        return f"{', '.join(user.full_name for user in added)} joined the group"
    if left := told.get("left_chat_member"):
        return f"{left.full_name} left the group"
    if title := told.get("new_chat_title"):
        return f"{name} named the group “{title}”"
    return f"{name} changed something in the chat"
