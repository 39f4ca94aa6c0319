"""Editing what a bot has sent."""

from __future__ import annotations

from dataclasses import replace

from bot.sandbox.errors import JSON, bad_request
from bot.sandbox.markup import read_markup
from bot.sandbox.messages import Content, Message
from bot.sandbox.methods.media import read_input_media
from bot.sandbox.requests import Method, Request


async def edit_message_text(request: Request) -> JSON:
    """editMessageText."""
    text = request.text(too_long="MESSAGE_TOO_LONG")
    markup = read_markup(request.parameters, inline_only=True)
    message = _editable(request)
    if message.media:
        raise bad_request("there is no text in the message to edit")
    return _edit(request, message, Content(text.plain, text.entities, None, markup, text.source))


async def edit_message_caption(request: Request) -> JSON:
    """editMessageCaption."""
    caption = request.caption(too_long="MEDIA_CAPTION_TOO_LONG")
    markup = read_markup(request.parameters, inline_only=True)
    message = _editable(request)
    if message.media is None:
        raise bad_request("there is no caption in the message to edit")
    above = request.parameters.flag("show_caption_above_media")
    content = Content(
        caption.plain or None, caption.entities, message.media, markup, caption.source, above
    )
    return _edit(request, message, content)


async def edit_message_media(request: Request) -> JSON:
    """editMessageMedia: another photo or document in place of what is shown."""
    markup = read_markup(request.parameters, inline_only=True)
    message = _editable(request)
    content = await read_input_media(request, markup)
    kinds = {media.kind for media in (message.media, content.media) if media}
    if message.media_group_id and len(kinds) > 1:
        raise bad_request("can't use the media of the specified type in the album")
    return _edit(request, message, content)


async def edit_message_reply_markup(request: Request) -> JSON:
    """editMessageReplyMarkup."""
    markup = read_markup(request.parameters, inline_only=True)
    message = _editable(request)
    return _edit(request, message, replace(message.content, markup=markup))


def _editable(request: Request) -> Message:
    chat = request.world.chat_for(request.bot, request.parameters.text("chat_id"))
    chat.check_writing(request.bot)
    message = request.message(chat, "message to edit")
    # A message with a reply keyboard, or its removal, stays as it is.
    fixed = message.content.markup and "inline_keyboard" not in message.content.markup
    if message.sender is not request.bot or message.service or message.forwarded_from or fixed:
        raise bad_request("message can't be edited")
    return message


def _edit(request: Request, message: Message, content: Content) -> JSON:
    if content.same_as(message.content):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message"
        )
    message.chat.change(message, content)
    return request.wire.message(message)


METHODS: dict[str, Method] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
}
