"""Pressed buttons, their answers, and reactions."""

from __future__ import annotations

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from bot.sandbox import Bot, CallbackAnswer, Chat, NotPossible, Sandbox, User
from tests.sandbox.talking import Raw, keyboard, picture


async def pressed(api: telegram.Bot) -> telegram.CallbackQuery:
    (*_, update) = await api.get_updates()
    assert update.callback_query is not None
    return update.callback_query


async def test_a_press_is_answered(api: telegram.Bot, chat: Chat, ann: User) -> None:
    await api.send_message(chat.id, "x", reply_markup=keyboard("Yes", "No"))
    press = chat.press(ann, chat.messages[0], "No")
    query = await pressed(api)
    assert (query.data, query.from_user.first_name) == ("do:No", "Ann")
    assert isinstance(query.message, telegram.Message)
    assert query.message.message_id == 1
    assert not press.answered
    await query.answer("Sorry", show_alert=True)
    assert await press == CallbackAnswer("Sorry", alert=True)
    with pytest.raises(BadRequest, match=r"^Query is too old and response timeout expired"):
        await query.answer()


async def test_an_answer_can_open_an_address(api: telegram.Bot, chat: Chat, ann: User) -> None:
    await api.send_message(chat.id, "x", reply_markup=keyboard("Yes"))
    press = chat.press(ann, chat.messages[0], "do:Yes")
    await (await pressed(api)).answer(url="https://t.me/whosthis_bot?start=x")
    assert (await press).url == "https://t.me/whosthis_bot?start=x"


async def test_an_answer_has_200_characters(api: telegram.Bot, chat: Chat, ann: User) -> None:
    await api.send_message(chat.id, "x", reply_markup=keyboard("Yes"))
    press = chat.press(ann, chat.messages[0], "Yes")
    query = await pressed(api)
    with pytest.raises(BadRequest, match=r"^Message_too_long$"):
        await query.answer("x" * 201)
    await query.answer("x" * 200)
    assert len((await press).text) == 200


async def test_an_answer_can_come_too_late(
    sandbox: Sandbox, api: telegram.Bot, chat: Chat, ann: User
) -> None:
    await api.send_message(chat.id, "x", reply_markup=keyboard("Yes"))
    press = chat.press(ann, chat.messages[0], "Yes")
    query = await pressed(api)
    other = sandbox.add_bot("other_bot")
    async with telegram.Bot(other.token, base_url=f"{sandbox.url}/bot") as another:
        with pytest.raises(BadRequest, match="query id is invalid"):
            await another.answer_callback_query(query.id)
    press.expired = True
    with pytest.raises(BadRequest, match="query id is invalid"):
        await query.answer()


async def test_an_old_message_is_inaccessible_to_the_bot(
    api: telegram.Bot, chat: Chat, ann: User
) -> None:
    await api.send_message(chat.id, "x", reply_markup=keyboard("Yes"))
    chat.press(ann, chat.messages[0], "Yes", inaccessible=True)
    query = await pressed(api)
    assert query.message is not None
    assert query.message.message_id == 1
    assert not query.message.is_accessible


async def test_what_cannot_be_pressed(api: telegram.Bot, chat: Chat, ann: User) -> None:
    row = [
        InlineKeyboardButton("Open", url="https://example.org"),
        InlineKeyboardButton("Yes", callback_data="yes"),
    ]
    await api.send_message(chat.id, "x", reply_markup=InlineKeyboardMarkup([row]))
    message = chat.messages[0]
    with pytest.raises(NotPossible, match="calls no bot"):
        chat.press(ann, message, "Open")
    with pytest.raises(NotPossible, match="no button 'No'"):
        chat.press(ann, message, "No")
    chat.delete(message)
    with pytest.raises(NotPossible, match="deleted"):
        chat.press(ann, message, "Yes")


async def test_a_bot_reacts_with_one_emoji_of_the_list(
    api: telegram.Bot, chat: Chat, ann: User, bot: Bot
) -> None:
    message = chat.send_text(ann, "x")
    await api.set_message_reaction(chat.id, message.id, telegram.constants.ReactionEmoji.EYES)
    assert message.reactions == {bot.id: ["👀"]}
    for emoji in telegram.constants.ReactionEmoji:
        await api.set_message_reaction(chat.id, message.id, emoji)
    await api.set_message_reaction(chat.id, message.id)
    assert message.reactions == {bot.id: []}
    with pytest.raises(BadRequest, match=r"^Reaction_invalid$"):
        await api.set_message_reaction(chat.id, message.id, "🪿")
    with pytest.raises(BadRequest, match=r"^Reactions_too_many$"):
        await api.set_message_reaction(chat.id, message.id, ["👀", "🔥"])
    with pytest.raises(BadRequest, match=r"^Message to react not found$"):
        await api.set_message_reaction(chat.id, 99, "👀")


async def test_a_reaction_must_be_a_list_of_types(raw: Raw, chat: Chat, ann: User) -> None:
    message = chat.send_text(ann, "x")
    where = {"chat_id": chat.id, "message_id": message.id}
    told = await raw("setMessageReaction", **where, reaction={"type": "emoji"})
    assert told == "Bad Request: expected an Array of ReactionType"
    told = await raw("setMessageReaction", **where, reaction=["👀"])
    assert told == "Bad Request: REACTION_INVALID"


async def test_a_reaction_to_an_album_is_one_to_its_first_picture(
    api: telegram.Bot, chat: Chat, ann: User, bot: Bot
) -> None:
    first, second, third = chat.send_album(ann, [picture() for _ in range(3)])
    chat.delete(first)
    await api.set_message_reaction(chat.id, third.id, "👀")
    assert (second.reactions, third.reactions) == ({bot.id: ["👀"]}, {})


async def test_a_question_asks_clients_for_a_reply(
    api: telegram.Bot, chat: Chat, ann: User
) -> None:
    asked = telegram.ForceReply(input_field_placeholder="Anna")
    sent = await api.send_message(chat.id, "What name?", reply_markup=asked)
    question = chat.find(sent.message_id)
    assert question is not None
    assert (question.asks_for_reply, question.reply_hint) == (True, "Anna")
    plain = chat.send_text(ann, "Anna", reply_to=question)
    assert (plain.asks_for_reply, plain.reply_hint) == (False, None)
