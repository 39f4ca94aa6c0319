"""The sandbox reads HTML as Telegram does, and refuses it in the same words."""

from __future__ import annotations

import pytest

from bot.sandbox.entities import find_entities, to_html, trim, utf16_length, utf16_slice
from bot.sandbox.errors import ApiError
from bot.sandbox.formatting import parse_html


def kinds(source: str) -> list[tuple[str, int, int]]:
    _, entities = parse_html(source)
    return [(entity["type"], entity["offset"], entity["length"]) for entity in entities]


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("<b>Bob</b> &amp; co", "Bob & co"),
        ("&lt;3 &gt; &quot;x&quot;", '<3 > "x"'),
        ("a & b &nbsp; &#0; &#xD800;", "a & b &nbsp; &#0; &#xD800;"),
        ("&#128512;&#x1F600;", "😀😀"),
        ("<B class='x'>loud</B>", "loud"),
        ("<b><i>both</></b>", "both"),
    ],
)
def test_markup_leaves_plain_text(source: str, plain: str) -> None:
    assert parse_html(source)[0] == plain


def test_offsets_count_utf16_units() -> None:
    assert kinds("😀 <b>é😀</b>") == [("bold", 3, 3)]


def test_nested_tags_are_sorted_the_longer_first() -> None:
    assert kinds("<i>x<b>y</b></i><u>z</u>") == [
        ("italic", 0, 2),
        ("bold", 1, 1),
        ("underline", 2, 1),
    ]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<s>x</s>", "strikethrough"),
        ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
        ('<span class="tg-spoiler">x</span>', "spoiler"),
        ("<code>x</code>", "code"),
        ("<blockquote>x</blockquote>", "blockquote"),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
        ('<tg-emoji emoji-id="5368">x</tg-emoji>', "custom_emoji"),
    ],
)
def test_every_tag_has_its_entity(source: str, kind: str) -> None:
    assert kinds(source) == [(kind, 0, 1)]


def test_a_link_keeps_its_address_unescaped() -> None:
    _, entities = parse_html('<a href="https://example.org/?a=1&amp;b=2">here</a>')
    assert entities == [
        {"type": "text_link", "offset": 0, "length": 4, "url": "https://example.org/?a=1&b=2"}
    ]


def test_a_link_without_an_address_leads_to_its_text() -> None:
    assert parse_html("<a>example.org</a>")[1][0]["url"] == "example.org"


def test_a_link_that_leads_nowhere_is_plain_text() -> None:
    assert parse_html("<a href=here>x</a>") == ("x", [])


def test_a_link_to_a_user_is_a_mention() -> None:
    _, entities = parse_html('<a href="tg://user?id=42">Bob</a>')
    assert entities[0]["type"] == "text_mention"
    assert entities[0]["user"] == {"id": 42}


def test_code_with_a_language_makes_one_block() -> None:
    _, entities = parse_html('<pre><code class="language-python">x</code></pre>')
    assert entities == [{"type": "pre", "offset": 0, "length": 1, "language": "python"}]


def test_an_empty_tag_has_no_entity() -> None:
    assert parse_html("a<b></b>") == ("a", [])


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<3 Bob & co", 'Unsupported start tag "3" at byte offset 0'),
        ("é a < b", 'Unsupported start tag "" at byte offset 5'),
        ("<div>x</div>", 'Unsupported start tag "div" at byte offset 0'),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ('<a href="x>y</a>', 'Unclosed start tag "a" at byte offset 0'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(source: str, words: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_html(source)
    assert caught.value.description == f"Bad Request: can't parse entities: {words}"


def test_a_custom_emoji_needs_a_number() -> None:
    with pytest.raises(ApiError, match="invalid custom emoji identifier"):
        parse_html('<tg-emoji emoji-id="x">x</tg-emoji>')


def test_lengths_are_those_of_utf16() -> None:
    assert utf16_length("aé😀") == 4
    assert utf16_slice("😀bob", 2, 3) == "bob"


def test_trimming_moves_and_cuts_entities() -> None:
    bold = {"type": "bold", "offset": 1, "length": 5}
    gone = {"type": "bold", "offset": 5, "length": 2}
    assert trim("  abc  ", [bold, gone]) == ("abc", [{"type": "bold", "offset": 0, "length": 3}])


def test_commands_mentions_and_links_are_found_in_plain_text() -> None:
    text = "/who@whosthis_bot see https://example.org/x. and @ann_b #tag a/b bob@example.org"
    found = [(e["type"], utf16_slice(text, e["offset"], e["length"])) for e in find_entities(text)]
    assert found == [
        ("bot_command", "/who@whosthis_bot"),
        ("url", "https://example.org/x"),
        ("mention", "@ann_b"),
        ("hashtag", "#tag"),
        ("email", "bob@example.org"),
    ]


def test_nothing_is_found_inside_code() -> None:
    code = {"type": "code", "offset": 0, "length": 4}
    assert find_entities("/who", [code]) == [code]


def test_rendered_html_is_safe_and_reads_back_the_same() -> None:
    source = (
        '<b>&lt;3</b> <i>a<u>b</u></i> <a href="https://example.org/&quot;">l</a> 😀 & <s>x</s>'
    )
    plain, entities = parse_html(source)
    rendered = to_html(plain, entities)
    assert parse_html(rendered) == (plain, entities)
    assert "&lt;3" in rendered
    assert "& " not in rendered


@pytest.mark.parametrize(
    ("text", "entity", "rendered"),
    [
        ("x", {"type": "pre"}, "<pre>x</pre>"),
        (
            "x",
            {"type": "pre", "language": "c"},
            '<pre><code class="language-c">x</code></pre>',
        ),
        ("x", {"type": "blockquote"}, "<blockquote>x</blockquote>"),
        (
            "x",
            {"type": "expandable_blockquote"},
            "<blockquote expandable>x</blockquote>",
        ),
        ("www.x.org", {"type": "url"}, '<a href="http://www.x.org">www.x.org</a>'),
        ("a@b.org", {"type": "email"}, '<a href="mailto:a@b.org">a@b.org</a>'),
        (
            "Bob",
            {"type": "text_mention", "user": {"id": 4}},
            '<a href="tg://user?id=4">Bob</a>',
        ),
        ("/who", {"type": "bot_command"}, "/who"),
    ],
)
def test_entities_render_as_html(text: str, entity: dict[str, object], rendered: str) -> None:
    assert to_html(text, [{"offset": 0, "length": len(text), **entity}]) == rendered
