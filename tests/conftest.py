"""What many tests stand on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from storage.store import Store
from tests.processes import World
from tests.stage import Stage, on_stage


@pytest.fixture(autouse=True)
def _cache_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test counts another one's requests, or leaves anything in somebody's home."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path.with_name(f"{tmp_path.name}.cache")))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The bot with its local model, on the wire."""
    async with on_stage(tmp_path) as opened:
        yield opened


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty file, in a folder that it made itself."""
    opened = await Store.open(tmp_path / "sub" / "whosthis.db")
    yield opened
    await opened.close()


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with Sandbox() as sandbox:
        bot = sandbox.add_bot("whosthis_bot", name="Who's This", privacy=False)
        ann = sandbox.add_user("Ann")
        yield sandbox, bot, ann, sandbox.private_chat(ann, bot)
