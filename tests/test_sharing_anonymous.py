"""Admins who write as the group are not given away by what they press."""

from __future__ import annotations

import pytest

from bot.sandbox import Chat, Message, User
from tests.people import portrait
from tests.sharing import known, offer_in, pressed
from tests.stage import Stage


@pytest.fixture
def bela(stage: Stage) -> User:
    return stage.sandbox.add_user("Bela Secret", username="secret")


@pytest.fixture
def friends(stage: Stage, bela: User) -> Chat:
    """A group that Bela administers as the group itself."""
    group = stage.sandbox.group(
        "Friends", members=[stage.ann, bela, stage.bot], admins=[stage.ann], supergroup=True
    )
    group.promote(bela, anonymous=True)
    return group


def ever_said(stage: Stage, chat: Chat) -> str:
    """All words of the bot there, those that it has edited away among them."""
    mine = [message for message in chat.messages if message.sender is stage.bot]
    edits = [content.text or "" for message in mine for content in message.edits]
    return "\n".join([*(message.words for message in mine), *edits])


async def offered(stage: Stage, friends: Chat) -> Message:
    await stage.enrol("Nitika", 0, range(1))
    return await offer_in(stage, friends)


async def test_an_anonymous_admin_agrees(stage: Stage, friends: Chat, bela: User) -> None:
    offer = await offered(stage, friends)
    await friends.press(bela, offer, "Agree")
    await friends.until(lambda: offer.words.startswith("An admin agreed. 1 person with 1 photo"))
    assert await known(stage, friends) == {"Nitika": 1}
    again = await offer_in(stage, friends)
    await friends.press(bela, again, "Agree")
    await friends.until(lambda: again.words.startswith("An admin agreed, but all these photos"))
    assert "Secret" not in ever_said(stage, friends)


async def test_an_anonymous_admin_declines(stage: Stage, friends: Chat, bela: User) -> None:
    offer = await offered(stage, friends)
    await friends.press(bela, offer, "Decline")
    await friends.until(lambda: offer.words.startswith("An admin declined the offer"))
    assert await known(stage, friends) == {}
    assert "Secret" not in ever_said(stage, friends)


async def test_an_admin_who_writes_as_themself_is_named(stage: Stage, friends: Chat) -> None:
    carl = stage.sandbox.add_user("Carl")
    friends.add_member(carl)
    friends.promote(carl)
    offer = await offered(stage, friends)
    await friends.press(carl, offer, "Agree")
    await friends.until(lambda: offer.words.startswith("Carl agreed."))


async def test_an_anonymous_admin_enrols_a_member_who_is_told(
    stage: Stage, friends: Chat, bela: User
) -> None:
    carl = stage.sandbox.add_user("Carl", username="carl")
    friends.add_member(carl)
    photo = friends.send_photo(bela, portrait(0, 0), caption="/enroll @carl Carl")
    told = await stage.answer(await stage.answer(photo))
    assert told.words.startswith("@carl")
    assert (await friends.press(carl, told, "Remove me")).text.startswith("Done")
    await stage.sandbox.settled()
    assert "Secret" not in ever_said(stage, friends)


async def test_no_button_gives_an_anonymous_admin_away(
    stage: Stage, friends: Chat, bela: User
) -> None:
    for number, name in enumerate(("Anna", "Hanna")):
        for shot in range(2):
            photo = portrait(number, shot)
            await stage.answer(friends.send_photo(stage.ann, photo, caption=f"/enroll {name}"))
    for way in (
        ["Add photos"],
        ["Rename"],
        ["Remove a photo", "1", "Remove", "Undo"],
        ["Merge", "Hanna · 2", "Merge"],
    ):
        card = await stage.answer(friends.send_text(bela, "/person Anna"))
        await pressed(friends, bela, card, *way)
        await stage.sandbox.settled()
    friends.send_text(bela, "/done")
    await stage.sandbox.settled()
    assert await known(stage, friends) == {"Hanna": 4}
    assert "Secret" not in ever_said(stage, friends)
