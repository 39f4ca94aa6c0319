"""What ``whosthis import`` says where it cannot go on, and how it ends."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from PIL import Image

from storage.store import Store
from tests.folders_of_people import draw_people
from tests.importing import command, keys_of, stored
from tests.loopback_gemini import LoopbackGemini
from tests.loopback_troubles import Trouble, busy, raw
from tests.processes import ended, whosthis


async def test_a_key_that_is_not_accepted_ends_it_at_once(tmp_path: Path) -> None:
    draw_people(tmp_path / "people", range(20))
    async with LoopbackGemini() as gemini:
        keys = keys_of(gemini, GEMINI_API_KEY="another-key")
        printed = await command(tmp_path, "import", "people", "--chat", "5", **keys)
    assert printed.code == 2
    assert printed.out.splitlines()[1:] == ["0 photos added."]
    assert printed.err.splitlines()[1:] == [
        "Gemini does not accept the key, or does not serve this place: see GEMINI_API_KEY. "
        "Once that is mended, run the same command again to go on."
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
        assert printed.out.splitlines()[1] == f"{came} photos added."
        said = "tomorrow. Run the same command again to go on."
        assert printed.err.splitlines()[-1].endswith(said)
        assert stored(tmp_path / "whosthis.db", "SELECT count(*) FROM embeddings") == [(came,)]
        gemini.always = None
        printed = await command(tmp_path, "import", "people", "--chat", "5", **keys)
        said = f"Done. {40 - came} photos added, {came} already there."
        assert printed.out.splitlines()[-1] == said
        assert len(gemini.images) == len(set(gemini.images)) == 40


async def test_answers_that_cannot_be_used_end_it_only_where_they_are_many(tmp_path: Path) -> None:
    (tmp_path / "people" / "Nitika").mkdir(parents=True)
    for shade in range(60):
        picture = Image.new("L", (64, 64), 4 * shade)
        picture.save(tmp_path / "people" / "Nitika" / f"{shade}.png")
    useless = raw({"embeddings": [{"values": [0.0] * 768}] * 6})
    async with LoopbackGemini() as gemini:
        arguments = ("import", "people", "--chat", "5")
        keys = keys_of(gemini, GEMINI_VIEW="photo")
        gemini.always = useless
        printed = await command(tmp_path, *arguments, **keys)
        assert printed.code == 2
        assert printed.out.splitlines()[1].startswith("0 photos added, ")
        assert 10 <= sum(seen.items for seen in gemini.requests) < 60
        assert "cannot be used; try again later. Run the same" in printed.err.splitlines()[-1]
        gemini.always = None
        gemini.troubles += [useless]
        printed = await command(tmp_path, *arguments, **keys)
        added = len(stored(tmp_path / "whosthis.db", "SELECT id FROM photos"))
        assert 54 <= added < 60
        assert printed.code == 1
        assert printed.out.splitlines()[1] == f"Done. {added} photos added, {60 - added} left out."
        assert "Run the same command again to have them" in printed.err.splitlines()[-1]


async def test_a_database_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    draw_people(tmp_path / "people")
    (tmp_path / "text.db").write_bytes(b"no database at all, but long enough" * 100)
    with closing(sqlite3.connect(tmp_path / "foreign.db")) as foreign:
        foreign.execute("CREATE TABLE recipes (name)")
    for name, why in {
        "text.db": "file is not a database",
        "foreign.db": "this is a database of something else",
        "people": "this is a folder",
    }.items():
        printed = await command(tmp_path, "import", "people", "--chat", "5", DATABASE=name)
        assert (printed.code, printed.out) == (2, "")
        assert printed.err == f"The database cannot be used: {name}: {why}\n"


async def test_nothing_is_embedded_until_the_database_can_be_written_to(tmp_path: Path) -> None:
    draw_people(tmp_path / "people")
    await (await Store.open(tmp_path / "whosthis.db")).close()
    async with LoopbackGemini() as gemini:
        with closing(sqlite3.connect(tmp_path / "whosthis.db")) as somebody:
            somebody.execute("BEGIN IMMEDIATE")
            arguments = ("import", "people", "--chat", "5")
            process = await whosthis(tmp_path, *arguments, **keys_of(gemini))
            await asyncio.sleep(1.5)
            assert not gemini.requests
        code, printed = await ended(process)
        assert (code, gemini.items_embedded) == (0, 4), printed
