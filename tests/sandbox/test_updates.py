"""Long polling: offsets, redelivery, conflicts, allowed kinds."""

from __future__ import annotations

import asyncio
import time

import httpx2
import pytest
import telegram
from telegram.error import Conflict

from bot.sandbox import Bot, Chat, Sandbox, User
from tests.sandbox.talking import Raw, texts


async def test_an_update_stays_until_it_is_acknowledged(
    api: telegram.Bot, chat: Chat, ann: User
) -> None:
    chat.send_text(ann, "1")
    chat.send_text(ann, "2")
    first = await api.get_updates()
    assert texts(first) == ["1", "2"]
    assert await api.get_updates() == first
    assert texts(await api.get_updates(offset=first[0].update_id + 1)) == ["2"]
    assert await api.get_updates(offset=first[1].update_id + 1) == ()


async def test_updates_come_in_batches(api: telegram.Bot, chat: Chat, ann: User) -> None:
    for number in range(103):
        chat.send_text(ann, str(number))
    assert len(await api.get_updates()) == 100
    assert len(await api.get_updates(limit=2)) == 2
    assert len(await api.get_updates(limit=1000)) == 100


async def test_a_negative_offset_keeps_the_last(api: telegram.Bot, chat: Chat, ann: User) -> None:
    for number in range(5):
        chat.send_text(ann, str(number))
    assert texts(await api.get_updates(offset=-2)) == ["3", "4"]
    assert texts(await api.get_updates()) == ["3", "4"]


async def test_a_long_poll_wakes_at_once(api: telegram.Bot, chat: Chat, ann: User) -> None:
    poll = asyncio.create_task(api.get_updates(timeout=20))
    await asyncio.sleep(0.05)
    begun = time.monotonic()
    chat.send_text(ann, "now")
    assert texts(await poll) == ["now"]
    assert time.monotonic() - begun < 1


async def test_a_long_poll_ends_empty_when_its_time_is_up(raw: Raw) -> None:
    assert await raw("getUpdates", timeout=0.05) == "ok"
    assert await raw("getUpdates", timeout="never", limit="all") == "ok"


async def test_a_second_poll_ends_the_first(
    sandbox: Sandbox, api: telegram.Bot, chat: Chat, ann: User
) -> None:
    first = asyncio.create_task(api.get_updates(timeout=20))
    await chat.until(lambda: sandbox.calls_of("getUpdates"))
    await asyncio.sleep(0.05)
    async with telegram.Bot(api.token, base_url=f"{sandbox.url}/bot") as another:
        second = asyncio.create_task(another.get_updates(timeout=20))
        with pytest.raises(
            Conflict,
            match=r"^Conflict: terminated by other getUpdates request; "
            r"make sure that only one bot instance is running$",
        ):
            await first
        chat.send_text(ann, "x")
        assert texts(await second) == ["x"]


async def test_a_poll_whose_client_went_away_loses_nothing(
    sandbox: Sandbox, api: telegram.Bot, chat: Chat, ann: User
) -> None:
    async with httpx2.AsyncClient(trust_env=False) as http:
        address = f"{sandbox.url}/bot{api.token}/getUpdates"
        with pytest.raises(httpx2.ReadTimeout):
            await http.post(address, json={"timeout": 20}, timeout=0.05)
    await chat.until(lambda: sandbox.calls_of("getUpdates")[0].done)
    chat.send_text(ann, "x")
    assert texts(await api.get_updates()) == ["x"]


async def test_only_allowed_kinds_are_queued(api: telegram.Bot, chat: Chat, ann: User) -> None:
    await api.get_updates(allowed_updates=["edited_message"])
    message = chat.send_text(ann, "x")
    chat.edit(message, text="y")
    (update,) = await api.get_updates()
    assert update.edited_message is not None
    assert update.edited_message.text == "y"
    await api.get_updates(offset=update.update_id + 1, allowed_updates=[])
    chat.send_text(ann, "z")
    assert texts(await api.get_updates()) == ["z"]


async def test_allowed_kinds_must_be_a_list(raw: Raw) -> None:
    told = await raw("getUpdates", allowed_updates={"a": 1})
    assert told == "Bad Request: can't parse allowed_updates: expected an Array of String"


async def test_a_bot_does_not_hear_itself(api: telegram.Bot, chat: Chat) -> None:
    await api.send_message(chat.id, "x")
    assert await api.get_updates() == ()


async def test_a_reaction_in_a_group_comes_to_admins_only(
    sandbox: Sandbox, api: telegram.Bot, ann: User, bot: Bot
) -> None:
    group = sandbox.group("Friends", members=[ann, bot])
    message = group.send_text(ann, "x")
    await api.get_updates(allowed_updates=["message_reaction"])
    group.react(ann, message, "👍")
    assert await api.get_updates() == ()
    group.promote(bot)
    group.react(ann, message)
    (update,) = await api.get_updates()
    assert update.message_reaction is not None
    assert update.message_reaction.new_reaction == ()


async def test_a_reaction_comes_to_whom_it_was_promised(
    api: telegram.Bot, chat: Chat, ann: User
) -> None:
    sent = await api.send_message(chat.id, "x")
    chat.react(ann, chat.messages[0], "👍")
    await api.get_updates(allowed_updates=["message_reaction"])
    chat.react(ann, chat.messages[0], "🔥")
    (update,) = await api.get_updates()
    reaction = update.message_reaction
    assert reaction is not None
    assert reaction.message_id == sent.message_id
    assert [r.to_dict()["emoji"] for r in (*reaction.old_reaction, *reaction.new_reaction)] == [
        "👍",
        "🔥",
    ]
