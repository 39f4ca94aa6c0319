"""The buttons under an answer: right, wrong, who it is instead, and taking that back."""

from __future__ import annotations

from datetime import UTC, datetime

from telegram import Message

from bot.chats.lessons import Lesson
from bot.chats.roster import Gone
from bot.context import Context, Services
from bot.incoming.buttons import Press, keyboard, on_press
from bot.incoming.paging import pager, pages_of
from bot.incoming.speakers import voice_of
from bot.outgoing.answers import put_answer, update_answer
from bot.outgoing.screens import Screen, acknowledge, put
from bot.texts import feedback as texts
from bot.texts.feedback_buttons import ON_A_PAGE, Buttons
from storage.answered import AnsweredFace, FeedbackKind


async def is_this(press: Press, context: Context) -> None:
    """The face is one of the chat's people."""
    await _teach(press, context, FeedbackKind.NAMED, press.numbers[1])


async def is_wrong(press: Press, context: Context) -> None:
    """The face is nobody whom the answer names; who it is may be chosen next."""
    face, message = await _teach(press, context, FeedbackKind.WRONG)
    await _offer_people(message, face, context.services, 0)


async def is_stranger(press: Press, context: Context) -> None:
    """The face is nobody who is to be known."""
    await _teach(press, context, FeedbackKind.STRANGER)


async def undo(press: Press, context: Context) -> None:
    """Take back what was said of a face; pressed once more, show that it is."""
    services = context.services
    await services.expect_manager_pressed(press)
    message = press.seen()
    face = await services.teaching.undo(press.chat.id, press.numbers[0], datetime.now(UTC))
    await acknowledge(press.query)
    if face.answer.message_id not in {None, message.message_id}:
        # The button was under what the bot said to a name, and not under the answer.
        await put(message, Screen(texts.UNDONE))
        standing = await services.teaching.standing(face)
        await update_answer(context.bot, services.gestures, standing)
        return
    await _show(message, face, services)


async def choose(press: Press, context: Context) -> None:
    """Have the chat's people be buttons, a page at a time."""
    await context.services.expect_manager_pressed(press)
    face_id, page = press.numbers
    face, message = await context.services.teaching.taught(press.chat.id, face_id), press.seen()
    await acknowledge(press.query)
    await _offer_people(message, face, context.services, page)


async def open_face(press: Press, context: Context) -> None:
    """Show the buttons of one face of several."""
    await context.services.expect_manager_pressed(press)
    services, message = context.services, press.seen()
    face = await services.teaching.taught(press.chat.id, press.numbers[0])
    await acknowledge(press.query)
    await _show(message, face, services)


async def show_all(press: Press, context: Context) -> None:
    """Show the buttons of all faces again."""
    await context.services.expect_manager_pressed(press)
    teaching, message = context.services.teaching, press.seen()
    face = await teaching.taught(press.chat.id, press.numbers[0])
    await acknowledge(press.query)
    buttons = Buttons.of(await teaching.standing(face))
    await put_answer(message, buttons, keyboard(buttons.under()))


async def _teach(
    press: Press, context: Context, kind: FeedbackKind, person_id: int | None = None
) -> tuple[AnsweredFace, Message]:
    """Learn what was pressed, and show it."""
    services, message = context.services, press.seen()
    await services.expect_manager_pressed(press)
    face = await services.teaching.taught(press.chat.id, press.numbers[0])
    if person_id is not None:
        try:
            await services.teaching.person(press.chat.id, person_id)
        except Gone:
            # The answer may be about others by now, whom new buttons carry.
            await _show(message, face, services)
            raise
    await acknowledge(press.query)
    by, _ = await voice_of(press)
    lesson = Lesson(by, datetime.now(UTC), kind, person_id)
    photo = services.photo_again(context.bot, face)
    await services.teaching.teach(press.chat, face, lesson, photo)
    if kind is not FeedbackKind.WRONG:
        await _show(message, face, services)
    return face, message


async def _show(message: Message, face: AnsweredFace, services: Services) -> None:
    """Have an answer show what was learnt, and the buttons of a face."""
    buttons = Buttons.of(await services.teaching.standing(face))
    await put_answer(message, buttons, keyboard(buttons.under(face)))


async def _offer_people(
    message: Message, face: AnsweredFace, services: Services, wanted: int
) -> None:
    """Have everybody who it may be be a button, the likeliest first."""
    buttons = Buttons.of(await services.teaching.standing(face))
    everybody = await services.roster.people(face.answer.chat_id)
    # By their names, as they may have been merged into others since.
    wrong = {buttons.names.get(one) for one in face.named}
    likely = {person_id: place for place, person_id in enumerate(face.others)}
    people = sorted(
        (one for one in everybody if one.name not in wrong),
        key=lambda one: likely.get(one.id, len(likely)),
    )
    page, pages = pages_of(len(people), ON_A_PAGE, wanted)
    some = people[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    above, below = buttons.choice(face, some)
    turning = pager(page, pages, "naming", face.id)
    await put_answer(message, buttons, [*keyboard(above), *turning, *keyboard(below)])


HANDLERS = (
    on_press("its", 2, is_this),
    on_press("wrong", 1, is_wrong),
    on_press("stranger", 1, is_stranger),
    on_press("unlearn", 1, undo),
    on_press("naming", 2, choose),
    on_press("face", 1, open_face),
    on_press("faces", 1, show_all),
)
