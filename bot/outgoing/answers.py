"""Answers that are there already, as they stand once somebody has said something of them."""

from __future__ import annotations

from telegram import Bot, InlineKeyboardMarkup, Message

from bot.chats.answered import Standing
from bot.incoming.buttons import keyboard
from bot.outgoing.gestures import Gestures
from bot.outgoing.screens import Rows, Screen, put
from bot.texts.feedback import with_learnt
from bot.texts.feedback_buttons import Buttons


async def put_answer(message: Message, standing: Standing, rows: Rows) -> None:
    """Have an answer be as it was, with what was learnt of it below, and other buttons."""
    words = message.caption_html if message.photo else message.text_html
    await put(message, Screen(with_learnt(words or "", standing), rows))


async def update_answer(bot: Bot, gestures: Gestures, standing: Standing) -> None:
    """Have an answer, words and buttons, be as it stands, from afar."""
    answer, rows = standing.faces[0].answer, keyboard(Buttons.of(standing).under())
    if answer.message_id is None:
        return
    # Its words are not on file, but whoever changes the buttons is given the message.
    message = await gestures.attempt(
        "editMessageReplyMarkup",
        lambda: bot.edit_message_reply_markup(
            answer.chat_id, answer.message_id, reply_markup=InlineKeyboardMarkup(rows)
        ),
    )
    if isinstance(message, Message):
        await gestures.attempt("editMessageCaption", lambda: put_answer(message, standing, rows))
