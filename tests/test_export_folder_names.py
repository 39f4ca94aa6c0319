"""People may be called anything; their folders are called what every system takes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.datasets.folder_names import folder_names

NAMES = [
    "Anna", "anna ", "ANNA", "Anna.", "a/b", "a\\b", "a_b", "..", ".", "...", ".hidden", "CON",
    "con", "nul.txt", "COM1", "LPT¹", "x" * 64, "😀" * 64, "é" * 64, "e\u0301", "é", "محمد",
    "नितिका", "manifest.json", "MANIFEST.JSON", "vectors-1.npy", "desktop.ini", "@eaDir", "<b>?*|",
    'say "hi"', "🦊 Fox", "a:b", "-rf", "~", "tab\tin", "Anna (2)", "\u200fAnna", "ﬁnn", "finn",
]  # fmt: skip
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "123¹")}


def test_no_two_people_share_a_folder_on_any_system() -> None:
    folders = folder_names(NAMES)
    assert len(folders) == len(NAMES)
    assert len({folder.casefold() for folder in folders}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_folder_can_be_made_on_every_system(name: str) -> None:
    (folder,) = folder_names([name])
    assert folder
    assert len(folder.encode()) <= 200
    assert not set(folder) & set('<>:"/\\|?*\0\n\t')
    assert folder[0] not in ". @"
    assert folder[-1] not in ". "
    assert folder.casefold().split(".")[0] not in RESERVED
    assert not folder.casefold().startswith(("manifest.json", "vectors-", "desktop.ini"))


def test_all_of_them_can_be_made_here(tmp_path: Path) -> None:
    for folder in folder_names(NAMES):
        (tmp_path / folder).mkdir()
    assert len(os.listdir(tmp_path)) == len(NAMES)  # noqa: PTH208 - only their number counts


@pytest.mark.parametrize("name", ["Anna", "محمد", "🦊 Fox", "O'Neil", "नितिका", "x" * 64])
def test_a_name_that_every_system_takes_stays_as_it_is(name: str) -> None:
    assert folder_names([name]) == [name]


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert folder_names(["a/b", "a:b", "a_b"]) == ["a_b", "a_b (2)", "a_b (3)"]
