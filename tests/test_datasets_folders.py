"""A folder of photos, one folder for each person: who is in it, and what is odd about it."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from bot.datasets.folders import (
    DatasetUnusable,
    IsFolder,
    NoSuchFile,
    Oddity,
    read_dataset,
    shown,
    source_of,
)
from bot.recognition.photos import LARGEST_FILE
from bot.recognition.source import SourceGone


def make(folder: Path, *files: str) -> Path:
    """A folder with these files in it; a name that ends in / is an empty folder."""
    for name in files:
        path = folder / name
        if name.endswith("/"):
            path.mkdir(parents=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(name.encode())
    return folder


def people_in(folder: Path, **names: str) -> list[tuple[str, str]]:
    """Whose is which file."""
    files = read_dataset(folder, names).files
    return [(file.person, file.path.relative_to(folder).as_posix()) for file in files]


def odd_in(folder: Path) -> list[tuple[str, Oddity, str | None]]:
    remarks = read_dataset(folder).remarks
    return [(one.path.relative_to(folder).as_posix(), one.oddity, one.name) for one in remarks]


def test_each_folder_is_a_person_with_all_files_below_it(tmp_path: Path) -> None:
    make(tmp_path, "Vasu/b.jpg", "Anna/2020/sea.heic", "Anna/notes.txt", "Anna/a")
    assert people_in(tmp_path) == [
        ("Anna", "Anna/2020/sea.heic"),
        ("Anna", "Anna/a"),
        ("Anna", "Anna/notes.txt"),
        ("Vasu", "Vasu/b.jpg"),
    ]
    assert odd_in(tmp_path) == []


def test_what_systems_leave_behind_is_passed_over(tmp_path: Path) -> None:
    make(tmp_path, "Anna/a.jpg", "Anna/._a.jpg", "Anna/Thumbs.db", "Anna/.thumbnails/a.jpg")
    make(tmp_path, ".whosthis.db", "desktop.ini", "__MACOSX/Anna/b.jpg", ".git/config")
    make(tmp_path, "Anna/@eaDir/a.jpg")
    assert people_in(tmp_path) == [("Anna", "Anna/a.jpg")]
    assert odd_in(tmp_path) == []


def test_a_folders_name_is_cleaned_as_names_are_in_the_chat(tmp_path: Path) -> None:
    make(tmp_path, "  Anna \u202e Maria/a.jpg")
    assert people_in(tmp_path) == [("Anna Maria", "  Anna \u202e Maria/a.jpg")]


def test_names_that_mean_the_same_are_one_person(tmp_path: Path) -> None:
    make(tmp_path, "Anna/a.jpg", "Anna\u200b/b.jpg", "\uff21nna/")
    assert people_in(tmp_path) == [("Anna", "Anna/a.jpg"), ("Anna", "Anna\u200b/b.jpg")]
    assert odd_in(tmp_path) == [
        ("Anna\u200b", Oddity.SAME_NAME, "Anna"),
        ("\uff21nna", Oddity.NO_PHOTOS, "Anna"),
    ]


def test_folders_that_are_nobodys_are_left_out_with_a_remark(tmp_path: Path) -> None:
    make(tmp_path, "Anna/a.jpg", "\u200b/b.jpg", f"{'x' * 65}/c.jpg", "Vasu/")
    assert people_in(tmp_path) == [("Anna", "Anna/a.jpg")]
    assert odd_in(tmp_path) == [
        ("Vasu", Oddity.NO_PHOTOS, "Vasu"),
        ("x" * 65, Oddity.LONG_NAME, None),
        ("\u200b", Oddity.BAD_NAME, None),
    ]


def test_a_file_beside_the_folders_is_remarked_unless_an_export_put_it_there(
    tmp_path: Path,
) -> None:
    make(tmp_path, "Anna/a.jpg", "me.jpg", "manifest.json", "vectors-1.npy")
    assert odd_in(tmp_path) == [("me.jpg", Oddity.BESIDE, None)]


def test_an_export_knows_who_is_not_called_as_their_folder(tmp_path: Path) -> None:
    make(tmp_path, "Anna-2/a.jpg", "Vasu/b.jpg")
    assert people_in(tmp_path, **{"Anna-2": "Anna/Maria"}) == [
        ("Anna/Maria", "Anna-2/a.jpg"),
        ("Vasu", "Vasu/b.jpg"),
    ]


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ((), "The folder {} is empty; "),
        (("me.jpg", "you.jpg"), "The folder {} has no photos of anybody in it; "),
        (("Anna/", "\u200b/a.jpg"), "The folder {} has no photos of anybody in it; "),
    ],
)
def test_a_folder_with_nobody_in_it_is_refused(
    tmp_path: Path, files: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(DatasetUnusable) as refused:
        read_dataset(make(tmp_path, *files))
    assert str(refused.value).startswith(sentence.format(tmp_path))
    assert len(refused.value.remarks) == len(files)


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    make(tmp_path, "a.jpg")
    with pytest.raises(DatasetUnusable, match="There is no folder"):
        read_dataset(tmp_path / "nowhere")
    with pytest.raises(DatasetUnusable, match="is not a folder"):
        read_dataset(tmp_path / "a.jpg")


def test_links_are_followed_but_not_in_a_circle(tmp_path: Path) -> None:
    elsewhere = make(tmp_path / "elsewhere", "sea.jpg")
    folder = make(tmp_path / "people", "Anna/a.jpg")
    (folder / "Anna" / "album").symlink_to(elsewhere)
    (folder / "Anna" / "again").symlink_to(folder / "Anna")
    (folder / "Anna" / "gone").symlink_to(tmp_path / "nowhere")
    assert people_in(folder) == [
        ("Anna", "Anna/a.jpg"),
        ("Anna", "Anna/album/sea.jpg"),
        ("Anna", "Anna/gone"),
    ]


def test_no_link_gives_somebody_what_is_anybody_elses(tmp_path: Path) -> None:
    folder = make(tmp_path / "people", "Anna/a.jpg", "Vasu/in/b.jpg", ".store/c.jpg")
    away = make(tmp_path / "away", "Zoe/d.jpg")
    (folder / "Zoe").symlink_to(away / "Zoe")
    (folder / "Own").symlink_to(folder / ".store")
    (folder / "Gone").symlink_to(tmp_path / "nowhere")
    (folder / "Twin").symlink_to(away / "Zoe")
    (folder / "All").symlink_to(tmp_path)
    for name, target in {
        "up": folder, "top": tmp_path, "vasu": folder / "Vasu" / "in", "zoe": away,
    }.items():  # fmt: skip
        (folder / "Anna" / name).symlink_to(target)
    assert people_in(folder) == [
        ("Anna", "Anna/a.jpg"),
        ("Own", "Own/c.jpg"),
        ("Twin", "Twin/d.jpg"),
        ("Vasu", "Vasu/in/b.jpg"),
    ]
    assert [(path, oddity) for path, oddity, _ in odd_in(folder)] == [
        ("All", Oddity.LEADS_BACK),
        ("Anna/top", Oddity.LEADS_BACK),
        ("Anna/up", Oddity.LEADS_BACK),
        ("Anna/vasu", Oddity.LEADS_BACK),
        ("Anna/zoe", Oddity.LEADS_BACK),
        ("Gone", Oddity.UNREADABLE),
        ("Zoe", Oddity.LEADS_BACK),
    ]


def test_folders_that_link_to_each_other_are_looked_into_once(tmp_path: Path) -> None:
    albums = [tmp_path / "Anna" / str(number) for number in range(9)]
    for album in albums:
        make(album, "a.jpg")
        for other in albums:
            (album / f"to {other.name}").symlink_to(other)
    assert people_in(tmp_path) == [("Anna", f"Anna/{number}/a.jpg") for number in range(9)]


def test_folders_may_lie_deep_in_each_other(tmp_path: Path) -> None:
    deepest = tmp_path / "Anna"
    for _ in range(sys.getrecursionlimit()):
        deepest /= "x"
        deepest.mkdir(parents=len(deepest.parts) < 9)
    make(deepest, "a.jpg")
    assert len(people_in(tmp_path)) == 1


def test_a_name_that_is_no_text_is_read_and_can_be_shown(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/Zo\xe9"
    try:
        os.mkdir(raw)  # noqa: PTH102 - a path that pathlib does not write as bytes
    except OSError:
        pytest.skip("this file system takes names of text only")
    path = Path(os.fsdecode(raw)) / "a.jpg"
    path.write_bytes(b"a")
    (file,), (odd,) = read_dataset(tmp_path).files, read_dataset(tmp_path).remarks
    assert file.person == odd.name == "Zo"
    assert odd.oddity is Oddity.NOT_TEXT
    assert file.path == path
    assert shown(file.path).endswith("Zo\ufffd/a.jpg")


def test_a_path_cannot_steer_the_terminal() -> None:
    assert shown(Path("a\x1b[2Jb\n\u202e.jpg")) == "a\ufffd[2Jb\ufffd\ufffd.jpg"


def test_a_path_keeps_the_joiners_and_spaces_that_it_is_written_with() -> None:
    for name in ("क्‍ष", "می‌خواهم", "at 3.00 PM.png"):
        assert shown(Path(name)) == name


async def test_a_source_gives_the_file_and_its_size(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"abc")
    source = source_of(tmp_path / "a.jpg")
    assert (await source.fetch(), source.size) == (b"abc", 3)


async def test_what_is_no_file_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, why in (
        (tmp_path, IsFolder),
        (tmp_path / "pipe", SourceGone),
        (tmp_path / "nowhere", NoSuchFile),
    ):
        with pytest.raises(why):
            await asyncio.wait_for(source_of(path).fetch(), 2)


def test_a_file_is_known_to_be_too_large_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "a.jpg").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    assert source_of(tmp_path / "a.jpg").size == LARGEST_FILE + 1
