"""An import that is stopped, or killed, keeps what came and goes on where it was."""

from __future__ import annotations

import asyncio
import signal
import time
from asyncio.subprocess import Process
from collections import Counter
from pathlib import Path

import pytest

from tests.folders_of_people import draw_people
from tests.importing import command, keys_of, stored
from tests.loopback_gemini import LoopbackGemini
from tests.processes import ended, whosthis

PHOTOS = 60
UNWHOLE = """SELECT count(*) FROM photos WHERE length(jpeg) < 1000 OR length(thumbnail) < 1000
             OR NOT EXISTS (SELECT 1 FROM embeddings WHERE photo_id = photos.id)
             OR NOT EXISTS (SELECT 1 FROM faces WHERE photo_id = photos.id)"""


async def half_way(folder: Path, gemini: LoopbackGemini) -> Process:
    """An import under way, of which something is there, and something in flight."""
    draw_people(folder / "people", range(PHOTOS // 2))
    process = await whosthis(folder, "import", "people", "--chat", "5", **keys_of(gemini))
    async with asyncio.timeout(30):
        while gemini.items_embedded < 12 or not gemini.under_way:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
    return process


def photos_in(database: Path) -> int:
    ((count,),) = stored(database, "SELECT count(*) FROM photos")
    return int(count)


async def test_a_killed_import_goes_on_and_embeds_nothing_twice_but_what_was_in_flight(
    tmp_path: Path,
) -> None:
    async with LoopbackGemini(latency=0.15) as gemini:
        process = await half_way(tmp_path, gemini)
        process.kill()
        await process.communicate()
        kept = photos_in(tmp_path / "whosthis.db")
        assert stored(tmp_path / "whosthis.db", UNWHOLE) == [(0,)]
        assert stored(tmp_path / "whosthis.db", "PRAGMA integrity_check") == [("ok",)]
        while gemini.under_way:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
        in_flight = len(gemini.images) - kept
        printed = await command(tmp_path, "import", "people", "--chat", "5", **keys_of(gemini))
        assert printed.code == 0
        already = f", {kept} already there" if kept else ""
        assert printed.out.splitlines()[1] == f"Done. {PHOTOS - kept} photos added{already}."
        twice = [image for image, times in Counter(gemini.images).items() if times > 1]
        assert len(twice) == in_flight <= 24
        assert len(set(gemini.images)) == PHOTOS
        assert stored(tmp_path / "whosthis.db", UNWHOLE) == [(0,)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_an_import_that_is_stopped_says_what_it_added_and_how_to_go_on(
    tmp_path: Path, number: signal.Signals
) -> None:
    async with LoopbackGemini(latency=0.3) as gemini:
        process = await half_way(tmp_path, gemini)
        began = time.monotonic()
        process.send_signal(number)
        code, printed = await ended(process)
        assert time.monotonic() - began < 5
        kept = photos_in(tmp_path / "whosthis.db")
        assert code == 1
        assert 0 < kept < PHOTOS
        assert printed.splitlines()[1:2] == [
            f"Stopped. {kept} photos added. Run the same command again to go on."
        ]
        assert stored(tmp_path / "whosthis.db", UNWHOLE) == [(0,)]
        assert not (tmp_path / "whosthis.db-wal").exists()


async def test_a_server_that_stops_answering_does_not_keep_a_stop_waiting(tmp_path: Path) -> None:
    async with LoopbackGemini(latency=30) as gemini:
        draw_people(tmp_path / "people")
        process = await whosthis(tmp_path, "import", "people", "--chat", "5", **keys_of(gemini))
        async with asyncio.timeout(20):
            while not gemini.under_way:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.01)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        code, printed = await ended(process)
        assert time.monotonic() - began < 5
        assert code == 2
        assert "Stopped. 0 photos added." in printed
