"""``whosthis evaluate``: what it measures, says and leaves behind."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.evaluate_command import evaluate
from tests.folders_of_people import draw_people
from tests.people import portrait
from tests.stage import on_stage

SHOTS = (0, 1, 2)


@dataclass(frozen=True)
class Rate:
    """A rate as the JSON has it."""

    hits: int
    tries: int

    @classmethod
    def of(cls, said: dict[str, Any]) -> Rate:
        assert 0 <= said["low"] <= said["share"] <= said["high"] <= 1
        return cls(said["hits"], said["tries"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the command runs: a dataset ``people`` with three photos each of two people."""
    draw_people(tmp_path / "people", SHOTS)
    return tmp_path


def draw(folder: Path, name: str, person: int, shots: range) -> None:
    (folder / name).mkdir(parents=True)
    for shot in shots:
        (folder / name / f"{shot}.jpg").write_bytes(portrait(person, shot))


async def test_a_folder_is_measured_in_tables(folder: Path) -> None:
    ran = await evaluate(folder, "--dataset", "people")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("2 people, 6 photos. Faces, ")
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert any(line.startswith("named rightly 6 of 6 ") for line in lines)
    assert any(line.startswith("named by mistake (FPIR) 0 of 6 ") for line in lines)
    assert any(line.startswith("likelihood (in use) 6 of 6 ") for line in lines)
    assert any(line.startswith("vote of the closest photos 0 of 6 ") for line in lines)
    assert "What would help most" not in ran.out
    draw(folder, "people/Rohan", 2, range(1))
    assert (
        "Rohan has 1 photo; 4 more, in other light"
        in (await evaluate(folder, "--dataset", "people")).out
    )


async def test_json_has_all_that_was_counted(folder: Path) -> None:
    ran = await evaluate(folder, "--dataset", "people", "--json")
    said = ran.json
    assert (said["people"], said["photos"], said["rule"]) == (2, 6, "likelihood")
    own = said["enrolled"]
    assert Rate.of(own["named"]) == Rate(6, 6)
    assert Rate.of(own["fnir"]) == Rate(0, 6)
    assert Rate.of(own["fpir"]) == Rate(0, 6)
    assert set(own["rules"]) == {"likelihood", "best", "best-two", "mean", "combined", "vote"}
    assert own["curve"][0] == {"fpir": 0.0, "fnir": 1.0}
    # Two people teach no threshold, so nothing is promised.
    assert (own["fpir_promised"], own["promise"]) == (None, None)
    assert (said["probes"], said["compared"]) == (None, [])
    assert said["helps"] == []


async def test_photos_are_embedded_once(folder: Path) -> None:
    first = await evaluate(folder, "--dataset", "people", "--json")
    assert (folder / "people" / ".whosthis.db").is_file()
    again = await evaluate(folder, "--dataset", "people", "--json")
    assert again.json == first.json


async def test_probes_are_friends_or_strangers_by_their_folder_s_name(folder: Path) -> None:
    draw(folder, "asked/NITIKA", 0, range(5, 7))
    draw(folder, "asked/Nobody", 7, range(3))
    shutil.copy(folder / "people" / "Vasu" / "0.jpg", folder / "asked" / "NITIKA" / "again.jpg")
    ran = await evaluate(folder, "--dataset", "people", "--probes", "asked", "--json")
    probes = ran.json["probes"]
    assert Rate.of(probes["named"]) == Rate(2, 2)
    assert Rate.of(probes["fpir"]) == Rate(0, 3)
    assert ran.err == "Left out: 1 photo to ask about that is enrolled as well.\n"
    words = (await evaluate(folder, "--dataset", "people", "--probes", "asked")).out
    assert "Photos brought along, of strangers" in words


async def test_a_probe_of_somebody_under_another_s_name_is_a_confusion(folder: Path) -> None:
    draw(folder, "asked/Vasu", 0, range(5, 7))
    ran = await evaluate(folder, "--dataset", "people", "--probes", "asked", "--json")
    pairs = ran.json["probes"]["confusions"]
    assert pairs == [{"person": "Vasu", "taken_for": "Nitika", "photos": 2}]
    assert Rate.of(ran.json["probes"]["named_wrongly"]) == Rate(2, 2)


async def test_what_is_enrolled_and_what_is_brought_along_are_told_apart(folder: Path) -> None:
    # Two photos of each are under the other one's name.
    for name, person in (("Nitika", 1), ("Vasu", 0)):
        draw(folder, f"people/{name}/more", person, range(3, 5))
        for photo in (folder / "people" / name / "more").iterdir():
            photo.rename(folder / "people" / name / photo.name)
        (folder / "people" / name / "more").rmdir()
    draw(folder, "asked/Vasu", 0, range(5, 7))
    ran = await evaluate(folder, "--dataset", "people", "--probes", "asked")
    assert ran.code == 0
    assert "Who looks alike, of the enrolled photos:" in ran.out
    assert "Who looks alike, of the photos brought along:" in ran.out


async def test_the_promise_is_told_of_either(tmp_path: Path) -> None:
    for person in range(8):
        draw(tmp_path, f"people/P{person}", person, range(3))
    draw(tmp_path, "asked/Nobody", 11, range(3))
    asked = "--dataset", "people", "--probes", "asked"
    ran = await evaluate(tmp_path, *asked, MATCH_THRESHOLD="")
    assert ran.out.count("I aim at 1 in 100") == 2


async def test_a_chart_that_cannot_be_written_is_called_so(folder: Path) -> None:
    (folder / "chart.png").symlink_to(folder / "nowhere" / "chart.png")
    ran = await evaluate(folder, "--dataset", "people", "--plot", "chart.png")
    assert ran.code == 1
    assert ran.err.startswith("The chart chart.png cannot be written: ")


@pytest.mark.parametrize("name", ["chart.png", "chart.jpg"])
async def test_the_chart_is_written(folder: Path, name: str) -> None:
    ran = await evaluate(folder, "--dataset", "people", "--plot", name)
    assert (ran.code, ran.err) == (0, f"The chart is in {name}.\n")
    with Image.open(folder / name) as image:
        assert image.format == {"png": "PNG", "jpg": "JPEG"}[name[-3:]]
        assert image.width == 1080


async def test_a_chart_takes_no_photo_s_place(folder: Path) -> None:
    before = (folder / "people" / "Vasu" / "0.jpg").read_bytes()
    for plot in ("people/Vasu/0.jpg", "people/chart.png"):
        ran = await evaluate(folder, "--dataset", "people", "--plot", plot)
        assert ran.code == 2
        assert ran.out == ""
    assert (folder / "people" / "Vasu" / "0.jpg").read_bytes() == before
    ran = await evaluate(folder, "--dataset", "people", "--plot", "chart.gif")
    assert "should end in .png or .jpg" in ran.err


async def test_too_little_is_said_to_be(tmp_path: Path) -> None:
    draw_people(tmp_path / "people", (0,))
    ran = await evaluate(tmp_path, "--dataset", "people")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("With 2 people and 2 photos nothing can be measured")


async def test_either_a_chat_or_a_folder_is_needed(folder: Path) -> None:
    for arguments in ((), ("--chat", "5", "--dataset", "people")):
        ran = await evaluate(folder, *arguments)
        assert ran.code == 2
        assert "either a chat with --chat or a folder" in ran.err
    assert "no chat" in (await evaluate(folder, "--chat", "0")).err
    assert (await evaluate(folder, "--chat", "5")).code == 2


async def test_a_chat_is_measured_as_it_is_stored(tmp_path: Path) -> None:
    async with on_stage(tmp_path, MATCH_THRESHOLD="") as stage:
        for name, person in (("Nitika", 0), ("Vasu", 1)):
            await stage.enrol(name, person, range(3))
        told = (await stage.say("/evaluate")).words
        chat = stage.chat.id
    assert "named rightly: 6 of 6" in told
    stored = {"DATABASE": str(tmp_path / "whosthis.db"), "MATCH_THRESHOLD": ""}
    ran = await evaluate(tmp_path, "--chat", str(chat), "--json", **stored)
    assert ran.code == 0
    assert Rate.of(ran.json["enrolled"]["named"]) == Rate(6, 6)
    draw(tmp_path, "asked/Nitika", 0, range(5, 7))
    asked = "--chat", str(chat), "--probes", "asked", "--json"
    assert Rate.of((await evaluate(tmp_path, *asked, **stored)).json["probes"]["named"]) == Rate(
        2, 2
    )
