"""In groups only those teach who may manage people there; several faces are told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.records import Managers
from tests.families import family
from tests.people import group, portrait
from tests.rosters import OUT_OF_DATE, labels, names, opened, press
from tests.stage import Stage, on_stage
from tests.teaching import CREDULOUS, KNOWN, asked_name, learn, number_of, of_three, rows

ADMINS_ONLY = "Only this group's admins may enrol and change people here."


async def test_only_who_may_manage_teaches_and_everybody_may_ask_why(stage: Stage) -> None:
    there = family(stage)
    await there.enrol("Nitika", 0, range(2))
    answer = await there.answer(there.group.send_photo(there.bela, portrait(0, 5), caption="/who"))
    assert labels(answer) == KNOWN
    words = answer.words
    for label in ("✓ Right", "✗ Wrong"):
        refused = await there.group.press(there.bela, answer, label)
        assert refused.text.startswith(ADMINS_ONLY)
        assert refused.alert
    assert (answer.words, labels(answer)) == (words, KNOWN)
    assert await names(stage, there.group) == {"Nitika": 2}
    told = await opened(answer, "Why?", stage, there.bela)
    assert told.words.startswith("Why Nitika?")
    await press(answer, "✓ Right", there.ann)
    refused = await there.group.press(there.bela, answer, "Undo")
    assert refused.text.startswith(ADMINS_ONLY)
    assert await names(stage, there.group) == {"Nitika": 3}


async def test_where_everybody_manages_everybody_teaches(stage: Stage) -> None:
    there = family(stage)
    await there.wish(managers=Managers.EVERYONE)
    await there.enrol("Nitika", 0, range(2))
    answer = await there.answer(there.group.send_photo(there.ann, portrait(0, 5), caption="/who"))
    await press(answer, "✓ Right", there.bela)
    await press(answer, "Undo", there.ann)
    assert await names(stage, there.group) == {"Nitika": 2}


async def test_each_unknown_face_has_a_button_to_name_it(stage: Stage) -> None:
    there = family(stage)
    answer = await of_three(there)
    unknown = number_of(answer, "Unknown")
    assert f"Name {unknown}" in labels(answer)[0]
    assert labels(answer)[-1] == ["Why?"]
    await press(answer, f"Name {unknown}", there.ann)
    question = await asked_name(answer, stage, there.ann)
    assert question.words == (
        f"Ann, who is face {unknown}? Reply to this message with the name, or "
        "/cancel@whosthis_bot."
    )
    # Somebody else's words are no answer, nor are words that reply to nothing.
    there.group.send_text(there.bela, "Eve", reply_to=question)
    there.group.send_text(there.ann, "Eve")
    await there.silence()
    told = await there.answer(there.group.send_text(there.ann, "Dora", reply_to=question))
    assert told.words == f"Face {unknown} is Dora. I learnt the photo."
    assert f"{unknown} ✓" in labels(answer)[0]
    assert await names(stage, there.group) == {"Dora": 1, "Nitika": 2, "Vasu": 2}
    again = await there.answer(
        there.group.send_photo(there.ann, group((0, 1, 3), 1), caption="/who")
    )
    assert number_of(again, "Dora")


async def test_faces_are_taught_one_by_one(stage: Stage, tmp_path: Path) -> None:
    there = family(stage)
    answer = await of_three(there)
    words, overview = answer.words, labels(answer)
    before = rows(tmp_path / "whosthis.db")
    nitika, vasu = number_of(answer, "Nitika"), number_of(answer, "Vasu")
    await press(answer, nitika, there.ann)
    assert labels(answer) == [["✓ Right", "✗ Wrong"], ["Why?", "All faces"]]
    await press(answer, "✓ Right", there.ann)
    first = f"{nitika} is Nitika. I learnt the photo."
    assert answer.words == f"{words}\n\n{first}"
    assert labels(answer) == [["Undo", "Why?", "All faces"]]
    await press(answer, "All faces", there.ann)
    assert f"{nitika} ✓" in labels(answer)[0]
    await press(answer, vasu, there.ann)
    await press(answer, "✗ Wrong", there.ann)
    await press(answer, "A stranger", there.ann)
    second = f"{vasu} is a stranger, not Vasu."
    lines = [first, second] if nitika < vasu else [second, first]
    assert answer.words == "\n".join([f"{words}\n", *lines])
    await press(answer, "Undo", there.ann)
    await press(answer, "All faces", there.ann)
    await press(answer, f"{nitika} ✓", there.ann)
    await press(answer, "Undo", there.ann)
    await press(answer, "All faces", there.ann)
    assert (answer.words, labels(answer)) == (words, overview)
    assert rows(tmp_path / "whosthis.db") == before


async def test_why_of_several_faces_is_told_of_each(stage: Stage) -> None:
    there = family(stage)
    answer = await of_three(there)
    overview = labels(answer)
    choice = await opened(answer, "Why?", stage, there.bela)
    assert choice.words == "Of which face shall I tell why?"
    assert labels(choice) == [["Why? 1", "Why? 2", "Why? 3"]]
    told = await opened(choice, f"Why? {number_of(answer, 'Vasu')}", stage, there.bela)
    assert told.words.startswith("Why Vasu?")
    again = await there.group.press(there.bela, answer, "Why?")
    assert again.text == "Choose a face in my message below."
    assert labels(answer) == overview


async def test_what_an_anonymous_admin_teaches_is_the_groups(stage: Stage) -> None:
    there = family(stage)
    await there.enrol("Nitika", 0, range(2))
    there.group.promote(there.ann, anonymous=True)
    answer = await there.answer(there.group.send_photo(there.bela, portrait(0, 5), caption="/who"))
    await press(answer, "✓ Right", there.ann)
    (row,) = await stage.services.store.database.rows("SELECT given_by FROM feedback")
    assert row["given_by"] == there.group.id
    added = await stage.services.store.database.rows(
        "SELECT enrolled_by FROM photos ORDER BY id DESC LIMIT 1"
    )
    assert added[0]["enrolled_by"] == there.group.id


async def test_photos_that_nobody_asked_about_have_the_same_buttons(stage: Stage) -> None:
    there = family(stage)
    await there.enrol("Nitika", 0, range(2))
    await there.every_photo()
    answer = await there.answer(there.group.send_photo(there.bela, portrait(0, 5)))
    assert labels(answer) == KNOWN
    await press(answer, "✓ Right", there.ann)
    assert await names(stage, there.group) == {"Nitika": 3}


async def test_buttons_go_along_when_the_group_moves(tmp_path: Path) -> None:
    async with on_stage(tmp_path, CREDULOUS) as stage:
        there = family(stage, kind="group")
        await learn(stage, "Nitika", 0, there.group)
        await learn(stage, "Vasu", 1, there.group)
        answer = await there.answer(
            there.group.send_photo(there.ann, portrait(2, 0), caption="/who")
        )
        named = answer.words.partition("\n")[0].partition(",")[0]
        await press(answer, "✗ Wrong", there.ann)
        supergroup = there.group.migrate()
        await stage.sandbox.settled()
        again = await stage.answer(
            supergroup.send_photo(there.ann, portrait(2, 0), caption="/who")
        )
        assert not again.words.startswith(named)
        await there.group.press(there.ann, answer, "A stranger")
        told = await supergroup.next_from(stage.bot, after=again)
        assert "This is a stranger" in told.words
        await press(told, "Undo", there.ann)
        assert rows(tmp_path / "whosthis.db", ("vetoes",)) == {"vetoes": []}


async def test_buttons_of_a_message_too_old_are_out_of_date(stage: Stage) -> None:
    there = family(stage)
    await there.enrol("Nitika", 0, range(2))
    answer = await there.answer(there.group.send_photo(there.ann, portrait(0, 5), caption="/who"))
    pressed = there.group.press(there.ann, answer, "✓ Right", inaccessible=True)
    assert (await pressed).text == OUT_OF_DATE
    assert await names(stage, there.group) == {"Nitika": 2}


@pytest.mark.parametrize("gone", ["answer", "photo"])
async def test_where_messages_are_deleted_it_is_learnt_all_the_same(
    stage: Stage, gone: str
) -> None:
    there = family(stage)
    await there.enrol("Nitika", 0, range(2))
    photo = there.group.send_photo(there.ann, portrait(0, 5), caption="/who")
    answer = await there.answer(photo)
    pressed = there.group.press(there.ann, answer, "✓ Right")
    there.group.delete(answer if gone == "answer" else photo)
    await pressed
    if gone == "answer":
        anew = await there.group.next_from(stage.bot, after=answer)
        assert anew.words.endswith("This is Nitika. I learnt the photo.")
    else:
        await there.group.until(lambda: labels(answer) == [["Undo", "Why?"]])
    assert await names(stage, there.group) == {"Nitika": 3}
