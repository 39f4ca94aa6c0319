"""What was exported comes back as it was, wherever its files lie by now."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.datasets.intake import Became
from bot.datasets.manifest import FILE
from bot.pictures.thumbnails import thumbnail
from bot.recognition.embedding import ViewKind
from bot.recognition.enrolment import Enrolment
from bot.recognition.preparing import Origin
from bot.recognition.source import Source
from bot.recognition.tally import Skipped
from storage.models import Account, EmbeddingSpec
from storage.names import name_key
from storage.store import Store
from tests.folders_of_people import Eyes, draw_people, open_eyes
from tests.importing import (
    FRIENDS,
    command,
    gallery_in,
    keys_of,
    take_in,
    write_out,
)
from tests.loopback_gemini import LoopbackGemini
from tests.people import portrait, scene

NAMES = ["CON", "a/b", "..", "😀" * 64, "محمد", "Anna.", "anna", "x" * 64, "a_b", "manifest.json"]
ACCOUNTS = {"CON": Account(7, "anna"), "Anna.": Account(8, None), "a_b": Account(None, "ben")}
"""Who is enrolled as a Telegram user."""
SPEC = EmbeddingSpec("gemini-embedding-2", 768, ViewKind.FACE)


@pytest.fixture
async def gemini() -> AsyncIterator[LoopbackGemini]:
    async with LoopbackGemini() as server:
        yield server


@pytest.fixture
async def eyes(gemini: LoopbackGemini) -> AsyncIterator[Eyes]:
    async with open_eyes(keys_of(gemini)) as opened:
        yield opened


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[Store]:
    """Another file, to import into."""
    opened = await Store.open(tmp_path / "other" / "whosthis.db")
    yield opened
    await opened.close()


@pytest.fixture
async def exported(store: Store, eyes: Eyes, gemini: LoopbackGemini, tmp_path: Path) -> Path:
    """An export of two people with two photos each; the server remembers no request for it."""
    await take_in(store, eyes, draw_people(tmp_path / "people"))
    await write_out(store, tmp_path / "out")
    gemini.images.clear()
    return tmp_path / "out"


def source(data: bytes, name: str) -> Source:
    async def fetch() -> bytes:
        return data

    return Source(fetch, f"file of {name}", len(data), "an album")


async def test_an_empty_file_gets_the_very_same_gallery_and_no_embedder_is_asked(
    store: Store, other: Store, eyes: Eyes, gemini: LoopbackGemini, tmp_path: Path
) -> None:
    enrolment = Enrolment(eyes.sight, store, eyes.workers, thumbnail)
    for person, name in enumerate(NAMES):
        photos = [source(portrait(person, shot), f"{name} {shot}") for shot in range(2)]
        await enrolment.add(FRIENDS, name, photos, Origin(sender_id=42))
    async with store.transaction() as transaction:
        await transaction.execute("UPDATE photos SET enrolled_at = enrolled_at - 1000 * id")
        await transaction.execute("UPDATE people SET created_at = created_at - 5000 * id")
        for name, account in ACCOUNTS.items():
            await store.linked.link(transaction, FRIENDS.id, name, account)
    await write_out(store, tmp_path / "out")
    gemini.images.clear()
    fates = await take_in(other, eyes, tmp_path / "out")
    assert {fate.became for fate in fates.values()} == {Became.ADDED}
    assert gemini.images == []
    before = gallery_in(tmp_path / "sub" / "whosthis.db")
    names = {name_key(row[0]) for row in before["people"]}
    assert names == {name_key(name) for name in NAMES}
    assert {row[2:] for row in before["people"]} == {(None, None), *ACCOUNTS.values()}
    assert len(before["embeddings"]) == 2 * len(NAMES)
    assert gallery_in(tmp_path / "other" / "whosthis.db") == before


async def test_what_is_exported_once_more_is_the_same_file_by_file(
    store: Store, other: Store, eyes: Eyes, tmp_path: Path
) -> None:
    async with open_eyes() as local:
        await take_in(store, local, draw_people(tmp_path / "people", range(4)))
    await take_in(store, eyes, tmp_path / "people")
    first = await write_out(store, tmp_path / "out")
    await take_in(other, eyes, tmp_path / "out")
    second = await write_out(other, tmp_path / "again")
    assert {**first, "exported_at": ""} == {**second, "exported_at": ""}
    files = [path.relative_to(tmp_path / "out") for path in (tmp_path / "out").rglob("*.*")]
    assert len(files) == 8 + 2 + 1
    for path in files:
        if path.name != FILE:
            assert (tmp_path / "out" / path).read_bytes() == (
                tmp_path / "again" / path
            ).read_bytes()


async def test_restored_people_are_recognised(exported: Path, other: Store, eyes: Eyes) -> None:
    await take_in(other, eyes, exported)
    rows = await other.embeddings.gallery(FRIENDS.id, SPEC)
    assert len(rows.photo_ids) == 4
    thumbnails = await other.photos.thumbnails(FRIENDS.id, rows.photo_ids.tolist())
    assert all(jpeg.startswith(b"\xff\xd8") for jpeg in thumbnails.values())


async def test_an_import_of_what_is_there_changes_nothing(
    exported: Path, store: Store, eyes: Eyes, gemini: LoopbackGemini, tmp_path: Path
) -> None:
    before = gallery_in(tmp_path / "sub" / "whosthis.db")
    fates = await take_in(store, eyes, exported)
    assert {fate.became for fate in fates.values()} == {Became.ALREADY_THERE}
    assert gallery_in(tmp_path / "sub" / "whosthis.db") == before
    assert gemini.images == []


async def test_renamed_files_and_folders_are_still_known(
    exported: Path, other: Store, eyes: Eyes, gemini: LoopbackGemini, tmp_path: Path
) -> None:
    (exported / "Nitika" / "0001.jpg").rename(exported / "Nitika" / "holiday.jpeg")
    (exported / "Vasu").rename(exported / "Vasu K")
    fates = await take_in(other, eyes, exported)
    assert {fate.became for fate in fates.values()} == {Became.ADDED}
    assert gemini.images == []
    names = [row[0] for row in gallery_in(tmp_path / "other" / "whosthis.db")["people"]]
    assert names == ["Nitika", "Vasu K"]


async def test_a_changed_and_a_new_photo_are_embedded_like_any_other(
    exported: Path, other: Store, eyes: Eyes, gemini: LoopbackGemini
) -> None:
    (exported / "Nitika" / "0001.jpg").write_bytes(portrait(0, 7))
    (exported / "Vasu" / "new.jpg").write_bytes(portrait(1, 7))
    (exported / "Chhaya").mkdir()
    (exported / "Chhaya" / "a.jpg").write_bytes(portrait(2, 7))
    fates = await take_in(other, eyes, exported)
    assert {fate.became for fate in fates.values()} == {Became.ADDED}
    assert len(gemini.images) == 3


async def test_the_model_in_use_adds_its_own_vectors_where_they_are_missing(
    store: Store, other: Store, eyes: Eyes, gemini: LoopbackGemini, tmp_path: Path
) -> None:
    async with open_eyes() as local:
        await take_in(store, local, draw_people(tmp_path / "people"))
        await write_out(store, tmp_path / "out")
    await take_in(other, eyes, tmp_path / "out")
    assert len(gemini.images) == 4
    before = gallery_in(tmp_path / "sub" / "whosthis.db")
    after = gallery_in(tmp_path / "other" / "whosthis.db")
    assert (after["photos"], after["faces"]) == (before["photos"], before["faces"])
    assert [row for row in after["embeddings"] if row[1] != SPEC.model] == before["embeddings"]
    assert len(after["embeddings"]) == 8


async def test_vectors_of_other_models_come_back_to_photos_that_are_there(
    exported: Path, other: Store, tmp_path: Path
) -> None:
    async with open_eyes() as local:
        await take_in(other, local, tmp_path / "people")
        fates = await take_in(other, local, exported)
        assert {fate.became for fate in fates.values()} == {Became.ALREADY_THERE}
    specs = await other.embeddings.specs(FRIENDS.id)
    assert specs[SPEC] == 4
    assert len(specs) == 2


async def test_a_photo_without_a_face_is_kept_for_the_model_that_needs_none(
    store: Store, other: Store, eyes: Eyes, tmp_path: Path
) -> None:
    (tmp_path / "people" / "Beach").mkdir(parents=True)
    (tmp_path / "people" / "Beach" / "a.jpg").write_bytes(scene(0))
    await take_in(store, eyes, tmp_path / "people")
    await write_out(store, tmp_path / "out")
    async with open_eyes() as local:
        fates = await take_in(other, local, tmp_path / "out")
    (fate,) = fates.values()
    assert (fate.became, fate.incomparable) == (Became.ADDED, Skipped.NO_FACE)
    here, there = (tmp_path / name / "whosthis.db" for name in ("sub", "other"))
    assert gallery_in(there) == gallery_in(here)


async def test_by_command_a_whole_chat_moves_without_a_request(tmp_path: Path) -> None:
    draw_people(tmp_path / "people")
    (tmp_path / "new").mkdir()
    async with LoopbackGemini() as gemini:
        keys = keys_of(gemini)
        assert (await command(tmp_path, "import", "people", "--chat", "-100", **keys)).code == 0
        assert (await command(tmp_path, "export", "out", "--chat", "-100", **keys)).code == 0
        printed = await command(tmp_path / "new", "import", "../out", "--chat", "-200", **keys)
        assert printed.code == 0
        assert printed.out.splitlines()[1].startswith("The folder was exported on ")
        assert printed.out.splitlines()[2] == "Done. 4 photos added."
        assert gemini.items_embedded == 4
    here, there = (folder / "whosthis.db" for folder in (tmp_path, tmp_path / "new"))
    assert gallery_in(there) == gallery_in(here)


async def test_whoever_is_linked_to_somebody_in_the_chat_stays_linked_to_them(
    store: Store, other: Store, eyes: Eyes, tmp_path: Path
) -> None:
    await take_in(store, eyes, draw_people(tmp_path / "people"))
    async with store.transaction() as transaction:
        await store.linked.link(transaction, FRIENDS.id, "Vasu", Account(7, None))
    await write_out(store, tmp_path / "out")
    await take_in(other, eyes, draw_people(tmp_path / "others", [5]))
    async with other.transaction() as transaction:
        await other.linked.link(transaction, FRIENDS.id, "Vasu", Account(9, None))
    await take_in(other, eyes, tmp_path / "out")
    assert [one.name for one in await other.linked.people(Account(9, None))] == ["Vasu"]
    assert await other.linked.people(Account(7, None)) == []
