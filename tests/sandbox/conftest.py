"""A sandbox with one bot, two people and their chats, and clients to call it with."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest
import telegram

from bot.sandbox import Bot, Chat, Sandbox, User
from tests.sandbox.talking import Raw


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox:
        yield sandbox
        assert sandbox.failures == []


@pytest.fixture
def bot(sandbox: Sandbox) -> Bot:
    return sandbox.add_bot("whosthis_bot", name="Who's This")


@pytest.fixture
def ann(sandbox: Sandbox) -> User:
    return sandbox.add_user("Ann", username="ann")


@pytest.fixture
def bob(sandbox: Sandbox) -> User:
    return sandbox.add_user("Bob", last_name="Stone")


@pytest.fixture
def chat(sandbox: Sandbox, ann: User, bot: Bot) -> Chat:
    return sandbox.private_chat(ann, bot, started=True)


@pytest.fixture
def group(sandbox: Sandbox, ann: User, bob: User, bot: Bot) -> Chat:
    return sandbox.group("Friends", members=[ann, bob, bot])


@pytest.fixture
def forum(sandbox: Sandbox, ann: User, bob: User, bot: Bot) -> Chat:
    return sandbox.group("Forum", members=[ann, bob, bot], topics=True)


@pytest.fixture
async def api(sandbox: Sandbox, bot: Bot) -> AsyncIterator[telegram.Bot]:
    root = sandbox.url
    async with telegram.Bot(
        bot.token, base_url=f"{root}/bot", base_file_url=f"{root}/file/bot"
    ) as api:
        yield api


@pytest.fixture
async def raw(sandbox: Sandbox, bot: Bot) -> AsyncIterator[Raw]:
    """Calls a method with parameters that no client would send; gives the description."""
    async with httpx2.AsyncClient(trust_env=False) as http:

        async def call(method: str, **parameters: object) -> str:
            address = f"{sandbox.url}/bot{bot.token}/{method}"
            answer = await http.post(address, json=parameters)
            return str(answer.json().get("description", "ok"))

        yield call


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(trust_env=False) as http:
        yield http
