"""What is said when nobody asks about a photo, while somebody waits, and when things fail."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from bot.sandbox import Delay, DropAfter, Missing, ServerError
from bot.texts.introduction import COMMANDS
from tests.people import album, portrait
from tests.stage import Stage, on_stage

ROOT = Path(__file__).parent.parent


async def test_start_says_what_to_send(stage: Stage) -> None:
    answer = await stage.say("/start")
    assert answer.words.startswith("Hello! I'm Who's This: I tell who is in a photo.")
    assert "/enroll Anna" in answer.words


async def test_help_says_how_it_works_and_privacy_where_photos_go(stage: Stage) -> None:
    assert "/privacy: what I keep, where photos go" in (await stage.say("/help")).words
    privacy = (await stage.say("/privacy")).words
    assert "no other service sees them" in privacy
    assert "For 7 days I note whom I named" in privacy
    assert "the numbers by which I compare it, so that I don't make that mistake again" in privacy
    assert "held back or asked about while enrolling" in privacy


async def test_privacy_says_where_both_models_compare(tmp_path: Path) -> None:
    async with on_stage(tmp_path, EMBEDDER="both", GEMINI_API_KEY="key") as stage:
        words = (await stage.say("/privacy")).words
    assert "Google" in words
    assert "They are compared on the machine I run on, too." in words


@pytest.mark.parametrize(("view", "part"), [("face", "around each face"), ("photo", "each photo")])
async def test_privacy_says_what_is_sent_to_google(tmp_path: Path, view: str, part: str) -> None:
    async with on_stage(
        tmp_path, EMBEDDER="auto", GEMINI_API_KEY="key", GEMINI_VIEW=view
    ) as stage:
        words = (await stage.say("/privacy")).words
        assert "Google" in words
        assert part in words


async def test_the_menu_is_what_the_readme_and_the_handlers_know(stage: Stage) -> None:
    await stage.sandbox.settled()
    assert [entry["command"] for entry in stage.bot.menu("default")] == list(COMMANDS)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"`/{command}" in readme
        assert not (await stage.say(f"/{command}")).words.startswith("Send me a photo and")


async def test_small_talk_is_answered_in_private_and_left_alone_in_groups(stage: Stage) -> None:
    assert (await stage.say("hello")).words.startswith("Send me a photo and")
    assert (await stage.say("/weather")).words.startswith("I don't know this command")
    assert (await stage.say("/Enrol Anna")).words.endswith("Did you mean /enroll?")
    friends = stage.sandbox.group(
        "Friends", members=[stage.ann, stage.bot], admins=[stage.ann], supergroup=True
    )
    friends.send_text(stage.ann, "hello")
    friends.send_media(stage.ann, "sticker")
    await stage.sandbox.settled()
    assert [message for message in friends.messages if message.sender is stage.bot] == []


async def test_while_it_works_it_shows_so(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    before = len(stage.sandbox.calls_of("sendChatAction"))
    await stage.show(portrait(0, 3))
    await stage.sandbox.settled()
    assert len(stage.sandbox.calls_of("sendChatAction")) == before + 1


async def test_a_long_wait_is_explained_and_the_explanation_goes(tmp_path: Path) -> None:
    async with on_stage(tmp_path, patience=0.2) as stage:
        await stage.enrol("Nitika", 0)
        await stage.sandbox.settled()
        stage.sandbox.faults.next("getFile", Delay(1.0))
        question = stage.chat.send_photo(stage.ann, portrait(0, 3))
        explanation = await stage.answer(question)
        assert explanation.words.startswith("This takes longer than usual.")
        answer = await stage.answer(explanation)
        assert answer.words.startswith("Nitika\n")
        await stage.chat.until(lambda: explanation.deleted)


async def test_an_explanation_that_cannot_be_given_is_not_tried_for_ever(
    tmp_path: Path,
) -> None:
    async with on_stage(tmp_path, patience=0.2) as stage:
        await stage.enrol("Nitika", 0)
        await stage.sandbox.settled()
        before = len(stage.sandbox.calls)
        stage.sandbox.faults.next("getFile", Delay(1.5))
        stage.sandbox.faults.always("sendMessage", Missing())
        assert (await stage.show(portrait(0, 3))).words.startswith("Nitika\n")
        calls = [call.method for call in stage.sandbox.calls[before:]]
        assert calls.count("sendMessage") == 1
        assert calls.count("sendChatAction") <= 3


async def test_methods_that_a_server_lacks_are_noted_once_and_cost_no_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    async with on_stage(tmp_path) as stage:
        await stage.sandbox.settled()
        stage.sandbox.faults.always("sendChatAction", Missing())
        stage.sandbox.faults.always("deleteMessage", Missing())
        await stage.enrol("Nitika", 0, range(3))
        assert (await stage.show(portrait(0, 3))).words.startswith("Nitika\n")
        await stage.sandbox.settled()
        assert len(stage.sandbox.calls_of("sendChatAction")) == 1
    assert [r.message for r in caplog.records if "sendChatAction" in r.message] == [
        "sendChatAction failed and is done without: InvalidToken"
    ]


async def test_what_nobody_foresaw_is_logged_and_apologised_for(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.enrol("Nitika", 0)
    async with stage.services.store.transaction() as transaction:
        await transaction.execute("ALTER TABLE photos RENAME TO elsewhere")
    answer = await stage.show(portrait(0, 3))
    assert answer.words.startswith("Sorry, something went wrong inside me")
    assert any(record.exc_info for record in caplog.records)


async def test_an_answer_to_somebody_who_blocked_the_bot_is_let_go(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    await stage.enrol("Nitika", 0)
    stage.sandbox.faults.next("getFile", Delay(0.3))
    stage.chat.send_photo(stage.ann, portrait(0, 3))
    stage.chat.block()
    await stage.sandbox.settled(1.0)
    assert "an answer could not be delivered: Forbidden" in caplog.messages
    stage.chat.unblock()
    assert (await stage.show(portrait(0, 3))).words.startswith("Nitika\n")


async def test_an_apology_that_cannot_be_sent_is_logged(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.enrol("Nitika", 0)
    async with stage.services.store.transaction() as transaction:
        await transaction.execute("ALTER TABLE photos RENAME TO elsewhere")
    stage.sandbox.faults.next("sendMessage", ServerError(500), times=3)
    stage.chat.send_photo(stage.ann, portrait(0, 3))
    async with asyncio.timeout(10):
        while "what went wrong could not be said" not in caplog.text:  # noqa: ASYNC110 - logs tell nobody
            await asyncio.sleep(0.05)
    assert (await stage.say("/start")).words.startswith("Hello")


async def test_an_answer_that_surely_did_not_arrive_is_sent_again(stage: Stage) -> None:
    stage.sandbox.faults.next("sendMessage", ServerError(502), ServerError(500))
    assert (await stage.say("/start")).words.startswith("Hello")
    await stage.enrol("Nitika", 0)
    stage.sandbox.faults.next("sendPhoto", ServerError(502), times=2)
    assert (await stage.show(portrait(0, 3))).words.startswith("Nitika\n")


async def test_an_answer_that_may_have_arrived_is_not_sent_twice(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.enrol("Nitika", 0)
    stage.sandbox.faults.next("sendPhoto", DropAfter())
    photos = stage.chat.send_album(stage.ann, album(0, range(3, 6)))
    said = await stage.answer(photos)
    for _ in range(2):
        said = await stage.answer(said)
    await stage.sandbox.settled(0.3)
    answers = [message for message in stage.chat.messages if message.id > photos[-1].id]
    assert [message.reply_to for message in answers] == photos
    assert "an answer may not have arrived" in caplog.text


async def test_an_unfinished_telling_is_no_unfinished_enrolment(stage: Stage) -> None:
    stage.sandbox.faults.next("sendMessage", DropAfter())
    stage.chat.send_photo(stage.ann, portrait(0, 0), caption="/enroll Nitika")
    await stage.chat.until(lambda: stage.chat.messages[-1].sender is stage.bot, timeout=10)
    await stage.sandbox.settled(0.5)
    said = [message.words for message in stage.chat.messages if message.sender is stage.bot]
    assert said == ["Nitika: 1 photo"]


async def test_help_does_not_wait_for_a_photo(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    stage.sandbox.faults.next("getFile", Delay(2.0))
    question = stage.chat.send_photo(stage.ann, portrait(0, 3))
    help_text = await stage.answer(stage.chat.send_text(stage.ann, "/help"), timeout=1)
    assert help_text.words.startswith("Teach me people")
    answer = await stage.answer(help_text)
    assert answer.reply_to is question


async def test_no_name_token_or_photo_reaches_a_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    caplog.set_level(logging.DEBUG, logger="storage")
    await stage.enrol("Nitika", 0)
    await stage.show(portrait(0, 3))
    await stage.show(portrait(4, 3))
    ours = [r.getMessage() for r in caplog.records if r.name.split(".")[0] in {"bot", "storage"}]
    assert not any("Nitika" in line or stage.bot.token in line for line in ours)
