"""What people do on the page: writing, pressing buttons, the privacy switch."""

from __future__ import annotations

import asyncio

import pytest
import telegram

from bot.demo.world import Demo
from bot.sandbox import Message
from tests.demo.visiting import Visitor, refusal


async def test_a_text_reaches_the_chat_as_its_speaker_wrote_it(
    demo: Demo, visitor: Visitor
) -> None:
    assert (await visitor.say("1 < 2 & <b>so</b> on")).json() == {"ok": True}
    (message,) = demo.private.messages
    assert message.sender is demo.you
    assert message.text == "1 < 2 & <b>so</b> on"
    async with visitor.news() as news:
        (told,) = (await news.next("state"))["chats"][0]["messages"]
    assert told["html"] == "1 &lt; 2 &amp; &lt;b&gt;so&lt;/b&gt; on"


async def test_every_member_can_speak_in_the_group_and_reply(demo: Demo, visitor: Visitor) -> None:
    for friend in (demo.you, demo.ben, demo.cleo):
        await visitor.say(friend.name, chat=demo.group, by=friend)
    first, second, _ = demo.group.messages
    await visitor.say("yes", chat=demo.group, by=demo.cleo, reply_to=first.id)
    assert [message.sender.name for message in demo.group.messages] == [
        "You", "Ben", "Cleo", "Cleo",
    ]  # fmt: skip
    assert demo.group.messages[-1].reply_to is first
    assert second.reply_to is None


@pytest.mark.parametrize("text", ["", "  \n "])
async def test_nothing_is_no_message(visitor: Visitor, text: str) -> None:
    assert "write something first" in refusal(await visitor.say(text))


async def test_a_text_may_be_long_but_not_longer(demo: Demo, visitor: Visitor) -> None:
    assert (await visitor.say("a" * 4096)).status_code == 200
    assert "4,096 characters" in refusal(await visitor.say("😀" * 2049))
    assert len(demo.private.messages) == 1


async def test_only_who_is_in_a_chat_speaks_there(demo: Demo, visitor: Visitor) -> None:
    assert "not in the chat" in refusal(await visitor.say("a", by=demo.ben))
    assert "not in the chat" in refusal(await visitor.say("a", chat=demo.group, by=demo.bot))
    demo.group.remove_member(demo.cleo)
    assert "not in the chat" in refusal(await visitor.say("a", chat=demo.group, by=demo.cleo))


@pytest.mark.parametrize("path", ["/demo/chats/1/text", "/demo/chats/-1/press"])
async def test_a_chat_that_does_not_exist_is_said(visitor: Visitor, path: str) -> None:
    answer = await visitor.post(path, {"as": 1, "text": "a"})
    assert refusal(answer, 404) == "This chat does not exist."


async def test_a_message_that_is_gone_cannot_be_replied_to(demo: Demo, visitor: Visitor) -> None:
    message = demo.private.send_text(demo.you, "a")
    demo.private.delete(message)
    assert "is gone" in refusal(await visitor.say("b", reply_to=message.id))
    assert "is gone" in refusal(await visitor.say("b", reply_to=[message.id]))


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"text": 5}', b"\xff", b"[" * 9999])
async def test_what_makes_no_sense_is_refused_in_words(
    demo: Demo, visitor: Visitor, body: bytes
) -> None:
    answer = await visitor.http.post(
        f"/demo/chats/{demo.private.id}/text",
        content=body,
        headers={"Content-Type": "application/json; charset=utf-8"},
    )
    assert "reload the page" in refusal(answer)


async def test_the_privacy_switch_decides_what_the_bot_hears(demo: Demo, visitor: Visitor) -> None:
    await visitor.say("between us", chat=demo.group)
    assert list(demo.bot.outbox.queue) == []
    async with visitor.news() as news:
        await news.next("state")
        await visitor.post("/demo/privacy", {"on": False})
        assert await news.next("privacy") == {"on": False}
    await visitor.say("for all", chat=demo.group)
    assert [update["message"]["text"] for update in demo.bot.outbox.queue] == ["for all"]
    assert "reload the page" in refusal(await visitor.post("/demo/privacy", {"on": "no"}))


async def asked(demo: Demo, api: telegram.Bot) -> Message:
    """A message of the bot with buttons: a row of one, and a row of two that look alike."""
    button = telegram.InlineKeyboardButton
    rows = [
        [button("Yes", callback_data="yes")],
        [button("›", url="https://example.org"), button("›", callback_data="next")],
    ]
    sent = await api.send_message(
        demo.group.id, "Sure?", reply_markup=telegram.InlineKeyboardMarkup(rows)
    )
    message = demo.group.find(sent.message_id)
    assert message
    return message


async def press(
    visitor: Visitor, message: Message, row: object = 0, column: object = 0, by: int = 0
) -> dict[str, object]:
    answer = await visitor.post(
        f"/demo/chats/{message.chat.id}/press",
        {
            "as": by or visitor.demo.ben.id,
            "message": message.id,
            "row": row,
            "column": column,
        },
    )
    return {"status": answer.status_code, **answer.json()}


async def test_a_press_brings_what_the_bot_says_to_it(
    demo: Demo, visitor: Visitor, api: telegram.Bot
) -> None:
    message = await asked(demo, api)
    for place, data, text, alert in (
        ((0, 0), "yes", "Fine", True),
        ((1, 1), "next", "", False),
    ):
        pressed = asyncio.create_task(press(visitor, message, *place))
        (update,) = await api.get_updates(timeout=5)
        query = update.callback_query
        assert query
        assert (query.data, query.from_user.first_name) == (data, "Ben")
        await api.answer_callback_query(query.id, text, show_alert=alert)
        await api.get_updates(update.update_id + 1, timeout=0)
        assert await pressed == {
            "status": 200, "ok": True, "text": text or None, "alert": alert, "url": None,
        }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "column"), [(0, 1), (5, 0), (-1, 0), (0, -1), ("a", 0), (None, 0)]
)
async def test_a_button_that_is_not_there_is_said(
    demo: Demo, visitor: Visitor, api: telegram.Bot, row: object, column: object
) -> None:
    message = await asked(demo, api)
    told = await press(visitor, message, row, column)
    assert (told["status"], told["error"]) == (400, "This button is no longer there.")


async def test_a_number_without_end_is_no_button(demo: Demo, visitor: Visitor) -> None:
    answer = await visitor.http.post(
        f"/demo/chats/{demo.private.id}/press",
        content=b'{"as": 1, "message": 1, "row": 1e999, "column": 0}',
        headers={"Content-Type": "application/json"},
    )
    assert refusal(answer) == "This button is no longer there."


async def test_a_button_that_went_away_meanwhile_is_said(
    demo: Demo, visitor: Visitor, api: telegram.Bot
) -> None:
    message = await asked(demo, api)
    assert (await press(visitor, message, 1, 0))["status"] == 400, "it opens a page, no more"
    await api.edit_message_text("Done", chat_id=demo.group.id, message_id=message.id)
    assert (await press(visitor, message))["error"] == "This button is no longer there."
    demo.group.delete(message)
    assert (await press(visitor, message))["error"] == "This button is no longer there."


async def test_who_is_not_in_the_chat_presses_nothing(
    demo: Demo, visitor: Visitor, api: telegram.Bot
) -> None:
    message = await asked(demo, api)
    assert (await press(visitor, message, by=1))["status"] == 400
    assert list(demo.bot.outbox.queue) == []


async def test_of_the_bots_calls_only_the_last_are_remembered(
    demo: Demo, api: telegram.Bot
) -> None:
    for _ in range(210):
        await api.get_me()
    await api.send_message(demo.private.id, "a")
    assert len(demo.sandbox.calls) == 200
    assert demo.sandbox.calls[-1].method == "sendMessage"
