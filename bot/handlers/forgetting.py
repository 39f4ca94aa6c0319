"""/forget, and bringing back who was forgotten or merged."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.chats.roster import Gone
from bot.context import Context, Services
from bot.incoming.addressing import message_of
from bot.incoming.buttons import Press, button, on_press
from bot.incoming.commands import Command, argument_of
from bot.outgoing.screens import Screen, acknowledge, put, put_words, send
from bot.texts import changing as texts
from bot.texts import enrolling
from bot.texts.names import bad_name
from bot.texts.people import ALL_PEOPLE, cards_of, label, not_found
from storage.names import BadName, clean_name
from storage.records import RemovalKind


async def forget(update: Update, context: Context) -> None:
    """Ask whether to forget whoever the command names, or who was meant."""
    message, services = message_of(update), context.services
    await services.expect_manager(message)
    argument = argument_of(message)
    if not argument:
        await message.reply_text(texts.FORGET_NEEDS_A_NAME)
        return
    try:
        name = clean_name(argument)
    except BadName as error:
        await message.reply_text(bad_name(error))
        return
    sought = await services.roster.seek(message.chat_id, name)
    if sought.person is not None:
        await send(message, await _question(services, message.chat_id, sought.person.id))
        return
    meant = [[button(label(one.name), "forget", one.id)] for one in sought.nearly]
    everybody = [[button(ALL_PEOPLE, "people", 0)]]
    words = not_found(name, [one.name for one in sought.nearly])
    await send(message, Screen(words, meant or everybody))


async def ask(press: Press, context: Context) -> None:
    """Ask whether to forget somebody."""
    await context.services.expect_manager_pressed(press)
    screen = await _question(context.services, press.chat.id, press.numbers[0])
    message = press.seen()
    await acknowledge(press.query)
    await put(message, screen)


async def forget_asked(press: Press, context: Context) -> None:
    """Forget somebody, and offer to undo it; pressed once more, offer that again."""
    services, chat_id, person_id = context.services, press.chat.id, press.numbers[0]
    await services.expect_manager_pressed(press)
    message, now = press.seen(), datetime.now(UTC)
    sessions = await services.sessions.adding_to(chat_id, person_id)
    with suppress(Gone):
        await services.roster.forget(chat_id, person_id, press.user_id, now)
    removed = await services.roster.removed(chat_id, now, person_id=person_id)
    if removed.removal.kind is not RemovalKind.FORGET:
        raise Gone
    await acknowledge(press.query)
    rows = [[button(texts.UNDO, "undo", removed.removal.id, style="primary")]]
    words = texts.forgotten(removed.name, removed.photos, adding=bool(sessions))
    await put_words(message, Screen(words, rows))
    await services.status.end_all(message.get_bot(), sessions, enrolling.over(removed.name))


async def undo(press: Press, context: Context) -> None:
    """Bring back whoever was forgotten, or merged into somebody else."""
    services, chat_id = context.services, press.chat.id
    await services.expect_manager_pressed(press)
    message = press.seen()
    undone = await services.roster.undo(chat_id, press.numbers[0], datetime.now(UTC))
    await acknowledge(press.query)
    back, namesake = await services.roster.get(chat_id, undone.person_id), undone.namesake
    count = len(await services.roster.photos(chat_id, back.id))
    rows = [
        [button(cards_of(back.name), "card", back.id)],
        [button(ALL_PEOPLE, "people", 0)],
    ]
    if namesake:
        merge = button(texts.merge_with(namesake.name), "mergeinto", back.id, namesake.id)
        rows.insert(0, [merge])
    words = texts.is_back(back.name, count, namesake.name if namesake else None)
    await put(message, Screen(words, rows))


async def _question(services: Services, chat_id: int, person_id: int) -> Screen:
    """Whether to forget somebody. Raises `Gone`."""
    person = await services.roster.get(chat_id, person_id)
    count = len(await services.roster.photos(chat_id, person_id))
    yes = button(texts.FORGET, "forgetyes", person_id, style="danger")
    return Screen(
        texts.ask_forget(person.name, count), [[yes, button(texts.KEEP, "keep", person_id)]]
    )


HANDLERS = (
    MessageHandler(filters.UpdateType.MESSAGE & Command("forget"), forget),
    on_press("forget", 1, ask),
    on_press("forgetyes", 1, forget_asked),
    on_press("undo", 1, undo),
)
