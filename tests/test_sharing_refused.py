"""Sharing, where it is not for everybody, or too late."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.incoming.buttons import button
from bot.sandbox import Chat, Message, User
from storage.records import LinkKind
from tests.people import portrait
from tests.sharing import agreed, answered, known, link_of, offer_in, pressed
from tests.stage import Stage


@pytest.fixture
def bela(stage: Stage) -> User:
    return stage.sandbox.add_user("Bela", username="bela")


@pytest.fixture
def friends(stage: Stage, bela: User) -> Chat:
    """A group of Bela's, in which Ann is a member and the bot is not."""
    return stage.sandbox.group("Friends", members=[bela, stage.ann], supergroup=True)


async def test_members_neither_agree_nor_decline(stage: Stage, friends: Chat, bela: User) -> None:
    await stage.enrol("Nitika", 0, range(1))
    carl = stage.sandbox.add_user("Carl")
    friends.add_member(carl)
    offer = await offer_in(stage, friends)
    for user, label in ((carl, "Agree"), (carl, "Decline"), (stage.ann, "Agree")):
        refused = await friends.press(user, offer, label)
        assert refused.text.startswith("Only this group's admins")
    assert await known(stage, friends) == {}
    await friends.press(bela, offer, "Decline")
    await friends.until(lambda: offer.words.startswith("Bela declined the offer"))
    assert await stage.services.sharing.of(stage.chat.id) == []


async def test_the_sharer_withdraws_an_offer(stage: Stage, friends: Chat, bela: User) -> None:
    await stage.enrol("Nitika", 0, range(1))
    offer = await offer_in(stage, friends)
    await friends.press(stage.ann, offer, "Decline")
    await friends.until(lambda: offer.words.startswith("Ann has withdrawn the offer"))
    second = await offer_in(stage, friends)
    shared = await stage.say("/share")
    await pressed(stage.chat, stage.ann, shared, "What I have shared", "Take back: Friends")
    await stage.chat.until(lambda: shared.words.startswith("Withdraw the offer to Friends?"))
    await pressed(stage.chat, stage.ann, shared, "Take back")
    await friends.until(lambda: second.words.startswith("Ann has withdrawn the offer"))
    late = await friends.press(bela, offer_with_buttons(second), "Agree")
    assert late.text.startswith("This is out of date")
    assert await known(stage, friends) == {}


def offer_with_buttons(offer: Message) -> Message:
    """An offer as an old client still shows it."""
    offer.content = offer.edits[0]
    return offer


async def test_the_link_is_the_sharers_alone_and_works_once(
    stage: Stage, friends: Chat, bela: User
) -> None:
    await stage.enrol("Nitika", 0, range(1))
    url = await link_of(stage, await stage.say("/share"))
    opened = stage.sandbox.open_link(bela, url, group=friends)
    await answered(stage, opened, "Only the one who made this link")
    friends.promote(stage.ann, anonymous=True)
    opened = stage.sandbox.open_link(stage.ann, url, group=friends)
    await answered(stage, opened, "Only the one who made this link")
    friends.demote(stage.ann)
    opened = stage.sandbox.open_link(stage.ann, url, group=friends)
    await answered(stage, opened, "Ann offers to copy 1 person")
    opened = stage.sandbox.open_link(stage.ann, url, group=friends)
    await answered(stage, opened, "This link has expired or was used")
    private = stage.chat.start(stage.ann, url.partition("startgroup=")[2])
    assert (await stage.answer(private)).words.startswith("This link is opened in a group")


async def test_a_link_expires_after_an_hour(stage: Stage, friends: Chat) -> None:
    await stage.enrol("Nitika", 0, range(1))
    person = await stage.services.store.people.find(stage.chat.id, "Nitika")
    assert person is not None
    share = await stage.services.sharing.prepare(stage.chat.id, stage.ann.id, [person.id])
    old = await stage.services.links.make(
        LinkKind.SHARE,
        at=datetime.now(UTC) - timedelta(minutes=61),
        lasts=timedelta(hours=1),
        made_by=stage.ann.id,
        share_id=share.id,
    )
    opened = friends.start(stage.ann, old, bot=stage.bot)
    await answered(stage, opened, "This link has expired")


async def test_a_choice_is_only_ones_own(stage: Stage, friends: Chat, bela: User) -> None:
    await stage.enrol("Nitika", 0, range(1))
    picker = await stage.say("/share")
    offer = await agreed(stage, friends, bela)
    theirs = stage.sandbox.private_chat(bela, stage.bot)
    await stage.answer(theirs.send_photo(bela, portrait(1, 0), caption="/enroll Vasu"))
    own = await stage.answer(theirs.send_text(bela, "/share"))
    mine = (await stage.services.sharing.of(stage.chat.id))[0][0].share
    forged = [
        ("share_back", (mine.id,)),
        ("share_gone", (mine.id,)),
        ("share_go", (mine.id,)),
        ("share_tick", (mine.id, 1, 0)),
    ]
    for action, numbers in forged:
        fake = button("Forged", action, *numbers).to_dict()
        own.content = replace(own.content, markup={"inline_keyboard": [[fake]]})
        answer = await theirs.press(bela, own, "Forged")
        assert answer.text.startswith("This is out of date")
    assert await known(stage, friends) == {"Nitika": 1}
    assert "agreed" in offer.words
    # The first choice made way for the second, which was offered.
    late = await stage.chat.press(stage.ann, picker, "None")
    assert late.text.startswith("This is out of date")


async def test_nothing_is_offered_of_people_who_are_gone(
    stage: Stage, friends: Chat, bela: User
) -> None:
    await stage.enrol("Nitika", 0, range(1))
    url = await link_of(stage, await stage.say("/share"))
    offer = await offer_in(stage, friends)
    opened = stage.sandbox.open_link(stage.ann, url, group=friends)
    await answered(stage, opened, "This link has expired")
    person = await stage.services.store.people.find(stage.chat.id, "Nitika")
    assert person is not None
    url = await link_of(stage, await stage.say("/share"))
    await stage.services.roster.forget(stage.chat.id, person.id, stage.ann.id, datetime.now(UTC))
    opened = stage.sandbox.open_link(stage.ann, url, group=friends)
    await answered(stage, opened, "There is nothing left to offer")
    late = await friends.press(bela, offer, "Agree")
    assert late.text.startswith("This is out of date")
