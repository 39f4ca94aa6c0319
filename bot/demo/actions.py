"""What people do on the page: write, send photos, press buttons, switch the privacy mode."""

from __future__ import annotations

import json
from typing import Any

import tornado.web
from tornado.httputil import HTTPFile, HTTPHeaders, parse_body_arguments

from bot.demo.gate import NOT_FROM_HERE, DemoHandler, Refused
from bot.sandbox import Chat, Message, NotPossible, User
from bot.sandbox.entities import utf16_length
from bot.sandbox.files import Media
from bot.sandbox.sending import MAX_ALBUM, MAX_TEXT

MAX_CAPTION = 1024
MAX_BYTES = 100 * 1024 * 1024
"""What may be sent at once."""
MAX_DISCARDED = 2 * 1024 * 1024 * 1024
"""How much more is read, and thrown away, so that the browser hears why it is refused."""
ANSWER_SECONDS = 10.0
NO_TYPE = "application/unknown"
"""What tornado says of a file of which the browser tells no type."""
TOO_LARGE = f"That is too much at once: at most {MAX_BYTES // 1024 // 1024} MB can be sent."
MUDDLED = "This page is out of step with the demo. Please reload the page."


class Action(DemoHandler):
    """A request that does something."""

    wants = "application/json"

    def admits(self, origin: str | None, site: str | None) -> bool:
        """Only this server's own page may act, and a browser always tells who asks."""
        kind = self.request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return origin is not None and site in {None, "same-origin"} and kind == self.wants

    async def post(self, *path: str) -> None:
        """Do it, or say in a sentence why not."""
        try:
            self.finish({"ok": True, **await self.done(*path)})
        except Refused as error:
            self.say_no(str(error), error.code)
        except NotPossible as error:
            words = str(error)
            self.say_no(f"{words[:1].upper()}{words[1:]}.")

    async def done(self, *path: str) -> dict[str, Any]:
        """Do what was asked for; what the answer tells beyond that it was done."""
        raise NotImplementedError

    def body(self) -> dict[str, Any]:
        """The JSON object that was sent."""
        try:
            body = json.loads(self.request.body)
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            raise Refused(MUDDLED)
        return body

    def chat(self, number: str) -> Chat:
        """The chat of an id."""
        for chat in self.demo.chats:
            if str(chat.id) == number:
                return chat
        raise Refused("This chat does not exist.", 404)

    def speaker(self, chat: Chat, number: Any) -> User:
        """The member of an id."""
        for user in self.demo.speakers(chat):
            if str(user.id) == str(number):
                return user
        raise Refused("This person is not in the chat.")


class TextAction(Action):
    """``/demo/chats/<id>/text``."""

    async def done(self, *path: str) -> dict[str, Any]:
        """Write a message."""
        chat, body = self.chat(path[0]), self.body()
        text = body.get("text")
        if not isinstance(text, str):
            raise Refused(MUDDLED)
        if not text.strip():
            raise Refused("There is nothing to send yet: write something first.")
        if utf16_length(text) > MAX_TEXT:
            raise Refused(f"That is too long: a message has at most {MAX_TEXT:,} characters.")
        reply_to = replied_to(chat, body.get("reply_to"))
        chat.send_text(self.speaker(chat, body.get("as")), text, reply_to=reply_to)
        return {}


@tornado.web.stream_request_body
class PhotosAction(Action):
    """``/demo/chats/<id>/photos``."""

    wants = "multipart/form-data"

    def prepare(self) -> None:
        """Make ready for what is sent.

        Whoever is refused is told so only after that: a browser that is still sending does not
        listen.
        """
        self._parts = bytearray()
        self._size = 0
        self._welcome = self.let_in()
        if self._welcome:
            self.request.connection.set_max_body_size(MAX_DISCARDED)  # type: ignore[union-attr] # every server's connection has it

    def data_received(self, chunk: bytes) -> None:
        """Keep what comes, unless it is too much."""
        self._size += len(chunk)
        if self._size > MAX_BYTES or not self._welcome:
            self._parts.clear()
        else:
            self._parts += chunk

    async def done(self, *path: str) -> dict[str, Any]:
        """Send one picture or an album, as photos or as files."""
        if not self._welcome:
            raise Refused(NOT_FROM_HERE, 403)
        chat = self.chat(path[0])
        if self._size > MAX_BYTES:
            raise Refused(TOO_LARGE, 413)
        fields, files = self._read()
        speaker = self.speaker(chat, fields.get("as"))
        reply_to = replied_to(chat, fields.get("reply_to"))
        caption = fields.get("caption", "").strip() or None
        if caption and utf16_length(caption) > MAX_CAPTION:
            raise Refused(f"That is too long: a caption has at most {MAX_CAPTION:,} characters.")
        if not files:
            raise Refused("Choose at least one picture to send.")
        if len(files) > MAX_ALBUM:
            raise Refused(f"At most {MAX_ALBUM} pictures can be sent at once.")
        as_files = fields.get("as_files") == "1"
        ready = [await _ready(chat, file, as_files=as_files) for file in files]
        if len(ready) > 1:
            chat.send_album(
                speaker, ready, caption=caption, as_documents=as_files, reply_to=reply_to
            )
        elif as_files:
            chat.send_document(speaker, ready[0], caption=caption, reply_to=reply_to)
        else:
            chat.send_photo(speaker, ready[0], caption=caption, reply_to=reply_to)
        return {}

    def _read(self) -> tuple[dict[str, str], list[HTTPFile]]:
        """The fields and the files of what was sent."""
        values: dict[str, list[bytes]] = {}
        files: dict[str, list[HTTPFile]] = {}
        kind = self.request.headers["Content-Type"]
        try:
            parse_body_arguments(kind, bytes(self._parts), values, files, HTTPHeaders())
        except Exception as error:
            raise Refused(MUDDLED) from error
        self._parts.clear()
        fields = {name: parts[-1].decode("utf-8", "replace") for name, parts in values.items()}
        return fields, files.get("files[]", [])


class PressAction(Action):
    """``/demo/chats/<id>/press``."""

    async def done(self, *path: str) -> dict[str, Any]:
        """Press a button, and wait for what the bot says to it."""
        chat, body = self.chat(path[0]), self.body()
        message = found(chat, body.get("message"))
        try:
            row, column = int(body["row"]), int(body["column"])
            button = message.buttons[row][column] if message and row >= 0 <= column else None
        except (KeyError, TypeError, ValueError, IndexError, OverflowError):
            button = None
        if message is None or button is None or button.data is None:
            raise Refused("This button is no longer there.")
        press = chat.press(self.speaker(chat, body.get("as")), message, button.data)
        press.seconds = ANSWER_SECONDS
        try:
            answer = await press
        except TimeoutError:
            return {"text": None, "alert": False, "url": None}
        return {"text": answer.text or None, "alert": answer.alert, "url": answer.url}


class LinkAction(Action):
    """``/demo/chats/<id>/link``."""

    async def done(self, *path: str) -> dict[str, Any]:
        """Open a link to the bot as whoever speaks in the chat; which chat that leads to."""
        chat, body = self.chat(path[0]), self.body()
        url = body.get("url")
        if not isinstance(url, str):
            raise Refused(MUDDLED)
        speaker = self.speaker(chat, body.get("as"))
        sent = self.sandbox.open_link(speaker, url, group=self.demo.group)
        return {"chat": sent.chat.id}


class PrivacyAction(Action):
    """``/demo/privacy``."""

    async def done(self, *_: str) -> dict[str, Any]:
        """Switch the bot's privacy mode."""
        on = self.body().get("on")
        if not isinstance(on, bool):
            raise Refused(MUDDLED)
        self.sandbox.set_privacy(self.demo.bot, on=on)
        return {}


def found(chat: Chat, number: Any) -> Message | None:
    """The message of an id; None where it is gone or never was."""
    return next((one for one in chat.messages if str(one.id) == str(number)), None)


def replied_to(chat: Chat, number: Any) -> Message | None:
    """The message that is replied to, where one is."""
    if number is None or number == "":
        return None
    message = found(chat, number)
    if message is None:
        raise Refused("The message that you reply to is gone.")
    return message


async def _ready(chat: Chat, file: HTTPFile, *, as_files: bool) -> Media:
    if as_files:
        kind = None if file.content_type == NO_TYPE else file.content_type
        return await chat.ready_document(file.body, file.filename, kind)
    try:
        return await chat.ready_photo(file.body)
    except NotPossible:
        raise Refused(f"“{file.filename}” cannot be read as a picture.") from None
