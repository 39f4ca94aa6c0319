"""Members of a group ask in private about its people, for as long as they are members."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox import Chat, Refused, Sandbox, User
from tests.doors import anns_bot
from tests.people import portrait
from tests.rosters import forged
from tests.stage import Stage, staged


@pytest.fixture
def bela(stage: Stage) -> User:
    return stage.sandbox.add_user("Bela", username="bela")


@pytest.fixture
async def friends(stage: Stage, bela: User) -> Chat:
    """A group that knows Nitika."""
    chat = stage.sandbox.group("Friends <3", members=[stage.ann, bela, stage.bot], supergroup=True)
    await stage.answer(chat.send_photo(stage.ann, portrait(0, 0), caption="/enroll Nitika"))
    return chat


async def link_of(stage: Stage, friends: Chat) -> str:
    said = await stage.answer(friends.send_text(stage.ann, "/share"))
    return said.button("Ask in private").url or ""


async def test_a_member_asks_until_they_go_back(stage: Stage, friends: Chat, bela: User) -> None:
    url = await link_of(stage, friends)
    theirs = stage.sandbox.private_chat(bela, stage.bot)
    begun = await stage.answer(stage.sandbox.open_link(bela, url))
    assert begun.words.startswith("From now on I compare the photos you send me here with the")
    assert "Friends <3" in begun.words
    answer = await stage.answer(theirs.send_photo(bela, portrait(0, 3)))
    assert "\nNitika\n" in answer.words
    assert "Friends <3" in answer.words
    back = await theirs.press(bela, begun, "Back to my own people")
    assert back.text.startswith("All right: photos you send me here")
    own = await stage.answer(theirs.send_photo(bela, portrait(0, 3)))
    assert own.words.startswith("I don't know anybody here yet")


async def test_words_end_it_too(stage: Stage, friends: Chat, bela: User) -> None:
    theirs, url = stage.sandbox.private_chat(bela, stage.bot), await link_of(stage, friends)
    for words in ("/stop", "stop", "Back to my own people"):
        await stage.answer(stage.sandbox.open_link(bela, url))
        ended = await stage.answer(theirs.send_text(bela, words))
        assert ended.words.startswith("All right")
        assert await stage.services.asking.about(bela.id) is None
    again = await stage.answer(theirs.send_text(bela, "stop"))
    assert again.words.endswith("your own people already.")


async def test_share_in_private_says_about_whom_one_asks(
    stage: Stage, friends: Chat, bela: User
) -> None:
    theirs = stage.sandbox.private_chat(bela, stage.bot)
    await stage.answer(stage.sandbox.open_link(bela, await link_of(stage, friends)))
    state = await stage.answer(theirs.send_text(bela, "/share"))
    assert state.words == "Photos you send me here are compared with the people of Friends <3."
    await theirs.press(bela, state, "Back to my own people")
    assert await stage.services.asking.about(bela.id) is None


async def test_whoever_left_asks_no_more(stage: Stage, friends: Chat, bela: User) -> None:
    theirs = stage.sandbox.private_chat(bela, stage.bot)
    url = await link_of(stage, friends)
    await stage.answer(stage.sandbox.open_link(bela, url))
    friends.remove_member(bela)
    answer = await stage.answer(theirs.send_photo(bela, portrait(0, 3)))
    assert "You are no longer a member of Friends <3" in answer.words
    await stage.sandbox.settled()
    assert not any("Nitika" in message.words for message in theirs.messages)
    assert await stage.services.asking.about(bela.id) is None
    again = await stage.answer(stage.sandbox.open_link(bela, url))
    assert again.words == "This link is for members of the group that it was made in."
    friends.add_member(bela)
    await stage.answer(stage.sandbox.open_link(bela, url))
    friends.remove_member(bela, by=stage.ann)
    state = await stage.answer(theirs.send_text(bela, "/share"))
    assert state.words.startswith("You are no longer a member")


async def test_only_who_manages_makes_the_link_and_strangers_cannot_use_it(
    stage: Stage, friends: Chat, bela: User
) -> None:
    refused = await stage.answer(friends.send_text(bela, "/share"))
    assert refused.words.startswith("Only this group's admins")
    url = await link_of(stage, friends)
    carl = stage.sandbox.add_user("Carl")
    answer = await stage.answer(stage.sandbox.open_link(carl, url))
    assert answer.words == "This link is for members of the group that it was made in."
    dead = stage.chat.start(stage.ann, "ask-0123456789012345678901")
    assert (await stage.answer(dead)).words.startswith("This link does not work any more")


async def test_the_private_gallery_is_not_the_groups(stage: Stage, friends: Chat) -> None:
    await stage.enrol("Vasu", 1, range(1))
    await stage.answer(stage.sandbox.open_link(stage.ann, await link_of(stage, friends)))
    asked = await stage.show(portrait(1, 3))
    assert "Vasu" not in asked.words
    await stage.show(portrait(2, 0), "/enroll Rao")
    names = [one.name for one in await stage.services.store.people.summaries(friends.id)]
    assert names == ["Nitika"]


async def test_a_member_who_is_not_inside_asks_after_a_restart(tmp_path: Path) -> None:
    settings = {"ACCESS": "invite"}
    async with Sandbox() as sandbox:
        bot = sandbox.add_bot("whosthis_bot", privacy=True)
        ann, bela = sandbox.add_user("Ann"), sandbox.add_user("Bela")
        theirs = sandbox.private_chat(bela, bot)
        friends = sandbox.group("Friends", members=[ann, bela], supergroup=True)
        async with staged(tmp_path / "w.db", sandbox, bot, settings) as (services, _):
            await services.door.claim(ann.id, "Ann", datetime.now(UTC))
            friends.add_member(bot, by=ann)
            photo = friends.send_photo(ann, portrait(0, 0), caption="/enroll@whosthis_bot Nitika")
            await friends.next_from(
                bot, after=photo, where=lambda one: "Nitika" in one.words, timeout=10
            )
            said = friends.send_text(ann, "/share@whosthis_bot")
            invitation = await friends.next_from(bot, after=said)
            url = invitation.button("Ask in private").url or ""
            opened = sandbox.open_link(bela, url)
            begun = await theirs.next_from(bot, after=opened)
            assert begun.words.startswith("From now on")
        async with staged(tmp_path / "w.db", sandbox, bot, settings):
            photo = theirs.send_photo(bela, portrait(0, 3))
            answer = await theirs.next_from(bot, after=photo, timeout=10)
            assert "\nNitika\n" in answer.words
            back = await theirs.press(bela, begun, "Back to my own people")
            assert back.text.startswith("All right")
            shut = await theirs.next_from(bot, after=theirs.send_photo(bela, portrait(0, 3)))
            assert "Nitika" not in shut.words


async def test_a_group_that_the_bot_does_not_work_in_may_be_asked_about_later(
    tmp_path: Path,
) -> None:
    async with anns_bot(tmp_path) as stage:
        friends = stage.sandbox.group(
            "Friends", members=[stage.ann], admins=[stage.ann], supergroup=True
        )
        friends.add_member(stage.bot, by=stage.ann)
        await friends.next_from(stage.bot)
        await stage.answer(friends.send_photo(stage.ann, portrait(0, 0), caption="/enroll Nitika"))
        url = await link_of(stage, friends)
        await stage.answer(stage.sandbox.open_link(stage.ann, url))

        async def cannot_be_asked() -> None:
            answer = await stage.show(portrait(0, 3))
            assert answer.words.startswith("I don't work in Friends at present")
            assert [one.text for row in answer.buttons for one in row] == ["Back to my own people"]
            assert (await stage.say("/share")).words.startswith("I don't work in Friends")
            await stage.sandbox.settled()
            answer = await stage.answer(stage.sandbox.open_link(stage.ann, url))
            assert answer.words.startswith("I don't work in that group at present")

        await stage.services.door.dismiss(friends.id)
        await cannot_be_asked()
        await stage.answer(friends.send_text(stage.ann, "/start@whosthis_bot"))
        assert (await stage.show(portrait(0, 3))).words.startswith(
            "Compared with the people of Friends"
        )
        friends.remove_member(stage.bot, by=stage.ann)
        await stage.sandbox.settled()
        await cannot_be_asked()
        friends.add_member(stage.bot, by=stage.ann)
        await stage.sandbox.settled()
        assert (await stage.show(portrait(0, 3))).words.startswith(
            "Compared with the people of Friends"
        )


async def test_that_a_group_hides_its_members_is_not_held_against_anybody(
    stage: Stage, friends: Chat, bela: User
) -> None:
    theirs, url = stage.sandbox.private_chat(bela, stage.bot), await link_of(stage, friends)
    await stage.answer(stage.sandbox.open_link(bela, url))
    hidden = Refused("member list is inaccessible")
    stage.sandbox.faults.always("getChatMember", hidden)
    answer = await stage.answer(theirs.send_photo(bela, portrait(0, 3)))
    assert answer.words.startswith("I can't see whether you are a member of Friends <3")
    opened = await stage.answer(stage.sandbox.open_link(bela, url))
    assert opened.words.startswith("I can't see whether you are a member of that group")
    stage.sandbox.faults.clear()
    answer = await stage.answer(theirs.send_photo(bela, portrait(0, 3)))
    assert answer.words.startswith("Compared with the people of Friends")


async def test_a_new_link_ends_the_one_before(stage: Stage, friends: Chat, bela: User) -> None:
    old, new = await link_of(stage, friends), await link_of(stage, friends)
    answer = await stage.answer(stage.sandbox.open_link(bela, old))
    assert answer.words.startswith("This link does not work any more")
    answer = await stage.answer(stage.sandbox.open_link(bela, new))
    assert answer.words.startswith("From now on")


async def test_going_back_twice_is_no_mishap(
    stage: Stage, friends: Chat, bela: User, caplog: pytest.LogCaptureFixture
) -> None:
    theirs = stage.sandbox.private_chat(bela, stage.bot)
    begun = await stage.answer(stage.sandbox.open_link(bela, await link_of(stage, friends)))
    for _ in range(2):
        assert (await forged(begun, "asking", bela)).text.startswith("All right")
    await stage.sandbox.settled()
    assert begun.buttons == []
    assert not [one for one in caplog.records if one.levelname == "ERROR"]
    assert await stage.services.asking.about(theirs.id) is None
