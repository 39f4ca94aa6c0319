"""Sending, from the people's side."""

from __future__ import annotations

import asyncio
import mimetypes
import secrets
from collections.abc import Sequence

from bot.sandbox.crowds import Crowd
from bot.sandbox.entities import find_entities, trim, utf16_length
from bot.sandbox.errors import JSON, ApiError, NotPossible
from bot.sandbox.files import Media
from bot.sandbox.members import What
from bot.sandbox.messages import Content, Message, Topic
from bot.sandbox.people import User
from bot.sandbox.photo_sizes import Rendition, photo_sizes, thumbnail

MAX_TEXT = 4096
MAX_ALBUM = 10
UNREADABLE = "no client can read this picture"
MEDIA_DETAILS: dict[str, JSON] = {
    "sticker": {
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": "🙂",
    },
    "video": {"width": 640, "height": 360, "duration": 3},
    "animation": {"width": 320, "height": 180, "duration": 3},
    "voice": {"duration": 3},
    "audio": {"duration": 3},
    "video_note": {"length": 240, "duration": 3},
}
"""What each kind of media needs on the wire besides its file."""


class Sending(Crowd):
    """A crowd whose people write.

    ``reply_to`` is a message of this chat, ``topic`` a topic of this forum. Whoever sends must
    be able to, and a photo must be a picture: otherwise `NotPossible` is raised. Photos are
    made into their sizes there and then, unless they were made ready before.
    """

    async def ready_photo(self, data: bytes) -> Media:
        """A photo to be sent, its sizes made in a thread. May be `NotPossible`."""
        try:
            return self.world.files.photo(await asyncio.to_thread(photo_sizes, data))
        except ApiError:
            raise NotPossible(UNREADABLE) from None

    async def ready_document(
        self, data: bytes, file_name: str, mime_type: str | None = None
    ) -> Media:
        """A document to be sent, its thumbnail made in a thread."""
        return self._filed(data, file_name, mime_type, await asyncio.to_thread(thumbnail, data))

    def send_text(
        self,
        sender: User,
        text: str,
        *,
        reply_to: Message | None = None,
        topic: Topic | None = None,
        entities: Sequence[JSON] = (),
    ) -> Message:
        """Write a message. Commands, mentions and links in it become entities, as in a client."""
        if not 0 < utf16_length(text.strip()) <= MAX_TEXT:
            raise NotPossible("a message has 1 to 4096 characters")
        content = content_of(text, entities)
        return self._send(sender, What.TEXT, content, reply_to, topic)

    def send_photo(
        self,
        sender: User,
        data: bytes | Media,
        *,
        caption: str | None = None,
        reply_to: Message | None = None,
        topic: Topic | None = None,
        spoiler: bool = False,
    ) -> Message:
        """Send a picture as a photo: turned upright, without EXIF, in several JPEG sizes."""
        content = content_of(caption, media=self._photo(data, spoiler=spoiler))
        return self._send(sender, What.PHOTO, content, reply_to, topic)

    def send_document(
        self,
        sender: User,
        data: bytes | Media,
        *,
        file_name: str = "file.bin",
        mime_type: str | None = None,
        caption: str | None = None,
        reply_to: Message | None = None,
        topic: Topic | None = None,
    ) -> Message:
        """Send a file as it is, byte for byte; a picture gets a thumbnail."""
        content = content_of(caption, media=self._document(data, file_name, mime_type))
        return self._send(sender, What.DOCUMENT, content, reply_to, topic)

    def send_media(
        self,
        sender: User,
        kind: str,
        data: bytes = b"\0",
        *,
        mime_type: str | None = None,
        caption: str | None = None,
        reply_to: Message | None = None,
        topic: Topic | None = None,
    ) -> Message:
        """Send a "sticker", "video", "animation", "voice", "audio" or "video_note"."""
        details = MEDIA_DETAILS.get(kind)
        if details is None:
            raise NotPossible(f"no media of kind {kind!r}; there are {sorted(MEDIA_DETAILS)}")
        media = self.world.files.file(kind, data, mime_type=mime_type, details=details)
        return self._send(sender, What.OTHER, content_of(caption, media=media), reply_to, topic)

    def send_album(
        self,
        sender: User,
        pictures: Sequence[bytes | Media],
        *,
        caption: str | None = None,
        as_documents: bool = False,
        reply_to: Message | None = None,
        topic: Topic | None = None,
    ) -> list[Message]:
        """Send 2 to 10 pictures at once; the caption sits on the first."""
        if not 2 <= len(pictures) <= MAX_ALBUM:
            raise NotPossible("an album has 2 to 10 pictures")
        what = What.DOCUMENT if as_documents else What.PHOTO
        self._check_sender(sender, what)
        media = [
            self._document(data, f"{number}.jpg", None) if as_documents else self._photo(data)
            for number, data in enumerate(pictures)
        ]
        group = new_album_id()
        sent = [
            self.post(
                sender,
                content_of(caption if number == 0 else None, media=one),
                reply_to=reply_to,
                topic=topic,
                media_group_id=group,
            )
            for number, one in enumerate(media)
        ]
        self.noticed = len(self.history)
        return sent

    def forward(self, sender: User, message: Message, *, topic: Topic | None = None) -> Message:
        """Forward a message, of this chat or another, into this one."""
        what = _what(message)
        self._check_sender(sender, what)
        content = Content(message.content.text, message.content.entities, message.media)
        source = message.forwarded_from or message
        sent = self.post(sender, content, topic=topic, forwarded_from=source)
        self.noticed = len(self.history)
        return sent

    def _send(
        self,
        sender: User,
        what: What,
        content: Content,
        reply_to: Message | None,
        topic: Topic | None,
    ) -> Message:
        self._check_sender(sender, what)
        sent = self.post(sender, content, reply_to=reply_to, topic=topic)
        self.noticed = len(self.history)
        return sent

    def _check_sender(self, sender: User, what: What) -> None:
        if self.migrated_to:
            raise NotPossible("the group is a supergroup now")
        if self.membership is None:
            if sender is not self.user:
                raise NotPossible(f"{sender.name} is not in this chat")
            if self.blocked:
                raise NotPossible("the bot is blocked; unblock it first")
            self.started = True
            return
        member = self.membership.of(sender)
        if not member.inside:
            raise NotPossible(f"{sender.name} is not a member of {self.title}")
        denied = self.membership.denied | member.denied
        if not member.admin and (self.type == "channel" or {what, What.TEXT} & denied):
            raise NotPossible(f"{sender.name} may not send {what} here")

    def _photo(self, data: bytes | Media, *, spoiler: bool = False) -> Media:
        if isinstance(data, Media):
            return data
        try:
            return self.world.files.photo(photo_sizes(data), spoiler=spoiler)
        except ApiError:
            raise NotPossible(UNREADABLE) from None

    def _document(self, data: bytes | Media, name: str, mime_type: str | None) -> Media:
        if isinstance(data, Media):
            return data
        return self._filed(data, name, mime_type, thumbnail(data))

    def _filed(
        self, data: bytes, name: str, mime_type: str | None, thumb: Rendition | None
    ) -> Media:
        return self.world.files.file(
            "document",
            data,
            name=name,
            mime_type=mime_type or mimetypes.guess_type(name)[0] or "application/octet-stream",
            thumb=thumb,
        )


def new_album_id() -> str:
    """The ``media_group_id`` of a new album."""
    return str(secrets.randbelow(2**53) + 1)


def _what(message: Message) -> What:
    if message.media is None:
        return What.TEXT
    return {"photo": What.PHOTO, "document": What.DOCUMENT}.get(message.media.kind, What.OTHER)


def content_of(
    words: str | None, entities: Sequence[JSON] = (), *, media: Media | None = None
) -> Content:
    plain, kept = trim(words or "", entities)
    return Content(plain or None, find_entities(plain, kept), media)
