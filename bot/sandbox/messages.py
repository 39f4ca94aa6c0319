"""A message as everybody in the chat sees it: one live object, changed by edits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.sandbox.entities import to_html
from bot.sandbox.errors import JSON, NotPossible
from bot.sandbox.files import Media, StoredFile
from bot.sandbox.people import User

if TYPE_CHECKING:
    from bot.sandbox.chats import Chat


@dataclass(frozen=True)
class Button:
    """One button of an inline keyboard."""

    text: str
    data: str | None = None
    url: str | None = None
    style: str | None = None
    copy_text: str | None = None


@dataclass(eq=False)
class Topic:
    """A topic of a forum. Its id is that of the message that created it."""

    id: int
    name: str
    closed: bool = False


@dataclass(frozen=True)
class Content:
    """What an edit can replace."""

    text: str | None = None
    entities: list[JSON] = field(default_factory=list)
    media: Media | None = None
    markup: JSON | None = None
    source: str | None = None
    """The text or caption as the bot sent it, before its HTML was parsed."""
    caption_above: bool = False

    def same_as(self, other: Content) -> bool:
        """Whether an edit from one to the other changes nothing that can be seen."""
        return (self.text or "", self.entities, self.markup or {}, self.caption_above) == (
            other.text or "",
            other.entities,
            other.markup or {},
            other.caption_above,
        ) and (self.media and self.media.file.unique_id) == (
            other.media and other.media.file.unique_id
        )


@dataclass(eq=False)
class Message:
    """One message. ``id`` counts within its chat; ``date`` is in seconds since 1970, UTC."""

    chat: Chat
    id: int
    sender: User
    date: int
    content: Content
    reply_to: Message | None = None
    topic: Topic | None = None
    thread_id: int | None = None
    """Of a reply in a supergroup without topics: the message that began the thread."""
    media_group_id: str | None = None
    service: JSON | None = None
    """The fields of a service message, ready for the wire except users and chats."""
    forwarded_from: Message | None = None
    speaks_for: Chat | None = None
    """The chat in whose name it was sent: by an anonymous admin, as a channel, or in one."""
    automatic: bool = False
    """A channel's post that appeared by itself in the group linked to the channel."""
    edits: list[Content] = field(default_factory=list)
    """What the message was before each edit, oldest first."""
    edit_date: int | None = None
    deleted: bool = False
    reactions: dict[int, list[str]] = field(default_factory=dict)
    """Emoji by the id of who reacted."""
    noticed: int = 0
    """The edits that `Chat.next_from` and `Chat.next_change` already told of."""

    @property
    def text(self) -> str | None:
        """The plain text; None for media and service messages."""
        return None if self.content.media else self.content.text

    @property
    def caption(self) -> str | None:
        """The plain caption; None where there is none."""
        return self.content.text if self.content.media else None

    @property
    def words(self) -> str:
        """The text or the caption, or ""."""
        return self.content.text or ""

    @property
    def html(self) -> str:
        """The text or caption as it was sent: with the bot's own HTML where it sent HTML."""
        return self.rendered if self.content.source is None else self.content.source

    @property
    def rendered(self) -> str:
        """The text or caption as safe HTML made of the entities, fit for a page."""
        return to_html(self.words, self.content.entities)

    @property
    def entities(self) -> list[JSON]:
        """The entities of the text or the caption."""
        return self.content.entities

    @property
    def media(self) -> Media | None:
        """The photo, document or other media."""
        return self.content.media

    @property
    def photo(self) -> bytes | None:
        """The JPEG bytes of the largest size, where the message is a photo."""
        media = self.content.media
        return media.file.data if media and media.kind == "photo" else None

    @property
    def file(self) -> StoredFile | None:
        """The file of any media; of a photo its largest size."""
        return self.content.media.file if self.content.media else None

    @property
    def asks_for_reply(self) -> bool:
        """Whether clients open their reply box under it; `reply_hint` may stand in that."""
        return bool((self.content.markup or {}).get("force_reply"))

    @property
    def reply_hint(self) -> str | None:
        """What stands in the reply box while it is empty."""
        return (self.content.markup or {}).get("input_field_placeholder")

    @property
    def buttons(self) -> list[list[Button]]:
        """The inline keyboard, row by row."""
        rows = (self.content.markup or {}).get("inline_keyboard", [])
        return [
            [
                Button(
                    cell["text"],
                    cell.get("callback_data"),
                    cell.get("url"),
                    cell.get("style"),
                    cell.get("copy_text", {}).get("text"),
                )
                for cell in row
            ]
            for row in rows
        ]

    def button(self, label: str) -> Button:
        """The button of this text, or else of this callback data; NotPossible without one."""
        cells = [cell for row in self.buttons for cell in row]
        for cell in cells:
            if cell.text == label:
                return cell
        for cell in cells:
            if cell.data == label:
                return cell
        raise NotPossible(f"no button {label!r}; there are {[cell.text for cell in cells]}")

    def __repr__(self) -> str:
        kind = "service" if self.service else self.media.kind if self.media else "text"
        return f"<Message {self.id} {kind} from {self.sender.name} {self.words[:40]!r}>"
