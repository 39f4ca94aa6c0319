"""The gate that every update goes through, and the links that open it."""

from __future__ import annotations

from datetime import UTC, datetime

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop, MessageHandler, TypeHandler, filters

from bot.access.links import LinkDead
from bot.chats.asking import Asker
from bot.context import Context, Services
from bot.incoming.addressing import addresses_the_bot, group_suffix, message_of, sender_of
from bot.incoming.buttons import action_of, chat_now
from bot.incoming.commands import (
    FOR_ANOTHER_BOT,
    StartsWith,
    argument_of,
    begins_with_command,
    command_of,
)
from bot.incoming.standing import is_private
from bot.outgoing import screens
from bot.outgoing.menus import show_menu
from bot.texts import asking
from bot.texts import door as texts
from storage.records import Link, LinkKind

LEAVING = "forgetme"
"""The command by which anybody takes themself out, and no flood of others delays them."""
EVERYBODYS = frozenset({"privacy", "erase"})
"""Commands by which anybody may have removed what the bot holds of a chat, or learn of it."""
EVERYBODYS_BUTTONS = frozenset({"forgetme", "asking"})
"""Buttons by which one takes oneself out: of a chat's people, or of asking about a group."""
TAKING_BACK = frozenset({"share_list", "share_back", "share_gone"})
"""Buttons by which whoever has shared people takes them back, let out or not."""
WHY = "why"
"""The button by which whoever asks about a group is told why an answer is what it is."""
ABOUT_A_GROUP = frozenset({"who", "share", "stop"})
"""Commands by which whoever is in a group asks about it in private."""
STOP_WORDS = filters.Regex(asking.STOP_WORDS)
CLAIM, INVITE = StartsWith(LinkKind.CLAIM), StartsWith(LinkKind.INVITE)
ASK = StartsWith(LinkKind.ASK)
EXPORT = StartsWith("export")
"""What an admin of a group opens to be sent its people; whether they are one is looked at then."""


async def gate(update: Update, context: Context) -> None:
    """Let an update on to the handlers that follow, or end it here."""
    services, now = context.services, datetime.now(UTC)
    if update.callback_query is not None:
        passes = await _passes_press(update.callback_query, context, now)
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
        services.door.note_dead(message.chat_id, now)
        unclaimed = services.door.owner is None and CLAIM.filter(message)
        line = texts.CLAIM_DEAD if unclaimed else texts.LINK_DEAD
        await _tell(message, line, services, now)


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


async def _passes_press(query: CallbackQuery, context: Context, now: datetime) -> bool:
    """Whether a press may go on; where it may not, it is answered: whoever presses waits."""
    if query.message is None:
        return False
    services, user, action = context.services, query.from_user.id, action_of(query)
    where = query.message.chat
    private = where.type == ChatType.PRIVATE
    if services.door.admits(chat_now(where.id, context)):
        return True
    line = texts.PRESS_NOT_INSIDE if private else texts.PRESS_IN_GROUP
    if action in EVERYBODYS_BUTTONS:
        if services.door.may_leave(user, now):
            return True
        line = texts.PRESS_LATER
    elif private and action in TAKING_BACK and await services.sharing.of(user):
        return True
    elif private and action == WHY:
        group = await services.asking.about(user)
        if group is not None and services.door.admits(group):
            return True
    await screens.acknowledge(query, line, alert=True)
    return False


async def _passes_in_private(message: Message, services: Services, now: datetime) -> bool:
    """Whether somebody who is not inside may go on; where they may not, they are told why."""
    door, chat, command = services.door, message.chat_id, command_of(message)
    if CLAIM.filter(message) or INVITE.filter(message):
        return True
    if ASK.filter(message):
        return door.may_open(chat, now) and await _opens(message, services, now)
    if _is_everybodys(message, services, now):
        return True
    if command == "share" and await services.sharing.of(chat):
        return True
    group = await services.asking.about(chat)
    if group is not None and door.admits(group):
        return await _passes_asking(message, group, services)
    line = texts.NOBODYS if door.owner is None else texts.NOT_INSIDE
    if group is not None:
        line = asking.why_not(Asker.UNSERVED, await services.asking.title(group))
    await _tell(message, line, services, now)
    return False


def _is_everybodys(message: Message, services: Services, now: datetime) -> bool:
    """Whether a message asks what everybody may ask, and does not all day long."""
    door, sender, command = services.door, sender_of(message), command_of(message)
    if command == LEAVING:
        return door.may_leave(sender, now)
    exports = is_private(message) and EXPORT.filter(message)
    return (command in EVERYBODYS or exports) and door.may_pass(sender, now)


async def _passes_asking(message: Message, group: int, services: Services) -> bool:
    """Whether a message is one by which somebody asks about a group; else they are told how."""
    words = begins_with_command(message) or (message.text and not STOP_WORDS.filter(message))
    if not words or command_of(message) in ABOUT_A_GROUP:
        return True
    await message.reply_text(asking.what_one_can_do(await services.asking.title(group)))
    return False


async def _opens(message: Message, services: Services, now: datetime) -> bool:
    try:
        await services.links.peek(argument_of(message), now)
    except LinkDead:
        services.door.note_dead(message.chat_id, now)
        await _tell(message, texts.LINK_DEAD, services, now)
        return False
    return True


async def _passes_in_group(message: Message, services: Services, now: datetime) -> bool:
    """Whether a message may go on in a group that the bot does not work in yet."""
    door, chat, sender = services.door, message.chat_id, sender_of(message)
    command = command_of(message)
    if command == "start" and await door.admit_group(chat, sender, now, message.chat.title or ""):
        return True
    if _is_everybodys(message, services, now):
        return True
    if FOR_ANOTHER_BOT.filter(message):
        return False
    # Other bots have commands, too, and few people name the bot that they mean.
    if addresses_the_bot(message) or command in texts.OWNERS_MENU or command == "start":
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
