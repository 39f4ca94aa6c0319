"""A photo outside a session: who is in it?"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.error import NetworkError
from telegram.ext import MessageHandler, filters

from bot.access.quotas import OverQuota
from bot.chats.answered import Standing
from bot.chats.asking import Asker
from bot.context import Context, Services
from bot.incoming.addressing import (
    addresses_the_bot,
    group_suffix,
    is_by_another_bot,
    message_of,
    sender_of,
)
from bot.incoming.attachments import PHOTO, source_of
from bot.incoming.buttons import button, keyboard
from bot.incoming.commands import ANY_COMMAND, FOR_ANOTHER_BOT, Command
from bot.incoming.standing import is_private
from bot.incoming.subjects import PictureOfMine
from bot.outgoing.screens import Rows, Screen, send
from bot.pictures.contact_sheet import draw_contact_sheet
from bot.recognition.recogniser import Identification, NobodyEnrolled
from bot.recognition.source import Source
from bot.texts import answering, asking, failures, introduction, settings, showing
from bot.texts.feedback_buttons import Buttons
from storage.records import Answers, Preferences

log = logging.getLogger(__name__)

TO_MY_OWN = button(asking.BACK, "asking")
BACK = InlineKeyboardMarkup.from_button(TO_MY_OWN)

Found = Identification | Exception


@dataclass(frozen=True)
class Scope:
    """Whose people photos are compared with, and how.

    ``group`` is the title of the group that is asked about, where that is not the chat itself.
    """

    gallery: int
    wished: Preferences
    group: str | None = None


async def identify(update: Update, context: Context) -> None:
    """Answer a photo, or every photo of an album, where it is asked about or the chat wishes."""
    message, services = message_of(update), context.services
    together, photos = services.albums.messages_with(message), services.albums.photos_with(message)
    if any(addresses_the_bot(part) for part in together):
        await _answer_all(message, photos, services)
        if is_private(message) and len(photos) < len(together):
            await message.reply_text(introduction.STILL_PHOTOS_ONLY)
        return
    wished = await services.wishes.of(message.chat_id)
    if wished.answers is Answers.EVERY:
        await _point_out(message, photos, Scope(message.chat_id, wished), services)


async def who(update: Update, context: Context) -> None:
    """Answer the photo that the command is the caption of, or replies to."""
    message, services = message_of(update), context.services
    try:
        photos = services.subjects.meant_by(message)
    except PictureOfMine:
        await message.reply_text(answering.PICTURE_OF_MINE)
        return
    if photos:
        await _answer_all(message, photos, services)
    else:
        await message.reply_text(introduction.who_needs_a_photo(group_suffix(message)))


async def _answer_all(message: Message, photos: Sequence[Message], services: Services) -> None:
    """Answer photos that ``message`` asks about, each with a reply to itself."""
    scope = await _scope(message, services)
    if scope is None:
        return
    try:
        # Once for a whole album.
        await services.recogniser.expect_somebody(scope.gallery)
    except NobodyEnrolled as error:
        why = failures.why_not(error)
        await message.reply_text(why if scope.group is None else answering.nobody_in(scope.group))
        return
    try:
        await services.count(message, len(photos), scope.gallery)
    except OverQuota as error:
        if scope.group is None or error.whose != "chat":
            raise
        await message.reply_text(asking.used_up(error, scope.group))
        return
    note = introduction.ONE_OF_AN_ALBUM if services.subjects.misses_parts(message, photos) else ""
    async with services.working(message), _finding(photos, scope, services) as finding:
        for photo, found in finding:
            # Bots cannot reply to each other.
            place = message if is_by_another_bot(photo) else photo
            await _answer(place, photo, await found, scope, services, note)


async def _point_out(
    message: Message, photos: Sequence[Message], scope: Scope, services: Services
) -> None:
    """Name, or mark, the people known in photos that nobody asked about; else say nothing."""
    try:
        await services.recogniser.expect_somebody(scope.gallery)
        await services.count(message, len(photos))
    except (NobodyEnrolled, OverQuota):
        return
    async with _finding(photos, scope, services) as finding:
        for photo, looked in finding:
            found = await looked
            known = found.known_faces() if isinstance(found, Identification) else None
            if known is None:
                continue
            if scope.wished.quiet:
                await _mark(photo, services)
                # Telegram shows one mark for all of an album.
                return
            await _answer(photo, photo, known, scope, services)


async def _scope(message: Message, services: Services) -> Scope | None:
    """With whose people a photo is compared; None where that is nobody for now."""
    user, moving = sender_of(message), services.moving
    group = await services.asking.about(user) if is_private(message) else None
    if group is not None:
        title = await services.asking.title(group)
        asker = await services.asker(message.get_bot(), group, user)
        if asker is Asker.MEMBER:
            # The very question may have told that it is a supergroup by now.
            gallery = await moving.current(group)
            return Scope(gallery, await services.wishes.of(gallery), title)
        if asker is not Asker.LEFT:
            # It may work again, and meanwhile one can still go back.
            await message.reply_text(asking.why_not(asker, title), reply_markup=BACK)
            return None
        await services.asking.end(user)
        await message.reply_text(asking.why_not(asker, title))
        if not services.door.admits(message.chat_id):
            return None
    gallery = await moving.current(message.chat_id)
    return Scope(gallery, await services.wishes.of(gallery))


@asynccontextmanager
async def _finding(
    photos: Sequence[Message], scope: Scope, services: Services
) -> AsyncIterator[Sequence[tuple[Message, asyncio.Future[Found]]]]:
    """Who is in each photo, in order, looked for side by side: the embedder takes several."""
    pending = [
        (photo, asyncio.ensure_future(_find(source, scope, services)))
        for photo in photos
        if (source := source_of(photo))
    ]
    try:
        yield pending
    finally:
        for _, found in pending:
            found.cancel()


async def _find(source: Source, scope: Scope, services: Services) -> Found:
    """Who is in the photo, or why nobody can tell."""
    try:
        return await services.recogniser.identify(scope.gallery, source, scope.wished)
    except failures.EXPLAINED as error:
        gallery = await services.moving.current(scope.gallery)
        if gallery == scope.gallery:
            return error
    # The group became a supergroup meanwhile, and took its people along.
    return await _find(source, replace(scope, gallery=gallery), services)


async def _answer(
    place: Message,
    photo: Message,
    found: Found,
    scope: Scope,
    services: Services,
    note: str = "",
) -> None:
    """Say who is in a photo, or why nobody can tell, in reply to ``place``; ``note`` besides."""
    try:
        if isinstance(found, Exception):
            await place.reply_text(f"{failures.why_not(found)}\n{note}".strip())
        else:
            said = await _show(place, photo, found, scope, services, note)
            services.subjects.remember(said, [photo])
    except NetworkError as error:
        # The next photo may fare better, and this answer may even have arrived.
        log.warning("an answer may not have arrived: %s", error.message)


async def _show(
    place: Message,
    photo: Message,
    found: Identification,
    scope: Scope,
    services: Services,
    note: str,
) -> Message:
    caption = answering.caption(found, scope.group, note)
    sheet = await services.workers.run(
        draw_contact_sheet, found.picture.pixels, showing.rows(found), answering.OUTCOMES
    )
    asked_in = None if scope.group is None else place.chat_id
    standing = await services.note_answer(found, photo, scope.gallery, asked_in)
    said = await send(place, Screen(caption, _buttons(standing, scope), sheet))
    if standing is not None:
        await services.teaching.shown_by(standing.faces[0], said.message_id)
    return said


def _buttons(standing: Standing | None, scope: Scope) -> Rows:
    """What can be said of an answer; where somebody asks about a group, why it is what it is."""
    buttons = Buttons.of(standing) if standing else None
    if scope.group is None:
        return keyboard(buttons.under()) if buttons else []
    return [*keyboard(buttons.explained() if buttons else []), [TO_MY_OWN]]


async def _mark(photo: Message, services: Services) -> None:
    await services.gestures.attempt(
        "setMessageReaction", lambda: photo.set_reaction(settings.MARK)
    )


NEW, EDITED = filters.UpdateType.MESSAGE, filters.UpdateType.EDITED_MESSAGE
COMMAND_HANDLERS = (MessageHandler((NEW | EDITED) & Command("who"), who),)
HANDLERS = (
    MessageHandler(
        PHOTO & ((NEW & ~FOR_ANOTHER_BOT) | (EDITED & ~ANY_COMMAND & ~FOR_ANOTHER_BOT)), identify
    ),
)
