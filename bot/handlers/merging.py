"""Merge two people who are one."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from bot.chats.roster import Gone
from bot.context import Context, Services
from bot.incoming.buttons import Press, button, on_press
from bot.incoming.paging import pager, pages_of
from bot.outgoing.screens import Screen, acknowledge, put, put_words
from bot.texts import changing as texts
from bot.texts import enrolling
from bot.texts.people import cards_of, entry
from storage.models import Person
from storage.records import RemovalKind

ON_A_PAGE = 10


async def choose(press: Press, context: Context) -> None:
    """Have everybody else in the chat be a button."""
    services = context.services
    await services.expect_manager_pressed(press)
    person_id, wanted = press.numbers
    person, count = await _counted(services, press.chat.id, person_id)
    message = press.seen()
    everybody = await services.roster.people(press.chat.id)
    others = [one for one in everybody if one.id != person_id]
    if not others:
        await acknowledge(press.query, texts.NOBODY_ELSE, alert=True)
        return
    await acknowledge(press.query)
    page, pages = pages_of(len(others), ON_A_PAGE, wanted)
    rows = [
        *(
            [button(entry(one.name, one.photos), "mergeinto", person_id, one.id)]
            for one in others[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
        ),
        *pager(page, pages, "merge", person_id),
        [button(texts.BACK, "cardstay", person_id, 0)],
    ]
    await put(message, Screen(texts.ask_into_whom(person.name, count), rows))


async def ask(press: Press, context: Context) -> None:
    """Ask whether to merge these two, and say what that does."""
    services = context.services
    await services.expect_manager_pressed(press)
    person_id, into_id = press.numbers
    person, count = await _counted(services, press.chat.id, person_id)
    into = await services.roster.get(press.chat.id, into_id)
    if into == person:
        raise Gone
    message = press.seen()
    await acknowledge(press.query)
    rows = [
        [button(texts.MERGE, "mergeyes", person_id, into_id, style="danger")],
        [button(texts.BACK, "merge", person_id, 0)],
    ]
    await put(message, Screen(texts.ask_merge(person.name, into.name, count), rows))


async def merge(press: Press, context: Context) -> None:
    """Merge the two, and offer to undo it; pressed once more, offer that again."""
    services, chat_id = context.services, press.chat.id
    await services.expect_manager_pressed(press)
    person_id, into_id = press.numbers
    into = await services.roster.get(chat_id, into_id)
    message, now = press.seen(), datetime.now(UTC)
    sessions = await services.sessions.adding_to(chat_id, person_id)
    with suppress(Gone):
        await services.roster.merge(chat_id, person_id, into_id, press.user_id, now)
    removed = await services.roster.removed(chat_id, now, person_id=person_id)
    removal = removed.removal
    if (removal.kind, removal.person_id) != (RemovalKind.MERGE, into_id):
        raise Gone
    await acknowledge(press.query)
    rows = [
        [button(texts.UNDO, "undo", removal.id, style="primary")],
        [button(cards_of(into.name), "card", into_id)],
    ]
    words = texts.merged(removed.name, into.name, removed.photos, adding=bool(sessions))
    await put_words(message, Screen(words, rows))
    await services.status.end_all(message.get_bot(), sessions, enrolling.over(removed.name))


async def _counted(services: Services, chat_id: int, person_id: int) -> tuple[Person, int]:
    """Somebody, and how many photos there are of them. Raises `Gone`."""
    person = await services.roster.get(chat_id, person_id)
    return person, len(await services.roster.photos(chat_id, person_id))


HANDLERS = (
    on_press("merge", 2, choose),
    on_press("mergeinto", 2, ask),
    on_press("mergeyes", 2, merge),
)
