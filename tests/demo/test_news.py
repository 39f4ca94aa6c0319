"""What open pages are told, and what those cost that do not listen."""

from __future__ import annotations

import asyncio
import gc

import telegram

from bot.demo.news import MOST, Pending
from bot.demo.world import Demo
from tests.demo.visiting import Visitor
from tests.people import portrait


async def test_a_page_first_hears_how_everything_stands(demo: Demo, visitor: Visitor) -> None:
    demo.private.send_text(demo.you, "Hello")
    async with visitor.news() as news:
        state = await news.next("state")
    assert state["bot"] == {
        "id": demo.bot.id, "name": "Who's This", "username": "whosthis_bot",
    }  # fmt: skip
    assert state["embedder"] == {"kind": "local", "sentence": "No photo leaves this computer."}
    assert state["privacy"] is True
    private, group = state["chats"]
    assert (private["kind"], private["title"]) == ("private", "Who's This")
    assert [message["html"] for message in private["messages"]] == ["Hello"]
    assert (group["kind"], group["title"], group["messages"]) == ("group", "Friends", [])
    assert [(member["name"], member["admin"]) for member in group["members"]] == [
        ("You", True),
        ("Ben", False),
        ("Cleo", False),
    ]


async def test_a_new_message_an_edit_and_a_deletion_are_told(
    demo: Demo, visitor: Visitor, api: telegram.Bot
) -> None:
    async with visitor.news() as news:
        await news.next("state")
        sent = await api.send_message(demo.private.id, "one")
        told = await news.next("message")
        assert (told["chat"], told["id"]) == (demo.private.id, sent.message_id)
        assert (told["html"], told["edited"]) == ("one", False)
        assert told["from"] == {"id": demo.bot.id, "name": "Who's This", "bot": True}
        await sent.edit_text("two")
        told = await news.next("message")
        assert (told["id"], told["html"], told["edited"]) == (sent.message_id, "two", True)
        await sent.delete()
        told = await news.next("delete")
        assert told == {"chat": demo.private.id, "id": sent.message_id}


async def test_a_photo_its_buttons_and_reactions_are_told(
    demo: Demo, visitor: Visitor, api: telegram.Bot
) -> None:
    keyboard = telegram.InlineKeyboardMarkup(
        [
            [telegram.InlineKeyboardButton("No", callback_data="no", style="danger")],
            [telegram.InlineKeyboardButton("Read", url="https://example.org/a")],
        ]
    )
    question = demo.group.send_text(demo.ben, "Who?")
    async with visitor.news() as news:
        await news.next("state")
        sent = await api.send_photo(
            demo.group.id, portrait(0, 0), reply_to_message_id=question.id, reply_markup=keyboard
        )
        told = await news.next("message")
        assert (told["photo"]["width"], told["photo"]["height"]) == (480, 600)
        assert told["reply_to"] == question.id
        assert told["buttons"] == [
            [{"text": "No", "url": None, "copy": None, "style": "danger"}],
            [{"text": "Read", "url": "https://example.org/a", "copy": None, "style": None}],
        ]
        await sent.set_reaction("👍")
        assert (await news.next("message"))["reactions"] == ["👍"]


async def test_what_the_bot_is_doing_is_told(
    demo: Demo, visitor: Visitor, api: telegram.Bot
) -> None:
    async with visitor.news() as news:
        await news.next("state")
        await api.send_chat_action(demo.group.id, "upload_photo")
        told = await news.next("action")
    assert told == {"chat": demo.group.id, "action": "upload_photo"}


async def test_the_menu_is_told_for_every_chat(
    demo: Demo, visitor: Visitor, api: telegram.Bot
) -> None:
    async with visitor.news() as news:
        assert (await news.next("state"))["chats"][0]["commands"] == []
        await api.set_my_commands([telegram.BotCommand("help", "What I do")])
        menus = [await news.next("commands") for _ in range(2)]
    assert {menu["chat"] for menu in menus} == {demo.private.id, demo.group.id}
    assert menus[0]["commands"] == [{"command": "help", "description": "What I do"}]


async def test_who_comes_and_goes_is_told(demo: Demo, visitor: Visitor) -> None:
    async with visitor.news() as news:
        await news.next("state")
        demo.group.remove_member(demo.cleo)
        state = await news.next("state")
        left = (await news.next("message"))["service"]
    assert left == "Cleo left the group"
    assert [one["name"] for one in state["chats"][1]["members"]] == ["You", "Ben"]


async def test_after_a_reconnect_the_page_hears_everything_again(
    demo: Demo, visitor: Visitor
) -> None:
    async with visitor.news() as news:
        await news.next("state")
    demo.group.send_text(demo.ben, "Meanwhile")
    async with visitor.news() as news:
        state = await news.next("state")
        assert [message["html"] for message in state["chats"][1]["messages"]] == ["Meanwhile"]
        demo.group.send_text(demo.ben, "Now")
        assert (await news.next("message"))["html"] == "Now"


async def test_two_pages_hear_the_same(visitor: Visitor) -> None:
    async with visitor.news() as one, visitor.news() as other:
        await one.next("state")
        await other.next("state")
        await visitor.post("/demo/privacy", {"on": False})
        assert await one.next("privacy") == {"on": False}
        assert await other.next("privacy") == {"on": False}


async def test_a_page_that_is_gone_is_forgotten(demo: Demo, visitor: Visitor) -> None:
    async with visitor.news() as news:
        await news.next("state")
        assert pages_remembered() == 1
    async with asyncio.timeout(5):
        while pages_remembered():  # noqa: ASYNC110 - nothing tells of what is collected
            await asyncio.sleep(0.01)
    demo.private.send_text(demo.you, "Hello")


async def test_a_page_that_lags_behind_is_told_of_each_message_once_as_it_is_now(
    demo: Demo,
) -> None:
    pending = await lagging(demo)
    kept, gone = (demo.private.send_text(demo.you, text) for text in ("a", "b"))
    for number in range(100):
        demo.private.edit(kept, text=str(number))
    demo.private.delete(gone)
    told = await pending.take()
    assert len(told) == 2
    assert ("delete", {"chat": demo.private.id, "id": gone.id}) in told
    assert [data["html"] for kind, data in told if kind == "message"] == ["99"]


async def test_a_page_that_lags_far_behind_is_told_everything_anew(demo: Demo) -> None:
    pending = await lagging(demo)
    for number in range(MOST + 5):
        demo.private.send_text(demo.you, str(number))
    (kind, state), *rest = await pending.take()
    assert kind == "state"
    assert len(state["chats"][0]["messages"]) == MOST + 5
    assert len(rest) < MOST


async def test_silence_is_broken_by_nothing_that_counts(demo: Demo) -> None:
    pending = await lagging(demo)
    assert await pending.take(pause=0.01) == []


async def lagging(demo: Demo) -> Pending:
    """What a page has still to be told that has read the state and then stopped."""
    pending = Pending(demo)
    demo.sandbox.events.subscribe(pending.heard)
    assert [kind for kind, _ in await pending.take()] == ["state"]
    return pending


def pages_remembered() -> int:
    gc.collect()
    return sum(isinstance(one, Pending) for one in gc.get_objects())
