"""What is said in a terminal of what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.texts.chats import chat_named, counted, title_of
from storage.models import Chat, ChatSummary, PersonSummary

CHAT_COLUMNS = ("chat", "kind", "title", "people", "photos")
PERSON_COLUMNS = ("name", "photos", "last added", "known")
NO_CHATS = "Nobody has written to the bot yet, and nothing was imported: there are no chats."


def chat_row(chat: ChatSummary) -> tuple[str, ...]:
    """A chat under `CHAT_COLUMNS`."""
    title = title_of(chat.chat)
    return (str(chat.chat.id), chat.chat.kind, title, str(chat.people), str(chat.photos))


def person_row(person: PersonSummary) -> tuple[str, ...]:
    """A person under `PERSON_COLUMNS`, in this computer's time."""
    added = _moment(person.last_added) if person.last_added else ""
    return (person.name, str(person.photos), added, str(person.comparable))


def people_of(chat: Chat, people: Sequence[PersonSummary], models: Sequence[str]) -> str:
    """Who the table is of, and what its last column counts."""
    known = counted(len(people), "person", "people")
    return (
        f"{known} in {chat_named(chat)}. Known: how many of the photos are known to "
        f"{'the model' if len(models) == 1 else 'both models'} in use, {' and '.join(models)}."
    )


def _moment(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")
