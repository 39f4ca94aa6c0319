"""A folder's photos are embedded once, and known again whatever becomes of their files."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from bot.datasets.catching_up import CatchingUp
from bot.datasets.folders import read_dataset
from bot.datasets.remembering import remembered
from bot.embedders.local import LocalEmbedder
from bot.recognition.embedding import ViewKind
from bot.recognition.faces import FaceFinder
from bot.recognition.model_files import ModelFiles
from bot.recognition.sight import Sight
from bot.recognition.tally import Skipped
from storage.models import EmbeddingSpec
from tests.folders_of_people import CaughtUp, Eyes, draw_people, open_eyes
from tests.people import group, portrait, scene

LOCAL = EmbeddingSpec(LocalEmbedder.model, LocalEmbedder.dimensions, ViewKind.ALIGNED)


class Successor(LocalEmbedder):
    """The same network under another name."""

    model = "successor"


@pytest.fixture
async def eyes() -> AsyncIterator[Eyes]:
    async with open_eyes() as opened:
        yield opened


async def compared(done: CaughtUp, folder: Path) -> list[tuple[str, str]]:
    """Whose is which file that is compared with."""
    enrolled = done.standing.enrolled
    gallery = await enrolled.gallery(LOCAL)
    names = await enrolled.names(gallery.person_ids.tolist())
    return [
        (names[person], enrolled.file(photo).path.relative_to(folder).as_posix())
        for person, photo in zip(
            gallery.person_ids.tolist(), gallery.photo_ids.tolist(), strict=True
        )
    ]


async def test_each_photo_is_embedded_once_and_then_not_even_looked_at(
    eyes: Eyes, tmp_path: Path
) -> None:
    draw_people(tmp_path)
    first = await eyes.catch_up(tmp_path)
    again = await eyes.catch_up(tmp_path)
    assert (first.embedded, len(first.looked_at)) == (4, 4)
    assert (again.embedded, again.looked_at) == (0, [])
    for done in (first, again):
        assert await compared(done, tmp_path) == [
            ("Nitika", "Nitika/0.jpg"),
            ("Nitika", "Nitika/1.jpg"),
            ("Vasu", "Vasu/0.jpg"),
            ("Vasu", "Vasu/1.jpg"),
        ]


async def test_photos_moved_and_people_renamed_are_not_embedded_again(
    eyes: Eyes, tmp_path: Path
) -> None:
    draw_people(tmp_path)
    await eyes.catch_up(tmp_path)
    (tmp_path / "Nitika").rename(tmp_path / "Nitika Rao")
    (tmp_path / "Vasu" / "0.jpg").rename(tmp_path / "Vasu" / "first.jpg")
    os.utime(tmp_path / "Vasu" / "1.jpg", (1, 1))
    done = await eyes.catch_up(tmp_path)
    assert (done.embedded, len(done.looked_at)) == (0, 4)
    assert await compared(done, tmp_path) == [
        ("Nitika Rao", "Nitika Rao/0.jpg"),
        ("Nitika Rao", "Nitika Rao/1.jpg"),
        ("Vasu", "Vasu/1.jpg"),
        ("Vasu", "Vasu/first.jpg"),
    ]
    assert (await eyes.catch_up(tmp_path)).looked_at == []


async def test_a_date_beyond_what_a_database_holds_does_no_harm(
    eyes: Eyes, tmp_path: Path
) -> None:
    draw_people(tmp_path, shots=[0])
    os.utime(tmp_path / "Vasu" / "0.jpg", ns=(2**63 + 10**9,) * 2)
    for looked_at in (2, 0):
        assert len((await eyes.catch_up(tmp_path)).looked_at) == looked_at


async def test_a_changed_photo_is_embedded_anew_and_a_removed_one_forgotten(
    eyes: Eyes, tmp_path: Path
) -> None:
    draw_people(tmp_path)
    await eyes.catch_up(tmp_path)
    (tmp_path / "Nitika" / "0.jpg").write_bytes(portrait(0, 2))
    (tmp_path / "Vasu" / "1.jpg").unlink()
    done = await eyes.catch_up(tmp_path)
    assert (done.embedded, len(done.looked_at)) == (1, 1)
    assert len(done.standing.enrolled) == 3
    async with remembered(tmp_path, [LOCAL]) as known:
        assert (len(known.files), len(known.photos)) == (3, 3)


async def test_after_a_change_of_model_all_is_embedded_and_nothing_on_the_way_back(
    eyes: Eyes, tmp_path: Path
) -> None:
    draw_people(tmp_path)
    (tmp_path / "Vasu" / "scene.jpg").write_bytes(scene(0))
    files = ModelFiles.load()
    sight = Sight(
        FaceFinder(files.finder), [Successor(files.embedder, eyes.workers)], eyes.workers
    )
    counts = [
        (await one.catch_up(tmp_path)).embedded
        for one in (eyes, Eyes(sight, eyes.workers), eyes, Eyes(sight, eyes.workers))
    ]
    assert counts == [4, 4, 0, 0]


async def test_files_that_cannot_be_compared_are_remembered_with_the_reason(
    eyes: Eyes, tmp_path: Path
) -> None:
    draw_people(tmp_path)
    (tmp_path / "Vasu" / "notes.txt").write_bytes(b"hello")
    (tmp_path / "Vasu" / "half.jpg").write_bytes(portrait(1, 3)[:9000])
    (tmp_path / "Vasu" / "sea.jpg").write_bytes(scene(0))
    (tmp_path / "Vasu" / "gone.jpg").symlink_to(tmp_path / "nowhere")
    first = await eyes.catch_up(tmp_path)
    again = await eyes.catch_up(tmp_path)
    for done in (first, again):
        assert [(file.path.name, why) for file, why in done.standing.left_out] == [
            ("gone.jpg", Skipped.GONE),
            ("half.jpg", Skipped.DAMAGED),
            ("notes.txt", Skipped.NOT_A_PHOTO),
            ("sea.jpg", Skipped.NO_FACE),
        ]
        assert len(done.standing.enrolled) == 4
    assert [file.path.name for file in again.looked_at] == ["gone.jpg"]


async def test_a_photo_in_two_peoples_folders_counts_for_both_and_is_embedded_once(
    eyes: Eyes, tmp_path: Path
) -> None:
    draw_people(tmp_path)
    shutil.copy(tmp_path / "Nitika" / "0.jpg", tmp_path / "Vasu" / "both.jpg")
    done = await eyes.catch_up(tmp_path)
    assert (done.embedded, len(done.standing.enrolled)) == (4, 5)
    (shared,) = done.standing.shared
    assert [file.person for file in shared] == ["Nitika", "Vasu"]


async def test_a_photo_that_a_person_has_twice_counts_once(eyes: Eyes, tmp_path: Path) -> None:
    draw_people(tmp_path)
    shutil.copy(tmp_path / "Vasu" / "0.jpg", tmp_path / "Vasu" / "copy.jpg")
    done = await eyes.catch_up(tmp_path)
    assert (done.embedded, len(done.standing.enrolled), done.standing.shared) == (4, 4, ())


async def test_of_several_faces_the_largest_is_taken_and_that_is_remembered(
    eyes: Eyes, tmp_path: Path
) -> None:
    draw_people(tmp_path)
    (tmp_path / "Vasu" / "party.jpg").write_bytes(group((1, 4), 0))
    for _ in range(2):
        (party,) = (await eyes.catch_up(tmp_path)).standing.several_faces
        assert party.path.name == "party.jpg"


async def test_what_was_embedded_before_it_was_stopped_is_kept(eyes: Eyes, tmp_path: Path) -> None:
    draw_people(tmp_path)
    async with remembered(tmp_path, eyes.specs) as known:
        stopped = CatchingUp(read_dataset(tmp_path), known, eyes.sight, eyes.workers)
        async with aclosing(stopped.look_at(await stopped.changed(), 1)) as looking:
            async for _ in looking:
                break
    done = await eyes.catch_up(tmp_path)
    assert stopped.embedded >= 1
    assert stopped.embedded + done.embedded == 4
