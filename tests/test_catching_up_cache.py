"""What a folder's cache is good for when it is old, shared, damaged or full."""

from __future__ import annotations

import resource
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from bot.datasets.catching_up import CatchingUp
from bot.datasets.folders import read_dataset
from bot.datasets.remembering import remembered
from bot.recognition.tally import Skipped
from storage.vector_cache import CachedPhoto, VectorCache
from tests.folders_of_people import Eyes, draw_people, open_eyes
from tests.people import portrait


@pytest.fixture
async def eyes() -> AsyncIterator[Eyes]:
    async with open_eyes() as opened:
        yield opened


async def test_what_is_on_a_drive_that_is_away_is_not_forgotten(
    eyes: Eyes, tmp_path: Path
) -> None:
    folder, drive = draw_people(tmp_path / "people"), tmp_path / "drive"
    draw_people(drive, shots=[2])
    (folder / "Vasu" / "more").symlink_to(drive / "Vasu")
    (folder / "Zoe").symlink_to(drive / "Nitika")
    assert (await eyes.catch_up(folder)).embedded == 6
    drive.rename(tmp_path / "away")
    assert len((await eyes.catch_up(folder)).standing.enrolled) == 4
    (tmp_path / "away").rename(drive)
    done = await eyes.catch_up(folder)
    assert (done.looked_at, len(done.standing.enrolled)) == ([], 6)


async def test_a_flaw_that_an_older_program_remembered_of_the_embedder_is_looked_into(
    eyes: Eyes, tmp_path: Path
) -> None:
    draw_people(tmp_path)
    first = await eyes.catch_up(tmp_path)
    cache = await VectorCache.open(tmp_path / ".whosthis.db")
    for flaw in (Skipped.UNREADABLE, Skipped.REFUSED):
        flawed = CachedPhoto(flaw=flaw.value)
        await cache.keep(eyes.specs[0], {}, dict.fromkeys(first.known.photos, flawed))
        assert (await eyes.catch_up(tmp_path)).embedded == 4
    await cache.close()


async def test_what_another_run_embedded_meanwhile_is_not_embedded_again(
    eyes: Eyes, tmp_path: Path
) -> None:
    draw_people(tmp_path)
    async with remembered(tmp_path, eyes.specs) as known:
        slower = CatchingUp(read_dataset(tmp_path), known, eyes.sight, eyes.workers)
        changed = await slower.changed()
        assert (await eyes.catch_up(tmp_path)).embedded == 4
        async with aclosing(slower.look_at(changed, 4)) as looking:
            assert len([file async for file in looking]) == 4
        assert slower.embedded == 0


async def test_a_cache_that_cannot_be_used_is_done_without(eyes: Eyes, tmp_path: Path) -> None:
    draw_people(tmp_path)
    (tmp_path / ".whosthis.db").write_bytes(b"not a database " * 100)
    for _ in range(2):
        done = await eyes.catch_up(tmp_path)
        assert done.embedded == 4
        assert (done.known.trouble or "").startswith("it is damaged; delete it")
        assert len(await done.standing.enrolled.thumbnails(range(4))) == 4


async def test_a_cache_that_takes_no_more_is_still_read(eyes: Eyes, tmp_path: Path) -> None:
    draw_people(tmp_path)
    await eyes.catch_up(tmp_path)
    (tmp_path / "Vasu" / "2.jpg").write_bytes(portrait(1, 2))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        async with remembered(tmp_path, eyes.specs) as known:
            await known.expect_writable()
            assert known.trouble
        done = await eyes.catch_up(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (done.embedded, len(done.standing.enrolled)) == (1, 5)
    assert done.known.trouble
    assert (await eyes.catch_up(tmp_path)).embedded == 1
