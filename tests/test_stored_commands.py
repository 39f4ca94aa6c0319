"""What ``whosthis chats`` and ``whosthis people`` tell of what is stored."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from storage.models import Chat
from storage.store import Store
from tests.folders_of_people import draw_people, open_eyes
from tests.importing import FRIENDS, command, keys_of, take_in
from tests.loopback_gemini import LoopbackGemini
from tests.people import portrait


@pytest.fixture
async def database(tmp_path: Path) -> Path:
    """Two chats, one with two people, embedded by the local model."""
    store = await Store.open(tmp_path / "whosthis.db")
    try:
        async with open_eyes() as eyes:
            await take_in(store, eyes, draw_people(tmp_path / "people"))
        async with store.transaction() as transaction:
            await store.chats.note(transaction, Chat(7, "private"))
            odd = Chat(-8, "supergroup", "[bold]Odd\x1b[31m\n:smile: עברית")
            await store.chats.note(transaction, odd)
            await transaction.execute("UPDATE photos SET enrolled_at = 1767323045")
    finally:
        await store.close()
    return tmp_path / "whosthis.db"


def contents(folder: Path) -> dict[str, bytes]:
    """A database's files; what is shared by whoever has it open is no content."""
    return {
        path.name: path.read_bytes()
        for path in folder.glob("whosthis.db*")
        if not path.name.endswith("-shm")
    }


@pytest.mark.usefixtures("database")
async def test_chats_are_listed_with_what_is_in_them(tmp_path: Path) -> None:
    printed = await command(tmp_path, "chats")
    assert (printed.code, printed.err) == (0, "")
    assert [line.split() for line in printed.out.splitlines()] == [
        ["chat", "kind", "title", "people", "photos"],
        ["-100", "group", "Friends", "2", "4"],
        ["-8", "supergroup", "[bold]Odd", "[31m", ":smile:", "עברית", "0", "0"],
        ["7", "private", "0", "0"],
    ]
    as_json = await command(tmp_path, "chats", "--json")
    assert json.loads(as_json.out)[0] == {
        "id": -100, "kind": "group", "title": "Friends", "people": 2, "photos": 4,
    }  # fmt: skip


@pytest.mark.usefixtures("database")
async def test_people_are_listed_with_what_the_model_in_use_can_compare(tmp_path: Path) -> None:
    printed = await command(tmp_path, "people", "--chat", "-100")
    assert printed.code == 0
    added = datetime.fromtimestamp(1767323045).astimezone().strftime("%Y-%m-%d %H:%M")
    assert [line.split() for line in printed.out.splitlines()] == [
        ["name", "photos", "last", "added", "known"],
        ["Nitika", "2", *added.split(), "2"],
        ["Vasu", "2", *added.split(), "2"],
    ]
    assert "2 people in the group “Friends” (-100)." in printed.err
    async with LoopbackGemini() as gemini:
        with_gemini = await command(tmp_path, "people", "--chat=-100", "--json", **keys_of(gemini))
    assert json.loads(with_gemini.out)[0] == {
        "name": "Nitika",
        "photos": 2,
        "last_added": "2026-01-02T03:04:05+00:00",
        "comparable": 0,
    }


@pytest.mark.usefixtures("database")
async def test_where_there_is_nothing_to_list_a_line_says_so(tmp_path: Path) -> None:
    for chat, sentence in {
        "5": "Nothing is stored of a chat 5. “whosthis chats” lists those that there are.\n",
        "7": "Nobody is enrolled in the private chat 7.\n",
    }.items():
        printed = await command(tmp_path, "people", "--chat", chat)
        assert (printed.code, printed.out, printed.err) == (2, "", sentence)
        printed = await command(tmp_path, "people", "--chat", chat, "--json")
        assert (printed.code, json.loads(printed.out), printed.err) == (2, [], sentence)


@pytest.mark.parametrize("arguments", [["chats"], ["people", "--chat", "5"]])
async def test_looking_makes_no_database(tmp_path: Path, arguments: list[str]) -> None:
    printed = await command(tmp_path, *arguments, DATABASE="somewhere/w.db")
    assert (printed.code, printed.out) == (2, "")
    assert printed.err.startswith("Nothing is stored yet in somewhere/w.db.")
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - names are compared


async def test_an_empty_database_is_told_as_one(tmp_path: Path) -> None:
    await (await Store.open(tmp_path / "whosthis.db")).close()
    printed = await command(tmp_path, "chats")
    assert printed.code == 2
    assert len(printed.err.splitlines()) == 1


async def test_looking_leaves_a_database_in_use_as_it_is(database: Path, tmp_path: Path) -> None:
    store = await Store.open(database)
    try:
        async with open_eyes() as eyes:
            (tmp_path / "more" / "Chhaya").mkdir(parents=True)
            (tmp_path / "more" / "Chhaya" / "a.jpg").write_bytes(portrait(2, 0))
            await take_in(store, eyes, tmp_path / "more")
        before = contents(tmp_path)
        assert set(before) == {"whosthis.db", "whosthis.db-wal"}
        printed = await command(tmp_path, "people", "--chat", str(FRIENDS.id))
        assert "Chhaya" in printed.out
        assert contents(tmp_path) == before
    finally:
        await store.close()
