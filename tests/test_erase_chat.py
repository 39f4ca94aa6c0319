"""/erase: what it says, who may do it, what goes and what stays."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.sandbox import Chat
from tests.people import portrait
from tests.stage import Stage


def friends(stage: Stage) -> Chat:
    ben = stage.sandbox.add_user("Ben")
    return stage.sandbox.group(
        "Friends", members=[stage.ann, ben, stage.bot], admins=[stage.ann], supergroup=True
    )


def stored(folder: Path, name: str) -> bool:
    """Whether a name is anywhere in the database or its log of writes."""
    files = [folder / "whosthis.db", folder / "whosthis.db-wal"]
    return any(name.encode() in path.read_bytes() for path in files if path.exists())


async def test_erase_says_what_would_go_and_does_nothing_yet(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    for asked in ("/erase", "/erase all", "/erase everything now"):
        said = await stage.say(asked)
        assert "1 person, 2 photos" in said.words
        assert "/erase everything" in said.words
        assert "/export" in said.words
        assert "What stays is that I may be used here" in said.words
    assert (await stage.show(portrait(0, 3))).words.startswith("Nitika")


async def test_once_confirmed_everything_is_gone_from_the_disk_and_the_bot_is_as_new(
    stage: Stage, tmp_path: Path
) -> None:
    await stage.enrol("Nitika", 0)
    assert stored(tmp_path, "Nitika")
    said = await stage.say("/erase Everything")
    assert said.words.startswith("Erased: 1 person, 2 photos.")
    assert not stored(tmp_path, "Nitika")
    assert not stored(tmp_path, "nitika")
    answer = await stage.show(portrait(0, 3))
    assert answer.words.startswith("I don't know anybody here yet")
    await stage.enrol("Vasu", 1)
    assert (await stage.show(portrait(1, 3))).words.startswith("Vasu")


async def test_where_there_is_nothing_to_erase_that_is_said(stage: Stage) -> None:
    said = await stage.say("/erase")
    assert said.words.startswith("There is nothing to erase: nobody is enrolled here.")
    assert (await stage.say("/erase everything")).words.startswith("Erased. Nothing that I held")


async def test_an_enrolment_that_is_open_ends_with_it(stage: Stage) -> None:
    await stage.say("/enroll Nitika")
    await stage.say("/erase everything")
    answer = await stage.show(portrait(0, 0))
    assert answer.words.startswith("I don't know anybody here yet")


async def test_in_a_group_only_its_admins_erase(stage: Stage, tmp_path: Path) -> None:
    group, at = friends(stage), f"@{stage.bot.username}"
    ben = next(one.user for one in group.people.present if one.user.name == "Ben")
    await stage.answer(group.send_photo(stage.ann, portrait(0, 0), caption=f"/enroll{at} Nitika"))
    await stage.enrol("Vasu", 1)
    for asked in (f"/erase{at}", f"/erase{at} everything"):
        refused = await stage.answer(group.send_text(ben, asked))
        assert refused.words.startswith("Only this group's admins may erase")
    channel = stage.sandbox.channel("Ben's", members=[ben], admins=[ben])
    channel.link(group)
    group.write_as(ben, channel)
    refused = await stage.answer(group.send_text(ben, f"/erase{at} everything"))
    assert "write as yourself" in refused.words
    assert stored(tmp_path, "Nitika")
    group.promote(stage.ann, anonymous=True)
    said = await stage.answer(group.send_text(stage.ann, f"/erase{at}"))
    assert f"/erase{at} everything" in said.words
    said = await stage.answer(group.send_text(stage.ann, f"/erase{at} everything"))
    assert said.words.startswith("Erased: 1 person, 1 photo.")
    assert not stored(tmp_path, "Nitika")
    assert stored(tmp_path, "Vasu")
    assert (await stage.show(portrait(1, 3))).words.startswith("Vasu")


async def test_after_erasing_nothing_of_the_chat_is_in_any_table(
    stage: Stage, tmp_path: Path
) -> None:
    await stage.enrol("Nitika", 0)
    await stage.say("/erase everything")
    await stage.sandbox.settled()
    with closing(sqlite3.connect(tmp_path / "whosthis.db")) as connection:
        found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        counts = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - the schema's own names
            for (table,) in found.fetchall()
        }
    kept = {table for table, count in counts.items() if count}
    assert kept <= {"sqlite_sequence", "admissions", "counts", "usage", "links", "turned_away"}
