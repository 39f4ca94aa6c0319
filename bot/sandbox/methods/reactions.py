"""Reactions, and answers to pressed buttons."""

from __future__ import annotations

from typing import Any

from bot.sandbox.entities import utf16_length
from bot.sandbox.errors import bad_request
from bot.sandbox.events import Event, EventKind
from bot.sandbox.presses import CallbackAnswer
from bot.sandbox.requests import Method, Request

MAX_ANSWER = 200
_EMOJI = """
❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡
🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈
😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿
🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""
_VARIATION = "\ufe0f"
EMOJI = frozenset(_EMOJI.replace(_VARIATION, "").split())
"""The emoji with which anybody, bots included, may react; without variation selectors."""


async def set_message_reaction(request: Request) -> bool:
    """setMessageReaction: one emoji from the list, or none; on an album it is the first's."""
    given: Any = request.parameters.json("reaction", "reaction types") or []
    if not isinstance(given, list):
        raise bad_request("expected an Array of ReactionType")
    chat = request.world.chat_for(request.bot, request.parameters.text("chat_id"))
    chat.check_writing(request.bot)
    message = request.message(chat, "message to react")
    if message.media_group_id:
        album = message.media_group_id
        message = next(one for one in chat.messages if one.media_group_id == album)
    if len(given) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = [str(one.get("emoji")) for one in given if isinstance(one, dict)]
    plain = {one.replace(_VARIATION, "") for one in emoji}
    if len(emoji) != len(given) or not plain <= EMOJI:
        raise bad_request("REACTION_INVALID")
    message.reactions[request.bot.id] = emoji
    request.world.events.emit(Event(EventKind.REACTION, chat, message, request.bot))
    return True


async def answer_callback_query(request: Request) -> bool:
    """answerCallbackQuery: once for each press."""
    press = request.world.presses.get(request.parameters.text("callback_query_id"))
    if press is None or press.bot is not request.bot or press.answered or press.expired:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = request.parameters.text("text")
    if utf16_length(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    url = request.parameters.text("url") or None
    answer = CallbackAnswer(text, request.parameters.flag("show_alert"), url)
    press.resolve(answer)
    detail = {"text": answer.text, "alert": answer.alert, "url": answer.url}
    request.world.events.emit(Event(EventKind.ANSWER, bot=request.bot, detail=detail))
    return True


METHODS: dict[str, Method] = {
    "setMessageReaction": set_message_reaction,
    "answerCallbackQuery": answer_callback_query,
}
