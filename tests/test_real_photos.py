"""The bot with its local model on real photos, where they are at hand. They are never copied."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from bot.recognition.faces import FaceFinder
from bot.recognition.model_files import ModelFiles
from bot.recognition.photos import LONG_SIDE, Picture, decode
from bot.recognition.quality import Doubt, doubts_about
from storage.models import Face
from tests.stage import Stage, on_stage

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="no real photos are at hand")


IN_THE_PROBES = (["0"], ["2"], ["2", "4"], ["3"], ["1", "3", "Unknown"])
"""Who is in each probe, by the people's place in the alphabet: nobody is named here."""


async def names_in(stage: Stage, photo: bytes) -> list[str]:
    """What the bot calls the faces in a photo, in alphabetical order."""
    lines = (await stage.show(photo)).words.split("\n")
    if not lines[0].startswith("1. "):
        return [lines[0].split(":")[0]]
    return sorted(line.split(" ")[1].rstrip(",") for line in lines[::2])


async def enrolled(stage: Stage, folders: Iterable[Path], first: int = 0) -> None:
    """Enrol what is in some folders, and expect every photo of them to be taken at once."""
    for place, folder in enumerate(folders, first):
        for number, path in enumerate(sorted(folder.iterdir()), 1):
            answer = await stage.show(path.read_bytes(), f"/enroll {place}")
            added = "1 photo" if number == 1 else f"1 photo added, {number} in all"
            assert answer.words.split("\n")[0] == f"{place}: {added}"


async def test_all_probes_are_right_and_the_stranger_is_unknown(tmp_path: Path) -> None:
    async with on_stage(tmp_path, MATCH_THRESHOLD="") as stage:
        await enrolled(stage, sorted((DATA / "people").iterdir()))
        for path, people in zip(sorted((DATA / "probes").iterdir()), IN_THE_PROBES, strict=True):
            assert await names_in(stage, path.read_bytes()) == people


async def test_no_ordinary_photo_is_held_back(tmp_path: Path) -> None:
    async with on_stage(tmp_path, MATCH_THRESHOLD="") as stage:
        people = sorted((DATA / "people").iterdir())
        await enrolled(stage, people)
        await enrolled(stage, sorted((DATA / "large").iterdir()), len(people))


async def test_a_real_photo_under_another_ones_name_is_held_back(tmp_path: Path) -> None:
    async with on_stage(tmp_path, MATCH_THRESHOLD="") as stage:
        await enrolled(stage, sorted((DATA / "people").iterdir()))
        for path, people in zip(sorted((DATA / "probes").iterdir()), IN_THE_PROBES, strict=True):
            if len(people) == 1:
                for name in ("somebody new", "4" if people != ["4"] else "1"):
                    said = await stage.show(path.read_bytes(), f"/enroll {name}")
                    assert said.words.endswith(f"back: it looks like {people[0]}.")


def test_the_faces_of_real_groups_are_found() -> None:
    """By how many there are in each picture: where they are is not noted anywhere."""
    finder = FaceFinder(ModelFiles.load().finder)
    there = {path: int(path.stem.split("_")[1]) for path in (DATA / "groups").iterdir()}
    there |= dict.fromkeys((DATA / "large").rglob("*.jpg"), 1)
    seen = {path: len(finder.find(decode(path.read_bytes()))) for path in there}
    assert sum(there.values()) == 46
    assert all(seen[path] >= count for path, count in there.items())
    assert sum(seen.values()) - 46 <= 2


def blurred(picture: Image.Image, face: Face) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(0.06 * max(face.box[2:])))


def tiny(picture: Image.Image, face: Face) -> Image.Image:
    """On a wall of the photo's size, with a face of 26 pixels."""
    scale = 26 / max(face.box[2:])
    wall = Image.new("RGB", picture.size, (190, 200, 210))
    size = round(picture.width * scale), round(picture.height * scale)
    wall.paste(picture.resize(size, Image.Resampling.LANCZOS), (20, 20))
    return wall


def dark(picture: Image.Image, _: Face) -> Image.Image:
    return picture.point(lambda value: int(value * 0.08))


def tilted(picture: Image.Image, _: Face) -> Image.Image:
    return picture.rotate(40, resample=Image.Resampling.BILINEAR, expand=True)


FLAWS = {
    Doubt.BLURRED: blurred,
    Doubt.TINY: tiny,
    Doubt.DARK: dark,
    Doubt.TURNED: tilted,
}


@pytest.mark.parametrize("doubt", FLAWS)
def test_a_flaw_in_a_real_photo_is_mostly_seen_and_never_where_there_is_none(doubt: Doubt) -> None:
    finder, asked, seen = FaceFinder(ModelFiles.load().finder), 0, 0
    for path in [*(DATA / "people").rglob("*.jp*g"), *(DATA / "large").rglob("*.jpg")]:
        picture = decode(path.read_bytes())
        face = finder.find(picture)[0]
        assert doubts_about(picture, face, finder) == ()
        worse = Picture(np.asarray(FLAWS[doubt](Image.fromarray(picture.pixels), face)))
        found = finder.find(worse)
        # Where no face is found any more, that is told.
        asked, seen = (
            asked + 1,
            seen + (not found or doubt in doubts_about(worse, found[0], finder)),
        )
    assert asked == 18
    assert seen >= 0.8 * asked


def test_the_largest_real_photos_are_bounded() -> None:
    for path in sorted((DATA / "large").rglob("*.jpg")):
        picture = decode(path.read_bytes())
        assert max(picture.width, picture.height) <= LONG_SIDE
