"""A person's card: their photos, numbered, and what can be done about them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.chats.cards import card_of, card_with
from bot.chats.roster import Gone
from bot.context import Context
from bot.incoming.addressing import message_of
from bot.incoming.buttons import Press, button, on_press
from bot.incoming.commands import Command, argument_of
from bot.incoming.paging import pager
from bot.outgoing.person_cards import card_rows
from bot.outgoing.screens import Screen, acknowledge, put, put_words, send
from bot.texts import changing, enrolling, people
from bot.texts.names import bad_name
from storage.names import BadName, clean_name
from storage.records import RemovalKind

ACROSS = 6
"""Numbers side by side on a keyboard."""


async def person(update: Update, context: Context) -> None:
    """Show the card of whoever the command names, or ask who was meant."""
    message, services = message_of(update), context.services
    argument = argument_of(message)
    if not argument:
        await message.reply_text(people.PERSON_NEEDS_A_NAME)
        return
    try:
        name = clean_name(argument)
    except BadName as error:
        await message.reply_text(bad_name(error))
        return
    sought = await services.roster.seek(message.chat_id, name)
    if sought.person is not None:
        card = await card_of(services.roster, message.chat_id, sought.person.id, 0)
        await send(message, await services.cards.screen(card, message))
        return
    meant = [[button(people.label(one.name), "card", one.id)] for one in sought.nearly]
    everybody = [[button(people.ALL_PEOPLE, "people", 0)]]
    words = people.not_found(name, [one.name for one in sought.nearly])
    await send(message, Screen(words, meant or everybody))


async def show(press: Press, context: Context) -> None:
    """Send somebody's card."""
    card = await card_of(context.services.roster, press.chat.id, press.numbers[0], 0)
    message = press.seen()
    await send(message, await context.services.cards.screen(card, message), quote=False)
    # An alert tells where nothing may be said.
    await acknowledge(press.query)


async def turn(press: Press, context: Context) -> None:
    """Have a card show another page, or go back to itself."""
    person_id, page = press.numbers
    card = await card_of(context.services.roster, press.chat.id, person_id, page)
    message = press.seen()
    await acknowledge(press.query)
    await put(message, await context.services.cards.screen(card, message))


async def stay(press: Press, context: Context) -> None:
    """Leave everything as it is: back to the card, from what only those see to who may."""
    await context.services.expect_manager_pressed(press)
    await turn(press, context)


async def keep(press: Press, context: Context) -> None:
    """Leave everything as it is: back to the card, where the question stands on one."""
    await context.services.expect_manager_pressed(press)
    message = press.seen()
    if message.photo:
        await turn(replace(press, numbers=(*press.numbers, 0)), context)
    else:
        await acknowledge(press.query)
        await put(message, Screen(changing.UNCHANGED))


async def pick(press: Press, context: Context) -> None:
    """Have the numbers of a card's photos be buttons."""
    services = context.services
    await services.expect_manager_pressed(press)
    person_id, page = press.numbers
    card = await card_of(services.roster, press.chat.id, person_id, page)
    message = press.seen()
    await acknowledge(press.query)
    numbers = [
        button(str(number), "cardphoto", person_id, photo_id)
        for number, photo_id in enumerate(card.photos, card.first)
    ]
    rows = [
        *(numbers[first : first + ACROSS] for first in range(0, len(numbers), ACROSS)),
        *pager(card.page, card.pages, "cardpick", person_id),
        [button(changing.BACK, "cardstay", person_id, card.page)],
    ]
    # Drawn anew, as each time: the numbers on the card are those on the buttons, whatever has
    # been removed since it was drawn last.
    await put(
        message, await services.cards.screen(card, message, says=changing.CHOOSE_PHOTO, rows=rows)
    )


async def ask(press: Press, context: Context) -> None:
    """Ask whether a photo shall go, which is marked on the card."""
    services = context.services
    await services.expect_manager_pressed(press)
    person_id, photo_id = press.numbers
    card = await card_with(services.roster, press.chat.id, person_id, photo_id)
    message = press.seen()
    await acknowledge(press.query)
    number = card.first + card.photos.index(photo_id)
    words = changing.ask_remove(card.person.name, number, last=card.person.photos == 1)
    rows = [
        [
            button(changing.REMOVE, "carddrop", person_id, photo_id, style="danger"),
            button(changing.KEEP, "cardstay", person_id, card.page),
        ]
    ]
    await put(
        message, await services.cards.screen(card, message, says=words, rows=rows, chosen=number)
    )


async def drop(press: Press, context: Context) -> None:
    """Remove a photo, and offer to undo it; pressed once more, offer that again.

    With the last photo its person is forgotten.
    """
    services, chat_id = context.services, press.chat.id
    await services.expect_manager_pressed(press)
    person_id, photo_id = press.numbers
    message, now = press.seen(), datetime.now(UTC)
    sessions = await services.sessions.adding_to(chat_id, person_id)
    page, number = 0, None
    with suppress(Gone):
        card = await card_with(services.roster, chat_id, person_id, photo_id)
        page, number = card.page, card.first + card.photos.index(photo_id)
        await services.roster.remove_photo(chat_id, photo_id, press.user_id, now)
    removed = await services.roster.removed(chat_id, now, photo_id=photo_id)
    removal = removed.removal
    if removal.person_id != person_id:
        raise Gone
    await acknowledge(press.query)
    if removal.kind is RemovalKind.FORGET:
        words = changing.forgotten(removed.name, removed.photos, adding=bool(sessions))
        undo = button(changing.UNDO, "undo", removal.id, style="primary")
        await put_words(message, Screen(words, [[undo]]))
        await services.status.end_all(message.get_bot(), sessions, enrolling.over(removed.name))
        return
    words = changing.removed(number)
    card = await card_of(services.roster, chat_id, person_id, page)
    undo = button(changing.UNDO, "cardback", removal.id, card.page, style="primary")
    await put(
        message,
        await services.cards.screen(card, message, says=words, rows=[[undo], *card_rows(card)]),
    )


async def bring_back(press: Press, context: Context) -> None:
    """Undo the removal of a photo."""
    services, chat_id = context.services, press.chat.id
    await services.expect_manager_pressed(press)
    message = press.seen()
    removal_id, page = press.numbers
    undone = await services.roster.undo(chat_id, removal_id, datetime.now(UTC))
    await acknowledge(press.query)
    card = await card_of(services.roster, chat_id, undone.person_id, page)
    await put(message, await services.cards.screen(card, message, says=changing.PHOTO_IS_BACK))


async def ask_wrongs(press: Press, context: Context) -> None:
    """Ask whether to forget of which faces it was said that they are not somebody."""
    services, chat_id, person_id = context.services, press.chat.id, press.numbers[0]
    await services.expect_manager_pressed(press)
    card = await card_of(services.roster, chat_id, person_id, 0)
    faces, message = await services.store.vetoes.count(chat_id, person_id), press.seen()
    if not faces:
        raise Gone
    await acknowledge(press.query)
    words = changing.ask_forget_wrongs(card.person.name, faces)
    rows = [
        [
            button(changing.FORGET, "wrongsyes", person_id, style="danger"),
            button(changing.KEEP, "cardstay", person_id, 0),
        ]
    ]
    await put(message, await services.cards.screen(card, message, says=words, rows=rows))


async def forget_wrongs(press: Press, context: Context) -> None:
    """Forget of which faces it was said that they are not somebody."""
    services, chat_id, person_id = context.services, press.chat.id, press.numbers[0]
    await services.expect_manager_pressed(press)
    card, message = await card_of(services.roster, chat_id, person_id, 0), press.seen()
    await services.teaching.forget_wrongs(chat_id, person_id)
    await acknowledge(press.query)
    says = changing.WRONGS_FORGOTTEN
    await put(message, await services.cards.screen(card, message, says=says))


HANDLERS = (
    MessageHandler(filters.UpdateType.MESSAGE & Command("person"), person),
    on_press("card", 1, show),
    on_press("cardpage", 2, turn),
    on_press("cardstay", 2, stay),
    on_press("keep", 1, keep),
    on_press("cardpick", 2, pick),
    on_press("cardphoto", 2, ask),
    on_press("carddrop", 2, drop),
    on_press("cardback", 2, bring_back),
    on_press("wrongs", 1, ask_wrongs),
    on_press("wrongsyes", 1, forget_wrongs),
)
