"""A group's /share, and the members whom it lets ask about the group's people in private."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import MessageHandler, filters
from telegram.helpers import create_deep_linked_url

from bot.access.links import LinkDead
from bot.chats.asking import Asker
from bot.context import Context
from bot.incoming.addressing import chat_of, message_of, sender_of
from bot.incoming.buttons import OutOfDate, Press, button, on_press
from bot.incoming.commands import Command, StartsWith, argument_of
from bot.outgoing import screens
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
    # One that was passed on too far is dead with that.
    await services.links.withdraw(LinkKind.ASK, chat_id=chat.id)
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
    user, now = message.chat_id, datetime.now(UTC)
    try:
        link = await services.links.use(argument_of(message), now)
    except LinkDead:
        await message.reply_text(texts.LINK_DEAD)
        return
    group = link.chat_id or 0
    asker = await services.asker(context.bot, group, user)
    if asker is Asker.MEMBER:
        await services.asking.begin(user, group)
        title = await services.asking.title(group)
        await message.reply_text(texts.begun(title), reply_markup=BACK)
        return
    # Whoever has the link without being a member does not get to ask Telegram all day.
    services.door.note_dead(user, now)
    # Nor do they learn what the group is called.
    left = asker is Asker.LEFT
    await message.reply_text(texts.NOT_A_MEMBER if left else texts.why_not(asker, ""))


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
    services, message = context.services, press.message
    await services.asking.end(press.user_id)
    await screens.acknowledge(press.query, texts.ENDED, alert=True)
    if message is not None:
        # It may be gone already, where the button was pressed twice.
        await services.gestures.attempt(
            "editMessageReplyMarkup", lambda: message.edit_reply_markup(None)
        )


NEW = filters.UpdateType.MESSAGE
PRIVATE = NEW & filters.ChatType.PRIVATE
STOP_WORDS = filters.Regex(texts.STOP_WORDS)
HANDLERS = (
    MessageHandler(NEW & filters.ChatType.GROUPS & Command("share"), invite_members),
    MessageHandler(PRIVATE & StartsWith(LinkKind.ASK), begin),
    MessageHandler(PRIVATE & (Command("stop") | STOP_WORDS), end),
    on_press("asking", 0, end_pressed),
)
