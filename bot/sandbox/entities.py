"""Message entities: lengths in UTF-16 units, finding them in text, and HTML made from them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import Any

from bot.sandbox.errors import JSON

_PATTERNS = (
    ("url", re.compile(r"(?<![\w@])(?:https?://|www\.)[^\s<>\"]+[^\s<>\".,:;!?()\[\]{}'’…]")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+(?!\w)")),
    (
        "bot_command",
        re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])"),
    ),
    ("mention", re.compile(r"(?<![\w`@])@[A-Za-z0-9_]{4,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#[^\W\d]\w*")),
)
_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention", "url", "email", "bot_command"})
_LEADS = ("http://", "https://", "tg://", "mailto:")
"""How the address of a link may begin."""
_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
}


def utf16_length(text: str) -> int:
    """The length of a text as Telegram counts it, in UTF-16 code units."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of a text that an entity's offset and length name, both in UTF-16 units."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")


def find_entities(text: str, known: Sequence[JSON] = ()) -> list[JSON]:
    """``known`` entities and those that Telegram sees in plain text, in order of offset.

    Links, commands, mentions and hashtags are found; nothing is looked for inside code or links.
    """
    taken = [(e["offset"], e["offset"] + e["length"]) for e in known if e["type"] in _OPAQUE]
    found = list(known)
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()])
            end = start + utf16_length(match.group())
            if all(end <= low or high <= start for low, high in taken):
                taken.append((start, end))
                found.append({"type": kind, "offset": start, "length": end - start})
    return sort_entities(found)


def sort_entities(entities: Iterable[JSON]) -> list[JSON]:
    """Entities by offset, the longer first where two begin together."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def trim(text: str, entities: Sequence[JSON]) -> tuple[str, list[JSON]]:
    """The text without space at its ends, and the entities moved and cut to match."""
    begun = text.lstrip()
    shift = utf16_length(text) - utf16_length(begun)
    kept = begun.rstrip()
    limit = utf16_length(kept)
    trimmed = []
    for entity in entities:
        start = max(0, entity["offset"] - shift)
        end = min(limit, entity["offset"] + entity["length"] - shift)
        if end > start:
            trimmed.append({**entity, "offset": start, "length": end - start})
    return kept, trimmed


def to_html(text: str, entities: Sequence[JSON]) -> str:
    """Safe HTML of a text and its entities: everything that is not an entity is escaped.

    Entities that only mark what is plain to see (commands, mentions, hashtags) add no tag.
    """
    opens: dict[int, list[str]] = {}
    closes: dict[int, list[str]] = {}
    for entity in sort_entities(entities):
        tags = _tags(entity, utf16_slice(text, entity["offset"], entity["length"]))
        if tags:
            opens.setdefault(entity["offset"], []).append(tags[0])
            closes.setdefault(entity["offset"] + entity["length"], []).insert(0, tags[1])
    parts: list[str] = []
    position = 0
    for character in text:
        parts += closes.pop(position, []) + opens.pop(position, [])
        parts.append(html.escape(character, quote=False))
        position += utf16_length(character)
    for leftover in sorted(closes):
        parts += closes[leftover]
    return "".join(parts)


def _tags(entity: JSON, covered: str) -> tuple[str, str] | None:
    kind: str = entity["type"]
    if kind in _TAGS:
        return f"<{_TAGS[kind]}>", f"</{_TAGS[kind]}>"
    if kind == "pre":
        language: Any = entity.get("language")
        if language:
            return f'<pre><code class="language-{html.escape(language)}">', "</code></pre>"
        return "<pre>", "</pre>"
    if kind in {"blockquote", "expandable_blockquote"}:
        return ("<blockquote>" if kind == "blockquote" else "<blockquote expandable>"), (
            "</blockquote>"
        )
    target = {
        "text_link": entity.get("url"),
        "url": covered,
        "email": f"mailto:{covered}",
        "text_mention": f"tg://user?id={entity.get('user', {}).get('id')}",
    }.get(kind)
    if not target:
        return None
    if not target.lower().startswith(_LEADS):
        # An address without a scheme is the web's, and one that is a script leads nowhere.
        target = f"http://{target}"
    return f'<a href="{html.escape(target)}">', "</a>"
