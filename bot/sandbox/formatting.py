"""The HTML parse mode: marked-up text in, plain text and entities out, as strict as Telegram."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.sandbox.entities import sort_entities, utf16_length
from bot.sandbox.errors import JSON, ApiError, bad_request

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([A-Za-z]+));?")
_START = re.compile(r"<([^\s>/][^\s>]*|)(?=[\s>])")
_END = re.compile(r"</([^\s>]*)(\s*)(>?)")
_ATTRIBUTE = re.compile(
    r"\s*([^\s=>]+)\s*(?:=\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9.\-]+)(?=[\s>])))?"
)
_TAG_END = re.compile(r"\s*>")
_USER_LINK = re.compile(r"tg://user\?id=(\d+)")


@dataclass
class _Tag:
    name: str
    begins: int
    """Where its entity begins, in UTF-16 units."""
    text_from: int
    attributes: dict[str, str] = field(default_factory=dict)


class HtmlParser:
    """Reads one text; `parse` below is the way in."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.plain: list[str] = []
        self.length = 0
        self.open: list[_Tag] = []
        self.entities: list[JSON] = []

    def run(self) -> tuple[str, list[JSON]]:
        """The plain text and its entities; raises the 400 for the first fault."""
        while self.position < len(self.source):
            character = self.source[self.position]
            if character == "<":
                if self.source.startswith("</", self.position):
                    self._end_tag()
                else:
                    self._start_tag()
            elif character == "&":
                self._reference()
            else:
                self._emit(character)
                self.position += 1
        if self.open:
            raise _refusal(
                f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"'
            )
        return "".join(self.plain), sort_entities(self.entities)

    def _emit(self, text: str) -> None:
        self.plain.append(text)
        self.length += utf16_length(text)

    def _reference(self) -> None:
        match = _REFERENCE.match(self.source, self.position)
        character = _decoded(match) if match else None
        if match is None or character is None:
            self._emit("&")
            self.position += 1
        else:
            self._emit(character)
            self.position = match.end()

    def _start_tag(self) -> None:
        at = self._byte_offset()
        match = _START.match(self.source, self.position)
        if match is None:
            raise _refusal(f"Unclosed start tag at byte offset {at}")
        name = match.group(1).lower()
        if name not in _KINDS:
            raise _refusal(f'Unsupported start tag "{name}" at byte offset {at}')
        self.position = match.end()
        tag = _Tag(name, self.length, len(self.plain))
        while not self._at_tag_end():
            attribute = _ATTRIBUTE.match(self.source, self.position)
            if attribute is None or attribute.end() >= len(self.source):
                raise _refusal(f'Unclosed start tag "{name}" at byte offset {at}')
            values = [value for value in attribute.groups()[1:] if value is not None]
            tag.attributes[attribute.group(1).lower()] = _unescape(values[0]) if values else ""
            self.position = attribute.end()
        if name == "span" and tag.attributes.get("class") != "tg-spoiler":
            raise _refusal(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
        self.open.append(tag)

    def _at_tag_end(self) -> bool:
        match = _TAG_END.match(self.source, self.position)
        if match:
            self.position = match.end()
        return bool(match)

    def _end_tag(self) -> None:
        at = self._byte_offset()
        if not self.open:
            raise _refusal(f"Unexpected end tag at byte offset {at}")
        match = _END.match(self.source, self.position)
        if match is None or not match.group(3):
            raise _refusal(f"Unclosed end tag at byte offset {at}")
        tag = self.open.pop()
        name = match.group(1).lower()
        if name and name != tag.name:
            raise _refusal(
                f'Unmatched end tag at byte offset {at}, expected "</{tag.name}>", '
                f'found "</{name}>"'
            )
        self.position = match.end()
        if self.length > tag.begins:
            self._close(tag)

    def _close(self, tag: _Tag) -> None:
        entity: JSON = {
            "type": _KINDS[tag.name],
            "offset": tag.begins,
            "length": self.length - tag.begins,
        }
        if tag.name == "a":
            target = tag.attributes.get("href") or "".join(self.plain[tag.text_from :])
            person = _USER_LINK.fullmatch(target)
            if person:
                entity |= {"type": "text_mention", "user": {"id": int(person.group(1))}}
            elif "." in target or "://" in target:
                entity["url"] = target
            else:
                return
        elif tag.name == "blockquote" and "expandable" in tag.attributes:
            entity["type"] = "expandable_blockquote"
        elif tag.name == "tg-emoji":
            if not tag.attributes.get("emoji-id", "").isdigit():
                raise bad_request("invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = tag.attributes["emoji-id"]
        elif tag.name == "code":
            language = tag.attributes.get("class", "").removeprefix("language-")
            if language and self.open and self.open[-1].name == "pre":
                self.open[-1].attributes["language"] = language
                return
        elif tag.name == "pre" and "language" in tag.attributes:
            entity["language"] = tag.attributes["language"]
        self.entities.append(entity)

    def _byte_offset(self) -> int:
        return len(self.source[: self.position].encode())


def parse_html(source: str) -> tuple[str, list[JSON]]:
    """Plain text and entities of HTML, by Telegram's rules and with its words for a fault.

    Raises:
        ApiError: 400 "can't parse entities: …", with the byte offset of the fault.
    """
    return HtmlParser(source).run()


def _decoded(match: re.Match[str]) -> str | None:
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return _CHARACTERS.get(name)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF else None


def _unescape(value: str) -> str:
    return _REFERENCE.sub(lambda match: _decoded(match) or match.group(), value)


def _refusal(words: str) -> ApiError:
    return bad_request(f"can't parse entities: {words}")
