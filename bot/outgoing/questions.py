"""Ask somebody something that they answer in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from telegram import ForceReply

from bot.chats.questions import PATIENCE, Questions
from bot.incoming.buttons import Press
from bot.incoming.speakers import voice_of
from bot.incoming.standing import is_private
from bot.outgoing.screens import acknowledge
from bot.texts import refusals
from storage.records import Question, QuestionKind


async def put_question(
    press: Press,
    questions: Questions,
    kind: QuestionKind,
    words: Callable[[str | None], str],
    example: str,
    *,
    person_id: int | None = None,
    face_id: int | None = None,
) -> None:
    """Ask whoever pressed, about a person or a face.

    ``words`` is given a mention of whoever is asked, as HTML, where the chat has to be told.
    """
    message = press.seen()
    asked_of, called = await voice_of(press)
    # A reply is asked of those who are mentioned, but whoever is anonymous shall stay so.
    whom = press.query.from_user.mention_html() if called and not is_private(message) else None
    async with questions.turn(press.chat.id, asked_of):
        asked = await message.reply_text(
            words(whom), reply_markup=ForceReply(selective=True, input_field_placeholder=example)
        )
        until = datetime.now(UTC) + PATIENCE
        question = Question(
            press.chat.id, asked.message_id, kind, asked_of, person_id, until, face_id=face_id
        )
        there = await questions.ask(question)
    # An alert tells where nothing may be said.
    await acknowledge(press.query)
    if not there:
        await asked.reply_text(refusals.OUT_OF_DATE)
