"""Keyboards: what Telegram takes, and its words for what it does not."""

from __future__ import annotations

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from bot.sandbox import Button, Chat
from tests.sandbox.talking import Raw, keyboard

PARSING = "can't parse inline keyboard button: "


async def test_every_kind_of_button_is_shown(api: telegram.Bot, chat: Chat) -> None:
    rows = [
        [InlineKeyboardButton("Yes", callback_data="yes", style="success")],
        [
            InlineKeyboardButton("Open", url="https://example.org"),
            InlineKeyboardButton("Ann", url="tg://user?id=1"),
            InlineKeyboardButton("Copy", copy_text=telegram.CopyTextButton("42")),
        ],
    ]
    sent = await api.send_message(chat.id, "x", reply_markup=InlineKeyboardMarkup(rows))
    assert sent.reply_markup is not None
    assert chat.messages[0].buttons == [
        [Button("Yes", "yes", style="success")],
        [
            Button("Open", url="https://example.org"),
            Button("Ann", url="tg://user?id=1"),
            Button("Copy", copy_text="42"),
        ],
    ]


async def test_an_edit_without_a_keyboard_takes_it_away(api: telegram.Bot, chat: Chat) -> None:
    sent = await api.send_message(chat.id, "x", reply_markup=keyboard("a"))
    await api.edit_message_text("y", chat.id, sent.message_id)
    assert chat.messages[0].buttons == []
    await api.edit_message_reply_markup(chat.id, sent.message_id, reply_markup=keyboard("b"))
    assert chat.messages[0].button("b").data == "do:b"
    with pytest.raises(BadRequest, match=r"^Message is not modified"):
        await api.edit_message_reply_markup(chat.id, sent.message_id, reply_markup=keyboard("b"))
    await api.edit_message_reply_markup(chat.id, sent.message_id)
    assert chat.messages[0].buttons == []


async def test_a_message_that_forces_a_reply_stays_as_it_is(api: telegram.Bot, chat: Chat) -> None:
    sent = await api.send_message(chat.id, "name?", reply_markup=telegram.ForceReply())
    assert sent.reply_markup is None
    with pytest.raises(BadRequest, match=r"^Message can't be edited$"):
        await api.edit_message_text("y", chat.id, sent.message_id)


async def test_an_empty_object_is_no_keyboard(raw: Raw, chat: Chat) -> None:
    assert await raw("sendMessage", chat_id=chat.id, text="x", reply_markup={}) == "ok"
    nothing: dict[str, object] = {"inline_keyboard": [[]]}
    assert await raw("sendMessage", chat_id=chat.id, text="x", reply_markup=nothing) == "ok"
    assert [message.buttons for message in chat.messages] == [[], []]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ({"text": "x", "callback_data": "é" * 32 + "x"}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "x"}, PARSING + "Text buttons are unallowed in the inline keyboard"),
        ({"callback_data": "x"}, PARSING + 'Can\'t find field "text"'),
        ({"text": " ", "callback_data": "x"}, PARSING + "Text must be non-empty"),
        (
            {"text": "x", "callback_data": "x", "style": "purple"},
            PARSING + "Unsupported button style specified",
        ),
        ("x", PARSING + "InlineKeyboardButton must be an Object"),
        ({"text": "x", "copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        (
            {"text": "x", "url": "not a url"},
            "inline keyboard button URL 'not a url' is invalid: Wrong HTTP URL",
        ),
    ],
)
async def test_a_button_that_telegram_refuses(
    raw: Raw, chat: Chat, cell: object, words: str
) -> None:
    markup = {"inline_keyboard": [[cell]]}
    told = await raw("sendMessage", chat_id=chat.id, text="x", reply_markup=markup)
    assert told == f"Bad Request: {words}"


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("{", "can't parse reply keyboard markup JSON object"),
        ([], "object expected as reply markup"),
        (
            {"inline_keyboard": {}},
            PARSING + 'Field "inline_keyboard" must be an Array of Arrays',
        ),
        (
            {"inline_keyboard": [[{"text": "x", "callback_data": "x"}] * 101]},
            "reply markup is too long",
        ),
    ],
)
async def test_a_keyboard_that_telegram_refuses(
    raw: Raw, chat: Chat, markup: object, words: str
) -> None:
    told = await raw("sendMessage", chat_id=chat.id, text="x", reply_markup=markup)
    assert told == f"Bad Request: {words}"


async def test_an_edit_takes_inline_keyboards_only(raw: Raw, chat: Chat) -> None:
    told = await raw(
        "editMessageText",
        chat_id=chat.id,
        message_id=1,
        text="x",
        reply_markup={"force_reply": True},
    )
    assert told == "Bad Request: inline keyboard expected"
