"""A chat's gallery as a folder: everything in it, for its owner alone, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import stat
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest

from bot.datasets.exporting import export, plan_export
from bot.datasets.manifest import FILE, UNFINISHED
from storage.store import Store
from tests.folders_of_people import draw_people, open_eyes
from tests.importing import FRIENDS, command, stored, take_in, write_out
from tests.people import portrait


@pytest.fixture
async def enrolled(store: Store, tmp_path: Path) -> Store:
    """Two drawn people with two photos each."""
    async with open_eyes() as eyes:
        await take_in(store, eyes, draw_people(tmp_path / "people"))
    return store


async def test_each_person_gets_a_folder_with_the_photos_as_they_are_stored(
    enrolled: Store, tmp_path: Path
) -> None:
    manifest = await write_out(enrolled, tmp_path / "out")
    for person in manifest["people"]:
        found = await enrolled.people.find(FRIENDS.id, person["name"])
        assert found is not None
        photos = [await enrolled.photos.get(one) for one in await enrolled.photos.ids(found.id)]
        folder = tmp_path / "out" / person["folder"]
        assert [path.name for path in sorted(folder.iterdir())] == ["0001.jpg", "0002.jpg"]
        assert [path.read_bytes() for path in sorted(folder.iterdir())] == [
            photo.jpeg for photo in photos
        ]


async def test_the_manifest_tells_all_that_is_known_of_a_photo(
    enrolled: Store, tmp_path: Path
) -> None:
    manifest = await write_out(enrolled, tmp_path / "out")
    assert (manifest["format"], manifest["version"]) == ("whosthis gallery", 1)
    assert manifest["chat"] == {"id": -100, "kind": "group", "title": "Friends"}
    assert [person["name"] for person in manifest["people"]] == ["Nitika", "Vasu"]
    entry = manifest["people"][1]["photos"][0]
    vasu = await enrolled.people.find(FRIENDS.id, "Vasu")
    assert vasu is not None
    photo = await enrolled.photos.get((await enrolled.photos.ids(vasu.id))[0])
    assert photo.face is not None
    data = (tmp_path / "out" / "Vasu" / entry["file"]).read_bytes()
    ((spec, vector),) = photo.embeddings
    at = entry.pop("embeddings")[0]
    assert entry == {
        "file": "0001.jpg",
        "file_sha256": hashlib.sha256(data).hexdigest(),
        "picture_sha256": photo.sha256.hex(),
        "width": photo.width,
        "height": photo.height,
        "face": {
            "box": list(photo.face.box),
            "landmarks": [list(point) for point in photo.face.landmarks],
            "score": photo.face.score,
        },
        "enrolled_at": photo.enrolled_at.isoformat(),
        "enrolled_by": None,
        "album": None,
        "file_unique_id": None,
    }
    assert (at["model"], at["dimensions"], at["view"]) == (spec.model, 128, "aligned")
    matrix = np.load(tmp_path / "out" / at["file"], allow_pickle=False)
    assert (matrix.shape, matrix.dtype) == ((4, 128), np.float32)
    np.testing.assert_array_equal(matrix[at["row"]], vector)


async def test_people_can_read_the_manifest(enrolled: Store, tmp_path: Path) -> None:
    await write_out(enrolled, tmp_path / "out")
    text = (tmp_path / "out" / FILE).read_text(encoding="utf-8")
    assert '\n   "name": "Nitika",\n' in text
    assert max(len(line) for line in text.splitlines()) < 120


async def test_an_export_is_its_owners_alone(enrolled: Store, tmp_path: Path) -> None:
    await write_out(enrolled, tmp_path / "out")
    for path in [tmp_path / "out", *(tmp_path / "out").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


async def test_until_it_is_whole_an_export_has_no_manifest(
    enrolled: Store, tmp_path: Path
) -> None:
    plan = await plan_export(enrolled, FRIENDS)
    async with aclosing(export(enrolled, plan, tmp_path / "out", program="test")) as written:
        async for _ in written:
            assert (tmp_path / "out" / UNFINISHED).exists()
            assert not (tmp_path / "out" / FILE).exists()
    assert not (tmp_path / "out" / UNFINISHED).exists()
    assert json.loads((tmp_path / "out" / FILE).read_bytes())["program"] == "test"


@pytest.mark.parametrize("is_there", [True, False])
async def test_an_export_that_is_given_up_leaves_nothing(
    enrolled: Store, tmp_path: Path, *, is_there: bool
) -> None:
    if is_there:
        (tmp_path / "out").mkdir()
    plan = await plan_export(enrolled, FRIENDS)
    async with aclosing(export(enrolled, plan, tmp_path / "out", program="test")) as written:
        async for _ in written:
            break
    assert (tmp_path / "out").exists() is is_there
    assert not is_there or not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize("before", ["it begins", "it ends"])
async def test_of_two_exports_into_one_folder_the_second_leaves_the_first_alone(
    enrolled: Store, tmp_path: Path, before: str
) -> None:
    target = tmp_path / "out"
    plan = await plan_export(enrolled, FRIENDS)
    async with aclosing(export(enrolled, plan, target, program="first")) as first:
        entries = [await anext(first)]
        if before == "it ends":
            entries += [entry async for entry in first]
        with pytest.raises(FileExistsError):
            await anext(export(enrolled, plan, target, program="second"))
        entries += [entry async for entry in first]
    assert len(entries) == plan.photos == len(list(target.glob("*/*.jpg")))
    assert sorted(path.name for path in target.iterdir() if path.is_file()) == [
        FILE, "vectors-1.npy",
    ]  # fmt: skip
    assert json.loads((target / FILE).read_bytes())["program"] == "first"


async def test_an_export_under_way_is_not_taken_for_one_that_was_cut_short(
    enrolled: Store, tmp_path: Path
) -> None:
    plan = await plan_export(enrolled, FRIENDS)
    async with aclosing(export(enrolled, plan, tmp_path / "out", program="test")) as written:
        await anext(written)
        for name in ("export", "import"):
            printed = await command(
                tmp_path, name, "out", "--chat", "-100", DATABASE="sub/whosthis.db"
            )
            assert (printed.code, printed.out) == (2, "")
            assert "export is being written to out just now" in printed.err


async def test_what_is_enrolled_meanwhile_is_not_half_in_it(
    enrolled: Store, tmp_path: Path
) -> None:
    (tmp_path / "more" / "Nitika").mkdir(parents=True)
    (tmp_path / "more" / "Nitika" / "9.jpg").write_bytes(portrait(0, 9))
    other = await Store.open(tmp_path / "sub" / "whosthis.db")
    try:
        async with enrolled.database.snapshot(), open_eyes() as eyes:
            plan = await plan_export(enrolled, FRIENDS)
            await take_in(other, eyes, tmp_path / "more")
            written = [one async for one in export(enrolled, plan, tmp_path / "o", program="t")]
        assert len(written) == plan.photos == 4
        assert len(np.load(tmp_path / "o" / "vectors-1.npy")) == 4
    finally:
        await other.close()
    assert (await plan_export(enrolled, FRIENDS)).photos == 5


async def test_the_command_says_what_it_will_do_and_does_it(tmp_path: Path) -> None:
    draw_people(tmp_path / "people")
    await command(tmp_path, "import", "people", "--chat", "-100")
    before = (tmp_path / "whosthis.db").read_bytes()
    said = "Exporting 2 people, 4 photos of the group -100 to out."
    dry = await command(tmp_path, "export", "out", "--chat", "-100", "--dry-run")
    assert (dry.code, dry.out.splitlines()) == (
        0,
        [f"{said} Only a look: nothing is written.", "Nitika: 2 photos in Nitika",
         "Vasu: 2 photos in Vasu"],
    )  # fmt: skip
    assert not (tmp_path / "out").exists()
    printed = await command(tmp_path, "export", "out", "--chat", "-100")
    assert (printed.code, printed.err) == (0, "")
    assert printed.out.splitlines()[0] == said
    assert (tmp_path / "out" / FILE).is_file()
    assert (tmp_path / "whosthis.db").read_bytes() == before
    assert not (tmp_path / "whosthis.db-wal").exists()


async def test_where_nothing_can_be_exported_the_command_says_why(tmp_path: Path) -> None:
    async def refused(folder: str, chat: str = "-100") -> str:
        printed = await command(tmp_path, "export", folder, "--chat", chat)
        assert (printed.code, printed.out) == (2, "")
        (line,) = printed.err.splitlines()
        return line

    assert (await refused("out")).startswith("Nothing is stored yet in ")
    assert not (tmp_path / "whosthis.db").exists()
    draw_people(tmp_path / "people")
    await command(tmp_path, "import", "people", "--chat", "-100")
    assert await refused("people") == "people is not empty; an export needs a new folder."
    assert await refused("whosthis.db") == "whosthis.db is not a folder."
    assert await refused("a/b") == "There is no folder a to put the export in."
    assert (await refused("out", "5")).startswith("Nothing is stored of a chat 5.")
    assert not (tmp_path / "out").exists()
    (tmp_path / "cut").mkdir()
    (tmp_path / "cut" / UNFINISHED).write_text("")
    assert "cut short" in await refused("cut")
    assert (await refused("x" * 300)).endswith(": File name too long.")
    assert stored(tmp_path / "whosthis.db", "SELECT count(*) FROM photos") == [(4,)]
