"""A demo without the real bot, which each test plays itself, and a visitor."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import telegram

from bot.demo.server import make_demo
from bot.demo.world import Demo, Embedder
from tests.demo.browser import bot_screen, browser, samples, screen
from tests.demo.visiting import Visitor, visiting

__all__ = ["bot_screen", "browser", "samples", "screen"]


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    demo = make_demo(Embedder("local", "No photo leaves this computer."))
    async with demo.sandbox:
        yield demo
    assert demo.sandbox.failures == []


@pytest.fixture
async def visitor(demo: Demo) -> AsyncIterator[Visitor]:
    async with visiting(demo) as visitor:
        yield visitor


@pytest.fixture
async def api(demo: Demo) -> AsyncIterator[telegram.Bot]:
    """What the bot calls."""
    async with telegram.Bot(demo.bot.token, base_url=f"{demo.sandbox.url}/bot") as api:
        yield api
