"""What ``whosthis identify`` says of a folder before anything is embedded."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.commands.answer_sheet import SheetFiles
from bot.commands.people_of_folder import read_people
from bot.commands.running import CannotBegin
from bot.datasets.folders import read_dataset

PHOTOS = (Path("probe-1.jpg"), Path("b.jpg"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two people, one of them elsewhere, beside photos to ask about; the command runs there."""
    monkeypatch.chdir(tmp_path)
    for name in ("people/Anna/a.jpg", "elsewhere/z.jpg", *map(str, PHOTOS)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"a photo")
    Path("link-2.jpg").hardlink_to("elsewhere/z.jpg")
    Path("people/Zoe").symlink_to(tmp_path / "elsewhere")
    return Path("people")


async def test_much_of_one_kind_hides_nothing_of_another(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(25):
        (folder / f"{number}.jpg").write_bytes(b"loose")
    (folder / "empty").mkdir()
    (folder / "manifest.json").write_text("{")
    await read_people(folder)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("people/manifest.json cannot be used: ")
    assert lines[1] == "people/empty: there are no photos in it."
    assert lines[-1] == "… and 5 more like this."
    assert len(lines) == 2 + 20 + 1


@pytest.mark.parametrize(
    "sheet",
    ["people/out.png", "people/Anna/out.png", "elsewhere/out.png", "probe.jpg", "link.jpg"],
)
def test_a_sheet_that_would_do_harm_is_refused(folder: Path, sheet: str) -> None:
    dataset = read_dataset(folder)
    with pytest.raises(CannotBegin, match=r"out-1\.png|probe-1\.jpg|link-2\.jpg"):
        SheetFiles(Path(sheet), len(PHOTOS)).expect_harmless(PHOTOS, dataset)


@contextmanager
def refusing_to_write() -> Iterator[None]:
    """As on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_any_other_sheet_is_written_whole(folder: Path) -> None:
    files, older = SheetFiles(Path("b.jpg"), len(PHOTOS)), Path("b-1.jpg")
    files.expect_harmless(PHOTOS, read_dataset(folder))
    older.write_bytes(b"a sheet")
    with refusing_to_write(), pytest.raises(OSError, match="large"):
        files.write(files.path_of(1), b"a longer sheet")
    assert older.read_bytes() == b"a sheet"
    files.write(files.path_of(1), b"a longer sheet")
    assert older.read_bytes() == b"a longer sheet"
    assert not list(Path().glob(".*"))
