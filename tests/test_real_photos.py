"""The bot with its local model on real photos, where they are at hand. They are never copied."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.recognition.faces import FaceFinder
from bot.recognition.model_files import ModelFiles
from bot.recognition.photos import LONG_SIDE, decode
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
    return sorted(line.split(" ")[1].rstrip(",") for line in lines)


async def test_all_probes_are_right_and_the_stranger_is_unknown(tmp_path: Path) -> None:
    async with on_stage(tmp_path, MATCH_THRESHOLD="") as stage:
        for place, folder in enumerate(sorted((DATA / "people").iterdir())):
            for path in sorted(folder.iterdir()):
                answer = await stage.show(path.read_bytes(), f"/enroll {place}")
                assert "skipped" not in answer.words
        for path, people in zip(sorted((DATA / "probes").iterdir()), IN_THE_PROBES, strict=True):
            assert await names_in(stage, path.read_bytes()) == people


def test_the_faces_of_real_groups_are_found() -> None:
    finder = FaceFinder(ModelFiles.load().finder)
    expected = found = false = 0
    for path in sorted((DATA / "groups").iterdir()):
        there = int(path.stem.split("_")[1])
        seen = len(finder.find(decode(path.read_bytes())))
        expected += there
        found += min(seen, there)
        false += max(0, seen - there)
    for path in sorted((DATA / "large").rglob("*.jpg")):
        seen = len(finder.find(decode(path.read_bytes())))
        expected, found, false = expected + 1, found + min(seen, 1), false + max(0, seen - 1)
    assert expected == 46
    assert found == 46
    assert false <= 2


def test_the_largest_real_photos_are_bounded() -> None:
    for path in sorted((DATA / "large").rglob("*.jpg")):
        picture = decode(path.read_bytes())
        assert max(picture.width, picture.height) <= LONG_SIDE
