"""Rename somebody: by a command, or by a question that the new name answers."""

from __future__ import annotations

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.chats.roster import NameTaken
from bot.context import Context, Services
from bot.incoming.addressing import group_suffix, message_of
from bot.incoming.buttons import OutOfDate, Press, button, on_press
from bot.incoming.commands import Command, argument_of
from bot.outgoing.questions import put_question
from bot.outgoing.screens import Screen, acknowledge, put, send
from bot.texts import changing as texts
from bot.texts.names import bad_name
from bot.texts.people import ALL_PEOPLE, cards_of, label, not_found
from storage.models import Person
from storage.names import LONGEST_NAME, BadName, LongName, clean_name, name_key
from storage.records import Question, QuestionKind


async def rename(update: Update, context: Context) -> None:
    """Give whoever the command names another name, or ask who was meant."""
    message, services = message_of(update), context.services
    await services.expect_manager(message)
    try:
        await send(message, await _by_command(message, services))
    except BadName as error:
        await message.reply_text(bad_name(error))


async def rename_meant(press: Press, context: Context) -> None:
    """Rename whoever was meant by the command that the message with the button replies to."""
    services = context.services
    await services.expect_manager_pressed(press)
    person_id, place = press.numbers
    message = press.seen()
    command = message.reply_to_message
    try:
        # The command may have been edited since.
        readings = _readings(argument_of(command)) if command else []
        if not 0 <= place < len(readings):
            raise OutOfDate
        name = clean_name(readings[place][1])
    except BadName as error:
        await acknowledge(press.query, bad_name(error), alert=True)
        return
    person = await services.roster.get(press.chat.id, person_id)
    screen = await _renamed(services, person, name)
    await acknowledge(press.query)
    await put(message, screen)


async def ask(press: Press, context: Context) -> None:
    """Ask whoever pressed for somebody's new name, in words."""
    services = context.services
    await services.expect_manager_pressed(press)
    person = await services.roster.get(press.chat.id, press.numbers[0])
    suffix = group_suffix(press.seen())
    await put_question(
        press,
        services.questions,
        QuestionKind.RENAME,
        lambda whom: texts.ask_new_name(person.name, whom=whom, suffix=suffix),
        label(person.name),
        person_id=person.id,
    )


async def take_name(message: Message, question: Question, services: Services) -> Screen:
    """Give somebody the name that was asked for. Raises `BadName` or `Gone`."""
    person = await services.roster.get(message.chat_id, question.person_id or 0)
    return await _renamed(services, person, clean_name(message.text or ""))


async def _by_command(message: Message, services: Services) -> Screen:
    """Do what a command says, or ask what it leaves open. Raises `BadName`."""
    readings = _readings(argument_of(message))
    if not readings:
        return Screen(texts.RENAME_NEEDS_NAMES)
    sought = [await services.roster.seek(message.chat_id, old) for old, _ in readings]
    # The longest old name first: people may be called “Road” and “Road to Rome”.
    for (_, new), found in reversed(list(zip(readings, sought, strict=True))):
        if found.person is not None:
            return await _renamed(services, found.person, clean_name(new))
    everybody = [[button(ALL_PEOPLE, "people", 0)]]
    for place, found in enumerate(sought):
        old, new = readings[place]
        # Whoever has the new name is hardly meant: the command may have been sent twice.
        meant = [one for one in found.nearly if name_key(one.name) != name_key(new)]
        rows = [[button(label(one.name), "renameas", one.id, place)] for one in meant]
        if meant:
            return Screen(texts.whom_to_rename(clean_name(old), clean_name(new)), rows)
        if found.nearly:
            return Screen(texts.has_name_already(clean_name(old), clean_name(new)), everybody)
    return Screen(not_found(clean_name(readings[0][0]), ()), everybody)


def _readings(argument: str) -> list[tuple[str, str]]:
    """Every way to read “Ana to Anna” as an old name and a new one: names may have a “to”, too.

    Raises `LongName`.
    """
    words = argument.split()
    if len(words) > 2 * LONGEST_NAME:
        raise LongName
    return [
        (" ".join(words[:place]), " ".join(words[place + 1 :]))
        for place in range(1, len(words) - 1)
        if words[place].casefold() == "to"
    ]


async def _renamed(services: Services, person: Person, new: str) -> Screen:
    """Rename somebody, or offer to merge them with whoever has the name. Raises `Gone`."""
    try:
        renamed = await services.roster.rename(person.chat_id, person.id, new)
    except NameTaken as taken:
        count = len(await services.roster.photos(person.chat_id, person.id))
        rows = [
            [button(texts.MERGE, "mergeyes", person.id, taken.person.id, style="danger")],
            [
                button(texts.ANOTHER_NAME, "rename", person.id),
                button(texts.KEEP_BOTH, "keep", person.id),
            ],
        ]
        return Screen(texts.name_taken(person.name, taken.person.name, count), rows)
    words = texts.renamed(person.name, renamed.name)
    return Screen(words, [[button(cards_of(renamed.name), "card", renamed.id)]])


NEW = filters.UpdateType.MESSAGE
HANDLERS = (
    MessageHandler(NEW & Command("rename"), rename),
    on_press("rename", 1, ask),
    on_press("renameas", 2, rename_meant),
)
TAKES = {QuestionKind.RENAME: take_name}
