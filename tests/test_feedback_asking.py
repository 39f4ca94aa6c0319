"""Whoever asks about a group in private is told why, and teaches nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox import Chat, Message, User
from tests.doors import anns_bot
from tests.people import group, portrait
from tests.rosters import OUT_OF_DATE, forged, labels, opened, press
from tests.stage import Stage

BACK = "Back to my own people"


@pytest.fixture
def bela(stage: Stage) -> User:
    return stage.sandbox.add_user("Bela", username="bela")


async def asked(stage: Stage, bela: User, photo: bytes) -> tuple[Chat, Message]:
    """A group that knows Nitika and Vasu, and what Bela is told of a photo in private."""
    friends = stage.sandbox.group(
        "Friends", members=[stage.ann, bela, stage.bot], admins=[stage.ann], supergroup=True
    )
    await stage.services.door.admit_group(friends.id, stage.ann.id, datetime.now(UTC))
    for number, name in enumerate(("Nitika", "Vasu")):
        shown = friends.send_photo(stage.ann, portrait(number, 0), caption=f"/enroll {name}")
        await stage.answer(shown)
    said = await stage.answer(friends.send_text(stage.ann, "/share"))
    url = said.button("Ask in private").url or ""
    await stage.answer(stage.sandbox.open_link(bela, url))
    theirs = stage.sandbox.private_chat(bela, stage.bot)
    return friends, await stage.answer(theirs.send_photo(bela, photo))


async def test_there_is_why_and_the_way_back(stage: Stage, bela: User) -> None:
    _, answer = await asked(stage, bela, portrait(0, 5))
    assert labels(answer) == [["Why?"], [BACK]]
    told = await opened(answer, "Why?", stage)
    assert told.words.startswith("Why Nitika?")
    await press(answer, BACK)


async def test_of_several_faces_each_can_be_asked_about(stage: Stage, bela: User) -> None:
    _, answer = await asked(stage, bela, group((0, 1), 0))
    assert labels(answer) == [["Why? 1", "Why? 2"], [BACK]]
    told = await opened(answer, "Why? 2", stage)
    assert told.words.startswith("Why ")


async def test_nothing_is_taught_by_forged_buttons(stage: Stage, bela: User) -> None:
    _, answer = await asked(stage, bela, portrait(0, 5))
    face = int((answer.buttons[0][0].data or "").partition(":")[2])
    for data in (
        f"its:{face}:1",
        f"wrong:{face}",
        f"stranger:{face}",
        f"naming:{face}:0",
        f"newface:{face}",
        f"face:{face}",
        f"faces:{face}",
    ):
        assert (await forged(answer, data)).text == OUT_OF_DATE, data
    assert await stage.services.store.database.rows("SELECT * FROM feedback") == []


async def test_whoever_left_is_told_no_more(stage: Stage, bela: User) -> None:
    friends, answer = await asked(stage, bela, portrait(0, 5))
    friends.remove_member(bela)
    refused = await answer.chat.press(bela, answer, "Why?")
    assert refused.text.startswith("You are no longer a member of")
    assert refused.alert


async def test_others_answers_are_nobodys_business(stage: Stage, bela: User) -> None:
    _, answer = await asked(stage, bela, portrait(0, 5))
    theirs = answer.buttons[0][0].data or ""
    mine = await stage.say("/people")
    assert (await forged(mine, theirs)).text == OUT_OF_DATE
    assert labels(answer) == [["Why?"], [BACK]]


async def test_whoever_is_no_guest_is_told_why_too(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela = stage.sandbox.add_user("Bela", username="bela")
        _, answer = await asked(stage, bela, portrait(0, 5))
        told = await opened(answer, "Why?", stage)
        assert told.words.startswith("Why Nitika?")
