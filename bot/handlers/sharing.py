"""/share in a private chat: whom to offer to a group, what is shared already, taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import MessageHandler, filters
from telegram.helpers import create_deep_linked_url

from bot.access.links import LinkDead
from bot.chats.asking import Asker
from bot.chats.sharing import Offer
from bot.context import Context, Services
from bot.incoming.addressing import message_of
from bot.incoming.buttons import OutOfDate, Press, button, on_press
from bot.incoming.commands import Command
from bot.outgoing import screens
from bot.outgoing.elsewhere import say_instead
from bot.outgoing.screens import Screen
from bot.texts import asking as asking_texts
from bot.texts import sharing as texts
from storage.models import PersonSummary
from storage.records import LinkKind, Share

LASTS = timedelta(hours=1)
PAGE = 8


async def share(update: Update, context: Context) -> None:
    """Show whom one could share, what one has shared, and about whom one asks."""
    message, services = message_of(update), context.services
    await _tell_asking(message, services)
    chat = message.chat_id
    shares = await services.sharing.of(chat)
    if not services.door.admits(chat):
        # Whoever only asks about a group has nobody of their own, or not any more.
        if shares:
            await screens.send(message, _list(shares))
        return
    people = await services.roster.people(chat)
    if people:
        prepared = await services.sharing.prepare(chat, chat, [person.id for person in people])
        screen = _picker(prepared, people, 0)
        if shares:
            rows = [*screen.rows, [button(texts.SHARED, "share_list")]]
            screen = replace(screen, rows=rows)
    elif shares:
        screen = _list(shares)
    else:
        screen = Screen(texts.NOBODY)
    await screens.send(message, screen)


async def _tell_asking(message: Message, services: Services) -> None:
    """Say which group's people photos are compared with, where that is so."""
    user = message.chat_id
    group = await services.asking.about(user)
    if group is None:
        return
    title = await services.asking.title(group)
    asker = await services.asker(message.get_bot(), group, user)
    if asker is Asker.LEFT:
        await services.asking.end(user)
        await message.reply_text(asking_texts.why_not(asker, title))
        return
    member = asker is Asker.MEMBER
    words = asking_texts.under_way(title) if member else asking_texts.why_not(asker, title)
    back = InlineKeyboardMarkup.from_button(button(asking_texts.BACK, "asking"))
    await message.reply_text(words, reply_markup=back)


async def tick(press: Press, context: Context) -> None:
    """Choose somebody, or no longer."""
    share_id, person_id, page = press.numbers
    prepared, people = await _prepared(press, context.services, share_id)
    chosen = {person_id} ^ set(prepared.person_ids)
    await _choose(press, context.services, prepared, people, chosen, page)


async def tick_all(press: Press, context: Context) -> None:
    """Choose everybody, or nobody."""
    share_id, everybody, page = press.numbers
    prepared, people = await _prepared(press, context.services, share_id)
    chosen = {person.id for person in people} if everybody else set()
    await _choose(press, context.services, prepared, people, chosen, page)


async def turn_page(press: Press, context: Context) -> None:
    """Show another page of people, or the people again."""
    share_id, page = press.numbers
    prepared, people = await _prepared(press, context.services, share_id)
    await _show(press, _picker(prepared, people, page))


async def go_on(press: Press, context: Context) -> None:
    """Give the link that takes the offer to a group."""
    services = context.services
    prepared, people = await _prepared(press, services, press.numbers[0])
    chosen = [person for person in people if person.id in prepared.person_ids]
    if not chosen:
        await screens.acknowledge(press.query, texts.NOBODY_CHOSEN, alert=True)
        return
    try:
        parameter = await services.links.make(
            LinkKind.SHARE,
            at=datetime.now(UTC),
            lasts=LASTS,
            made_by=press.user_id,
            share_id=prepared.id,
        )
    except LinkDead:
        raise OutOfDate from None
    url = create_deep_linked_url(context.bot.username, parameter, group=True)
    rows = [
        [InlineKeyboardButton(texts.CHOOSE_GROUP, url=url)],
        [button(texts.CHANGE, "share_page", prepared.id, 0)],
    ]
    await _show(press, Screen(texts.to_a_group(len(chosen), _photos(chosen)), rows))


async def show_shared(press: Press, context: Context) -> None:
    """Everything that is shared, each with a button to take it back."""
    await _show(press, _list(await context.services.sharing.of(_own(press))))


async def ask_to_take_back(press: Press, context: Context) -> None:
    offer, title = await _shared(press, context.services)
    rows = [
        [button(texts.TAKE_BACK, "share_gone", offer.share.id, style="danger")],
        [button(texts.KEEP, "share_list")],
    ]
    await _show(press, Screen(texts.take_back_sure(offer, title), rows))


async def take_back(press: Press, context: Context) -> None:
    """Remove the copies, or the offer, and tell the group."""
    services = context.services
    offer, _ = await _shared(press, services)
    taken = await services.sharing.take_back(offer.share.id, press.user_id)
    await screens.acknowledge(press.query)
    instead, besides = texts.gone(press.query.from_user.full_name, offer)
    await say_instead(
        context.bot, services.gestures, taken.to_chat or 0, taken.message_id, instead, besides
    )
    await screens.put(press.seen(), _list(await services.sharing.of(press.chat.id)))


def _own(press: Press) -> int:
    """The private chat that a button was pressed in. Raises `OutOfDate` anywhere else."""
    if press.chat.kind != "private":
        raise OutOfDate
    return press.chat.id


async def _prepared(
    press: Press, services: Services, share_id: int
) -> tuple[Share, list[PersonSummary]]:
    """A share that is being put together, and whom it could be about. Raises `roster.Gone`."""
    prepared = await services.sharing.prepared(share_id, _own(press))
    return prepared, await services.roster.people(press.chat.id)


async def _shared(press: Press, services: Services) -> tuple[Offer, str]:
    """What was shared, and the title of the group. Raises `OutOfDate`."""
    for offer, title in await services.sharing.of(_own(press)):
        if offer.share.id == press.numbers[0] and offer.share.shared_by == press.user_id:
            return offer, title
    raise OutOfDate


async def _choose(
    press: Press,
    services: Services,
    prepared: Share,
    people: Sequence[PersonSummary],
    chosen: set[int],
    page: int,
) -> None:
    # Somebody who was ticked may have been removed since, or may never have been there.
    kept = [person.id for person in people if person.id in chosen]
    await _show(press, _picker(await services.sharing.choose(prepared, kept), people, page))


def _picker(share: Share, people: Sequence[PersonSummary], page: int) -> Screen:
    """Whom one can choose."""
    pages = max(1, -(-len(people) // PAGE))
    page = min(max(page, 0), pages - 1)
    chosen = [person for person in people if person.id in share.person_ids]
    rows = []
    for person in people[page * PAGE :][:PAGE]:
        label = texts.choosable(person.name, person.photos, chosen=person in chosen)
        rows.append([button(label, "share_tick", share.id, person.id, page)])
    turns = [("‹", page - 1)] * (page > 0) + [("›", page + 1)] * (page < pages - 1)
    rows += [
        [button(text, "share_page", share.id, to) for text, to in turns],
        [
            button(texts.ALL, "share_all", share.id, 1, page),
            button(texts.NONE, "share_all", share.id, 0, page),
        ],
        [button(texts.GO_ON, "share_go", share.id, style="primary")],
    ]
    words = texts.choice(len(chosen), _photos(chosen), page, pages)
    return Screen(words, [row for row in rows if row])


def _list(shares: list[tuple[Offer, str]]) -> Screen:
    """What is shared."""
    rows = [
        [button(texts.take_back_from(title), "share_back", offer.share.id)]
        for offer, title in shares[: texts.LISTED]
    ]
    return Screen(texts.what_is_shared(shares), rows)


def _photos(people: Sequence[PersonSummary]) -> int:
    return sum(person.photos for person in people)


async def _show(press: Press, screen: Screen) -> None:
    """Answer a press by what its message says from now on."""
    message = press.seen()
    await screens.acknowledge(press.query)
    await screens.put(message, screen)


PRIVATE = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
HANDLERS = (
    MessageHandler(PRIVATE & Command("share"), share),
    on_press("share_tick", 3, tick),
    on_press("share_all", 3, tick_all),
    on_press("share_page", 2, turn_page),
    on_press("share_go", 1, go_on),
    on_press("share_list", 0, show_shared),
    on_press("share_back", 1, ask_to_take_back),
    on_press("share_gone", 1, take_back),
)
