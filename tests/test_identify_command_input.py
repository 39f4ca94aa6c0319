"""``whosthis identify`` with input that is not as it should be, and with contact sheets."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from bot.commands.identify import identify as command
from tests.folders_of_people import draw_people
from tests.identify_command import COMMAND, identify
from tests.people import group, portrait, scene
from tests.processes import ROOT, command_environ

NEEDED = "what is needed is a folder with one folder of photos in it for each person."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the command runs: a dataset ``people`` and photos to ask about."""
    draw_people(tmp_path / "people")
    (tmp_path / "nitika.jpg").write_bytes(portrait(0, 3))
    (tmp_path / "vasu.jpg").write_bytes(portrait(1, 3))
    (tmp_path / "empty").mkdir()
    (tmp_path / "loose").mkdir()
    (tmp_path / "loose" / "a.jpg").write_bytes(portrait(0, 0))
    (tmp_path / "sights" / "Anna").mkdir(parents=True)
    (tmp_path / "sights" / "Anna" / "sea.jpg").write_bytes(scene(0))
    return tmp_path


@pytest.mark.parametrize(
    ("dataset", "lines"),
    [
        ("nowhere", ["There is no folder nowhere."]),
        ("nitika.jpg", [f"nitika.jpg is not a folder; {NEEDED}"]),
        ("empty", [f"The folder empty is empty; {NEEDED}"]),
        (
            "loose",
            [
                f"{Path('loose/a.jpg')}: left out: it is in nobody's folder.",
                f"The folder loose has no photos of anybody in it; {NEEDED}",
            ],
        ),
        (
            "sights",
            [
                f"{Path('sights/Anna/sea.jpg')}: left out: no face.",
                "None of the photos in sights can be used: there is nobody to compare with.",
            ],
        ),
    ],
)
async def test_a_folder_that_cannot_be_compared_with_is_said_with_exit_code_2(
    folder: Path, dataset: str, lines: list[str]
) -> None:
    ran = await identify(folder, "nitika.jpg", "--dataset", dataset)
    assert (ran.code, ran.out, ran.err.splitlines()) == (2, "", lines)


async def test_odd_files_and_folders_get_a_line_each_and_the_rest_is_done(folder: Path) -> None:
    people = folder / "people"
    (people / "Nitika" / "notes.txt").write_text("hello")
    (people / "Vasu" / "half.jpg").write_bytes(portrait(1, 4)[:9000])
    (people / "Vasu" / "party.jpg").write_bytes(group((1, 4), 0))
    (people / "Vasu\u200b").mkdir()
    (people / "Vasu\u200b" / "3.jpg").write_bytes(portrait(1, 5))
    (people / "Vasu\u200b" / "same.jpg").write_bytes(portrait(0, 0))
    (people / "read me.txt").write_text("hello")
    (people / "nobody").mkdir()
    ran = await identify(folder, "vasu.jpg", "--dataset", "people", "--json")
    assert ran.code == 0
    assert ran.json[0]["person"] == "Vasu"
    assert sorted(ran.err.splitlines()) == sorted(
        [
            "people/read me.txt: left out: it is in nobody's folder.",
            "people/nobody: there are no photos in it.",
            "people/Vasu\ufffd: taken together with another folder of the same name: Vasu.",
            "people/Nitika/notes.txt: left out: not a photo.",
            "people/Vasu/half.jpg: left out: damaged.",
            "people/Nitika/0.jpg and people/Vasu\ufffd/same.jpg are the same photo; it counts for "
            "Nitika and Vasu.",
            "people/Vasu/party.jpg: several faces; the largest is taken for Vasu.",
        ]
    )


async def test_photos_without_an_answer_get_a_line_each_and_the_others_are_answered(
    folder: Path,
) -> None:
    (folder / "notes.txt").write_text("hello")
    (folder / "sea.jpg").write_bytes(scene(1))
    photos = ("nowhere.jpg", "nitika.jpg", "people", "notes.txt", "sea.jpg", "vasu.jpg")
    ran = await identify(folder, *photos, "--dataset", "people")
    assert ran.code == 1
    assert ran.out.index("nitika.jpg\n  Nitika") < ran.out.index("vasu.jpg\n  Vasu")
    assert ran.err.splitlines() == [
        "nowhere.jpg: There is no such file.",
        "people: This is a folder; name the photos in it.",
        "notes.txt: This is no photo that I can read.",
        "sea.jpg: I found no face in it; one that is larger, sharper or turned to the camera may "
        "do.",
    ]


async def test_with_no_answer_at_all_the_exit_code_is_2(folder: Path) -> None:
    ran = await identify(folder, "nowhere.jpg", "empty", "--dataset", "people", "--json")
    assert ran.code == 2
    assert [photo["outcome"] for photo in ran.json] == [None, None]


async def test_a_cache_that_cannot_be_used_is_said_and_done_without(folder: Path) -> None:
    (folder / "people" / ".whosthis.db").write_bytes(b"not a database " * 100)
    ran = await identify(folder, "nitika.jpg", "--dataset", "people", "--json")
    assert ran.code == 0
    assert ran.json[0]["person"] == "Nitika"
    assert ran.err == (
        "people/.whosthis.db cannot be used: it is damaged; delete it, and it is made anew. I do "
        "without it; the next time these photos have to be embedded again.\n"
    )


async def test_wrong_settings_are_named_with_exit_code_2(folder: Path) -> None:
    ran = await identify(folder, "nitika.jpg", "--dataset", "people", "--embedder", "gemini")
    assert (ran.code, ran.out) == (2, "")
    assert "GEMINI_API_KEY is missing" in ran.err
    assert "TELEGRAM_BOT_TOKEN" not in ran.err


def sheets_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("out*"))


def form_of(path: Path) -> tuple[str | None, int]:
    """A picture's format, and how many pixels its long side has."""
    with Image.open(path) as image:
        return image.format, max(image.size)


async def test_the_contact_sheet_is_written_as_its_name_says(folder: Path) -> None:
    for name, kind in (("out.png", "PNG"), ("out.JPG", "JPEG")):
        ran = await identify(folder, "nitika.jpg", "--dataset", "people", "--sheet", name)
        assert ran.code == 0
        assert ran.err == f"Contact sheet: {name}\n"
        assert form_of(folder / name) == (kind, 1280)


async def test_of_several_photos_each_sheet_has_the_photos_number(folder: Path) -> None:
    photos = ("nitika.jpg", "nowhere.jpg", "vasu.jpg")
    await identify(folder, *photos, "--dataset", "people", "--sheet", "out.png", "--json")
    assert sheets_in(folder) == ["out-1.png", "out-3.png"]


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        ("out.gif", ".png or .jpg"),
        ("no/out.png", "no folder no"),
        ("empty.png", "is a folder"),
        ("nitika.jpg", "take the place of a photo"),
        ("people/Vasu/1.jpg", "among the photos of people"),
    ],
)
async def test_a_sheet_that_cannot_be_written_is_refused_before_anything_is_done(
    folder: Path, file: str, problem: str
) -> None:
    (folder / "empty").rename(folder / "empty.png")
    ran = await identify(folder, "nitika.jpg", "--dataset", "people", "--sheet", file)
    assert (ran.code, ran.out) == (2, "")
    assert problem in ran.err
    assert not (folder / "people" / ".whosthis.db").exists()


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--dataset", ""], "'--dataset': the name is empty"),
        (["--dataset", "people", "--threshold", "nan"], "'--threshold': this is no number"),
    ],
)
def test_options_are_refused_under_their_own_names(options: list[str], problem: str) -> None:
    ran = CliRunner().invoke(command, ["nitika.jpg", *options])
    assert ran.exit_code == 2
    assert problem in ran.output


@pytest.mark.parametrize(("form", "into"), [(["--json"], "/dev/full"), ([], "a closed pipe")])
async def test_an_output_that_takes_no_more_is_said_in_a_line(
    folder: Path, form: list[str], into: str
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    output = os.open(into, os.O_WRONLY) if form else writing
    process = await asyncio.create_subprocess_exec(
        sys.executable, *COMMAND, "nitika.jpg", "--dataset", "people", *form,
        cwd=folder, env=command_environ(folder), stdout=output, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, printed = await process.communicate()
    for descriptor in {writing, output}:
        os.close(descriptor)
    assert process.returncode == 1
    (line,) = printed.decode().splitlines()
    assert line.startswith("What is to be printed can no longer be: ")


async def test_nothing_of_telegram_or_google_is_loaded(folder: Path) -> None:
    listing = await asyncio.create_subprocess_exec(
        sys.executable, "-X", "importtime", *COMMAND, "nitika.jpg", "--dataset", "people",
        cwd=folder, env=command_environ(folder) | {"PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, loaded = await listing.communicate()
    modules = {line.rsplit("|", 1)[-1].strip() for line in loaded.decode().splitlines()}
    assert "cv2" in modules
    assert modules.isdisjoint({"telegram", "google.genai", "httpx2", "tornado", "textual_image"})
