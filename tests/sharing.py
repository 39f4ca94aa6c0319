"""Ann shares people with a group: the steps that tests about it take."""

from __future__ import annotations

import functools

from bot.sandbox import Chat, Message, User
from tests.stage import Stage


async def known(stage: Stage, chat: Chat) -> dict[str, int]:
    summaries = await stage.services.store.people.summaries(chat.id)
    return {person.name: person.photos for person in summaries}


def labels(message: Message) -> list[str]:
    return [one.text for row in message.buttons for one in row]


async def pressed(chat: Chat, user: User, message: Message, *labels_in_turn: str) -> None:
    """Press one button after the other, each as soon as it is there."""
    for label in labels_in_turn:
        await chat.until(functools.partial(lambda one: one in labels(message), label))
        await chat.press(user, message, label)


async def answered(stage: Stage, opened: Message, words: str) -> None:
    """Wait for the answer that begins so, whatever else is said in the group meanwhile."""
    await opened.chat.next_from(
        stage.bot, after=opened, where=lambda message: message.words.startswith(words)
    )


async def link_of(stage: Stage, picker: Message) -> str:
    """Go on from the choice; the address behind the button that leads to a group."""
    await stage.chat.press(stage.ann, picker, "Go on")
    await stage.chat.until(lambda: "Choose a group" in labels(picker))
    return picker.button("Choose a group").url or ""


async def offer_in(stage: Stage, friends: Chat) -> Message:
    """Ann offers everybody she has to the group; the offer there."""
    url = await link_of(stage, await stage.say("/share"))
    opened = stage.sandbox.open_link(stage.ann, url, group=friends)
    return await friends.next_from(
        stage.bot, after=opened, where=lambda message: "offers to copy" in message.words
    )


async def agreed(stage: Stage, friends: Chat, bela: User) -> Message:
    """The offer, once Bela has agreed to it."""
    offer = await offer_in(stage, friends)
    await friends.press(bela, offer, "Agree")
    await friends.until(lambda: "agreed" in offer.words)
    return offer
