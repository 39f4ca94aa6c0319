"""What happens to an update whose handler fails."""

from __future__ import annotations

from pathlib import Path

from bot.sandbox import ServerError
from tests.people import portrait
from tests.stage import on_stage


async def test_a_gate_that_fails_lets_nobody_in(tmp_path: Path) -> None:
    async with on_stage(tmp_path, ACCESS="invite") as stage:
        stage.sandbox.faults.next("sendMessage", ServerError(), times=3)
        stage.chat.send_photo(stage.ann, portrait(0, 0), caption="/enroll Nitika")
        await stage.chat.until(lambda: len(stage.sandbox.calls_of("sendMessage")) == 3, timeout=10)
        await stage.sandbox.settled(0.3)
        assert not stage.sandbox.calls_of("getFile")
        assert not await stage.services.store.people.count(stage.chat.id)
