"""A gallery packed into files: small enough each, whole together, and private on the way."""

from __future__ import annotations

import asyncio
import io
import stat
import zipfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from bot.chats.packing import (
    NothingToPack,
    Packing,
    Parcel,
    TooLarge,
    UnderWay,
    Withdrawn,
    file_names,
)
from bot.datasets.exporting import export, plan_export
from storage.models import Chat, EmbeddingSpec, GalleryReshaped, GalleryRow
from storage.store import Store
from tests.folders_of_people import Eyes, draw_people, open_eyes
from tests.importing import FRIENDS, gallery_in, take_in
from tests.storing import a_photo, enrol

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PART = 150_000


@pytest.fixture
async def eyes() -> AsyncIterator[Eyes]:
    async with open_eyes() as opened:
        yield opened


@pytest.fixture
async def packing(store: Store, eyes: Eyes, tmp_path: Path) -> Packing:
    """Of two drawn people with four photos each, in parts of 150 kB."""
    await take_in(store, eyes, draw_people(tmp_path / "people", range(4)))
    return Packing(store, tmp_path / "sub" / "whosthis.db", PART)


async def unpacked(parcel: Parcel, target: Path) -> list[int]:
    """Unzip all files of a parcel into one place; how large each is."""
    sizes = []
    for number in range(len(parcel.names)):
        data = await parcel.part(number)
        sizes.append(len(data))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            archive.extractall(target)
    return sizes


async def test_all_parts_unzipped_into_one_place_are_the_gallery(
    packing: Packing, eyes: Eyes, tmp_path: Path
) -> None:
    async with packing.packed(FRIENDS.id, NOW) as parcel:
        assert (parcel.chat, parcel.people, parcel.photos) == (FRIENDS, 2, 8)
        sizes = await unpacked(parcel, tmp_path / "unzipped")
    count = len(parcel.names)
    assert count > 2
    assert parcel.names[0] == f"friends-2026-11-23-1-of-{count}.zip"
    assert parcel.names[-1] == f"friends-2026-11-23-{count}-of-{count}.zip"
    assert max(sizes) <= PART
    other = await Store.open(tmp_path / "other" / "whosthis.db")
    await take_in(other, eyes, tmp_path / "unzipped")
    await other.close()
    before = gallery_in(tmp_path / "sub" / "whosthis.db")
    assert len(before["photos"]) == 8
    assert gallery_in(tmp_path / "other" / "whosthis.db") == before


async def test_what_is_on_the_disk_meanwhile_is_private_and_gone_afterwards(
    packing: Packing, tmp_path: Path
) -> None:
    database = tmp_path / "sub" / "whosthis.db"
    before = set(database.parent.iterdir())
    async with packing.packed(FRIENDS.id, NOW):
        (folder,) = set(database.parent.iterdir()) - before
        for path in [folder, *folder.rglob("*")]:
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
        await packing.purge(NOW)
        assert folder.is_dir()
    assert set(database.parent.iterdir()) == before
    with pytest.raises(ValueError, match="sending failed"):
        async with packing.packed(FRIENDS.id, NOW):
            raise ValueError("sending failed")
    packing.part = 2_000
    with pytest.raises(TooLarge):
        async with packing.packed(FRIENDS.id, NOW):
            pass
    assert set(database.parent.iterdir()) == before


async def test_what_a_sudden_end_left_behind_is_removed(packing: Packing, tmp_path: Path) -> None:
    left = tmp_path / "sub" / "whosthis.db-packing-abc" / "copy"
    left.mkdir(parents=True)
    (left / "0001.jpg").write_bytes(b"somebody's photo")
    await packing.purge(NOW)
    assert not left.parent.exists()
    assert (tmp_path / "sub" / "whosthis.db").exists()


async def test_being_stopped_half_way_leaves_nothing(packing: Packing, tmp_path: Path) -> None:
    before = set((tmp_path / "sub").iterdir())

    async def pack() -> None:
        async with packing.packed(FRIENDS.id, NOW):
            await asyncio.sleep(60)

    for pause in (0.0, 0.005, 0.02, 0.05):
        task = asyncio.create_task(pack())
        await asyncio.sleep(pause)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert set((tmp_path / "sub").iterdir()) == before


@pytest.mark.parametrize("pause", [0.0, 0.01, 0.03, 0.5])
async def test_what_is_withdrawn_is_off_the_disk_at_once(
    packing: Packing, tmp_path: Path, pause: float
) -> None:
    before = set((tmp_path / "sub").iterdir())
    ended = asyncio.Event()

    async def pack() -> None:
        async with packing.packed(FRIENDS.id, NOW) as parcel:
            await ended.wait()
            await parcel.part(0)

    task = asyncio.create_task(pack())
    await asyncio.sleep(pause)
    await packing.withdraw(FRIENDS.id)
    assert set((tmp_path / "sub").iterdir()) == before
    ended.set()
    with pytest.raises(Withdrawn):
        await task
    await packing.withdraw(FRIENDS.id)


async def test_a_chat_is_packed_once_at_a_time_and_others_wait_their_turn(
    packing: Packing, store: Store
) -> None:
    chats = [Chat(number, "private") for number in (1, 2, 3)]
    for chat in chats:
        await enrol(store, "Anna", a_photo(), chat)
    async with AsyncExitStack() as open_ones:
        first = await open_ones.enter_async_context(packing.packed(1, NOW))
        assert first.names == ("people-2026-11-23.zip",)
        with pytest.raises(UnderWay):
            await open_ones.enter_async_context(packing.packed(1, NOW))
        await open_ones.enter_async_context(packing.packed(2, NOW))
        third = asyncio.ensure_future(open_ones.enter_async_context(packing.packed(3, NOW)))
        await asyncio.sleep(0.1)
        assert not third.done()
        third.cancel()
        await asyncio.wait({third})
    async with packing.packed(3, NOW) as parcel:
        assert parcel.photos == 1


async def test_there_is_nothing_to_pack_of_a_chat_without_people(packing: Packing) -> None:
    for _ in range(2):
        with pytest.raises(NothingToPack):
            async with packing.packed(12345, NOW):
                pass


async def test_packing_keeps_nothing_in_the_log_of_writes(
    packing: Packing, store: Store, tmp_path: Path
) -> None:
    log = tmp_path / "sub" / "whosthis.db-wal"
    look = await Store.open_read_only(tmp_path / "sub" / "whosthis.db")
    async with look.database.snapshot():
        await look.chats.find(FRIENDS.id)
        async with store.transaction() as transaction:
            await transaction.execute("DELETE FROM photos")
            transaction.changes.append(GalleryReshaped(FRIENDS.id))
    await look.close()
    assert log.stat().st_size
    async with packing.packed(FRIENDS.id, NOW):
        assert not log.stat().st_size


async def test_many_vectors_make_several_files_that_are_read_back(
    store: Store, eyes: Eyes, tmp_path: Path
) -> None:
    await take_in(store, eyes, draw_people(tmp_path / "people", range(4)))
    rng = np.random.default_rng(1)
    async with store.transaction() as transaction:
        for person in await store.people.summaries(FRIENDS.id):
            for photo_id in (await store.photos.ids(person.id))[:3]:
                vector = rng.normal(size=768).astype(np.float32)
                spec = EmbeddingSpec("gemini-embedding-2", 768, "photo")
                unit = vector / np.linalg.norm(vector)
                row = GalleryRow(FRIENDS.id, spec, person.id, photo_id, unit)
                await store.embeddings.add(transaction, row)
    async with store.database.snapshot():
        plan = await plan_export(store, FRIENDS)
        out, largest = tmp_path / "out", 128 + 4 * 768 * 4
        async for _ in export(store, plan, out, program="test", largest=largest):
            pass
    files = sorted(out.glob("vectors-*.npy"))
    assert sorted(np.load(file).shape for file in files) == [(2, 768), (4, 768), (8, 128)]
    assert max(file.stat().st_size for file in files) == largest
    other = await Store.open(tmp_path / "other" / "whosthis.db")
    await take_in(other, eyes, out)
    await other.close()
    before = gallery_in(tmp_path / "sub" / "whosthis.db")
    assert len(before["embeddings"]) == 8 + 6
    assert gallery_in(tmp_path / "other" / "whosthis.db") == before


@pytest.mark.parametrize(
    ("title", "begun"),
    [
        ("Friends", "friends"),
        ("  The Müllers & co. ", "the-müllers-co"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "con"),
        ('a"b\r\nc\\d', "a-b-c-d"),
        ("👨‍👩‍👧", "people"),
        ("\u202egnp.exe", "gnp-exe"),
        ("परिवार", "परिवार"),
        ("x" * 200, "x" * 60),
        (None, "people"),
    ],
)
def test_a_file_has_a_name_that_every_system_keeps(title: str | None, begun: str) -> None:
    chat = Chat(-1, "group", title)
    assert file_names(chat, NOW, 1) == (f"{begun}-2026-11-23.zip",)
    assert file_names(chat, NOW, 2)[1] == f"{begun}-2026-11-23-2-of-2.zip"
