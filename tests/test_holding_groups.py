"""Photos held back in groups: who decides, and what becomes of them with the group."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.sandbox import Chat, Message, User
from bot.texts.holding import NOT_WAITING
from storage.records import Managers
from tests.doubtful import blurred, dark
from tests.families import Family, family
from tests.people import group as together
from tests.people import portrait
from tests.rosters import names, press
from tests.stage import Stage


@pytest.fixture
def there(stage: Stage) -> Family:
    return family(stage)


async def held_back(there: Family, user: User, caption: str = "/enroll Nitika") -> Message:
    said = await there.answer(there.group.send_photo(user, blurred(), caption=caption))
    assert said.words.startswith("I held this photo of")
    return said


async def test_others_are_refused_politely(there: Family) -> None:
    said = await held_back(there, there.ann)
    refused = await there.group.press(there.bela, said, "Add anyway")
    assert refused.alert
    assert refused.text.startswith("Only this group's admins may enrol")
    assert await names(there.stage, there.group) == {}


async def test_another_admin_may_decide_and_the_message_tells_who(there: Family) -> None:
    said = await held_back(there, there.ann)
    there.group.promote(there.bela)
    await press(said, "Add anyway", there.bela)
    assert said.words == "Bela enrolled Nitika: 1 photo"
    assert await names(there.stage, there.group) == {"Nitika": 1}


async def test_whoever_sent_it_decides_though_no_admin_any_more(there: Family) -> None:
    there.group.promote(there.bela)
    said = await held_back(there, there.bela)
    there.group.demote(there.bela)
    await press(said, "Add anyway", there.bela)
    assert said.words == "Bela enrolled Nitika: 1 photo"


async def test_whoever_left_decides_nothing(there: Family) -> None:
    await there.wish(managers=Managers.EVERYONE)
    said = await held_back(there, there.bela)
    there.group.remove_member(there.bela, by=there.ann)
    refused = await there.group.press(there.bela, said, "Add anyway")
    assert refused.alert
    assert await names(there.stage, there.group) == {}


async def test_an_anonymous_admin_decides_unnamed(there: Family) -> None:
    there.group.promote(there.ann, anonymous=True)
    said = await held_back(there, there.ann)
    refused = await there.group.press(there.bela, said, "Add anyway")
    assert refused.alert
    await press(said, "Add anyway", there.ann)
    assert said.words == "An admin enrolled Nitika: 1 photo"


async def test_it_is_told_in_the_topic_it_came_in(stage: Stage) -> None:
    there = family(stage, topics=True)
    topic = there.group.add_topic("Photos")
    photo = there.group.send_photo(there.ann, blurred(), caption="/enroll Nitika", topic=topic)
    said = await there.answer(photo)
    assert said.topic == topic
    assert said.reply_to is photo


async def test_it_goes_along_when_the_group_becomes_a_supergroup(stage: Stage) -> None:
    there = family(stage, kind="group")
    await held_back(there, there.ann)
    supergroup: Chat = there.group.migrate()
    await stage.sandbox.settled()
    found = await stage.services.store.held.between(supergroup.id, 1, 10, datetime.now(UTC))
    assert [(one.name, one.message_id) for one in found] == [("Nitika", None)]
    assert not await stage.services.store.database.rows(
        "SELECT * FROM held WHERE chat_id = ?", (there.group.id,)
    )


async def test_a_mentioned_user_is_told_once_their_photo_is_added(there: Family) -> None:
    said = await held_back(there, there.ann, "/enroll @bela Bela")
    dark_one = there.group.send_photo(there.ann, dark(0, 6), caption="/enroll @bela Bela")
    second = await there.answer(dark_one)
    await there.silence()
    await press(said, "Add anyway", there.ann)
    await there.stage.sandbox.settled()
    told = [one for one in there.said if "Remove me" in str(one.buttons)]
    assert len(told) == 1
    await press(second, "Add anyway", there.ann)
    await there.stage.sandbox.settled()
    assert len([one for one in there.said if "Remove me" in str(one.buttons)]) == 1


async def test_forgetting_oneself_withdraws_what_waits(there: Family) -> None:
    said = await held_back(there, there.ann, "/enroll @bela Bela")
    consent = there.stage.services.consent
    await consent.forget_me(there.bela.id, "bela")
    assert (await there.group.press(there.ann, said, "Add anyway")).text == NOT_WAITING
    assert not await there.stage.services.store.database.rows("SELECT * FROM held")


async def test_in_one_group_or_in_all_it_is_forgotten(there: Family) -> None:
    await there.answer(
        there.group.send_photo(there.ann, portrait(0, 0), caption="/enroll @bela Bela")
    )
    await there.stage.sandbox.settled()
    said = await held_back(there, there.ann, "/enroll Bela")
    person = await there.stage.services.store.people.find(there.group.id, "Bela")
    assert person
    await there.stage.services.consent.leave(there.group.id, person.id, there.bela.id, "bela")
    assert (await there.group.press(there.ann, said, "Add anyway")).text == NOT_WAITING
    assert await names(there.stage, there.group) == {}


async def test_who_decides_about_a_face_is_the_same(there: Family) -> None:
    sent = there.group.send_photo(there.ann, together((0, 1), 0), caption="/enroll Nitika")
    asked = await there.answer(sent)
    assert asked.words == "Which one is Nitika?"
    refused = await there.group.press(there.bela, asked, "1")
    assert refused.alert
    await press(asked, "1", there.ann)
    assert asked.words == "Ann enrolled Nitika: 1 photo"
