"""What ``whosthis import`` says and does, as a process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.datasets.manifest import FORMAT, UNFINISHED
from tests.folders_of_people import draw_people
from tests.importing import command, keys_of, stored
from tests.loopback_gemini import LoopbackGemini
from tests.loopback_troubles import Trouble, busy
from tests.people import portrait, scene
from tests.stage import on_stage

QUIET = (
    "The bot has heard nothing from this chat yet. If that surprises you, look at the number "
    "again; “whosthis chats” lists the chats that it knows."
)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_it_says_what_it_will_do_and_what_it_did(tmp_path: Path) -> None:
    folder = draw_people(tmp_path / "people")
    (folder / "Vasu" / "notes.txt").write_text("no photo")
    (folder / "Vasu" / "nobody.jpg").write_bytes(scene(0))
    (folder / "loose.jpg").write_bytes(portrait(0, 5))
    printed = await command(tmp_path, "import", "people", "--chat", "-100123")
    assert printed.code == 0
    assert printed.out.splitlines() == [
        "Importing 2 people, 6 photos into the group -100123.",
        "people/Vasu/nobody.jpg: left out: no face.",
        "people/Vasu/notes.txt: left out: not a photo.",
        "Done. 4 photos added, 2 left out.",
        QUIET,
    ]
    assert printed.err == "people/loose.jpg: left out: it is in nobody's folder.\n"
    again = await command(tmp_path, "import", "people", "--chat=-100123")
    assert again.out.splitlines()[-1] == "Done. 0 photos added, 4 already there, 2 left out."
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
            "Importing 2 people, 4 photos into the private chat 5. Only a look: nothing is "
            "embedded, and nothing is written.",
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
        assert names_in(tmp_path) == ["people", "whosthis.db"]
        assert gemini.items_embedded == 4
    local = await command(tmp_path, "import", "people", "--chat", "5", "--dry-run")
    assert local.out.splitlines()[1] == "Nitika: 2 to be taken in anew for the model in use."


async def test_a_folder_without_people_is_said_and_makes_no_database(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("no folder")
    for folder in ("nowhere", "empty", "file"):
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
    assert printed.out.splitlines()[1:] == [
        "people/Nitika/a.txt: left out: not a photo.",
        "Done. 0 photos added, 1 left out.",
    ]


@pytest.mark.parametrize("chat", ["0", "Friends", "1.5", "99999999999999999999999"])
async def test_what_is_no_chats_number_is_refused(tmp_path: Path, chat: str) -> None:
    draw_people(tmp_path / "people")
    printed = await command(tmp_path, "import", "people", "--chat", chat)
    assert printed.code == 2
    assert "--chat" in printed.err


async def test_a_key_that_is_not_accepted_ends_it_at_once(tmp_path: Path) -> None:
    draw_people(tmp_path / "people", range(20))
    async with LoopbackGemini() as gemini:
        keys = keys_of(gemini, GEMINI_API_KEY="another-key")
        printed = await command(tmp_path, "import", "people", "--chat", "5", **keys)
    assert printed.code == 2
    assert printed.out.splitlines()[1:] == [
        "Gemini does not accept the key, or does not serve this place: see GEMINI_API_KEY. "
        "0 photos added. Run the same command again to go on."
    ]


async def test_a_quota_that_ends_half_way_keeps_what_came(tmp_path: Path) -> None:
    draw_people(tmp_path / "people", range(20))
    async with LoopbackGemini(latency=0.05) as gemini:
        keys = keys_of(gemini)
        gemini.troubles += [Trouble(), Trouble()]
        gemini.always = busy("1s", "EmbedContentRequestsPerDay")
        printed = await command(tmp_path, "import", "people", "--chat", "5", **keys)
        assert printed.code == 1
        came = gemini.items_embedded
        assert 0 < came < 40
        said = f"tomorrow. {came} photos added. Run the same command again to go on."
        assert printed.out.splitlines()[1].endswith(said)
        assert stored(tmp_path / "whosthis.db", "SELECT count(*) FROM embeddings") == [(came,)]
        gemini.always = None
        printed = await command(tmp_path, "import", "people", "--chat", "5", **keys)
        said = f"Done. {40 - came} photos added, {came} already there."
        assert printed.out.splitlines()[-1] == said
        assert len(gemini.images) == len(set(gemini.images)) == 40


async def test_a_database_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    draw_people(tmp_path / "people")
    (tmp_path / "whosthis.db").write_bytes(b"no database at all, but long enough" * 100)
    printed = await command(tmp_path, "import", "people", "--chat", "5")
    assert printed.code == 1
    assert "database cannot be used" in printed.err


async def test_paths_that_are_no_text_or_steer_a_terminal_are_shown_all_the_same(
    tmp_path: Path,
) -> None:
    folder = draw_people(tmp_path / "people")
    (folder / "Vasu" / "\x1b[31mred").write_text("no photo")
    with open(bytes(folder / "Vasu") + b"/\xff.jpg", "w") as file:  # noqa: ASYNC230, PTH123 - no text names it
        file.write("no photo")
    printed = await command(tmp_path, "import", "people", "--chat", "5")
    assert printed.code == 0
    assert "people/Vasu/\ufffd.jpg: left out: not a photo." in printed.out
    assert "people/Vasu/\ufffd[31mred: left out: not a photo." in printed.out


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
