"""/evaluate: a picture of how well people are told apart, and what would help."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from bot.recognition.evaluation import Confusion
from bot.recognition.reporting import UnderWay
from bot.texts import evaluating as texts
from bot.texts.lengths import length
from bot.texts.rates import RULES
from tests.people import album
from tests.stage import Stage, on_stage

PEOPLE = {"Nitika": 0, "Vasu": 1, "Rohan": 2}


async def enrol_everybody(stage: Stage, shots: int = 3) -> None:
    for name, person in PEOPLE.items():
        await stage.enrol(name, person, range(shots))


async def test_it_answers_with_a_picture_and_numbers_with_intervals(stage: Stage) -> None:
    await enrol_everybody(stage)
    await stage.enrol("Ann", 3, range(1))
    answer = await stage.say("/evaluate")
    assert answer.photo is not None
    words = answer.words
    assert words.startswith("4 people, 10 photos.")
    # Ann has but one photo: the other nine are hidden in turn.
    named = re.search(r"named rightly: ([89]) of 9 \((?:between|at least) (\d+)", words)
    assert named
    assert int(named[2]) < 100 * int(named[1]) / 9
    assert re.search(r"named by mistake: 0 of 10 \(at most \d+ of 100\)", words)
    assert "Ann has 1 photo; 4 more, in other light" in words


async def test_every_rule_is_told_with_its_range(stage: Stage) -> None:
    await enrol_everybody(stage)
    wished = await stage.services.wishes.of(stage.chat.id)
    report = await stage.services.reports.of(stage.chat.id, wished)
    plan = await stage.services.reports.lacking(stage.chat.id)
    said = "\n".join(texts.messages(report, plan))
    for words in RULES.values():
        assert re.search(rf"• {words}( \(in use\))?: \d \((.* of 100|too few to tell)\)", said)
    assert "likelihood (in use): 9 (at least" in said


async def test_it_says_what_it_takes_where_too_little_is_enrolled(stage: Stage) -> None:
    assert "there is nothing to measure" in (await stage.say("/evaluate")).words
    await stage.enrol("Nitika", 0)
    assert "1 person here by 2 photos" in (await stage.say("/evaluate")).words
    await stage.enrol("Vasu", 1, range(1))
    answer = await stage.say("/evaluate")
    assert answer.words.startswith("2 people, 3 photos.")
    assert "too few to tell" in answer.words


async def test_photos_of_one_album_are_one_moment(stage: Stage) -> None:
    for name, person in list(PEOPLE.items())[:2]:
        sent = stage.chat.send_album(stage.ann, album(person, range(2)), caption=f"/enroll {name}")
        await stage.answer(sent)
    words = (await stage.say("/evaluate")).words
    assert "too little to measure" in words
    assert "sent together, as an album, count as one moment" in words


async def test_in_a_group_it_is_for_whoever_manages_people(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        bela = stage.sandbox.add_user("Bela")
        friends = stage.sandbox.group(
            "Friends", members=[stage.ann, bela, stage.bot], admins=[stage.ann], supergroup=True
        )
        answer = await stage.answer(friends.send_text(bela, "/evaluate@whosthis_bot"))
        assert "admins" in answer.words
        answer = await stage.answer(friends.send_text(stage.ann, "/evaluate@whosthis_bot"))
        assert "/enroll@whosthis_bot" in answer.words


async def test_one_chat_is_evaluated_once_at_a_time(stage: Stage) -> None:
    await enrol_everybody(stage, 2)
    wished = await stage.services.wishes.of(stage.chat.id)
    asked = [stage.services.reports.of(stage.chat.id, wished) for _ in range(3)]
    done = await asyncio.gather(*asked, return_exceptions=True)
    assert [isinstance(one, UnderWay) for one in done] == [False, True, True]
    again = await stage.services.reports.of(stage.chat.id, wished)
    assert (again.people, again.photos) == (3, 6)


async def test_names_that_look_like_markup_are_shown_as_they_are(stage: Stage) -> None:
    await stage.enrol("<b>Nitika</b> & co", 0)
    await stage.enrol("Vasu", 1, range(1))
    await stage.enrol("محمد", 2, range(1))
    words = (await stage.say("/evaluate")).words
    assert "<b>Nitika</b> & co has 2 photos" in words
    assert "\u2068محمد\u2069 has 1 photo" in words


async def test_nothing_is_kept_or_changed_by_it(stage: Stage) -> None:
    await enrol_everybody(stage, 2)
    before = await stage.services.store.database.commits_of_others()
    held = await stage.services.erasing.holdings(stage.chat.id)
    await stage.say("/evaluate")
    assert await stage.services.erasing.holdings(stage.chat.id) == held
    assert await stage.services.store.database.commits_of_others() == before


@pytest.mark.parametrize("name", ["x" * 64, "&" * 64, "🦊" * 32])
async def test_all_is_said_however_long_the_names_are(stage: Stage, name: str) -> None:
    await stage.enrol(name, 0)
    for number in range(4):
        await stage.enrol(f"{name[:-1]}{number}", 1 + number, range(1))
    wished = await stage.services.wishes.of(stage.chat.id)
    report = await stage.services.reports.of(stage.chat.id, wished)
    confusions = tuple(Confusion(*pair, 3) for pair in permutations(report.names, 2))
    assert len(confusions) >= texts.PAIRS
    report = replace(report, evaluation=replace(report.evaluation, confusions=confusions))
    plan = await stage.services.reports.lacking(stage.chat.id)
    caption, *more = texts.messages(report, plan)
    assert length(caption) <= texts.CAPTION_ROOM
    assert "named rightly" in caption
    assert "What would help most" in caption
    assert more
    assert all(length(words) <= texts.MESSAGE_ROOM for words in more)
    told = "\n".join(more)
    assert told.count("look more like") == texts.PAIRS
    assert "Right person first" in told


async def test_what_does_not_fit_below_the_picture_is_a_message_of_its_own(stage: Stage) -> None:
    for person in range(4):
        await stage.enrol(f"{person}{'x' * 63}", person, range(1 + (person == 0)))
    picture = await stage.say("/evaluate")
    assert picture.photo is not None
    more = await stage.answer(picture)
    assert "Right person first" not in picture.words
    assert more.words.startswith("Right person first")
