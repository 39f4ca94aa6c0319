"""People on file without an embedder, and the buttons that they are managed with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.sandbox import CallbackAnswer, Chat, Message, User
from storage.models import Chat as Owner
from tests.stage import Stage
from tests.storing import a_photo, enrol

OUT_OF_DATE = "This is out of date: what it is about is not there any more."


async def known(stage: Stage, people: Mapping[str, int], chat: Chat | None = None) -> list[int]:
    """Have people with so many photos in a chat, Ann's private one by default; their ids."""
    where = chat or stage.chat
    store, owner = stage.services.store, Owner(where.id, where.type, where.title)
    ids = []
    for name, photos in people.items():
        for number in range(photos):
            photo = a_photo(f"{where.id} {name} {number}")
            await enrol(store, name, photo, owner)
        person = await store.people.find(where.id, name)
        assert person
        ids.append(person.id)
    return ids


async def names(stage: Stage, chat: Chat | None = None) -> dict[str, int]:
    """Everybody in a chat, and how many photos there are of them."""
    people = await stage.services.roster.people((chat or stage.chat).id)
    return {person.name: person.photos for person in people}


def labels(message: Message) -> list[list[str]]:
    """The buttons of a message, row by row."""
    return [[cell.text for cell in row] for row in message.buttons]


async def press(
    message: Message, label: str, user: User | None = None
) -> tuple[CallbackAnswer, Message]:
    """Press a button in private or as ``user``; the answer, and the message as it is then."""
    chat = message.chat
    presser = user or chat.user
    assert presser
    before = len(message.edits)
    answer = await chat.press(presser, message, label)
    if not answer.text:
        await chat.until(lambda: len(message.edits) > before or message.deleted)
    return answer, message


async def opened(message: Message, label: str, stage: Stage, user: User | None = None) -> Message:
    """Press a button that has the bot say something new; what it says."""
    chat = message.chat
    presser = user or chat.user
    assert presser
    last = chat.history[-1]
    await chat.press(presser, message, label)
    return await chat.next_from(stage.bot, after=last)


async def forged(message: Message, data: str, user: User | None = None) -> CallbackAnswer:
    """Press a button that the bot never made; its answer."""
    presser = user or message.chat.user
    assert presser
    shown = message.content
    cell = {"text": "forged", "callback_data": data}
    message.content = replace(shown, markup={"inline_keyboard": [[cell]]})
    press = message.chat.press(presser, message, "forged")
    message.content = shown
    return await press
