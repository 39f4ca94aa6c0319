"""The buttons under photos that were held back: add it anyway, or which face is meant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from telegram import InlineKeyboardButton, Message

from bot.chats.roster import Gone
from bot.context import Context, Services
from bot.incoming.addressing import group_suffix
from bot.incoming.buttons import Press, on_press
from bot.incoming.speakers import voice_of
from bot.incoming.standing import MembersHidden, is_member
from bot.outgoing.enrolled_users import link, tell
from bot.outgoing.held_photos import (
    ADD,
    CHOOSE,
    add_anyway,
    choose_face,
    numbers,
    source_of_held,
)
from bot.outgoing.screens import Screen, acknowledge, put
from bot.recognition.preparing import Origin
from bot.recognition.tally import Skipped, Tally
from bot.texts import enrolling
from bot.texts import holding as texts
from storage.records import HeldPhoto

FOR_NOW = (Skipped.GONE, Skipped.NOT_EMBEDDED)
"""What may go better when it is tried once more."""


def _while_it_waits(
    act: Callable[[Press, Context], Awaitable[None]],
) -> Callable[[Press, Context], Awaitable[None]]:
    """Say so where a photo was decided about already."""

    async def pressed(press: Press, context: Context) -> None:
        try:
            await act(press, context)
        except Gone:
            await acknowledge(press.query, texts.NOT_WAITING, alert=True)

    return pressed


@_while_it_waits
async def add(press: Press, context: Context) -> None:
    """Add photos, whatever there is to be doubted about them."""
    services, (first, last) = context.services, press.numbers
    waiting = await services.holding.get(press.chat.id, first, last, datetime.now(UTC))
    photos = [photo for photo in waiting if not photo.unclear]
    if not photos:
        raise Gone
    await _expect_decider(press, photos, services)
    message = press.seen()
    await acknowledge(press.query)
    together = Tally(photos[0].name)
    async with services.working(message):
        for photo in photos:
            tally = await _enrol(press, photo, services, anyway=True)
            _count_in(together, tally)
    said = await _said(press, together, services)
    rows = await _still_waiting(press, message, services)
    if photos[0].photos > 1 and not message.photo:
        # The message tells of others, too.
        said = f"{message.text_html}\n{said}"
    await put(message, Screen(said, rows))
    await _follow(press, message, photos[0], together, services)


@_while_it_waits
async def choose(press: Press, context: Context) -> None:
    """Add a photo by the face that is chosen, or leave it out; then ask for the next one."""
    services, (held_id, number) = context.services, press.numbers
    (photo,) = await services.holding.get(press.chat.id, held_id, held_id, datetime.now(UTC))
    await _expect_decider(press, [photo], services)
    message = press.seen()
    if number == 0:
        await services.holding.drop(photo)
        await acknowledge(press.query)
        await put(message, Screen(texts.LEFT_OUT))
        await services.held.ask(message, photo)
        return
    photo = await services.holding.choose(photo, number - 1)
    await acknowledge(press.query)
    async with services.working(message):
        tally = await _enrol(press, photo, services, anyway=False)
    if tally.held:
        # It may have been the wrong number.
        rows = [[add_anyway(photo)], *numbers(photo)]
        screen = Screen(texts.held_back(tally.name, 1, tally.held), rows)
    else:
        again = any(tally.skipped[reason] for reason in FOR_NOW)
        rows = [[choose_face(photo, number, texts.TRY_AGAIN)]] if again else []
        screen = Screen(await _said(press, tally, services), rows)
    await put(message, screen)
    await _follow(press, message, photo, tally, services)
    await services.held.ask(message, photo)


async def _enrol(press: Press, photo: HeldPhoto, services: Services, *, anyway: bool) -> Tally:
    """Add a photo on the word of whoever sent it; it waits on where it could not be fetched."""
    kept_name = await services.enrolment.kept_name(press.chat.id, photo.name)
    source = source_of_held(press.query.get_bot(), photo)
    origin = Origin(photo.held_of, photo.session_id)
    tally = await services.enrolment.add(press.chat, kept_name, [source], origin, anyway=anyway)
    if not tally.held and not any(tally.skipped[reason] for reason in FOR_NOW):
        await services.holding.drop(photo)
    return tally


def _count_in(together: Tally, one: Tally) -> None:
    together.name, together.gone = one.name, together.gone or one.gone
    together.photos += one.photos
    together.added += one.added
    together.incomplete += one.incomplete
    together.skipped += one.skipped
    together.also |= one.also
    together.failure = one.failure or together.failure


async def _said(press: Press, tally: Tally, services: Services) -> str:
    """What became of photos that waited."""
    if tally.photos == 1 and tally.skipped[Skipped.GONE]:
        return texts.SEND_AGAIN
    _, called = await voice_of(press)
    suffix = group_suffix(press.seen())
    total = await services.enrolment.total(press.chat.id, tally.name)
    return enrolling.added_at_once(tally, total, enrolling.enrolled_by(called, suffix=suffix))


async def _still_waiting(
    press: Press, message: Message, services: Services
) -> list[list[InlineKeyboardButton]]:
    """The buttons of a message that are still about something."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    left: list[list[InlineKeyboardButton]] = []
    for row in rows:
        what, first, last = str(row[0].callback_data).split(":")
        if what == CHOOSE:
            last = first
        with suppress(Gone):
            found = await services.holding.get(
                press.chat.id, int(first), int(last), datetime.now(UTC)
            )
            if first == last or len(found) > 1:
                left.append(list(row))
    return left


async def _follow(
    press: Press, message: Message, photo: HeldPhoto, tally: Tally, services: Services
) -> None:
    """Have what depends on a photo that was added be as it should."""
    session = await services.store.sessions.find(press.chat.id, photo.held_of)
    if session is not None and session.id == photo.session_id:
        standing = await services.sessions.standing(session)
        words = enrolling.status(standing, suffix=group_suffix(message))
        services.status.show(message, session, words)
    person = await services.store.people.find(press.chat.id, tally.name)
    if not tally.took or tally.gone or photo.account is None or person is None:
        return
    if await services.store.linked.find(press.chat.id, person.id) is None:
        _, called = await voice_of(press)
        linked = await link(services.consent, press.chat.id, tally.name, photo.account)
        await tell(message, linked, photo.account, called)


async def _expect_decider(press: Press, photos: Sequence[HeldPhoto], services: Services) -> None:
    """Whoever sent the photos decides, and whoever may enrol people there.

    Raises `MayNotManage` or `NoMember`.
    """
    if all(photo.held_of == press.user_id for photo in photos):
        with suppress(MembersHidden):
            bot, group = press.query.get_bot(), press.chat
            if group.kind == "private" or await is_member(bot, group.id, press.user_id):
                return
    await services.expect_manager_pressed(press)


HANDLERS = (on_press(ADD, 2, add), on_press(CHOOSE, 2, choose))
