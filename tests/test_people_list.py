"""/people lists everybody in a chat as buttons, a page at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from tests.rosters import OUT_OF_DATE, forged, known, labels, opened, press
from tests.stage import Stage, on_stage, staged


async def test_where_nobody_is_enrolled_it_says_how_to_begin(stage: Stage) -> None:
    answer = await stage.say("/people")
    assert answer.words.startswith("I don't know anybody here yet.")
    assert "/enroll Anna" in answer.words
    assert not answer.buttons
    friends = stage.sandbox.group("Friends", members=[stage.ann, stage.bot])
    answer = await stage.answer(friends.send_text(stage.ann, "/people"))
    assert f"/enroll@{stage.bot.username} Anna" in answer.words


async def test_people_are_listed_by_name_with_their_photos(stage: Stage) -> None:
    await known(stage, {"bela": 2, "Anna": 5, "Émile": 1, "Zoe": 1, "ANDI": 1})
    answer = await stage.say("/people")
    assert answer.words == "I know 5 people here, from 10 photos. Tap a name to see them."
    assert labels(answer) == [["ANDI · 1", "Anna · 5"], ["bela · 2", "Zoe · 1"], ["Émile · 1"]]


async def test_a_long_name_has_a_row_to_itself(stage: Stage) -> None:
    await known(stage, {"Anna": 1, "Maximiliane-Charlotte von Hohenstein": 1, "Zoe": 1})
    answer = await stage.say("/people")
    assert labels(answer) == [["Anna · 1"], ["Maximiliane-Charlot…Hohenstein · 1"], ["Zoe · 1"]]


async def test_long_names_that_begin_alike_can_be_told_apart(stage: Stage) -> None:
    name = "Maximiliane-Charlotte von Hohenstein"
    await known(stage, {f"{name} the Elder": 1, f"{name} the Younger": 1})
    one, other = labels(await stage.say("/people"))
    assert one != other


async def test_many_people_are_paged_through_by_editing(stage: Stage) -> None:
    await known(stage, {f"N{number:02}": 1 for number in range(23)})
    answer = await stage.say("/people")
    assert labels(answer)[-2:] == [["N08 · 1", "N09 · 1"], ["1/3", "›"]]
    await press(answer, "›")
    assert labels(answer)[0] == ["N10 · 1", "N11 · 1"]
    assert labels(answer)[-1] == ["‹", "2/3", "›"]
    await press(answer, "›")
    assert labels(answer) == [["N20 · 1", "N21 · 1"], ["N22 · 1"], ["‹", "3/3"]]
    await press(answer, "‹")
    assert labels(answer)[-1] == ["‹", "2/3", "›"]
    # Pressing the page itself changes nothing, and is no error.
    assert not (await stage.chat.press(stage.ann, answer, "2/3")).text
    await stage.sandbox.settled()
    assert len(stage.chat.messages) == 2


async def test_pages_outlive_a_restart_and_people_who_are_gone(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        bot, ann = sandbox.add_bot("whosthis_bot"), sandbox.add_user("Ann")
        chat = sandbox.private_chat(ann, bot)
        async with staged(tmp_path / "a.db", sandbox, bot) as (services, running):
            stage = Stage(sandbox, bot, services, running, ann, chat)
            await known(stage, {f"N{number:02}": 1 for number in range(23)})
            answer = await stage.say("/people")
            await press(answer, "›")
        async with staged(tmp_path / "a.db", sandbox, bot) as (services, running):
            for person in (await services.roster.people(chat.id))[3:]:
                await services.roster.forget(chat.id, person.id, None, person.since)
            # Where there is no third page any more, the last one is shown.
            await press(answer, "›")
            assert labels(answer) == [["N00 · 1", "N01 · 1"], ["N02 · 1"]]


async def test_a_group_lists_its_own_people_to_every_member(stage: Stage) -> None:
    bela = stage.sandbox.add_user("Bela")
    friends = stage.sandbox.group(
        "Friends", members=[stage.ann, bela, stage.bot], admins=[stage.ann], supergroup=True
    )
    (here,) = await known(stage, {"Carla": 2}, friends)
    (elsewhere,) = await known(stage, {"Dora": 1})
    answer = await stage.answer(friends.send_text(bela, "/people"))
    assert labels(answer) == [["Carla · 2"]]
    card = await opened(answer, "Carla · 2", stage, bela)
    assert card.words.startswith("Carla · 2 photos")
    # Whatever a client makes of a button, another chat's people are not in this one.
    answered = await forged(answer, f"card:{elsewhere}", bela)
    assert (answered.text, answered.alert) == (OUT_OF_DATE, True)
    assert here != elsewhere


@pytest.mark.parametrize("data", ["card:999999", "card:-1", "card:x", "card", "card:1:2", "nope"])
async def test_a_button_that_nobody_made_is_out_of_date(stage: Stage, data: str) -> None:
    await known(stage, {"Anna": 1})
    answer = await stage.say("/people")
    assert (await forged(answer, data)).text == OUT_OF_DATE


async def test_whoever_is_gone_since_the_list_was_shown_is_out_of_date(stage: Stage) -> None:
    anna, _ = await known(stage, {"Anna": 1, "Bela": 1})
    answer = await stage.say("/people")
    person = await stage.services.roster.get(stage.chat.id, anna)
    await stage.services.roster.forget(
        stage.chat.id,
        person.id,
        None,
        (await stage.services.roster.people(stage.chat.id))[0].since,
    )
    answered = await stage.chat.press(stage.ann, answer, "Anna · 1")
    assert (answered.text, answered.alert) == (OUT_OF_DATE, True)


async def test_the_list_stays_in_its_topic(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        forum = stage.sandbox.group(
            "Forum", members=[stage.ann, stage.bot], admins=[stage.ann], topics=True
        )
        topic = forum.add_topic("Photos")
        await known(stage, {"Anna": 1}, forum)
        answer = await stage.answer(forum.send_text(stage.ann, "/people", topic=topic))
        assert answer.topic is topic
        card = await opened(answer, "Anna · 1", stage, stage.ann)
        assert card.topic is topic
