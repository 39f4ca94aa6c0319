"""/settings: what a chat wishes, chosen with buttons under one message."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest
from telegram.ext import MessageHandler, filters

from bot.context import Context, Services
from bot.incoming.addressing import group_suffix, message_of
from bot.incoming.buttons import OutOfDate, Press, button, on_press
from bot.incoming.commands import Command
from bot.incoming.standing import NotAllowed, is_admin, is_private, speaks_as_admin
from bot.outgoing.screens import acknowledge
from bot.texts import settings as texts
from storage.records import Answers, Managers, Preferences, Strictness

ACTION = "settings"
MATCHES = (1, 3, 5, 10)


@dataclass(frozen=True)
class Choice:
    """A button: ``numbers`` are what it carries for good, ``change`` is what it makes a wish."""

    numbers: tuple[int, int]
    label: str
    change: dict[str, Any]

    def now(self, wished: Preferences) -> Preferences:
        """What is wished once the button was pressed."""
        return replace(wished, **self.change)


ANSWERS = (
    Choice((1, 0), texts.ANSWERS[Answers.ASKED], {"answers": Answers.ASKED}),
    Choice((1, 1), texts.ANSWERS[Answers.EVERY], {"answers": Answers.EVERY}),
)
QUIET = (
    Choice((2, 0), texts.QUIET[False], {"quiet": False}),
    Choice((2, 1), texts.QUIET[True], {"quiet": True}),
)
MANAGERS = (
    Choice((3, 0), texts.MANAGERS[Managers.ADMINS], {"managers": Managers.ADMINS}),
    Choice((3, 1), texts.MANAGERS[Managers.EVERYONE], {"managers": Managers.EVERYONE}),
)
STRICTNESS = (
    Choice((4, 0), texts.STRICTNESS[Strictness.STRICT], {"strictness": Strictness.STRICT}),
    Choice((4, 1), texts.STRICTNESS[Strictness.NORMAL], {"strictness": Strictness.NORMAL}),
    Choice((4, 2), texts.STRICTNESS[Strictness.RELAXED], {"strictness": Strictness.RELAXED}),
)


def matches(usual: int) -> tuple[Choice, ...]:
    """How many matches may be shown. ``usual`` is what whoever runs the bot has set."""
    return tuple(
        Choice((5, n), str(n), {"matches": None if n == usual else n})
        for n in sorted({*MATCHES, usual})
    )


async def show(update: Update, context: Context) -> None:
    """Show an admin what the chat wishes, with buttons to change it."""
    message, services = message_of(update), context.services
    if not await speaks_as_admin(message):
        raise NotAllowed
    wished = await services.wishes.of(message.chat_id)
    await message.reply_text(
        await _text(message, wished, services), reply_markup=_keyboard(message, wished, services)
    )


async def change(press: Press, context: Context) -> None:
    """Do what an admin pressed, and show it."""
    services, message = context.services, press.seen()
    rows = _rows(Preferences(answers=Answers.EVERY), services, private=is_private(message))
    choices = {choice.numbers: choice for row in rows for choice in row}
    choice = choices.get((press.numbers[0], press.numbers[1]))
    if choice is None:
        raise OutOfDate
    await services.expect_admin_pressed(press)
    await acknowledge(press.query)
    wished = choice.now(await services.wishes.of(press.chat.id))
    await services.wishes.save(press.chat, wished)
    try:
        await message.edit_text(
            await _text(message, wished, services),
            reply_markup=_keyboard(message, wished, services),
        )
    except BadRequest as error:
        # It may show this already, or be deleted; what was wished holds all the same.
        if "not modified" not in error.message and "not found" not in error.message:
            raise


async def _text(message: Message, wished: Preferences, services: Services) -> str:
    blind = (
        not is_private(message)
        and wished.answers is Answers.EVERY
        and not await _sees_every_photo(message.get_bot(), message.chat_id)
    )
    matches_shown = wished.matches or services.settings.top_k
    promise = await _promise(message, wished, services)
    return texts.shown(wished, matches_shown, promise, suffix=group_suffix(message), blind=blind)


async def _promise(message: Message, wished: Preferences, services: Services) -> str:
    """How sure a chat's people allow to be."""
    settled = services.settings.match_threshold
    learnt = await services.recogniser.learnt(await services.moving.current(message.chat_id))
    known = learnt.thresholds(wished.strictness, settled).known
    return texts.promised(known, learnt.people, settled)


async def _sees_every_photo(bot: Bot, chat_id: int) -> bool:
    """Whether a group's photos reach the bot that are not meant for it."""
    me = await bot.get_me()
    # A server that does not tell may not know of privacy mode at all.
    if me.can_read_all_group_messages is not False:
        return True
    return await is_admin(bot, chat_id, me.id)


def _rows(
    wished: Preferences, services: Services, *, private: bool
) -> tuple[tuple[Choice, ...], ...]:
    shared = (STRICTNESS, matches(services.settings.top_k))
    if private:
        return shared
    how = (QUIET,) if wished.answers is Answers.EVERY else ()
    return (ANSWERS, *how, MANAGERS, *shared)


def _keyboard(message: Message, wished: Preferences, services: Services) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [
                button(
                    texts.chosen(choice.label) if choice.now(wished) == wished else choice.label,
                    ACTION,
                    *choice.numbers,
                )
                for choice in row
            ]
            for row in _rows(wished, services, private=is_private(message))
        ]
    )


HANDLERS = (
    MessageHandler(filters.UpdateType.MESSAGE & Command("settings"), show),
    on_press(ACTION, 2, change),
)
