"""What happens to an update whose handler fails, or refuses, and when nothing can be said."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from bot.sandbox import Refused, ServerError, TooManyRequests
from bot.texts import refusals
from tests.families import family, with_nitika
from tests.people import portrait
from tests.rosters import labels
from tests.stage import Stage, on_stage

TOO_OLD = Refused("query is too old and response timeout expired or query ID is invalid")


def said_in_log(caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= level and record.name != "bot.serving"
    ]


async def test_a_gate_that_fails_lets_nobody_in(tmp_path: Path) -> None:
    async with on_stage(tmp_path, ACCESS="invite") as stage:
        stage.sandbox.faults.next("sendMessage", ServerError(), times=3)
        stage.chat.send_photo(stage.ann, portrait(0, 0), caption="/enroll Nitika")
        await stage.chat.until(lambda: len(stage.sandbox.calls_of("sendMessage")) == 3, timeout=10)
        await stage.sandbox.settled(0.3)
        assert not stage.sandbox.calls_of("getFile")
        assert not await stage.services.store.people.count(stage.chat.id)


async def test_what_a_late_press_is_refused_is_said_below(stage: Stage) -> None:
    there = family(stage)
    shown = await there.answer(there.group.send_text(there.ann, "/settings"))
    stage.sandbox.faults.always("answerCallbackQuery", TOO_OLD)
    there.group.press(there.bela, shown, "Strict")
    refused = await there.group.next_from(stage.bot, after=shown)
    assert (refused.words, refused.reply_to) == (refusals.ADMINS_ONLY, shown)


async def test_a_late_press_still_changes_what_it_is_to_change(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    shown = await stage.say("/settings")
    stage.sandbox.faults.always("answerCallbackQuery", TOO_OLD)
    stage.chat.press(stage.ann, shown, "Strict")
    await stage.chat.next_change(shown)
    assert "✓ Strict" in labels(shown)[0]
    assert said_in_log(caplog, logging.WARNING) == []


async def test_a_group_where_the_bot_may_not_write_is_left_in_peace(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    quiet = stage.sandbox.group("News", members=[stage.ann], admins=[stage.ann], supergroup=True)
    quiet.permit(messages=False)
    quiet.add_member(stage.bot, by=stage.ann)
    quiet.send_text(stage.ann, "/help@whosthis_bot")
    quiet.send_text(stage.ann, "/rename@whosthis_bot")
    await stage.sandbox.settled(0.7)
    assert said_in_log(caplog, logging.WARNING) == []
    assert len(stage.sandbox.calls_of("sendMessage")) == 3


@pytest.mark.parametrize(
    "words",
    [
        "TOPIC_CLOSED",
        "CHAT_WRITE_FORBIDDEN",
        "have no rights to send a message",
        "not enough rights to send text messages to the chat",
        "CHAT_SEND_PLAIN_FORBIDDEN",
    ],
)
async def test_where_nothing_may_be_said_no_apology_is_tried(
    stage: Stage, caplog: pytest.LogCaptureFixture, words: str
) -> None:
    stage.sandbox.faults.always("sendMessage", Refused(words))
    stage.chat.send_text(stage.ann, "/help")
    await stage.sandbox.settled(0.3)
    assert said_in_log(caplog, logging.WARNING) == []
    assert len(stage.sandbox.calls_of("sendMessage")) == 1


async def test_a_flood_that_does_not_end_is_not_apologised_into(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.sandbox.faults.next("sendMessage", TooManyRequests(1), times=4)
    stage.chat.send_text(stage.ann, "/help")
    async with asyncio.timeout(10):
        while "Telegram asks for too long a pause" not in caplog.text:  # noqa: ASYNC110 - logs tell nobody
            await asyncio.sleep(0.05)
    await stage.sandbox.settled()
    assert [one for one in stage.chat.messages if one.sender is stage.bot] == []
    assert not any(one.exc_info for one in caplog.records if one.name.startswith("bot."))


async def test_a_member_is_told_what_an_admin_can_open_and_what_not(stage: Stage) -> None:
    there = await with_nitika(stage)
    for command in ("/enroll Omar", "/rename Nitika to Omar", "/forget Nitika", "/share"):
        refused = await there.answer(there.group.send_text(there.bela, command))
        assert refused.words == refusals.MANAGERS_ONLY
    card = await there.answer(there.group.send_text(there.bela, "/person Nitika"))
    assert (await there.group.press(there.bela, card, "Forget")).text == refusals.MANAGERS_ONLY
    refused = await there.answer(there.group.send_text(there.bela, "/settings"))
    assert refused.words == refusals.ADMINS_ONLY
    assert "/settings" in refusals.MANAGERS_ONLY
    assert "/settings" not in refusals.ADMINS_ONLY


async def test_a_refusal_fits_into_an_alert() -> None:
    texts = (refusals.ADMINS_ONLY, refusals.MANAGERS_ONLY, refusals.OUT_OF_DATE, refusals.MOVED)
    assert all(len(text) <= 200 for text in texts)
