"""/people: everybody in a chat, as buttons."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.context import Context
from bot.incoming.addressing import group_suffix, message_of
from bot.incoming.buttons import Press, button, on_press
from bot.incoming.commands import Command
from bot.incoming.paging import pager, pages_of
from bot.outgoing.screens import Screen, acknowledge, put, send
from bot.texts import people as texts
from storage.models import Person, PersonSummary

ON_A_PAGE = 10


async def everybody(update: Update, context: Context) -> None:
    """List the people of the message's chat."""
    message = message_of(update)
    services, chat_id = context.services, message.chat_id
    people = await services.roster.people(chat_id)
    alike = await services.looking.alike(chat_id) if people else None
    await send(message, _list(people, 0, group_suffix(message), alike))


async def turn(press: Press, context: Context) -> None:
    """Show another page of the list, as it is by now."""
    services, chat_id = context.services, press.chat.id
    people = await services.roster.people(chat_id)
    message = press.seen()
    await acknowledge(press.query)
    alike = await services.looking.alike(chat_id) if people else None
    await put(message, _list(people, press.numbers[0], group_suffix(message), alike))


def _list(
    people: Sequence[PersonSummary],
    wanted: int,
    suffix: str,
    alike: tuple[Person, Person] | None,
) -> Screen:
    if not people:
        return Screen(texts.nobody(suffix))
    page, pages = pages_of(len(people), ON_A_PAGE, wanted)
    shown = people[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    names = [button(texts.entry(one.name, one.photos), "card", one.id) for one in shown]
    across = 2 if all(texts.is_short(one.name) for one in shown) else 1
    rows = [names[first : first + across] for first in range(0, len(names), across)]
    words = texts.everybody(len(people), sum(one.photos for one in people))
    if alike:
        one, other = alike
        words = f"{words}\n\n{texts.look_like_one(one.name, other.name)}"
        label = texts.merge_two(one.name, other.name)
        rows.append([button(label, "mergeinto", one.id, other.id)])
    return Screen(words, [*rows, *pager(page, pages, "people")])


HANDLERS = (
    MessageHandler(filters.UpdateType.MESSAGE & Command("people"), everybody),
    on_press("people", 1, turn),
)
