"""A bot that only invited people may use, and those who come to its door."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from bot.sandbox import Chat, Message, Sandbox, User
from tests.gemini_views import until
from tests.stage import Stage, on_stage

ANN = 1_000_002
"""The id of the first user on a stage."""
NOT_INSIDE = "Sorry, I answer only to people who were invited."
URL = re.compile(r"https://t\.me/whosthis_bot\?start=[\w-]+")


@asynccontextmanager
async def anns_bot(
    folder: Path, settings: Mapping[str, str] | None = None, **environ: str
) -> AsyncIterator[Stage]:
    """A bot that Ann owns."""
    owned = {"ACCESS": "invite", "OWNER_ID": str(ANN)}
    async with on_stage(folder, {**owned, **(settings or {}), **environ}) as stage:
        assert stage.ann.id == ANN
        yield stage


async def listening(sandbox: Sandbox, starts: int = 1) -> None:
    """Wait until a bot has logged in, and the log has been told what it is to be told."""
    await until(lambda: len(sandbox.calls_of("deleteWebhook")) == starts)


def somebody(stage: Stage, name: str) -> tuple[User, Chat]:
    """A new user, and their private chat with the bot."""
    user = stage.sandbox.add_user(name)
    return user, stage.sandbox.private_chat(user, stage.bot)


def said(stage: Stage, chat: Chat) -> list[str]:
    """All that the bot has said in a chat."""
    return [message.words for message in chat.messages if message.sender is stage.bot]


def link_in(text: str) -> str:
    """The link that opens the bot in a text. With several, the last."""
    *_, last = URL.finditer(text)
    return last.group()


async def make_link(stage: Stage, label: str = "Link for one person") -> str:
    """Ann makes a link that lets somebody in."""
    card = await stage.say("/invite")
    assert (await stage.chat.press(stage.ann, card, label)).text == ""
    return link_in((await stage.chat.next_from(stage.bot, after=card)).words)


async def let_in(stage: Stage, name: str) -> tuple[User, Chat]:
    """Somebody comes in by a link of Ann's."""
    user, chat = somebody(stage, name)
    welcome = await stage.answer(stage.sandbox.open_link(user, await make_link(stage)))
    assert welcome.words.startswith("You are in!")
    await stage.chat.next_from(stage.bot, where=lambda one: "has come in" in one.words)
    return user, chat


async def let_out(stage: Stage, label: str) -> Message:
    """Ann lets somebody out, by their button; the message with the list."""
    shown = await stage.say("/invite")
    await stage.chat.press(stage.ann, shown, "Who is inside")
    await stage.chat.next_change(shown)
    await stage.chat.press(stage.ann, shown, label)
    await stage.chat.next_change(shown)
    sure = "Let it out" if "👥" in label else "Let them out"
    assert (await stage.chat.press(stage.ann, shown, sure)).text.endswith(" is out.")
    return await stage.chat.next_change(shown)
