"""The demo put together: the real bot behind the page, in one process."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.config import ConfigError
from bot.demo.samples import PEOPLE, PROBES, UNKNOWN, Sample
from bot.demonstration import CannotShow, Demonstration, demonstration
from bot.recognition.model_files import ModelFilesUnusable
from tests.demo.visiting import News, Visitor, visiting
from tests.loopback_gemini import LoopbackGemini


@asynccontextmanager
async def shown(
    environ: Mapping[str, str] | None = None, *, port: int = 0, data: Path | None = None
) -> AsyncIterator[tuple[Demonstration, Visitor, News]]:
    """A demo, a visitor of it, and what the visitor is told after the state."""
    async with (
        demonstration(environ or {}, port=port, data=data) as demonstrated,
        visiting(demonstrated.demo) as visitor,
        visitor.news() as news,
    ):
        await news.next("state")
        yield demonstrated, visitor, news


async def said(news: News) -> str:
    """The next words of the bot."""
    told = await news.next("message", lambda message: message["from"]["bot"])
    return str(told["html"])


async def shows(visitor: Visitor, news: News, sample: Sample, caption: str = "") -> str:
    """Send a drawn person's picture; the bot's answer."""
    await visitor.show([("a.jpg", sample.draw())], caption=caption)
    return await said(news)


async def test_whom_it_was_taught_the_bot_knows_and_nobody_else() -> None:
    name, shots = next(iter(PEOPLE.items()))
    async with shown() as (_, visitor, news):
        await visitor.say("/start")
        assert (await said(news)).startswith("Hello! I'm <b>Who's This</b>")
        for shot in shots[:2]:
            assert name in await shows(visitor, news, shot, f"/enroll {name}")
        assert (await shows(visitor, news, PROBES[name])).startswith(f"<b>{name}</b>")
        (stranger, *_), *_ = UNKNOWN.values()
        assert (await shows(visitor, news, stranger)).startswith("<b>Unknown</b>")


async def test_in_the_group_it_hears_commands_that_name_it_and_replies() -> None:
    name, (shot, *_) = next(iter(PEOPLE.items()))
    async with shown() as (demonstrated, visitor, news):
        demo = demonstrated.demo
        photo = [("a.jpg", shot.draw())]
        await visitor.show(photo, chat=demo.group, by=demo.ben)
        await visitor.show(
            photo, chat=demo.group, by=demo.you, caption=f"/enroll@whosthis_bot {name}"
        )
        assert name in await said(news)
        assert len([one for one in demo.group.messages if one.sender is demo.bot]) == 1


async def test_the_first_photo_is_answered_within_two_seconds() -> None:
    (stranger, *_), *_ = UNKNOWN.values()
    photo = stranger.draw()
    async with shown() as (demonstrated, visitor, news):
        async with asyncio.timeout(20):
            await demonstrated.warm.wait()
        began = time.monotonic()
        await visitor.show([("a.jpg", photo)], caption="/enroll Nora")
        await said(news)
        assert time.monotonic() - began < 2


async def test_where_a_port_is_taken_the_next_free_one_is_used() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with demonstration({}, port=port, data=None) as demonstrated:
            assert port < demonstrated.demo.sandbox.port < port + 20


async def test_where_no_port_is_free_that_is_said() -> None:
    with (
        socket.create_server(("127.0.0.1", 65535)),
        pytest.raises(CannotShow, match="Choose another with --port"),
    ):
        async with demonstration({}, port=65535, data=None):
            raise AssertionError("there is no demo")


async def test_what_is_kept_in_a_folder_is_known_the_next_time(tmp_path: Path) -> None:
    name, shots = next(iter(PEOPLE.items()))
    data = tmp_path / "kept" / "here"
    async with shown(data=data) as (_, visitor, news):
        for shot in shots[:2]:
            await shows(visitor, news, shot, f"/enroll {name}")
    async with shown(data=data) as (_, visitor, news):
        assert (await shows(visitor, news, PROBES[name])).startswith(f"<b>{name}</b>")


async def test_an_enrolment_that_was_open_goes_on_in_a_message_of_its_own(tmp_path: Path) -> None:
    name, (shot, *_) = next(iter(PEOPLE.items()))
    async with shown(data=tmp_path) as (_, visitor, news):
        await visitor.say(f"/enroll {name}")
        await said(news)
    async with shown(data=tmp_path) as (demonstrated, visitor, news):
        for _ in range(3):
            await visitor.say("/help")
            help_text = await said(news)
        assert name in await shows(visitor, news, shot)
        told = [one for one in demonstrated.demo.private.messages if one.sender.is_bot]
        assert [one.rendered for one in told[:3]] == [help_text] * 3


async def test_two_demos_cannot_share_a_folder(tmp_path: Path) -> None:
    async with demonstration({}, port=0, data=tmp_path):
        with pytest.raises(CannotShow, match="another demo is using it"):
            async with demonstration({}, port=0, data=tmp_path):
                raise AssertionError("there is no second demo")
    async with demonstration({}, port=0, data=tmp_path):
        pass


async def test_a_folder_that_cannot_be_one_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotShow, match="cannot be used"):
        async with demonstration({}, port=0, data=tmp_path / "file"):
            raise AssertionError("there is no demo")


async def test_without_a_folder_nothing_is_left() -> None:
    async with shown() as (demonstrated, visitor, news):
        await visitor.say("/start")
        await said(news)
        folder = demonstrated.settings.database.parent
        assert demonstrated.settings.database.exists()
    assert not folder.exists()


async def test_settings_of_the_real_bot_do_not_reach_telegram(tmp_path: Path) -> None:
    theirs = {
        "TELEGRAM_BOT_TOKEN": "123:real",
        "TELEGRAM_API_URL": "http://127.0.0.1:9",
        "DATABASE": str(tmp_path / "real.db"),
        "WEBHOOK_URL": "http://127.0.0.1:9",
        "WEBHOOK_PORT": "none",
    }
    async with shown(theirs) as (demonstrated, visitor, news):
        await visitor.say("/start")
        assert (await said(news)).startswith("Hello!")
        assert demonstrated.settings.telegram_api_url == demonstrated.demo.sandbox.url
    assert not (tmp_path / "real.db").exists()


async def test_wrong_settings_are_said_before_anything_is_shown() -> None:
    with pytest.raises(ConfigError, match="TOP_K"):
        async with demonstration({"TOP_K": "many"}, port=0, data=None):
            raise AssertionError("there is no demo")
    with pytest.raises(ModelFilesUnusable):
        async with demonstration({"FACE_MODELS": "/nowhere"}, port=0, data=None):
            raise AssertionError("there is no demo")


async def test_a_database_that_cannot_be_used_ends_the_demo(tmp_path: Path) -> None:
    from storage.database import DatabaseUnusable

    (tmp_path / "whosthis.db").write_bytes(b"no database at all, but long enough" * 100)
    with pytest.raises(DatabaseUnusable):
        async with demonstration({}, port=0, data=tmp_path) as demonstrated:
            await asyncio.wait({demonstrated.running})


async def test_visitors_are_told_when_faces_go_to_google() -> None:
    async with LoopbackGemini() as gemini:
        given = {"GEMINI_API_KEY": gemini.key, "GEMINI_API_URL": gemini.url}
        async with demonstration(given, port=0, data=None) as demonstrated:
            embedder = demonstrated.demo.embedder
            assert embedder.kind == "gemini"
            assert "face" in embedder.sentence
            assert "Google" in embedder.sentence
            async with asyncio.timeout(20):
                await demonstrated.warm.wait()
        assert gemini.requests == [], "nothing is sent that nobody has sent"
        given["GEMINI_VIEW"] = "photo"
        async with demonstration(given, port=0, data=None) as demonstrated:
            assert "whole photo" in demonstrated.demo.embedder.sentence
        given["EMBEDDER"] = "local"
        async with demonstration(given, port=0, data=None) as demonstrated:
            assert demonstrated.demo.embedder.kind == "local"
            assert "no photo leaves" in demonstrated.demo.embedder.sentence
