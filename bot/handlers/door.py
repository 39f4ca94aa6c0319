"""The gate that every update goes through, and the links that open it."""

from __future__ import annotations

from datetime import UTC, datetime

from telegram import CallbackQuery, Message, Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, TypeHandler, filters

from bot.access.links import LinkDead
from bot.context import Context, Services
from bot.incoming.addressing import group_suffix, is_for_the_bot, message_of, sender_of
from bot.incoming.commands import StartsWith, argument_of, command_of
from bot.incoming.standing import is_private
from bot.outgoing.menus import show_menu
from bot.texts import door as texts
from storage.records import Link, LinkKind

EVERYBODYS = frozenset({"forgetme", "privacy", "erase"})
"""Commands by which anybody may have removed what the bot holds of them, or learn what it is."""
EVERYBODYS_BUTTONS = frozenset({"forgetme", "asking"})
"""Buttons by which one takes oneself out: of a chat's people, or of asking about a group."""
ABOUT_A_GROUP = frozenset({"start", "help", "who", "share", "stop", None})
"""Commands, or none, by which whoever is in a group asks about it in private."""
CLAIM, INVITE = StartsWith(LinkKind.CLAIM), StartsWith(LinkKind.INVITE)
ASK = StartsWith(LinkKind.ASK)
EXPORT = StartsWith("export")
"""What an admin of a group opens to be sent its people; whether they are one is looked at then."""


async def gate(update: Update, context: Context) -> None:
    """Let an update on to the handlers that follow, or end it here."""
    services, now = context.services, datetime.now(UTC)
    if update.callback_query is not None:
        passes = await _passes_press(update.callback_query, services, now)
    elif message := update.message or update.edited_message:
        if services.door.admits(message.chat_id):
            await _greet_owner(message, services)
            return
        # What was edited has been answered when it came, or never will be.
        passes = update.message is not None and await (
            _passes_in_private(message, services, now)
            if is_private(message)
            else _passes_in_group(message, services, now)
        )
    else:
        # Who adds the bot, removes it or blocks it has been seen to before.
        return
    if not passes:
        raise ApplicationHandlerStop


async def open_link(update: Update, context: Context) -> None:
    """Make somebody the owner or a guest, if the link still does that."""
    message, services, now = message_of(update), context.services, datetime.now(UTC)
    if not services.door.may_open(message.chat_id, now):
        return
    try:
        if CLAIM.filter(message):
            await _claim(message, services, now)
        else:
            await _come_in(message, services, now)
    except LinkDead:
        await _tell(message, texts.LINK_DEAD, services, now)


async def _claim(message: Message, services: Services, now: datetime) -> None:
    """Raises `LinkDead`, also where somebody else is the owner."""
    door, user = services.door, message.chat_id
    if door.owner == user:
        await message.reply_text(texts.ALREADY_OWNER)
        return
    await services.links.use(argument_of(message), now)
    if not await door.claim(user, _name(message), now):
        raise LinkDead
    await services.links.withdraw(LinkKind.CLAIM)
    open_to_all = services.settings.access.open
    await message.reply_text(texts.you_own_me(everybody=open_to_all))
    await _greet_owner(message, services)


async def _come_in(message: Message, services: Services, now: datetime) -> None:
    """Raises `LinkDead`."""
    door, user, parameter = services.door, message.chat_id, argument_of(message)
    link = await services.links.peek(parameter, now)
    if door.admits_user(user):
        await message.reply_text(texts.ALREADY_INSIDE)
        return
    await services.links.use(parameter, now)
    await door.admit(user, link.made_by, _name(message), now)
    await message.reply_text(texts.invited(message.get_bot().first_name))
    await _tell_owner(message, link, services)


async def _tell_owner(message: Message, link: Link, services: Services) -> None:
    """Somebody who came in is never a surprise."""
    owner, left = services.door.owner, link.uses_left
    if owner is not None:
        text = texts.came_in(_name(message), None if left is None else left - 1)
        bot = message.get_bot()
        await services.gestures.attempt("sendMessage", lambda: bot.send_message(owner, text))


async def _passes_press(query: CallbackQuery, services: Services, now: datetime) -> bool:
    """Whether a press may go on; where it may not, it is answered."""
    if query.message is None:
        return False
    where = query.message.chat.id
    if services.door.admits(where):
        return True
    if not services.door.may_pass(query.from_user.id, now):
        return False
    if (query.data or "").split(":")[0] in EVERYBODYS_BUTTONS:
        return True
    await query.answer(texts.PRESS_NOT_INSIDE, show_alert=True)
    return False


async def _passes_in_private(message: Message, services: Services, now: datetime) -> bool:
    """Whether somebody who is not inside may go on; where they may not, they are told why."""
    door, chat, command = services.door, message.chat_id, command_of(message)
    if CLAIM.filter(message) or INVITE.filter(message):
        return True
    if ASK.filter(message):
        return door.may_open(chat, now) and await _opens(message, services, now)
    if (command in EVERYBODYS or EXPORT.filter(message)) and door.may_pass(chat, now):
        return True
    if command in ABOUT_A_GROUP:
        group = await services.asking.about(chat)
        if group is not None and door.admits(group):
            return True
    line = texts.NOBODYS if door.owner is None else texts.NOT_INSIDE
    await _tell(message, line, services, now)
    return False


async def _opens(message: Message, services: Services, now: datetime) -> bool:
    try:
        await services.links.peek(argument_of(message), now)
    except LinkDead:
        await _tell(message, texts.LINK_DEAD, services, now)
        return False
    return True


async def _passes_in_group(message: Message, services: Services, now: datetime) -> bool:
    """Whether a message may go on in a group that the bot does not work in yet."""
    door, chat, sender = services.door, message.chat_id, sender_of(message)
    command = command_of(message)
    if command == "start" and await door.admit_group(chat, sender, now, message.chat.title or ""):
        return True
    if command in EVERYBODYS and door.may_pass(sender, now):
        return True
    if is_for_the_bot(message):
        line = texts.group_not_inside(group_suffix(message))
        if door.admits_user(sender):
            await message.reply_text(line)
        else:
            await _tell(message, line, services, now)
    return False


async def _tell(message: Message, line: str, services: Services, now: datetime) -> None:
    """Say one line to whoever is not inside, if they have not been told within the hour."""
    if await services.door.may_tell(message.chat_id, now):
        await message.reply_text(line)


async def _greet_owner(message: Message, services: Services) -> None:
    """Show the owner their own menu; there is none before they have written once."""
    if message.chat_id == services.door.owner and command_of(message) == "start":
        bot, owner = message.get_bot(), message.chat_id
        await services.gestures.attempt(
            "setMyCommands", lambda: show_menu(bot, texts.OWNERS_MENU, owner)
        )


def _name(message: Message) -> str:
    return message.from_user.full_name if message.from_user else ""


GATE_HANDLERS = (TypeHandler(Update, gate),)
"""They stop the updates of whoever is not inside."""
HANDLERS = (
    MessageHandler(filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & (CLAIM | INVITE),
                   open_link),
)  # fmt: skip
