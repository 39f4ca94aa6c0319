"""People are renamed by a command."""

from __future__ import annotations

import pytest

from tests.rosters import OUT_OF_DATE, forged, known, labels, names, opened, press
from tests.stage import Stage


@pytest.mark.parametrize(
    ("command", "people"),
    [
        ("/rename Ana to Anna", {"Anna": 2, "Zoe": 1}),
        ("/rename ana TO  Anna  Maria", {"Anna Maria": 2, "Zoe": 1}),
        ("/rename Ana\nto\nAnna", {"Anna": 2, "Zoe": 1}),
        ("/rename ana to ANA", {"ANA": 2, "Zoe": 1}),
    ],
)
async def test_a_command_renames(stage: Stage, command: str, people: dict[str, int]) -> None:
    await known(stage, {"Ana": 2, "Zoe": 1})
    answer = await stage.say(command)
    new = next(iter(people))
    assert answer.words == f"Ana is called {new} now."
    assert labels(answer) == [[f"Photos of {new}"]]
    assert await names(stage) == people


@pytest.mark.parametrize(
    ("command", "people"),
    [
        ("/rename Road to Rome to Via", {"Road": 1, "Via": 1}),
        ("/rename Road to Way to Rome", {"Road to Rome": 1, "Way to Rome": 1}),
        ("/rename Road to Path", {"Path": 1, "Road to Rome": 1}),
    ],
)
async def test_names_may_have_a_to_in_them(
    stage: Stage, command: str, people: dict[str, int]
) -> None:
    await known(stage, {"Road": 1, "Road to Rome": 1})
    await stage.say(command)
    assert await names(stage) == people


@pytest.mark.parametrize("command", ["/rename", "/rename Anna", "/rename to Anna", "/rename a to"])
async def test_a_command_with_too_little_tells_how(stage: Stage, command: str) -> None:
    await known(stage, {"Anna": 1})
    answer = await stage.say(command)
    assert answer.words == "Write both names, for example /rename Ana to Anna."


@pytest.mark.parametrize("new", ["x" * 65, "\u200b", "to " * 200])
async def test_what_is_no_name_is_refused(stage: Stage, new: str) -> None:
    await known(stage, {"Anna": 1})
    answer = await stage.say(f"/rename Anna to {new}")
    assert "name" in answer.words
    assert await names(stage) == {"Anna": 1}


async def test_a_name_nearly_right_is_asked_about(stage: Stage) -> None:
    await known(stage, {"Anna": 1, "Zebulon": 1})
    answer = await stage.say("/rename Annna to Hannah <3 to you")
    assert answer.words == (
        "I don't know anybody called Annna here. Who shall be called Hannah <3 to you?"
    )
    assert labels(answer) == [["Anna"]]
    await press(answer, "Anna")
    assert answer.words == "Anna is called Hannah <3 to you now."
    assert await names(stage) == {"Hannah <3 to you": 1, "Zebulon": 1}


async def test_whoever_was_meant_needs_the_command_still(stage: Stage) -> None:
    (anna,) = await known(stage, {"Anna": 1})
    command = stage.chat.send_text(stage.ann, "/rename Annna to Hannah")
    answer = await stage.answer(command)
    for data in (f"renameas:{anna}:7", f"renameas:{anna}:-1", "renameas:999:0"):
        assert (await forged(answer, data)).text == OUT_OF_DATE
    stage.chat.delete(command)
    assert (await stage.chat.press(stage.ann, answer, "Anna")).text == OUT_OF_DATE
    assert await names(stage) == {"Anna": 1}


@pytest.mark.parametrize("new", ["x" * 65, "\u2800"])
async def test_a_command_that_was_edited_may_have_no_name_any_more(stage: Stage, new: str) -> None:
    await known(stage, {"Anna": 1})
    command = stage.chat.send_text(stage.ann, "/rename Annna to Hannah")
    answer = await stage.answer(command)
    stage.chat.edit(command, text=f"/rename Annna to {new}")
    told = await stage.chat.press(stage.ann, answer, "Anna")
    assert told.alert
    assert "name" in told.text
    assert await names(stage) == {"Anna": 1}


async def test_a_command_sent_twice_renames_once(stage: Stage) -> None:
    await known(stage, {"Ana": 1})
    await stage.say("/rename Ana to Anna")
    answer = await stage.say("/rename Ana to Anna")
    assert answer.words == (
        "I don't know anybody called Ana here, and somebody is called Anna already."
    )
    assert labels(answer) == [["All people"]]


async def test_nobody_of_that_name_leads_to_everybody(stage: Stage) -> None:
    await known(stage, {"Zebulon": 1})
    answer = await stage.say("/rename Anna to Hanna")
    assert answer.words == "I don't know anybody called Anna here."
    assert labels(answer) == [["All people"]]


async def test_the_name_that_somebody_has_changes_nothing(stage: Stage) -> None:
    await known(stage, {"Ana": 1})
    assert (await stage.say("/rename ana to Ana")).words == "Ana is the name already."
    assert await names(stage) == {"Ana": 1}


async def test_a_taken_name_offers_to_merge(stage: Stage) -> None:
    await known(stage, {"Ana": 3, "Anna": 1})
    answer = await stage.say("/rename Ana to ANNA")
    assert answer.words == (
        "Somebody else here is called Anna already. If they are one person, merge them: "
        "Ana's 3 photos become Anna's, and the name Ana goes."
    )
    assert labels(answer) == [["Merge"], ["Another name", "Keep both"]]
    await press(answer, "Merge")
    assert answer.words.startswith("Ana's 3 photos are Anna's now.")
    assert await names(stage) == {"Anna": 4}
    await press(answer, "Undo")
    answer = await stage.say("/rename Ana to Anna")
    question = await opened(answer, "Another name", stage)
    assert question.words.startswith("What shall I call Ana?")
    await press(answer, "Keep both")
    assert await names(stage) == {"Ana": 3, "Anna": 1}
