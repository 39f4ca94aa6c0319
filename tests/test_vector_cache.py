"""The cache in a folder of photos: what it remembers, and when it cannot be used."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from storage.cache_schema import MIGRATIONS
from storage.models import EmbeddingSpec
from storage.vector_cache import CachedPhoto, CacheUnusable, KnownFile, VectorCache

LOCAL = EmbeddingSpec("local", 4, "aligned")
OTHER = EmbeddingSpec("other", 4, "face")
VECTOR = np.array([0.5, -0.5, 0.5, 0.5], np.float32)
PHOTO = CachedPhoto("aligned", VECTOR, several_faces=True, thumbnail=b"jpeg")


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def known(sha256: bytes = b"picture", size: int = 3) -> KnownFile:
    return KnownFile(size, 1_700_000_000_123_456_789, sha256)


async def keep(
    cache: VectorCache,
    path: bytes,
    file: KnownFile,
    embedder: EmbeddingSpec = LOCAL,
    photo: CachedPhoto | None = None,
) -> None:
    """Remember one file, and what was made of it."""
    photos = {file.sha256: photo} if photo and file.sha256 else {}
    await cache.keep(embedder, {path: file}, photos)


@pytest.fixture
async def cache(tmp_path: Path) -> AsyncIterator[VectorCache]:
    opened = await VectorCache.open(tmp_path / "cache.db")
    yield opened
    await opened.close()


async def test_files_and_photos_come_back_as_they_were_kept(
    cache: VectorCache, tmp_path: Path
) -> None:
    damaged = KnownFile(7, -5, None, "damaged")
    await keep(cache, b"Zo\xe9/a.jpg", known(), LOCAL, PHOTO)
    await keep(cache, b"Anna/b.jpg", known(b"scene"), LOCAL, CachedPhoto(flaw="no face"))
    await keep(cache, b"Anna/c.jpg", damaged)
    again = await VectorCache.open(tmp_path / "cache.db")
    assert await again.files() == {
        b"Zo\xe9/a.jpg": known(),
        b"Anna/b.jpg": known(b"scene"),
        b"Anna/c.jpg": damaged,
    }
    photos = await again.photos(LOCAL)
    assert photos[b"scene"] == CachedPhoto(flaw="no face")
    assert await again.photos(LOCAL, b"scene") == {b"scene": photos[b"scene"]}
    kept = photos[b"picture"]
    assert (kept.view, kept.flaw, kept.several_faces) == ("aligned", None, True)
    np.testing.assert_array_equal(kept.vector, VECTOR)
    assert await again.thumbnail(b"picture", LOCAL) == b"jpeg"
    await again.close()


async def test_each_embedder_sees_only_its_own(cache: VectorCache) -> None:
    await keep(cache, b"a.jpg", known(), LOCAL, PHOTO)
    for spec in (OTHER, EmbeddingSpec("local", 4, "photo"), EmbeddingSpec("local", 8, "aligned")):
        assert await cache.photos(spec) == {}
        assert await cache.thumbnail(b"picture", spec) is None
    await keep(cache, b"a.jpg", known(), OTHER, CachedPhoto(flaw="refused"))
    assert (await cache.photos(LOCAL))[b"picture"].flaw is None


async def test_a_vector_of_another_length_is_not_kept(cache: VectorCache) -> None:
    with pytest.raises(CacheUnusable):
        await keep(cache, b"a.jpg", known(), EmbeddingSpec("local", 5, "aligned"), PHOTO)
    assert await cache.files() == {}


async def test_a_picture_is_forgotten_by_all_embedders_with_its_last_file(
    cache: VectorCache,
) -> None:
    await keep(cache, b"a.jpg", known(), LOCAL, PHOTO)
    await keep(cache, b"copy.jpg", known(), OTHER, PHOTO)
    await cache.forget_all_but({b"copy.jpg"})
    assert list(await cache.files()) == [b"copy.jpg"]
    assert list(await cache.photos(LOCAL)) == list(await cache.photos(OTHER)) == [b"picture"]
    await keep(cache, b"copy.jpg", known(b"changed"))
    await cache.forget_all_but({b"copy.jpg"})
    assert await cache.photos(LOCAL) == await cache.photos(OTHER) == {}


async def test_a_forgotten_photo_is_gone_from_the_files_bytes(
    cache: VectorCache, tmp_path: Path
) -> None:
    secret = CachedPhoto("aligned", VECTOR, thumbnail=b"A-FACE-THAT-SHOULD-BE-GONE" * 400)
    await keep(cache, b"a.jpg", known(), LOCAL, secret)
    assert b"SHOULD-BE-GONE" in (tmp_path / "cache.db").read_bytes()
    await cache.forget_all_but(set())
    assert b"SHOULD-BE-GONE" not in (tmp_path / "cache.db").read_bytes()


async def test_the_file_is_its_owners_alone_and_has_nothing_beside_it(tmp_path: Path) -> None:
    cache = await VectorCache.open(tmp_path / "cache.db")
    await keep(cache, b"a.jpg", known(), LOCAL, PHOTO)
    assert names_in(tmp_path) == ["cache.db"]
    assert stat.S_IMODE((tmp_path / "cache.db").stat().st_mode) == 0o600
    await cache.close()
    assert names_in(tmp_path) == ["cache.db"]


async def test_two_programs_may_write_to_it_in_turn(cache: VectorCache, tmp_path: Path) -> None:
    second = await VectorCache.open(tmp_path / "cache.db")
    await keep(cache, b"a.jpg", known(), LOCAL, PHOTO)
    await keep(second, b"b.jpg", known(), LOCAL, PHOTO)
    assert set(await cache.files()) == set(await second.files()) == {b"a.jpg", b"b.jpg"}
    await second.close()


def database(path: Path, *statements: str) -> Path:
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
    return path


async def test_what_is_no_cache_of_this_program_is_refused_and_left_as_it_is(
    tmp_path: Path,
) -> None:
    (tmp_path / "text.db").write_bytes(b"not a database " * 100)
    (tmp_path / "folder.db").mkdir()
    foreign = database(
        tmp_path / "foreign.db", "PRAGMA journal_mode = WAL", "CREATE TABLE songs (title TEXT)"
    )
    before = foreign.read_bytes()
    with pytest.raises(CacheUnusable, match="damaged; delete it"):
        await VectorCache.open(tmp_path / "text.db")
    with pytest.raises(CacheUnusable):
        await VectorCache.open(tmp_path / "folder.db")
    with pytest.raises(CacheUnusable, match="another program"):
        await VectorCache.open(foreign)
    with pytest.raises(CacheUnusable):
        await VectorCache.open(tmp_path / "nowhere" / "cache.db")
    assert foreign.read_bytes() == before


async def test_a_cache_of_a_newer_program_is_refused_in_words(tmp_path: Path) -> None:
    await (await VectorCache.open(tmp_path / "cache.db")).close()
    path = database(tmp_path / "cache.db", f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(CacheUnusable, match="newer version"):
        await VectorCache.open(path)


async def test_a_damaged_cache_is_noticed_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    cache = await VectorCache.open(path)
    for number in range(40):
        await keep(cache, b"%d.jpg" % number, known(b"%d" % number), LOCAL, PHOTO)
    await cache.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    damaged = await VectorCache.open(path)
    with pytest.raises(CacheUnusable):
        await damaged.photos(LOCAL)
    await damaged.close()
