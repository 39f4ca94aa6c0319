"""Photos, documents and albums that bots send, and files that they fetch."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.sandbox.errors import JSON, ApiError, bad_request
from bot.sandbox.files import Media
from bot.sandbox.markup import read_markup
from bot.sandbox.members import What
from bot.sandbox.messages import Content
from bot.sandbox.parameters import Parameters, Upload
from bot.sandbox.photo_sizes import check_photo, photo_sizes, thumbnail
from bot.sandbox.requests import FormattedText, Method, Request
from bot.sandbox.sending import MAX_ALBUM, new_album_id

CAPTION_TOO_LONG = "message caption is too long"
_WHAT = {"photo": What.PHOTO, "document": What.DOCUMENT}
_OTHER_MEDIA = frozenset({"video", "animation", "audio"})


async def send_photo(request: Request) -> JSON:
    """sendPhoto."""
    return await _send(request, "photo")


async def send_document(request: Request) -> JSON:
    """sendDocument."""
    return await _send(request, "document")


async def send_media_group(request: Request) -> list[JSON]:
    """sendMediaGroup: photos, or documents, never both."""
    request.parameters.required("media")
    items: Any = request.parameters.json("media", "media")
    if not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    inputs = [_InputMedia(request, item, album=True) for item in items]
    if not inputs:
        raise bad_request("there are no messages to send")
    if len(inputs) == 1:
        # Telegram documents 2-10 items and sends a single one outside any album; the sandbox
        # holds bots to what is documented.
        raise bad_request("media group must include 2-10 items")
    if len(inputs) > MAX_ALBUM:
        raise bad_request("too many messages to send as an album")
    if len({one.kind for one in inputs}) > 1:
        raise bad_request("document can't be mixed with other media types")
    target = request.target(_WHAT[inputs[0].kind])
    contents = []
    for number, one in enumerate(inputs, 1):
        try:
            contents.append(await one.content())
        except ApiError as error:
            words = error.description.removeprefix("Bad Request: ")
            if not words.isupper():
                raise
            # What Telegram's servers refuse, rather than the Bot API, comes with its position.
            raise bad_request(
                f'failed to send message #{number} with the error message "{words}"'
            ) from None
    group = new_album_id()
    sent = [
        target.chat.post(
            request.bot,
            content,
            reply_to=target.reply_to,
            topic=target.topic,
            media_group_id=group,
        )
        for content in contents
    ]
    return [request.wire.message(message) for message in sent]


async def read_input_media(request: Request, markup: JSON | None) -> Content:
    """The ``media`` of editMessageMedia, with the message's new keyboard."""
    request.parameters.required("media")
    item = request.parameters.json("media", "input media")
    return await _InputMedia(request, item, album=False).content(markup)


async def get_file(request: Request) -> JSON:
    """getFile."""
    file_id = request.parameters.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    file, path = request.world.files.path(request.bot, file_id)
    return request.wire.file(file) | {"file_id": file_id, "file_path": path}


async def _send(request: Request, kind: str) -> JSON:
    caption = request.caption(too_long=CAPTION_TOO_LONG)
    markup = read_markup(request.parameters)
    given = request.parameters
    value, upload = given.text(kind), given.uploads.get(kind)
    if not value and upload is None:
        raise bad_request(f"there is no {kind} in the request")
    upload = upload or _attached(given, value)
    if upload is None and value.startswith("attach://"):
        raise bad_request(f"there is no {kind} in the request")
    target = request.target(_WHAT[kind])
    media = await _media(request, kind, value, upload, spoiler=given.flag("has_spoiler"))
    content = _content(caption, media, markup, above=given.flag("show_caption_above_media"))
    message = target.chat.post(request.bot, content, reply_to=target.reply_to, topic=target.topic)
    return request.wire.message(message)


class _InputMedia:
    """One InputMedia object, read; its file is only looked at by `content`."""

    def __init__(self, request: Request, item: Any, *, album: bool) -> None:
        if not isinstance(item, dict):
            raise _unreadable("expected an Object")
        self.request = request
        self.given = Parameters(item)
        self.kind = self.given.text("type")
        self.caption = request.caption(self.given, too_long=CAPTION_TOO_LONG)
        self.value = self.given.text("media")
        self.upload = _attached(request.parameters, self.value)
        if not self.value or (self.upload is None and self.value.startswith("attach://")):
            raise _unreadable("media not found")
        if album and self.kind == "animation":
            raise _unreadable('type "animation" can\'t be used in sendMediaGroup')
        if self.kind in _OTHER_MEDIA:
            raise _unreadable(f'type "{self.kind}" is unknown to the sandbox')
        if self.kind not in _WHAT:
            raise _unreadable(f'type "{self.kind}" is unsupported')

    async def content(self, markup: JSON | None = None) -> Content:
        """The content of a message that shows this."""
        spoiler = self.given.flag("has_spoiler")
        media = await _media(self.request, self.kind, self.value, self.upload, spoiler=spoiler)
        above = self.given.flag("show_caption_above_media")
        return _content(self.caption, media, markup, above=above)


async def _media(
    request: Request, kind: str, value: str, upload: Upload | None, *, spoiler: bool
) -> Media:
    files = request.world.files
    if upload is None:
        if "." in value or "://" in value:
            # Nothing beyond loopback is within the sandbox's reach.
            raise bad_request("failed to get HTTP URL content")
        return files.sent_again(request.bot, value, kind)
    if not upload.data:
        raise bad_request("file must be non-empty")
    if kind == "photo":
        check_photo(upload.data)
        sizes = await asyncio.to_thread(photo_sizes, upload.data)
        return files.photo(sizes, spoiler=spoiler)
    small = await asyncio.to_thread(thumbnail, upload.data)
    return files.file(kind, upload.data, name=upload.name, mime_type=upload.mime_type, thumb=small)


def _attached(parameters: Parameters, value: str) -> Upload | None:
    name = value.removeprefix("attach://")
    return parameters.uploads.get(name) if name != value else None


def _content(caption: FormattedText, media: Media, markup: JSON | None, *, above: bool) -> Content:
    source = caption.source or None
    return Content(caption.plain or None, caption.entities, media, markup, source, above)


def _unreadable(words: str) -> ApiError:
    return bad_request(f"can't parse InputMedia: {words}")


METHODS: dict[str, Method] = {
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendMediaGroup": send_media_group,
    "getFile": get_file,
}
