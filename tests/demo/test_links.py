"""Links to the bot, opened from the page as whoever speaks there."""

from __future__ import annotations

import pytest
import telegram
from telegram.helpers import create_deep_linked_url, mention_html

from bot.demo.world import Demo
from bot.sandbox import Chat, User
from tests.demo.visiting import Visitor, refusal

PRIVATE = create_deep_linked_url("whosthis_bot", "ask-1")
GROUP = create_deep_linked_url("whosthis_bot", "share-1", group=True)


async def follow(
    visitor: Visitor, url: object, chat: Chat | None = None, by: User | None = None
) -> telegram.Message | str:
    """Open a link: what the visitor is refused, or else the chat it leads to."""
    where, who = chat or visitor.demo.private, by or visitor.demo.you
    answer = await visitor.post(f"/demo/chats/{where.id}/link", {"as": who.id, "url": url})
    return str(answer.json()["chat"]) if answer.status_code == 200 else refusal(answer)


async def test_a_link_is_opened_as_whoever_speaks(demo: Demo, visitor: Visitor) -> None:
    assert await follow(visitor, PRIVATE) == str(demo.private.id)
    assert demo.private.messages[-1].text == "/start ask-1"
    assert await follow(visitor, GROUP, demo.group, demo.you) == str(demo.group.id)
    assert demo.group.messages[-1].text == "/start@whosthis_bot share-1"
    assert demo.group.messages[-1].sender is demo.you


async def test_a_friends_private_chat_is_told_of_once_it_begins(
    demo: Demo, visitor: Visitor
) -> None:
    async with visitor.news() as news:
        assert len((await news.next("state"))["chats"]) == 2
        assert await follow(visitor, PRIVATE, demo.group, demo.ben) == str(demo.ben.id)
        state = await news.next("state")
        *_, bens = state["chats"]
        assert (bens["id"], bens["kind"]) == (demo.ben.id, "private")
        assert bens["title"] == "Ben’s private chat"
        assert [one["name"] for one in bens["members"]] == ["Ben"]
        assert [one["html"] for one in bens["messages"]] == ["/start ask-1"]
        demo.private.send_text(demo.you, "hello")
        told = await news.next("message")
        assert told["html"] == "hello"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://t.me/whosthis_bot", "This link opens no bot."),
        ("https://t.me/elsewhere_bot?start=1", "This link opens no bot."),
        ("https://example.org/whosthis_bot?start=1", "This link opens no bot."),
        ("https://t.me/whosthis_bot?start=a%20b", "Clients pass on no parameter such as 'a b'."),
        (5, "This page is out of step with the demo. Please reload the page."),
    ],
)
async def test_what_leads_nowhere_is_said(visitor: Visitor, url: object, said: str) -> None:
    assert await follow(visitor, url) == said


@pytest.mark.parametrize("selective", [True, False])
async def test_a_question_tells_whom_it_asks(
    demo: Demo, visitor: Visitor, api: telegram.Bot, *, selective: bool
) -> None:
    asked = telegram.ForceReply(selective=selective, input_field_placeholder="Ada")
    said = demo.group.send_text(demo.cleo, "rename")
    words = f"{mention_html(demo.ben.id, 'Ben')}, which name?"
    await api.send_message(
        demo.group.id, words, "HTML", reply_markup=asked, reply_to_message_id=said.id
    )
    async with visitor.news() as news:
        state = await news.next("state")
    asks = state["chats"][1]["messages"][-1]["asks"]
    assert asks["hint"] == "Ada"
    everybody = {demo.you.id, demo.ben.id, demo.cleo.id}
    called = {demo.ben.id, demo.cleo.id} if selective else everybody
    assert set(asks["of"]) & everybody == called
