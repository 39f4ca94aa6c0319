"""Who is told of copies, and that nothing is said of them once they are gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sandbox import Chat, Delay, User
from storage.models import Chat as StoredChat
from tests.doors import anns_bot, let_in
from tests.people import portrait
from tests.sharing import agreed, known, labels, link_of, offer_in, pressed
from tests.stage import Stage

WAY = ("What I have shared", "Take back: Friends")


@pytest.fixture
def bela(stage: Stage) -> User:
    return stage.sandbox.add_user("Bela", username="bela")


@pytest.fixture
def friends(stage: Stage, bela: User) -> Chat:
    """A group of Bela's, in which Ann and the bot are members."""
    return stage.sandbox.group(
        "Friends", members=[bela, stage.ann, stage.bot], admins=[bela], supergroup=True
    )


def said(stage: Stage, chat: Chat) -> list[str]:
    return [message.words for message in chat.messages if message.sender is stage.bot]


async def test_whoever_is_linked_is_told_and_may_go(
    stage: Stage, friends: Chat, bela: User
) -> None:
    carl = stage.sandbox.add_user("Carl", username="carl")
    friends.add_member(carl)
    # The group has a Carl of its own, whom nobody has linked to anybody.
    await stage.answer(friends.send_photo(bela, portrait(2, 0), caption="/enroll Carl"))
    await stage.answer(await stage.show(portrait(0, 0), "/enroll @carl Carl"))
    offer = await agreed(stage, friends, bela)
    told = await stage.answer(offer)
    assert told.words.startswith("@carl, photos of you are known in this group now, as Carl: Ann")
    refused = await friends.press(bela, told, "Remove me")
    assert refused.text.startswith("Nobody is enrolled by this message")
    assert await known(stage, friends) == {"Carl": 2}
    assert (await friends.press(carl, told, "Remove me")).text.startswith("Done")
    assert await known(stage, friends) == {"Carl": 1}
    assert await known(stage, stage.chat) == {"Carl": 1}


async def test_whoever_is_not_in_the_group_is_not_told(
    stage: Stage, friends: Chat, bela: User
) -> None:
    carl = stage.sandbox.add_user("Carl", username="carl")
    await stage.answer(await stage.show(portrait(0, 0), "/enroll @carl Carl"))
    await stage.services.consent.seen(carl.id, "carl")
    await agreed(stage, friends, bela)
    await stage.sandbox.settled()
    assert not any("photos of you" in words for words in said(stage, friends))


async def test_what_is_taken_back_while_it_is_agreed_to_is_not_said_to_be_there(
    stage: Stage, friends: Chat, bela: User
) -> None:
    await stage.enrol("Nitika", 0, range(1))
    offer, shared = await offer_in(stage, friends), await stage.say("/share")
    await pressed(stage.chat, stage.ann, shared, *WAY)
    await stage.chat.until(lambda: "Take back" in labels(shared))
    stage.sandbox.faults.next("editMessageText", Delay(0.5))
    before = len(stage.sandbox.calls_of("editMessageText"))
    await friends.press(bela, offer, "Agree")
    await friends.until(lambda: len(stage.sandbox.calls_of("editMessageText")) > before)
    assert await known(stage, friends) == {"Nitika": 1}
    await stage.chat.press(stage.ann, shared, "Take back")
    await stage.sandbox.settled()
    await friends.until(lambda: offer.words.startswith("The people who were shared here have"))
    assert await known(stage, friends) == {}


async def test_the_group_is_told_of_an_erasure_that_takes_copies_away(
    stage: Stage, friends: Chat, bela: User
) -> None:
    await stage.enrol("Nitika", 0, range(1))
    offer = await agreed(stage, friends, bela)
    pending = await offer_in(stage, friends)
    await stage.sandbox.settled()
    await stage.say("/erase everything")
    await stage.sandbox.settled()
    assert said(stage, friends)[-1] == (
        "Ann has taken back what was shared with this group: 1 photo of 1 person removed."
    )
    assert offer.words.startswith("The people who were shared here have been taken back")
    await friends.until(lambda: pending.words.startswith("Ann has withdrawn the offer"))
    assert not pending.buttons
    assert await known(stage, friends) == {}


async def test_sharing_says_what_admins_may_do_with_copies(stage: Stage) -> None:
    await stage.enrol("Nitika", 0, range(1))
    picker = await stage.say("/share")
    await pressed(stage.chat, stage.ann, picker, "Go on")
    await stage.chat.until(lambda: "have them sent to themselves as files" in picker.words)


async def test_the_list_of_many_shares_with_long_titles_can_be_sent(stage: Stage) -> None:
    await stage.enrol("Nitika", 0, range(1))
    sharing, home = stage.services.sharing, stage.chat.id
    person = await stage.services.store.people.find(home, "Nitika")
    assert person
    for number in range(30):
        share = await sharing.prepare(home, home, [person.id])
        group = StoredChat(-1000 - number, "supergroup", f"{number:03}" + "x" * 125)
        await sharing.offer(share.id, group)
    shared = await stage.say("/share")
    await stage.chat.press(stage.ann, shared, "What I have shared")
    await stage.chat.until(lambda: shared.words.count("offered; no admin has agreed yet") == 30)


async def test_somebody_who_was_let_out_takes_back_and_erases(tmp_path: Path) -> None:
    async with anns_bot(tmp_path) as stage:
        bela, theirs = await let_in(stage, "Bela")
        friends = stage.sandbox.group("Friends", members=[stage.ann, bela], supergroup=True)
        friends.add_member(stage.bot, by=stage.ann)
        await friends.next_from(stage.bot)
        await stage.answer(theirs.send_photo(bela, portrait(0, 0), caption="/enroll Nitika"))
        person = await stage.services.store.people.find(theirs.id, "Nitika")
        assert person
        sharing = stage.services.sharing
        share = await sharing.prepare(theirs.id, bela.id, [person.id])
        await sharing.offer(share.id, StoredChat(friends.id, "supergroup", "Friends"))
        await sharing.agree(share.id, friends.id, stage.ann.id)
        assert await known(stage, friends) == {"Nitika": 1}
        await stage.services.door.dismiss(bela.id)
        asked = await stage.answer(theirs.send_text(bela, "/erase"))
        assert "I may be used here" not in asked.words
        assert "/export" not in asked.words
        shared = await stage.answer(theirs.send_text(bela, "/share"))
        assert labels(shared) == ["Take back: Friends"]
        await pressed(theirs, bela, shared, "Take back: Friends", "Take back")
        await theirs.until(lambda: shared.words == "You share nothing with any group.")
        assert await known(stage, friends) == {}


async def test_an_own_photo_of_somebody_who_is_shared_stays_when_the_share_goes(
    stage: Stage, friends: Chat, bela: User
) -> None:
    await stage.enrol("Nitika", 0, range(1))
    await agreed(stage, friends, bela)
    own = friends.send_photo(bela, portrait(0, 0), caption="/enroll Nitika")
    await stage.answer(own)
    assert await known(stage, friends) == {"Nitika": 1}
    shared = await stage.say("/share")
    await pressed(stage.chat, stage.ann, shared, *WAY, "Take back")
    await stage.chat.until(lambda: shared.words == "You share nothing with any group.")
    assert await known(stage, friends) == {"Nitika": 1}


async def test_an_offer_in_a_topic_stays_in_the_topic(stage: Stage, bela: User) -> None:
    carl = stage.sandbox.add_user("Carl", username="carl")
    members = [bela, stage.ann, carl, stage.bot]
    forum = stage.sandbox.group("Forum", members=members, admins=[bela], topics=True)
    topic = forum.add_topic("Photos")
    await stage.answer(await stage.show(portrait(0, 0), "/enroll @carl Carl"))
    _, _, parameter = (await link_of(stage, await stage.say("/share"))).partition("startgroup=")
    opened = forum.send_text(stage.ann, f"/start@whosthis_bot {parameter}", topic=topic)
    offer = await forum.next_from(
        stage.bot, after=opened, where=lambda one: "offers to copy" in one.words
    )
    await forum.press(bela, offer, "Agree")
    told = await forum.next_from(stage.bot, where=lambda one: "photos of you" in one.words)
    assert await known(stage, forum) == {"Carl": 1}
    shared = await stage.say("/share")
    way = ("What I have shared", "Take back: Forum", "Take back")
    await pressed(stage.chat, stage.ann, shared, *way)
    await forum.until(lambda: "has taken back" in said(stage, forum)[-1])
    assert (offer.topic, told.topic) == (topic, topic)
    assert all(one.topic is topic for one in forum.messages if one.sender is stage.bot)
