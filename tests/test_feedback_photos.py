"""What is said of a face brings photos in and takes them out, and Undo puts them back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chats.answered import KEPT
from bot.chats.roster import UNDO
from bot.sandbox import Missing
from tests.families import family
from tests.people import group, portrait
from tests.rosters import forged, labels, names, press
from tests.stage import Stage, on_stage
from tests.teaching import KNOWN, LEARNT, credulous, mistaken, number_of, of_three, rows


async def test_undo_of_one_face_leaves_what_was_learnt_of_another(
    stage: Stage, tmp_path: Path
) -> None:
    there = family(stage)
    answer = await of_three(there)
    nitika, vasu = number_of(answer, "Nitika"), number_of(answer, "Vasu")
    for number, said in ((nitika, ["✓ Right"]), (vasu, ["✗ Wrong", "A stranger"])):
        for label in (number, *said, "All faces"):
            await press(answer, label, there.ann)
    learnt = rows(tmp_path / "whosthis.db", ("vetoes", "veto_vectors"))
    assert learnt["vetoes"]
    await press(answer, f"{nitika} ✓", there.ann)
    await press(answer, "Undo", there.ann)
    assert f"{vasu} is a stranger, not Vasu." in answer.words
    assert rows(tmp_path / "whosthis.db", ("vetoes", "veto_vectors")) == learnt


async def test_a_lesson_outlives_the_photo_that_another_brought(tmp_path: Path) -> None:
    async with credulous(tmp_path) as stage:
        first, named, other = await mistaken(stage)
        second, *_ = await mistaken(stage)
        await press(first, "✗ Wrong")
        await press(first, other)
        await press(second, "✗ Wrong")
        await press(second, "A stranger")
        await press(first, "Undo")
        assert await names(stage) == {named: 2, other: 2}
        assert not (await stage.show(portrait(2, 0))).words.startswith(named)
        await press(second, "Undo")
        assert (await stage.show(portrait(2, 0))).words.startswith(named)


@pytest.mark.parametrize("then", ["A stranger", "Vasu"])
async def test_a_photo_of_the_wrong_person_is_taken_from_them(
    stage: Stage, tmp_path: Path, then: str
) -> None:
    await stage.enrol("Nitika", 0)
    await stage.enrol("Vasu", 1)
    # Somebody mistook a photo of a third one for Nitika's.
    await stage.show(portrait(4, 0), "/enroll Nitika")
    answer = await stage.show(portrait(4, 0))
    words, before = answer.words, rows(tmp_path / "whosthis.db")
    assert words.startswith("Nitika")
    await press(answer, "✗ Wrong")
    took = "I took this very photo out of Nitika's."
    assert answer.words == f"{words}\n\nThis is not Nitika. {took} Who is it?"
    assert await names(stage) == {"Nitika": 2, "Vasu": 2}
    await press(answer, then)
    assert answer.words.endswith(f" {took}")
    vasus = 3 if then == "Vasu" else 2
    assert await names(stage) == {"Nitika": 2, "Vasu": vasus}
    assert not (await stage.show(portrait(4, 0))).words.startswith("Nitika")
    await stage.services.roster.purge(datetime.now(UTC) + UNDO)
    await press(answer, "Undo")
    assert (answer.words, labels(answer)) == (words, KNOWN)
    assert rows(tmp_path / "whosthis.db") == before


async def test_what_was_taken_is_deleted_once_it_cannot_be_undone(
    stage: Stage, tmp_path: Path
) -> None:
    await stage.enrol("Nitika", 0)
    answer = await stage.show(portrait(0, 0))
    await press(answer, "✗ Wrong")
    assert await names(stage) == {"Nitika": 1}
    assert len(rows(tmp_path / "whosthis.db", ("photos",))["photos"]) == 2
    later = datetime.now(UTC) + KEPT + timedelta(minutes=1)
    await stage.services.roster.purge(later)
    await stage.services.teaching.purge(later)
    left = rows(tmp_path / "whosthis.db", (*LEARNT, "feedback"))
    assert [len(left[table]) for table in ("photos", "removals", "feedback")] == [1, 0, 0]
    # What was said is remembered all the same.
    assert len(left["vetoes"]) == 1


async def test_with_their_only_photo_somebody_goes_and_comes_back(
    stage: Stage, tmp_path: Path
) -> None:
    await stage.enrol("Nitika", 0, range(1))
    await stage.enrol("Vasu", 1)
    answer = await stage.show(portrait(0, 0))
    words, before = answer.words, rows(tmp_path / "whosthis.db")
    await press(answer, "✗ Wrong")
    assert answer.words.endswith(
        "This is not Nitika. This very photo was the only one of Nitika, who is gone with it. "
        "Who is it?"
    )
    assert await names(stage) == {"Vasu": 2}
    await press(answer, "Undo")
    assert (answer.words, labels(answer)) == (words, KNOWN)
    assert rows(tmp_path / "whosthis.db") == before


async def test_whoever_is_forgotten_takes_along_what_was_taken_from_them(
    stage: Stage, tmp_path: Path
) -> None:
    await stage.enrol("Nitika", 0)
    await press(await stage.show(portrait(0, 0)), "✗ Wrong")
    await press(await stage.say("/forget Nitika"), "Forget")
    await stage.services.roster.purge(datetime.now(UTC) + UNDO)
    left = rows(tmp_path / "whosthis.db")
    assert not any(left.values())


async def test_what_was_taken_comes_back_to_whoever_its_person_became(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    await stage.enrol("Vasu", 1)
    answer = await stage.show(portrait(0, 0))
    await press(answer, "✗ Wrong")
    roster, now = stage.services.roster, datetime.now(UTC)
    ids = {one.name: one.id for one in await roster.people(stage.chat.id)}
    await roster.merge(stage.chat.id, ids["Nitika"], ids["Vasu"], 1, now)
    await roster.purge(now + UNDO)
    await press(answer, "Undo")
    assert await names(stage) == {"Vasu": 4}


@pytest.mark.parametrize("by", ["an enrolment", "another answer"])
async def test_a_photo_stays_that_others_vouch_for(stage: Stage, by: str) -> None:
    await stage.enrol("Nitika", 0)
    await stage.enrol("Vasu", 1)
    answer = await stage.show(portrait(0, 5))
    await press(answer, "✓ Right")
    if by == "an enrolment":
        await stage.show(portrait(0, 5), "/enroll Nitika")
    else:
        other = await stage.show(portrait(0, 5))
        await press(other, "✓ Right")
        assert "I have this photo already" in other.words
    await press(answer, "Undo")
    assert await names(stage) == {"Nitika": 3, "Vasu": 2}
    if by == "another answer":
        await press(other, "Undo")
        assert await names(stage) == {"Nitika": 2, "Vasu": 2}


async def test_a_photo_that_an_answer_forgotten_since_brought_stays(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    answer, other = [await stage.show(portrait(0, 5)) for _ in range(2)]
    await press(answer, "✓ Right")
    await press(other, "✓ Right")
    async with stage.services.store.transaction() as transaction:
        await transaction.execute("UPDATE answers SET expires_at = 0 WHERE id = 1")
    await stage.services.teaching.purge(datetime.now(UTC))
    await press(other, "Undo")
    assert await names(stage) == {"Nitika": 3}


async def test_several_faces_where_there_was_one_are_not_guessed_at(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    await stage.enrol("Vasu", 1)
    answer = await stage.show(group((0, 1), 1))
    async with stage.services.store.transaction() as transaction:
        await transaction.execute("UPDATE answered_faces SET face = NULL")
    await press(answer, "1")
    await press(answer, "✓ Right")
    assert "I did not add the photo: I see several faces in it now." in answer.words
    assert await names(stage) == {"Nitika": 2, "Vasu": 2}


async def test_at_the_days_limit_an_answer_can_be_put_right(tmp_path: Path) -> None:
    async with on_stage(tmp_path, USER_DAILY_PHOTOS="5") as stage:
        await stage.enrol("Nitika", 0)
        await stage.enrol("Vasu", 1)
        answer = await stage.show(portrait(0, 5))
        assert "no photos left today" in (await stage.show(portrait(0, 6))).words
        looked_at = await photos_today(stage)
        await press(answer, "✗ Wrong")
        assert await photos_today(stage) == looked_at + 1
        await press(answer, "A stranger")
        assert answer.words.endswith("This is a stranger, not Nitika.")
        # The face is remembered, and the photo not fetched once more.
        assert await photos_today(stage) == looked_at + 1


async def photos_today(stage: Stage) -> int:
    report = await stage.services.usage.report(datetime.now(UTC))
    return sum(one.photos for one in report.today)


async def test_what_was_taken_back_for_nothing_is_not_claimed(stage: Stage) -> None:
    await stage.enrol("Nitika", 0)
    await stage.enrol("Vasu", 1)
    answer = await stage.show(portrait(0, 5))
    words = answer.words
    face = int((answer.buttons[0][-1].data or "").partition(":")[2])
    await press(answer, "✓ Right")
    last = answer.chat.history[-1]
    await forged(answer, f"newface:{face}")
    await answer.chat.next_from(stage.bot, after=last)
    await stage.sandbox.settled()
    stage.sandbox.faults.always("getFile", Missing())
    assert (await stage.say("Dora")).words.startswith("I don't know Dora now")
    await stage.chat.until(lambda: (answer.words, labels(answer)) == (words, KNOWN))
    assert await names(stage) == {"Nitika": 2, "Vasu": 2}
