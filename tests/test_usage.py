"""What was done and what it cost about: counted, kept, and told to the owner."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.access.prices import dollars
from bot.access.usage import Report, Usage
from bot.texts.usage import report
from storage.records import DayUsage
from storage.store import Store
from tests.doors import anns_bot
from tests.gemini_views import asking, scenes
from tests.loopback_gemini import LoopbackGemini
from tests.loopback_troubles import busy
from tests.people import portrait
from tests.storing import NOW

MODEL = "gemini-embedding-2"


class Meter:
    """What an embedder would have sent by now."""

    def __init__(self) -> None:
        self.spent = (0, 0)

    def over(self, store: Store) -> Usage:
        return Usage(store, MODEL, lambda: self.spent)


@pytest.fixture
def meter() -> Meter:
    return Meter()


async def test_what_was_sent_is_counted_once(store: Store, meter: Meter) -> None:
    usage = meter.over(store)
    await usage.note(3, NOW)
    meter.spent = (2, 5)
    await usage.note(1, NOW)
    meter.spent = (3, 6)
    await asyncio.gather(*(usage.note(1, NOW) for _ in range(3)))
    done = DayUsage(MODEL, 7, 3, 6)
    for _ in range(2):
        told = await usage.report(NOW)
        assert (told.today, told.month) == ((done,), (done,))


async def test_what_is_being_noted_when_the_bot_stops_is_noted_once(
    store: Store, meter: Meter
) -> None:
    usage = meter.over(store)
    meter.spent = (2, 5)
    noting = asyncio.create_task(usage.note(1, NOW))
    await asyncio.sleep(0)
    noting.cancel()
    await asyncio.gather(noting, return_exceptions=True)
    assert (await usage.report(NOW)).today == (DayUsage(MODEL, 1, 2, 5),)


async def test_a_restart_goes_on_counting(store: Store, meter: Meter) -> None:
    meter.spent = (4, 8)
    await meter.over(store).note(2, NOW)
    again = Meter()
    usage = again.over(store)
    again.spent = (1, 1)
    assert (await usage.report(NOW)).today == (DayUsage(MODEL, 2, 5, 9),)


async def test_days_make_a_month_and_models_are_kept_apart(store: Store, meter: Meter) -> None:
    await meter.over(store).note(1, NOW - timedelta(days=2))
    await meter.over(store).note(2, NOW - timedelta(days=1))
    local = Usage(store, "sface", lambda: (0, 0))
    await local.note(4, NOW)
    told = await local.report(NOW)
    assert told.today == (DayUsage("sface", 4, 0, 0),)
    # The second of January: the day before yesterday was last year.
    assert told.month == (DayUsage(MODEL, 2, 0, 0), DayUsage("sface", 4, 0, 0))


async def test_two_months_are_kept(store: Store, meter: Meter) -> None:
    usage = meter.over(store)
    for days in (1, 2, 33, 34):
        await usage.note(1, NOW - timedelta(days=days))
    await usage.purge(NOW)
    rows = await store.database.rows("SELECT day FROM usage ORDER BY day")
    assert [row["day"] for row in rows] == ["2025-12-31", "2026-01-01"]


def test_a_price_is_told_only_where_it_is_known() -> None:
    assert dollars([DayUsage(MODEL, 5, 10, 1000)]) == pytest.approx(0.12)
    assert dollars([DayUsage("sface", 5, 0, 0)]) == 0
    assert dollars([DayUsage(MODEL, 5, 10, 1000), DayUsage("other", 1, 1, 1)]) is None


async def test_every_request_that_was_sent_is_counted_with_its_views() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        assert embedder.spent == (0, 0)
        await embedder.embed(scenes(7))
        assert embedder.spent == (2, 7)
        gemini.troubles.append(busy("0.05s"))
        await embedder.embed(scenes(1))
        assert embedder.spent == (4, 9)
        assert embedder.spent == (len(gemini.requests), sum(one.items for one in gemini.requests))


async def test_the_owner_is_told_and_the_count_outlives_a_restart(tmp_path: Path) -> None:
    async with LoopbackGemini() as gemini:
        reaching = {
            "EMBEDDER": "auto", "GEMINI_API_KEY": gemini.key, "GEMINI_API_URL": gemini.url,
        }  # fmt: skip
        async with anns_bot(tmp_path, reaching) as stage:
            assert "Nothing yet" in (await stage.say("/usage")).words
            await stage.enrol("Nitika", 0)
            await stage.show(portrait(0, 3))
            told = (await stage.say("/usage")).words
        assert told.count("3 photos to look at") == 2
        assert told.count("3 requests with 3 pictures to gemini-embedding-2") == 2
        assert "cost: less than a cent" in told
        async with anns_bot(tmp_path, reaching) as stage:
            await stage.show(portrait(0, 4))
            assert "4 requests with 4 pictures" in (await stage.say("/usage")).words


async def test_what_costs_nothing_is_said_to_cost_nothing(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        await stage.enrol("Nitika", 0)
        told = (await stage.say("/usage")).words
        assert "2 photos to look at" in told
        assert "nothing, for no service was asked" in told
        assert "$" not in told


async def test_usage_is_for_the_owner_in_private(tmp_path: Path) -> None:
    async with anns_bot(tmp_path, ACCESS="open") as stage:
        bela = stage.sandbox.add_user("Bela")
        theirs = stage.sandbox.private_chat(bela, stage.bot)
        answer = await stage.answer(theirs.send_text(bela, "/usage"))
        assert answer.words == "Only my owner can do that."
        friends = stage.sandbox.group("Friends", members=[stage.ann, stage.bot])
        answer = await stage.answer(friends.send_text(stage.ann, "/usage@whosthis_bot"))
        assert answer.words == "Please send me this in our private chat."


def test_a_large_bill_is_told_in_dollars_and_an_unknown_one_not() -> None:
    day = DayUsage(MODEL, 1, 2, 20_000)
    assert "20,000 pictures" in report(Report((day,), (day,)), NOW)
    assert "about $2.40" in report(Report((day,), (day,)), NOW)
    other = DayUsage("another-model", 1, 2, 3)
    assert "$2.40" not in report(Report((other,), (day, other)), NOW)
    assert "no price" in report(Report((other,), (day, other)), NOW)
