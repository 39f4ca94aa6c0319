"""A group's /share, and the members whom it lets ask about the group's people in private."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import MessageHandler, filters
from telegram.helpers import create_deep_linked_url

from bot.access.links import LinkDead
from bot.context import Context
from bot.incoming.addressing import chat_of, message_of, sender_of
from bot.incoming.buttons import OutOfDate, Press, button, on_press
from bot.incoming.commands import Command, StartsWith, argument_of
from bot.incoming.standing import is_member
from bot.texts import asking as texts
from storage.records import LinkKind

LASTS = timedelta(days=7)
BACK = InlineKeyboardMarkup.from_button(button(texts.BACK, "asking"))


async def invite_members(update: Update, context: Context) -> None:
    """Give a group the link by which its members ask in private."""
    message, services = message_of(update), context.services
    await services.expect_manager(message)
    chat = chat_of(message)
    await services.asking.expect(chat)
    parameter = await services.links.make(
        LinkKind.ASK,
        at=datetime.now(UTC),
        lasts=LASTS,
        uses=None,
        made_by=sender_of(message),
        chat_id=chat.id,
    )
    url = create_deep_linked_url(context.bot.username, parameter)
    opens = InlineKeyboardMarkup.from_button(InlineKeyboardButton(texts.OPEN, url=url))
    await message.reply_text(texts.INVITATION, reply_markup=opens)


async def begin(update: Update, context: Context) -> None:
    """Have a member ask about the group that the link was made in."""
    message, services = message_of(update), context.services
    try:
        link = await services.links.use(argument_of(message), datetime.now(UTC))
    except LinkDead:
        await message.reply_text(texts.LINK_DEAD)
        return
    group = link.chat_id
    if group is None or not services.door.admits(group):
        await message.reply_text(texts.LINK_DEAD)
    elif not await is_member(context.bot, group, message.chat_id):
        await message.reply_text(texts.NOT_A_MEMBER)
    else:
        await services.asking.begin(message.chat_id, group)
        title = await services.asking.title(group)
        await message.reply_text(texts.begun(title), reply_markup=BACK)


async def end(update: Update, context: Context) -> None:
    """Have somebody ask about their own people again."""
    message, services = message_of(update), context.services
    asked = await services.asking.about(message.chat_id)
    await services.asking.end(message.chat_id)
    await message.reply_text(texts.NOT_ASKING if asked is None else texts.ENDED)


async def end_pressed(press: Press, context: Context) -> None:
    """The same, by the button, which may stand under any answer."""
    if press.chat.kind != "private":
        raise OutOfDate
    await context.services.asking.end(press.user_id)
    await press.query.answer(texts.ENDED, show_alert=True)
    if press.message is not None:
        await press.message.edit_reply_markup(None)


NEW = filters.UpdateType.MESSAGE
PRIVATE = NEW & filters.ChatType.PRIVATE
STOP_WORDS = filters.Regex(rf"(?i)\A\s*(stop|back|{texts.BACK})[.!]?\s*\Z")
HANDLERS = (
    MessageHandler(NEW & filters.ChatType.GROUPS & Command("share"), invite_members),
    MessageHandler(PRIVATE & StartsWith(LinkKind.ASK), begin),
    MessageHandler(PRIVATE & (Command("stop") | STOP_WORDS), end),
    on_press("asking", 0, end_pressed),
)
