"""EMBEDDER=both with folders: identify, import, export and the table of people."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.datasets.intake import Became
from bot.recognition.embedding import QuotaExhausted
from bot.recognition.tally import Skipped
from storage.models import EmbeddingSpec
from storage.store import Store
from tests.folders_of_people import CaughtUp, draw_people, open_eyes
from tests.identify_command import identify
from tests.importing import FRIENDS, command, gallery_in, keys_of, take_in, write_out
from tests.loopback_gemini import LoopbackGemini
from tests.people import group, scene
from tests.two_models import FAMILY, OF_FACE_MODEL, OF_GEMINI, OF_PHOTO, TOMORROW


@pytest.fixture
async def gemini() -> AsyncIterator[LoopbackGemini]:
    async with LoopbackGemini() as server:
        yield server


async def caught_up(gemini: LoopbackGemini, folder: Path, embedder: str) -> CaughtUp:
    async with open_eyes(keys_of(gemini, EMBEDDER=embedder)) as eyes:
        return await eyes.catch_up(folder)


async def photos_with(done: CaughtUp, spec: EmbeddingSpec) -> int:
    """How many of a folder's photos have a vector of this spec."""
    return len(await done.standing.enrolled.gallery(spec))


async def test_a_folder_is_embedded_by_each_model_once_whichever_came_first(
    gemini: LoopbackGemini, tmp_path: Path
) -> None:
    draw_people(tmp_path)
    for embedder, looked_at, asked in (
        ("local", 4, 0),
        ("both", 4, 4),
        ("both", 0, 4),
        ("gemini", 0, 4),
    ):
        done = await caught_up(gemini, tmp_path, embedder)
        assert (len(done.looked_at), gemini.items_embedded) == (looked_at, asked)
    done = await caught_up(gemini, tmp_path, "both")
    assert [await photos_with(done, spec) for spec in (OF_GEMINI, OF_FACE_MODEL)] == [4, 4]


async def test_a_photo_of_the_folder_that_gemini_refuses_is_compared_by_the_face_model(
    gemini: LoopbackGemini, tmp_path: Path
) -> None:
    draw_people(tmp_path)
    await caught_up(gemini, tmp_path, "gemini")
    gemini.refused.add(gemini.images[0])
    (tmp_path / ".whosthis.db").unlink()
    for _ in range(2):
        done = await caught_up(gemini, tmp_path, "both")
        ((_, why),) = done.standing.incomplete
        assert why is Skipped.REFUSED
        assert [await photos_with(done, spec) for spec in (OF_GEMINI, OF_FACE_MODEL)] == [3, 4]
        assert len(done.standing.enrolled) == 4
    gemini.refused.clear()
    done = await caught_up(gemini, tmp_path, "both")
    assert (done.standing.incomplete, len(done.looked_at)) == ((), 1)
    assert await photos_with(done, OF_GEMINI) == 4


async def test_a_photo_of_the_folder_without_a_face_is_looked_at_once(
    gemini: LoopbackGemini, tmp_path: Path
) -> None:
    draw_people(tmp_path)
    (tmp_path / "Vasu" / "sea.jpg").write_bytes(scene(0))
    for looked_at in (5, 0):
        done = await caught_up(gemini, tmp_path, "both")
        assert len(done.looked_at) == looked_at
        assert [file.path.name for file in done.standing.faceless] == ["sea.jpg"]
        assert (done.standing.left_out, done.standing.incomplete) == ((), ())
        assert await photos_with(done, OF_PHOTO) == 1
    # The face model alone has nothing to compare it by.
    done = await caught_up(gemini, tmp_path, "local")
    assert [why for _, why in done.standing.left_out] == [Skipped.NO_FACE]


async def test_the_command_answers_by_both(gemini: LoopbackGemini, tmp_path: Path) -> None:
    draw_people(tmp_path / "people")
    (tmp_path / "two.jpg").write_bytes(group((0, 1), 0))
    access = {**keys_of(gemini), "EMBEDDER": "local", "MATCH_THRESHOLD": "0.8"}
    arguments = ("two.jpg", "--dataset", "people", "--embedder", "both", "--json")
    ran = await identify(tmp_path, *arguments, **access)
    assert (ran.code, ran.err, gemini.items_embedded) == (0, "", 6)
    assert {face["person"] for face in ran.json[0]["faces"]} == {"Nitika", "Vasu"}
    ran = await identify(tmp_path, *arguments, **{**access, "GEMINI_API_KEY": ""})
    assert ran.code != 0
    assert "--embedder both needs a key, and GEMINI_API_KEY is missing." in ran.err


async def test_an_import_begun_again_makes_whole_what_one_model_refused(
    store: Store, gemini: LoopbackGemini, tmp_path: Path
) -> None:
    folder = draw_people(tmp_path / "people")
    async with open_eyes(keys_of(gemini, EMBEDDER="both")) as eyes:
        await eyes.catch_up(folder)
        gemini.refused.add(gemini.images[0])
        fates = await take_in(store, eyes, folder)
        assert {fate.became for fate in fates.values()} == {Became.ADDED}
        assert sorted(str(fate.incomplete) for fate in fates.values()) == ["None"] * 3 + [
            "refused"
        ]
        assert await store.embeddings.specs(FRIENDS.id) == {OF_GEMINI: 3, OF_FACE_MODEL: 4}
        gemini.refused.clear()
        before = gemini.items_embedded
        fates = await take_in(store, eyes, folder)
    assert sorted(fate.became for fate in fates.values()) == [
        *([Became.ALREADY_THERE] * 3), Became.RENEWED,
    ]  # fmt: skip
    assert gemini.items_embedded == before + 1
    assert await store.embeddings.specs(FRIENDS.id) == {OF_GEMINI: 4, OF_FACE_MODEL: 4}


async def test_an_import_ends_where_one_model_would_fail_for_every_photo(
    store: Store, gemini: LoopbackGemini, tmp_path: Path
) -> None:
    folder = draw_people(tmp_path / "people")
    gemini.always = TOMORROW
    async with open_eyes(keys_of(gemini, EMBEDDER="both")) as eyes:
        fates = await take_in(store, eyes, folder)
    assert all(
        fate.ends_all and isinstance(fate.failure, QuotaExhausted) for fate in fates.values()
    )
    assert await store.embeddings.specs(FRIENDS.id) == {}


async def test_an_export_comes_back_with_both_vectors_and_nobody_is_asked(
    store: Store, gemini: LoopbackGemini, tmp_path: Path
) -> None:
    folder = draw_people(tmp_path / "people")
    (folder / "Vasu" / "sea.jpg").write_bytes(scene(0))
    other = await Store.open(tmp_path / "other.db")
    async with open_eyes(keys_of(gemini, EMBEDDER="both")) as eyes:
        await take_in(store, eyes, folder)
        await write_out(store, tmp_path / "export")
        before = gemini.items_embedded
        for became in (Became.ADDED, Became.ALREADY_THERE):
            fates = await take_in(other, eyes, tmp_path / "export")
            assert {fate.became for fate in fates.values()} == {became}
            assert not any(fate.incomplete or fate.incomparable for fate in fates.values())
    await other.close()
    assert gemini.items_embedded == before
    database = tmp_path / "sub" / "whosthis.db"
    assert gallery_in(tmp_path / "other.db")["embeddings"] == gallery_in(database)["embeddings"]


async def test_an_export_by_one_model_is_restored_with_what_the_other_makes_of_it(
    store: Store, gemini: LoopbackGemini, tmp_path: Path
) -> None:
    folder = draw_people(tmp_path / "people")
    async with open_eyes(keys_of(gemini, EMBEDDER="local")) as eyes:
        await take_in(store, eyes, folder)
    await write_out(store, tmp_path / "export")
    other = await Store.open(tmp_path / "other.db")
    async with open_eyes(keys_of(gemini, EMBEDDER="both")) as eyes:
        gemini.always = TOMORROW
        fates = await take_in(other, eyes, tmp_path / "export")
        assert all(fate.ends_all for fate in fates.values())
        gemini.always = None
        fates = await take_in(other, eyes, tmp_path / "export")
    assert {fate.became for fate in fates.values()} == {Became.ADDED}
    assert await other.embeddings.specs(FRIENDS.id) == {OF_GEMINI: 4, OF_FACE_MODEL: 4}
    assert gemini.items_embedded == 4
    await other.close()


async def test_the_table_of_people_counts_the_photos_that_both_know(
    gemini: LoopbackGemini, tmp_path: Path
) -> None:
    folder = draw_people(tmp_path / "people")
    async with open_eyes(keys_of(gemini, EMBEDDER="local")) as eyes:
        whole = await Store.open(tmp_path / "whosthis.db")
        await take_in(whole, eyes, folder, FAMILY)
    (folder / "Vasu" / "0.jpg").unlink()
    async with open_eyes(keys_of(gemini, EMBEDDER="both")) as eyes:
        await take_in(whole, eyes, folder, FAMILY)
    await whole.close()
    both = keys_of(gemini, EMBEDDER="both", DATABASE=str(tmp_path / "whosthis.db"))
    arguments = "people", "--chat", str(FAMILY.id)
    printed = await command(tmp_path, *arguments, **both)
    assert [line.split()[0::4] for line in printed.out.splitlines()[1:]] == [
        ["Nitika", "2"], ["Vasu", "1"],
    ]  # fmt: skip
    assert f"both models in use, {OF_GEMINI.model} and {OF_FACE_MODEL.model}" in printed.err
