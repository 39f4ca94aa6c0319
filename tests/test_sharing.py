"""Sharing people of one's own with a group: from the choice to the taking back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox import Chat, Sandbox, User
from tests.people import portrait
from tests.sharing import agreed, known, labels, link_of, offer_in, pressed
from tests.stage import Stage, on_stage, staged


@pytest.fixture
def bela(stage: Stage) -> User:
    return stage.sandbox.add_user("Bela", username="bela")


@pytest.fixture
def friends(stage: Stage, bela: User) -> Chat:
    """A group of Bela's, in which Ann is a member and the bot is not."""
    return stage.sandbox.group("Friends", members=[bela, stage.ann], supergroup=True)


async def test_from_the_choice_to_the_copies_and_back(
    stage: Stage, friends: Chat, bela: User
) -> None:
    for number, name in enumerate(("Nitika", "Vasu", "Rao <3")):
        await stage.enrol(name, number, range(1))
    await stage.enrol("Nitika", 0, range(1, 3))
    picker = await stage.say("/share")
    assert labels(picker)[:3] == ["☑ Nitika (3)", "☑ Rao <3 (1)", "☑ Vasu (1)"]
    assert "3 people with 5 photos chosen" in picker.words
    await stage.chat.press(stage.ann, picker, "☑ Vasu (1)")
    await stage.chat.until(lambda: "2 people with 4 photos chosen" in picker.words)
    url = await link_of(stage, picker)
    opened = stage.sandbox.open_link(stage.ann, url, group=friends)
    offer = await friends.next_from(
        stage.bot, after=opened, where=lambda message: bool(message.buttons)
    )
    assert offer.words.startswith("Ann offers to copy 2 people with 4 photos into this group.")
    assert not any(name in offer.words for name in ("Nitika", "Rao"))
    assert await known(stage, friends) == {}
    await friends.press(bela, offer, "Agree")
    await friends.until(lambda: offer.words.startswith("Bela agreed. 2 people with 4 photos"))
    assert "Nitika" not in offer.words
    assert not offer.buttons
    assert await known(stage, friends) == {"Nitika": 3, "Rao <3": 1}
    asked = friends.send_photo(bela, portrait(0, 3), caption="/who")
    assert (await stage.answer(asked)).words.startswith("Nitika\n")

    shared = await stage.say("/share")
    await pressed(stage.chat, stage.ann, shared, "What I have shared")
    await stage.chat.until(lambda: "• Friends: 2 people with 4 photos" in shared.words)
    await pressed(stage.chat, stage.ann, shared, "Take back: Friends")
    await stage.chat.until(lambda: shared.words.startswith("Take back what you share"))
    assert await known(stage, friends) == {"Nitika": 3, "Rao <3": 1}
    await pressed(stage.chat, stage.ann, shared, "Take back")
    told = await friends.next_from(
        stage.bot, after=asked, where=lambda message: "taken back" in message.words
    )
    assert told.words == (
        "Ann has taken back what was shared with this group: 4 photos of 2 people removed."
    )
    assert told.reply_to is offer
    assert "Nitika" not in offer.words
    assert await known(stage, friends) == {}
    await stage.chat.until(lambda: shared.words == "You share nothing with any group.")
    assert await known(stage, stage.chat) == {"Nitika": 3, "Vasu": 1, "Rao <3": 1}


async def test_many_people_come_in_pages(stage: Stage) -> None:
    await stage.enrol("Nitika", 0, range(1))
    async with stage.services.store.transaction() as transaction:
        for n in range(19):
            person = await stage.services.store.people.get_or_add(
                transaction, stage.chat.id, f"P{n:02}"
            )
            await transaction.execute(
                """INSERT INTO photos (person_id, sha256, width, height, thumbnail, jpeg)
                   SELECT ?, sha256, width, height, thumbnail, jpeg FROM photos LIMIT 1""",
                (person.id,),
            )
    picker = await stage.say("/share")
    assert "Page 1 of 3" in picker.words
    assert "20 people with 20 photos chosen" in picker.words
    await stage.chat.press(stage.ann, picker, "None")
    await stage.chat.until(lambda: "Nobody is chosen" in picker.words)
    nobody = await stage.chat.press(stage.ann, picker, "Go on")
    assert nobody.text == "Please tick somebody first."
    await stage.chat.press(stage.ann, picker, "›")
    await stage.chat.until(lambda: "Page 2 of 3" in picker.words)
    await stage.chat.press(stage.ann, picker, "☐ P08 (1)")
    await stage.chat.until(lambda: "1 person with 1 photo chosen" in picker.words)
    assert "‹" in labels(picker)
    await stage.chat.press(stage.ann, picker, "All")
    await stage.chat.until(lambda: "20 people with 20 photos chosen" in picker.words)


async def test_with_nobody_to_share_one_is_told_how_to_begin(stage: Stage) -> None:
    assert (await stage.say("/share")).words.startswith("There is nobody here whom you could")


async def test_taking_back_works_where_the_bot_is_gone(
    stage: Stage, friends: Chat, bela: User
) -> None:
    await stage.enrol("Nitika", 0, range(1))
    await agreed(stage, friends, bela)
    friends.remove_member(stage.bot, by=bela)
    shared = await stage.say("/share")
    way = ("What I have shared", "Take back: Friends", "Take back")
    await pressed(stage.chat, stage.ann, shared, *way)
    await stage.chat.until(lambda: shared.words == "You share nothing with any group.")
    assert await known(stage, friends) == {}


async def test_copies_are_taken_back_from_what_became_a_supergroup(
    stage: Stage, bela: User
) -> None:
    await stage.enrol("Nitika", 0, range(1))
    friends = stage.sandbox.group("Friends", members=[bela, stage.ann])
    await agreed(stage, friends, bela)
    supergroup = friends.migrate()
    await stage.sandbox.settled()
    assert await known(stage, supergroup) == {"Nitika": 1}
    shared = await stage.say("/share")
    way = ("What I have shared", "Take back: Friends", "Take back")
    await pressed(stage.chat, stage.ann, shared, *way)
    told = await supergroup.next_from(
        stage.bot, where=lambda message: "has taken back" in message.words
    )
    assert told.reply_to is None
    assert await known(stage, supergroup) == {}


async def test_every_step_survives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "w.db"
    async with Sandbox() as sandbox:
        bot = sandbox.add_bot("whosthis_bot", privacy=True)
        ann, bela = sandbox.add_user("Ann"), sandbox.add_user("Bela")
        home = sandbox.private_chat(ann, bot)
        friends = sandbox.group("Friends", members=[bela, ann])
        async with staged(path, sandbox, bot):
            photo = home.send_photo(ann, portrait(0, 0), caption="/enroll Nitika")
            await home.next_from(bot, after=photo, timeout=10)
            picker = await home.next_from(bot, after=home.send_text(ann, "/share"))
        async with staged(path, sandbox, bot):
            await home.press(ann, picker, "Go on")
            await home.until(lambda: "Choose a group" in labels(picker))
        async with staged(path, sandbox, bot):
            url = picker.button("Choose a group").url or ""
            opened = sandbox.open_link(ann, url, group=friends)
            offer = await friends.next_from(
                bot, after=opened, where=lambda message: bool(message.buttons)
            )
        async with staged(path, sandbox, bot) as (services, _):
            await friends.press(bela, offer, "Agree")
            await friends.until(lambda: "agreed" in offer.words)
            assert await services.enrolment.total(friends.id, "Nitika") == 1


async def test_a_group_is_let_in_by_a_sharer_who_is_inside(tmp_path: Path) -> None:
    async with on_stage(tmp_path, ACCESS="invite") as stage:
        await stage.services.door.claim(stage.ann.id, "Ann", datetime.now(UTC))
        bela = stage.sandbox.add_user("Bela")
        friends = stage.sandbox.group("Friends", members=[bela, stage.ann], supergroup=True)
        await stage.enrol("Nitika", 0, range(1))
        await agreed(stage, friends, bela)
        assert await known(stage, friends) == {"Nitika": 1}


async def test_what_is_there_already_is_told_and_not_copied(
    stage: Stage, friends: Chat, bela: User
) -> None:
    await stage.enrol("Nitika", 0, range(1))
    await agreed(stage, friends, bela)
    again = await offer_in(stage, friends)
    assert "1 of them has a name that is known here already" in again.words
    await friends.press(bela, again, "Agree")
    await friends.until(lambda: again.words.endswith("all these photos were here already."))
    assert await known(stage, friends) == {"Nitika": 1}
