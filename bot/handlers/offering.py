"""People of somebody's private chat, offered in a group: its admins agree or decline."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.ext import MessageHandler, filters

from bot.access.links import LinkDead
from bot.chats.roster import Gone
from bot.context import Context, Services
from bot.incoming.addressing import chat_of, message_of
from bot.incoming.buttons import OutOfDate, Press, button, on_press
from bot.incoming.commands import StartsWith, argument_of
from bot.incoming.speakers import name_of, voice_of
from bot.incoming.standing import MembersHidden, is_member
from bot.outgoing import screens
from bot.outgoing.screens import Screen
from bot.texts import consent
from bot.texts import sharing as texts
from storage.models import Account, Person
from storage.records import LinkKind


async def offer(update: Update, context: Context) -> None:
    """Offer what the link is about, where the one who made it opens it."""
    message, services = message_of(update), context.services
    try:
        said = await _offer(message, services)
    except LinkDead:
        said = texts.LINK_DEAD
    except Gone:
        said = texts.NOTHING_LEFT
    if said:
        await message.reply_text(said)


async def _offer(message: Message, services: Services) -> str | None:
    """Make the offer, or say why not. Raises `LinkDead` or `roster.Gone`."""
    parameter, now = argument_of(message), datetime.now(UTC)
    link, user = await services.links.peek(parameter, now), message.from_user
    if user is None or message.sender_chat is not None or user.id != link.made_by:
        return texts.NOT_YOURS
    await services.links.use(parameter, now)
    offered = await services.sharing.offer(link.share_id or 0, chat_of(message))
    answers = [
        button(texts.AGREE, "share_agree", offered.share.id, style="success"),
        button(texts.DECLINE, "share_decline", offered.share.id),
    ]
    screen = Screen(texts.offered(user.full_name, offered), [answers])
    said = await screens.send(message, screen)
    await services.sharing.shown_by(offered.share.id, said.message_id)
    return None


async def agree(press: Press, context: Context) -> None:
    """Copy what was offered, since an admin wants it."""
    services, (share_id,) = context.services, press.numbers
    offered = await services.sharing.offered(share_id, press.chat.id)
    if not offered.photos:
        raise OutOfDate
    await services.expect_admin_pressed(press)
    await screens.acknowledge(press.query)
    sharer = await name_of(context.bot, press.chat.id, offered.share.shared_by)
    agreed = await services.sharing.agree(share_id, press.chat.id, press.user_id)
    _, admin = await voice_of(press)
    words = texts.agreed(admin, sharer, agreed, f"@{context.bot.username}")
    await _end(press, context, words)
    if not await services.sharing.stands(share_id):
        # Taken back meanwhile, which may have been said before.
        await _end(press, context, texts.TAKEN_BACK)
        return
    for person, account in agreed.linked:
        if account.user_id != agreed.share.shared_by:
            await _tell(press, context, sharer, person, account)


async def _tell(
    press: Press, context: Context, sharer: str | None, person: Person, account: Account
) -> None:
    """Have a Telegram user know that photos of them are in the group now, if they are in it."""
    bot, group, under = context.bot, press.chat.id, press.message
    with suppress(MembersHidden):
        if account.user_id is not None and not await is_member(bot, group, account.user_id):
            return
    leave = InlineKeyboardMarkup.from_button(button(consent.REMOVE_ME, "forgetme", person.id))
    told = consent.you_were_shared(account, sharer, person.name)
    topic = under.message_thread_id if under and under.is_topic_message else None
    await context.services.gestures.attempt(
        "sendMessage",
        lambda: bot.send_message(group, told, reply_markup=leave, message_thread_id=topic),
    )


async def decline(press: Press, context: Context) -> None:
    """Drop the offer: an admin does not want it, or the sharer does not any more."""
    services, (share_id,) = context.services, press.numbers
    offered = await services.sharing.offered(share_id, press.chat.id)
    withdraws = press.user_id == offered.share.shared_by
    if not withdraws:
        await services.expect_admin_pressed(press)
    await services.sharing.decline(share_id, press.chat.id)
    await screens.acknowledge(press.query)
    if withdraws:
        words = texts.withdrawn(press.query.from_user.full_name)
    else:
        _, admin = await voice_of(press)
        words = texts.declined(admin)
    await _end(press, context, words)


async def _end(press: Press, context: Context, text: str) -> None:
    """Have the offer say what became of it; where it is too old or gone, say it anew."""
    message = press.message
    if message is not None and message.chat_id == press.chat.id:
        await screens.put(message, Screen(text))
    else:
        await context.bot.send_message(press.chat.id, text)


async def explain(update: Update, _context: Context) -> None:
    """The link was opened in private."""
    await message_of(update).reply_text(texts.FOR_A_GROUP)


NEW, OPENED = filters.UpdateType.MESSAGE, StartsWith(LinkKind.SHARE)
HANDLERS = (
    MessageHandler(NEW & filters.ChatType.GROUPS & OPENED, offer),
    MessageHandler(NEW & filters.ChatType.PRIVATE & OPENED, explain),
    on_press("share_agree", 1, agree),
    on_press("share_decline", 1, decline),
)
