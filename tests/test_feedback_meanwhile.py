"""Answers whose people changed since, and what is forgotten of whom faces are not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.chats.roster import UNDO
from bot.sandbox import Message
from tests.families import family
from tests.people import portrait
from tests.rosters import OUT_OF_DATE, forged, labels, names, press
from tests.stage import Stage
from tests.teaching import KNOWN, credulous, mistaken, number_of, of_three, rows


async def merged(stage: Stage) -> None:
    """Have Nitika be Vasu's other name."""
    roster = stage.services.roster
    ids = {one.name: one.id for one in await roster.people(stage.chat.id)}
    now = datetime.now(UTC)
    await roster.merge(stage.chat.id, ids["Nitika"], ids["Vasu"], stage.ann.id, now)


async def known(stage: Stage) -> Message:
    """An answer that names Nitika, of a photo that is not enrolled."""
    await stage.enrol("Nitika", 0)
    await stage.enrol("Vasu", 1)
    return await stage.show(portrait(0, 5))


async def test_whoever_was_merged_is_called_what_they_are_called_now(stage: Stage) -> None:
    answer = await known(stage)
    await press(answer, "✓ Right")
    await merged(stage)
    face = answer.buttons[0][-1].data or ""
    await forged(answer, f"face:{face.partition(':')[2]}")
    await stage.chat.until(lambda: answer.words.endswith("This is Vasu. I learnt the photo."))
    await press(answer, "Undo")
    assert labels(answer) == KNOWN
    assert await names(stage) == {"Vasu": 4}


async def test_right_is_whoever_the_person_was_merged_into(stage: Stage) -> None:
    answer = await known(stage)
    await merged(stage)
    await press(answer, "✓ Right")
    assert answer.words.endswith("This is Vasu. I learnt the photo.")
    assert await names(stage) == {"Vasu": 5}
    await press(answer, "Undo")
    assert labels(answer) == KNOWN
    assert await names(stage) == {"Vasu": 4}
    await press(answer, "✗ Wrong")
    assert "This is not Vasu. Who is it?" in answer.words
    # Nobody else is there to choose from.
    assert labels(answer) == [["Somebody new", "A stranger"], ["Undo"]]


async def test_an_answer_names_a_merged_person_also_for_good(stage: Stage) -> None:
    answer = await known(stage)
    await merged(stage)
    await stage.services.roster.purge(datetime.now(UTC) + UNDO)
    # The button is about Nitika, who is nobody any more; it is one about Vasu now.
    refused, _ = await press(answer, "✓ Right")
    assert refused.text == OUT_OF_DATE
    assert labels(answer) == KNOWN
    await press(answer, "✓ Right")
    assert answer.words.endswith("This is Vasu. I learnt the photo.")


async def test_where_a_face_could_not_be_compared_the_others_keep_their_numbers(
    stage: Stage,
) -> None:
    there = family(stage)
    answer = await of_three(there)
    number = number_of(answer, "Vasu")
    async with stage.services.store.transaction() as transaction:
        await transaction.execute("DELETE FROM answered_faces WHERE number <> ?", (int(number),))
    await press(answer, number, there.ann)
    await press(answer, "✓ Right", there.ann)
    assert f"{number} is Vasu. I learnt the photo." in answer.words
    await press(answer, "All faces", there.ann)
    assert labels(answer) == [[f"{number} ✓"], ["Why?"]]


async def test_a_face_is_no_longer_not_somebody_once_it_is_said_to_be(
    tmp_path: Path,
) -> None:
    async with credulous(tmp_path) as stage:
        answer, named, _ = await mistaken(stage)
        await press(answer, "✗ Wrong")
        await press(answer, "A stranger")
        before = rows(tmp_path / "whosthis.db")
        again = await stage.show(portrait(2, 0))
        assert not again.words.startswith(named)
        shown = labels(again)
        for label in [*shown[0], *shown[-1]]:
            if label in {"✗ Wrong", "Someone else", "Name this face"}:
                await press(again, label)
                break
        await press(again, named)
        assert f"This is {named}. I learnt the photo." in again.words
        for shot in (0, 1):
            assert (await stage.show(portrait(2, shot))).words.startswith(named)
        await press(again, "Undo")
        assert rows(tmp_path / "whosthis.db") == before
        assert not (await stage.show(portrait(2, 0))).words.startswith(named)


async def test_of_whom_faces_are_not_is_forgotten_from_their_card(
    stage: Stage, tmp_path: Path
) -> None:
    there = family(stage)
    await there.enrol("Nitika", 0, range(2))
    await there.enrol("Vasu", 1, range(2))
    answers = [
        await there.answer(
            there.group.send_photo(there.ann, portrait(0, shot), caption="/who"),
        )
        for shot in (5, 6)
    ]
    for answer in answers:
        await press(answer, "✗ Wrong", there.ann)
    card = await there.answer(there.group.send_text(there.bela, "/person Nitika"))
    buttons = labels(card)
    assert "I was told of 2 faces that they are not Nitika." in card.words
    assert buttons[0] == ["Forget those faces"]
    refused = await there.group.press(there.bela, card, "Forget those faces")
    assert refused.text.startswith("Only this group's admins may")
    await press(card, "Forget those faces", there.ann)
    assert "Forget the 2 faces that are not Nitika?" in card.words
    await press(card, "Keep", there.ann)
    assert labels(card) == buttons
    await press(card, "Forget those faces", there.ann)
    yes = card.buttons[0][0].data or ""
    refused = await there.group.press(there.bela, card, "Forget")
    assert refused.text.startswith("Only this group's admins may")
    await press(card, "Forget", there.ann)
    assert card.words.endswith("All right, I forgot that.")
    assert labels(card) == buttons[1:]
    assert rows(tmp_path / "whosthis.db", ("vetoes", "veto_vectors")) == {
        "vetoes": [],
        "veto_vectors": [],
    }
    # Once more it changes nothing, and elsewhere it is about nobody.
    assert not (await forged(card, yes, there.ann)).text
    mine = await stage.say("/people")
    assert (await forged(mine, yes)).text == OUT_OF_DATE
    assert await names(stage, there.group) == {"Nitika": 2, "Vasu": 2}
