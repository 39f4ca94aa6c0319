"""The link in the log, and what becomes of whoever opens it."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.sandbox import User
from bot.serving import offer_ownership
from storage.records import LinkKind
from tests.doors import ANN, NOT_INSIDE, URL, anns_bot, link_in, listening, said, somebody
from tests.people import portrait
from tests.processes import World, ended, in_a_process
from tests.stage import Stage, on_stage, staged

DEAD = "This link does not work any more"
INVITE = {"ACCESS": "invite"}


@asynccontextmanager
async def nobodys_bot(folder: Path, **environ: str) -> AsyncIterator[Stage]:
    async with on_stage(folder, INVITE | environ) as stage:
        await listening(stage.sandbox)
        yield stage


def menu(stage: Stage, user: User) -> set[str]:
    """The commands that a user's own chat offers."""
    commands = stage.sandbox.private_chat(user, stage.bot).menu(user, stage.bot)
    return {command["command"] for command in commands}


async def test_whoever_opens_the_link_in_the_log_is_the_owner(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with nobodys_bot(tmp_path) as stage:
        bela, theirs = somebody(stage, "Bela")
        url = link_in(caplog.text)
        assert "becomes its owner" in caplog.text
        (note,) = [one for one in caplog.records if URL.search(one.getMessage())]
        assert note.levelname == "WARNING"
        answer = await stage.answer(theirs.send_text(bela, "hello?"))
        assert "my log shows a link" in answer.words
        answer = await stage.answer(stage.sandbox.open_link(stage.ann, url))
        assert answer.words.startswith("You are my owner now. Nobody else can use me")
        await stage.sandbox.settled()
        assert {"invite", "usage"} <= menu(stage, stage.ann)
        assert not {"invite", "usage"} & menu(stage, bela)
        await stage.enrol("Nitika", 0)
        assert (await stage.show(portrait(0, 3))).words.startswith("Nitika\n")
        answer = await stage.answer(stage.sandbox.open_link(stage.ann, url))
        assert answer.words == "You are my owner already."


async def test_the_link_works_once_and_then_for_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with nobodys_bot(tmp_path) as stage:
        url = link_in(caplog.text)
        await stage.answer(stage.sandbox.open_link(stage.ann, url))
        bela, _ = somebody(stage, "Bela")
        answer = await stage.answer(stage.sandbox.open_link(bela, url))
        assert answer.words.startswith(DEAD)
        assert not stage.services.door.admits(bela.id)
        assert stage.services.door.owner == stage.ann.id


async def test_of_two_who_open_it_at_once_one_owns_the_bot(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with nobodys_bot(tmp_path) as stage:
        url = link_in(caplog.text)
        people = [stage.ann, *(stage.sandbox.add_user(name) for name in ("Bela", "Cleo"))]
        opened = [stage.sandbox.open_link(user, url) for user in people]
        answers = [(await stage.answer(message)).words for message in opened]
        assert sum(answer.startswith("You are my owner now") for answer in answers) == 1
        assert sum(answer.startswith(DEAD) for answer in answers) == 2


async def test_every_start_makes_a_new_link_until_somebody_owns_the_bot(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox, bot, ann, chat = world
    database = tmp_path / "whosthis.db"
    links = []
    for start in (1, 2):
        async with staged(database, sandbox, bot, INVITE):
            await listening(sandbox, start)
        links.append(link_in(caplog.text))
    old, new = links
    assert old != new
    bela = sandbox.add_user("Bela")
    async with staged(database, sandbox, bot, INVITE):
        await listening(sandbox, 3)
        for dead in links:
            opened = sandbox.open_link(bela, dead)
        answer = await opened.chat.next_from(bot)
        assert answer.words.startswith(DEAD)
        await chat.next_from(bot, after=sandbox.open_link(ann, link_in(caplog.text)))
    caplog.clear()
    async with staged(database, sandbox, bot, INVITE) as (services, _):
        await listening(sandbox, 4)
        assert not URL.search(caplog.text)
        assert services.door.owner == ann.id
        answer = await chat.next_from(bot, after=chat.send_text(ann, "/help"))
        assert answer.words.startswith("Teach me people")
        # Told before the restart, and not again within the hour.
        sandbox.private_chat(bela, bot).send_text(bela, "hello?")
        await sandbox.settled()
        assert len([one for one in opened.chat.messages if one.sender is bot]) == 1


async def test_a_link_that_expired_is_followed_by_another(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with nobodys_bot(tmp_path) as stage:
        now, first = datetime.now(UTC), link_in(caplog.text)
        await offer_ownership(stage.services, "whosthis_bot", now + timedelta(hours=23))
        assert link_in(caplog.text) == first
        await offer_ownership(stage.services, "whosthis_bot", now + timedelta(hours=25))
        second = link_in(caplog.text)
        assert second != first
        answer = await stage.say("/start claim-0123456789012345678901")
        assert answer.words.startswith(DEAD)
        assert "the latest link in my log works" in answer.words
        answer = await stage.answer(stage.sandbox.open_link(stage.ann, second))
        assert answer.words.startswith("You are my owner now.")
        caplog.clear()
        await offer_ownership(stage.services, "whosthis_bot", now + timedelta(hours=50))
        assert not URL.search(caplog.text)


async def test_an_owner_by_settings_needs_no_link(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with anns_bot(tmp_path) as stage:
        assert (await stage.say("/start")).words.startswith("Hello")
        await stage.sandbox.settled()
        assert not URL.search(caplog.text)
        assert "setMyCommands failed" not in caplog.text
        assert {"invite", "usage"} <= menu(stage, stage.ann)
        bela, theirs = somebody(stage, "Bela")
        answer = await stage.answer(theirs.send_text(bela, "/start"))
        assert answer.words.startswith(NOT_INSIDE)


async def test_a_claim_that_settings_overrule_is_refused(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with nobodys_bot(tmp_path) as stage:
        url = link_in(caplog.text)
    caplog.clear()
    async with on_stage(tmp_path, {"OWNER_ID": str(ANN)} | INVITE) as stage:
        await stage.say("/start")
        bela, _ = somebody(stage, "Bela")
        answer = await stage.answer(stage.sandbox.open_link(bela, url))
        assert answer.words.startswith(DEAD)
        assert not stage.services.door.admits(bela.id)


async def test_an_open_bot_has_an_owner_too(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with nobodys_bot(tmp_path, ACCESS="open") as stage:
        assert (await stage.say("/start")).words.startswith("Hello")
        assert (await stage.say("/usage")).words.endswith("that makes them my owner.")
        answer = await stage.answer(stage.sandbox.open_link(stage.ann, link_in(caplog.text)))
        assert "Everybody may use me" in answer.words
        assert (await stage.say("/usage")).words.startswith("Today")
        assert (await stage.say("/invite")).words.startswith("Everybody may use me")


async def test_a_log_that_is_to_be_quiet_shows_the_link_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("ERROR", "bot.serving")
    async with nobodys_bot(tmp_path):
        assert URL.search(caplog.text)


async def test_a_real_log_shows_the_link_and_never_the_bots_token(
    world: World, tmp_path: Path
) -> None:
    sandbox, bot, ann, chat = world
    async with in_a_process(tmp_path, sandbox, bot, ACCESS="invite") as process:
        await chat.next_from(bot, after=chat.send_text(ann, "/start"), timeout=20)
        process.send_signal(signal.SIGTERM)
        _, printed = await ended(process)
    assert "Whoever opens this link first becomes its owner" in printed
    assert len(URL.findall(printed)) == 1
    assert bot.token not in printed


async def test_guessing_costs_nothing_and_is_told_once(tmp_path: Path) -> None:
    async with nobodys_bot(tmp_path) as stage:
        bela, theirs = somebody(stage, "Bela")
        for each in range(30):
            theirs.send_text(bela, f"/start claim-{each:022}")
        await stage.sandbox.settled()
        (line,) = said(stage, theirs)
        assert line.startswith(DEAD)
        assert stage.services.door.owner is None
        row = await stage.services.store.database.row("SELECT count(*) AS n FROM links")
        assert row is not None
        assert row["n"] == 1


async def test_the_log_is_the_only_place_where_the_link_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with nobodys_bot(tmp_path):
        token = link_in(caplog.text).split(f"{LinkKind.CLAIM}-")[1].encode()
        on_disk = [path.read_bytes() for path in sorted(tmp_path.glob("whosthis.db*"))]  # noqa: ASYNC240 - a few small files
        assert on_disk
        assert not any(token in content for content in on_disk)
