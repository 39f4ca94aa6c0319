"""/invite: the owner makes links that let people in, sees who is inside, and lets them out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import MessageHandler, filters
from telegram.helpers import create_deep_linked_url

from bot.context import Context, Services
from bot.incoming.addressing import message_of, sender_of
from bot.incoming.buttons import OutOfDate, Press, button, on_press
from bot.incoming.commands import Command
from bot.incoming.standing import is_private
from bot.outgoing import screens
from bot.outgoing.screens import Screen
from bot.texts import invitations as texts
from bot.texts.door import IN_PRIVATE, owner_only
from storage.records import Admission, AdmissionKind, LinkKind

LASTS = timedelta(days=7)
USES = (1, 5, 20)
A_PAGE = 8
SHARE = "https://t.me/share/url"

Rows = list[list[InlineKeyboardButton]]


async def invite(update: Update, context: Context) -> None:
    """Show the owner the card that everything else is reached from."""
    message, services = message_of(update), context.services
    owner = services.door.owner
    if not is_private(message):
        await message.reply_text(IN_PRIVATE)
    elif owner is None or sender_of(message) != owner:
        await message.reply_text(owner_only(owner))
    elif services.settings.access.open:
        await message.reply_text(texts.OPEN_TO_ALL)
    else:
        text, rows = await _card(services)
        await message.reply_text(text, reply_markup=InlineKeyboardMarkup(rows))


async def make_link(press: Press, context: Context) -> None:
    """Make a link for so many people, in a message that can be sent on."""
    services, bot, (uses,) = context.services, context.bot, press.numbers
    owner = _expect_owner(press, services)
    if uses not in USES:
        raise OutOfDate
    await screens.acknowledge(press.query)
    now = datetime.now(UTC)
    parameter = await services.links.make(
        LinkKind.INVITE, at=now, lasts=LASTS, uses=uses, made_by=owner
    )
    url = create_deep_linked_url(bot.username, parameter)
    send_on = urlencode({"url": url, "text": texts.sent_with_link(bot.first_name)})
    await bot.send_message(
        owner,
        texts.link(bot.first_name, url, uses, now + LASTS),
        reply_markup=InlineKeyboardMarkup(
            [[InlineKeyboardButton(texts.SEND_ON, url=f"{SHARE}?{send_on}")]]
        ),
    )


async def back(press: Press, context: Context) -> None:
    """Show the first card again."""
    _expect_owner(press, context.services)
    await screens.acknowledge(press.query)
    await _show(press, *await _card(context.services))


async def show_inside(press: Press, context: Context) -> None:
    """Show a page of those who are inside."""
    _expect_owner(press, context.services)
    await screens.acknowledge(press.query)
    await _show(press, *await _inside(context.services, press.numbers[0]))


async def ask_to_let_out(press: Press, context: Context) -> None:
    """Ask once."""
    services = context.services
    admission, everybody = await _meant(press, services)
    await screens.acknowledge(press.query)
    groups = [one for one in everybody if _is_group(one) and one.admitted_by == admission.id]
    by_settings = admission.id in services.settings.access.allowed
    text = texts.let_out(admission, groups, by_settings=by_settings)
    yes = button(texts.let_out_button(admission), "letout", admission.id, style="danger")
    await _show(press, text, [[yes], [button(texts.BACK, "inside", 0)]])


async def let_out(press: Press, context: Context) -> None:
    """Let somebody out, with the groups they brought the bot to and the links still open."""
    services = context.services
    admission, _ = await _meant(press, services)
    await services.door.dismiss(admission.id)
    if not _is_group(admission):
        await services.links.withdraw(LinkKind.INVITE)
    await screens.acknowledge(press.query, texts.is_out(admission))
    await _show(press, *await _inside(services, 0))


def _expect_owner(press: Press, services: Services) -> int:
    """The owner, who presses in their own chat. Raises `OutOfDate` for whoever owns it no more."""
    owner = services.door.owner
    if owner is None or not owner == press.user_id == press.chat.id:
        raise OutOfDate
    return owner


async def _meant(press: Press, services: Services) -> tuple[Admission, list[Admission]]:
    """Whom a button is about, and everybody inside. Raises `OutOfDate`."""
    owner = _expect_owner(press, services)
    everybody = await services.door.inside()
    (meant,) = press.numbers
    for admission in everybody:
        if admission.id == meant != owner:
            return admission, everybody
    raise OutOfDate


async def _card(services: Services) -> tuple[str, Rows]:
    others = await _others(services)
    groups = sum(map(_is_group, others))
    one, *several = USES
    return texts.card(len(others) - groups, groups, LASTS.days), [
        [button(texts.FOR_ONE, "invite", one, style="primary")],
        [button(texts.for_several(uses), "invite", uses) for uses in several],
        [button(texts.WHO_IS_INSIDE, "inside", 0)],
    ]


async def _inside(services: Services, page: int) -> tuple[str, Rows]:
    others = await _others(services)
    last = max(0, len(others) - 1) // A_PAGE
    page = min(max(page, 0), last)
    shown = others[page * A_PAGE : (page + 1) * A_PAGE]
    rows = [[button(texts.label(one), "askout", one.id)] for one in shown]
    turning = []
    if page > 0:
        turning.append(button(texts.EARLIER, "inside", page - 1))
    if page < last:
        turning.append(button(texts.LATER, "inside", page + 1))
    rows += [turning] if turning else []
    rows.append([button(texts.BACK, "invitecard")])
    allowed = len(services.settings.access.allowed)
    return texts.inside(allowed, anybody=bool(others)), rows


async def _others(services: Services) -> list[Admission]:
    return [one for one in await services.door.inside() if one.id != services.door.owner]


def _is_group(admission: Admission) -> bool:
    return admission.kind is AdmissionKind.GROUP


async def _show(press: Press, text: str, rows: Rows) -> None:
    """Have the message that was pressed show something else."""
    await screens.put(press.seen(), Screen(text, rows))


HANDLERS = (
    MessageHandler(filters.UpdateType.MESSAGE & Command("invite"), invite),
    on_press("invite", 1, make_link),
    on_press("invitecard", 0, back),
    on_press("inside", 1, show_inside),
    on_press("askout", 1, ask_to_let_out),
    on_press("letout", 1, let_out),
)
