"""What ``whosthis import`` says and does, as a process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.datasets.manifest import FORMAT, UNFINISHED
from tests.folders_of_people import draw_people
from tests.importing import command, keys_of, stored
from tests.loopback_gemini import LoopbackGemini
from tests.people import portrait, scene
from tests.stage import on_stage

QUIET = (
    "The bot has heard nothing from this chat yet. If that surprises you, look at the number "
    "again (“whosthis chats” lists the chats that it knows), and at DATABASE, which names the "
    "bot's file."
)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_it_says_what_it_will_do_and_what_it_did(tmp_path: Path) -> None:
    folder = draw_people(tmp_path / "people")
    (folder / "Vasu" / "notes.txt").write_text("no photo")
    (folder / "Vasu" / "nobody.jpg").write_bytes(scene(0))
    (folder / "loose.jpg").write_bytes(portrait(0, 5))
    arguments = ("import", "people", "--chat", "-100123")
    printed = await command(tmp_path, *arguments, DATABASE="w.db")
    assert printed.code == 0
    said = "Importing 2 people, 6 photos into the group -100123 in w.db"
    assert printed.out.splitlines() == [f"{said} (new).", "Done. 4 photos added, 2 left out."]
    assert printed.err.splitlines() == [
        "people/loose.jpg: left out: it is in nobody's folder.",
        QUIET,
        "people/Vasu/notes.txt: left out: not a photo.",
        "people/Vasu/nobody.jpg: left out: no face.",
    ]
    again = await command(tmp_path, *arguments, DATABASE="w.db")
    assert again.out.splitlines() == [
        f"{said}.",
        "Done. 0 photos added, 4 already there, 2 left out.",
    ]
    assert QUIET not in again.err
    assert again.code == 0


@pytest.mark.parametrize(
    ("chat", "kind"),
    [("5", "private"), ("-5", "group"), ("-1001234567890", "supergroup")],
)
async def test_a_new_chat_is_of_the_kind_that_its_number_tells(
    tmp_path: Path, chat: str, kind: str
) -> None:
    (tmp_path / "people" / "Nitika").mkdir(parents=True)
    (tmp_path / "people" / "Nitika" / "a.jpg").write_bytes(portrait(0, 0))
    printed = await command(tmp_path, "import", "people", "--chat", chat)
    assert printed.code == 0
    assert stored(tmp_path / "whosthis.db", "SELECT id, kind, title FROM chats") == [
        (int(chat), kind, None)
    ]


async def test_a_dry_run_embeds_and_writes_nothing(tmp_path: Path) -> None:
    folder = draw_people(tmp_path / "people")
    async with LoopbackGemini() as gemini:
        keys = keys_of(gemini)
        printed = await command(tmp_path, "import", "people", "--chat", "5", "--dry-run", **keys)
        assert printed.code == 0
        assert printed.out.splitlines()[:3] == [
            f"Importing 2 people, 4 photos into the private chat 5 in {tmp_path}/whosthis.db "
            "(new). Only a look: nothing is embedded, and nothing is written.",
            "Nitika: 2 new.",
            "Vasu: 2 new.",
        ]
        assert names_in(tmp_path) == ["people"]
        assert (await command(tmp_path, "import", "people", "--chat", "5", **keys)).code == 0
        (folder / "Vasu" / "new.jpg").write_bytes(portrait(1, 7))
        (folder / "Vasu" / "same.jpg").write_bytes(portrait(1, 7))
        before = (tmp_path / "whosthis.db").read_bytes()
        printed = await command(tmp_path, "import", "people", "--chat", "5", "--dry-run", **keys)
        assert printed.out.splitlines()[1:] == [
            "Nitika: 2 already there.",
            "Vasu: 1 new, 3 already there.",
        ]
        assert (tmp_path / "whosthis.db").read_bytes() == before
        assert not (tmp_path / "whosthis.db-wal").exists()
        assert gemini.items_embedded == 4
    local = await command(tmp_path, "import", "people", "--chat", "5", "--dry-run")
    assert local.out.splitlines()[1] == "Nitika: 2 to be taken in anew for the model in use."


async def test_a_dry_run_foretells_what_is_odd(tmp_path: Path) -> None:
    folder = draw_people(tmp_path / "people")
    (folder / "Vasu" / "0.jpg").write_bytes(portrait(0, 0))
    arguments = ("import", "people", "--chat", "5", "--dry-run")
    printed = await command(tmp_path, *arguments)
    (twin,) = printed.err.splitlines()[1:]
    # Two at a time are looked at, and either may be the first.
    assert twin in {
        "people/Vasu/0.jpg: Nitika has the same photo; it counts for Vasu, too.",
        "people/Nitika/0.jpg: Vasu has the same photo; it counts for Nitika, too.",
    }
    (tmp_path / "file").write_text("no folder")
    for place in ("people", "file/w.db"):
        printed = await command(tmp_path, *arguments, DATABASE=place)
        assert (printed.code, printed.out) == (2, "")
        assert printed.err.startswith("The database cannot be used: ")


async def test_a_folder_without_people_is_said_and_makes_no_database(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("no folder")
    for folder in ("nowhere", "empty", "file", "x" * 300):
        printed = await command(tmp_path, "import", folder, "--chat", "5")
        assert (printed.code, printed.out) == (2, "")
        assert len(printed.err.splitlines()) == 1
        assert folder in printed.err
    assert not (tmp_path / "whosthis.db").exists()


async def test_a_folder_without_one_usable_photo_ends_with_exit_code_2(tmp_path: Path) -> None:
    (tmp_path / "people" / "Nitika").mkdir(parents=True)
    (tmp_path / "people" / "Nitika" / "a.txt").write_text("no photo")
    printed = await command(tmp_path, "import", "people", "--chat", "5")
    assert printed.code == 2
    assert printed.err.splitlines()[1:] == ["people/Nitika/a.txt: left out: not a photo."]
    assert printed.out.splitlines()[1:] == ["Done. 0 photos added, 1 left out."]


async def test_of_many_photos_of_a_kind_only_some_are_told_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "people" / "Nitika").mkdir(parents=True)
    for number in range(30):
        (tmp_path / "people" / "Nitika" / f"{number}.txt").write_text("no photo")
    printed = await command(tmp_path, "import", "people", "--chat", "5")
    assert printed.err.count("not a photo") == 20
    assert printed.err.splitlines()[-1] == "… and 10 more like this."


@pytest.mark.parametrize("chat", ["0", "Friends", "1.5", "99999999999999999999999"])
async def test_what_is_no_chats_number_is_refused(tmp_path: Path, chat: str) -> None:
    draw_people(tmp_path / "people")
    printed = await command(tmp_path, "import", "people", "--chat", chat)
    assert printed.code == 2
    assert "--chat" in printed.err
    assert "“whosthis chats” lists those known" in " ".join(printed.err.split())


async def test_paths_that_are_no_text_or_steer_a_terminal_are_shown_all_the_same(
    tmp_path: Path,
) -> None:
    folder = draw_people(tmp_path / "people")
    (folder / "Vasu" / "\x1b[31mred").write_text("no photo")
    with open(bytes(folder / "Vasu") + b"/\xff.jpg", "w") as file:  # noqa: ASYNC230, PTH123 - no text names it
        file.write("no photo")
    printed = await command(tmp_path, "import", "people", "--chat", "5")
    assert printed.code == 0
    assert "people/Vasu/\ufffd.jpg: left out: not a photo." in printed.err
    assert "people/Vasu/\ufffd[31mred: left out: not a photo." in printed.err


async def test_an_unfinished_export_is_refused(tmp_path: Path) -> None:
    folder = draw_people(tmp_path / "people")
    (folder / UNFINISHED).write_text("")
    printed = await command(tmp_path, "import", "people", "--chat", "5")
    assert (printed.code, printed.out) == (2, "")
    assert "cut short" in printed.err
    assert not (tmp_path / "whosthis.db").exists()


async def test_an_export_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    folder = draw_people(tmp_path / "people")
    (folder / "manifest.json").write_text(json.dumps({"format": FORMAT, "version": 2}))
    printed = await command(tmp_path, "import", "people", "--chat", "5")
    assert (printed.code, printed.out) == (2, "")
    assert "newer version" in printed.err


async def test_the_manifest_of_something_else_is_left_out(tmp_path: Path) -> None:
    folder = draw_people(tmp_path / "people")
    (folder / "manifest.json").write_text('{"format": "a web page"}')
    printed = await command(tmp_path, "import", "people", "--chat", "5")
    assert printed.code == 0
    assert printed.err.startswith("people/manifest.json: left out: it is damaged, or not from")
    assert printed.out.splitlines()[1] == "Done. 4 photos added."


async def test_the_bot_knows_at_once_whom_an_import_brings(tmp_path: Path) -> None:
    draw_people(tmp_path / "people", range(3))
    async with on_stage(tmp_path) as stage:
        await stage.enrol("Chhaya", 2)
        assert (await stage.show(portrait(0, 4))).words.startswith("Unknown")
        printed = await command(tmp_path, "import", "people", "--chat", str(stage.chat.id))
        assert printed.out.splitlines()[-1] == "Done. 6 photos added."
        assert (await stage.show(portrait(0, 4))).words.startswith("Nitika")
        assert (await stage.show(portrait(1, 5), "/enroll Vasu")).words == (
            "Vasu: 1 photo added, 4 in all"
        )
