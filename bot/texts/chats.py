"""Chats in a sentence on a terminal."""

from __future__ import annotations

from storage.models import Chat

PRIVATE = "private"


def chat_named(chat: Chat) -> str:
    """Which chat is meant, by its number and what else is known of it."""
    if chat.kind == PRIVATE:
        return f"the private chat {chat.id}"
    title = title_of(chat)
    return f"the group “{title}” ({chat.id})" if title else f"the group {chat.id}"


def title_of(chat: Chat) -> str:
    """A group's title without what would steer a terminal; empty where there is none."""
    return "".join(char if char.isprintable() else " " for char in chat.title or "").strip()


def unknown_chat(chat_id: int) -> str:
    """That nothing is stored of a chat."""
    return f"Nothing is stored of a chat {chat_id}. “whosthis chats” lists those that there are."


def nobody_enrolled(chat: Chat) -> str:
    return f"Nobody is enrolled in {chat_named(chat)}."


def counted(n: int, one: str, many: str | None = None) -> str:
    """A number and what it counts, such as 1 photo or 2 photos."""
    return f"{n} {one if n == 1 else many or f'{one}s'}"
