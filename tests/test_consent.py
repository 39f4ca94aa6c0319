"""People who are enrolled as themselves: they are told, and can have themselves removed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox import Chat, Delay, Message, Sandbox, User
from tests.people import album, portrait, scene
from tests.stage import Stage, on_stage, photos_of, staged


@pytest.fixture
def bela(stage: Stage) -> User:
    return stage.sandbox.add_user("Bela", username="Bela_K")


@pytest.fixture
def friends(stage: Stage, bela: User) -> Chat:
    return stage.sandbox.group(
        "Friends", members=[stage.ann, bela, stage.bot], admins=[stage.ann], supergroup=True
    )


async def total(stage: Stage, chat: Chat, name: str) -> int:
    return await stage.services.enrolment.total(chat.id, name)


async def enrolled(stage: Stage, chat: Chat, command: str, person: int = 0) -> Message:
    """Ann enrols somebody by a mention; what the bot tells them."""
    photo = chat.send_photo(stage.ann, portrait(person, 0), caption=command)
    return await stage.answer(await stage.answer(photo))


async def test_somebody_mentioned_is_told_and_removed_by_their_own_press(
    stage: Stage, friends: Chat, bela: User
) -> None:
    carl = stage.sandbox.add_user("Carl", username="carl")
    friends.add_member(carl)
    told = await enrolled(stage, friends, "/enroll @bela_k Bela")
    assert told.words.startswith("@bela_k, Ann has enrolled you here as Bela:")
    for other in (carl, stage.ann):
        refused = await friends.press(other, told, "Remove me")
        assert refused.alert
        assert refused.text.startswith("Only the one who is enrolled")
    assert await total(stage, friends, "Bela") == 1
    gone = await friends.press(bela, told, "Remove me")
    assert gone.text.startswith("Done: you are removed from this chat")
    assert await total(stage, friends, "Bela") == 0
    await friends.until(lambda: told.words == "Bela had themself removed from here.")
    assert not told.buttons


async def test_who_takes_another_username_stays_the_one_enrolled(
    stage: Stage, friends: Chat, bela: User
) -> None:
    told = await enrolled(stage, friends, "/enroll @bela_k Bela")
    await stage.answer(friends.send_text(bela, "/people@whosthis_bot"))
    bela.username = "bela_now"
    carl = stage.sandbox.add_user("Carl", username="bela_k")
    friends.add_member(carl)
    assert (await friends.press(carl, told, "Remove me")).text.startswith("Only the one")
    assert (await friends.press(bela, told, "Remove me")).text.startswith("Done")


async def test_without_a_name_they_are_called_as_on_telegram(stage: Stage, friends: Chat) -> None:
    await enrolled(stage, friends, "/enroll @bela_k")
    assert await total(stage, friends, "bela_k") == 1


async def test_a_mention_without_username_is_known_by_id(
    stage: Stage, friends: Chat, bela: User
) -> None:
    carl = stage.sandbox.add_user("Carl <3", last_name="Ek")
    friends.add_member(carl)
    photo = friends.send_photo(bela, portrait(0, 0))
    mention = {
        "type": "text_mention",
        "offset": 8,
        "length": 4,
        "user": {"id": carl.id, "is_bot": False, "first_name": "Carl <3", "last_name": "Ek"},
    }
    said = friends.send_text(stage.ann, "/enroll Carl", reply_to=photo, entities=[mention])
    told = await stage.answer(await stage.answer(said))
    assert told.words.startswith("Carl <3 Ek, Ann has enrolled you here as Carl <3 Ek:")
    assert await total(stage, friends, "Carl <3 Ek") == 1
    assert (await friends.press(bela, told, "Remove me")).text.startswith("Only the one")
    assert (await friends.press(carl, told, "Remove me")).text.startswith("Done")


async def test_a_session_tells_once(stage: Stage, friends: Chat) -> None:
    status = await stage.answer(friends.send_text(stage.ann, "/enroll @bela_k Bela"))
    friends.send_album(stage.ann, album(0, range(3)))
    told = await friends.next_from(stage.bot, after=status, timeout=10)
    assert told.words.startswith("@bela_k, Ann has enrolled you here as Bela:")
    friends.send_photo(stage.ann, portrait(0, 3))
    done = await stage.answer(friends.send_text(stage.ann, "/done"))
    assert done.words.startswith("Ann enrolled Bela: 4 photos")
    said = [message for message in friends.messages if message.sender is stage.bot]
    assert said == [status, told, done]


async def test_a_session_ends_when_the_one_it_is_about_leaves(
    stage: Stage, friends: Chat, bela: User
) -> None:
    status = await stage.answer(friends.send_text(stage.ann, "/enroll @bela_k Bela"))
    friends.send_photo(stage.ann, portrait(0, 0))
    told = await friends.next_from(stage.bot, after=status, timeout=10)
    await friends.press(bela, told, "Remove me")
    friends.send_photo(stage.ann, portrait(0, 1))
    await stage.answer(friends.send_text(stage.ann, "/done"))
    assert await total(stage, friends, "Bela") == 0


async def test_forgetme_removes_from_every_chat_and_says_how_many(
    stage: Stage, friends: Chat, bela: User
) -> None:
    told = await enrolled(stage, friends, "/enroll @Bela_K Bela")
    answer = await stage.show(portrait(0, 0), "/enroll @Bela_K")
    private = await stage.answer(answer)
    assert private.words == "@Bela_K can have themself removed by sending me /forgetme."
    theirs = stage.sandbox.private_chat(bela, stage.bot)
    gone = await stage.answer(theirs.send_text(bela, "/forgetme"))
    assert gone.words == (
        "Done: you are removed from 2 chats, with 2 photos. Nothing of it is kept."
    )
    assert await total(stage, friends, "Bela") == 0
    assert await photos_of(stage, "Bela_K") == 0
    late = await friends.press(bela, told, "Remove me")
    assert late.text.startswith("Nobody is enrolled by this message any more")
    again = await stage.answer(theirs.send_text(bela, "/forgetme"))
    assert again.words.startswith("Nobody I know is linked to your Telegram account")


async def test_who_writes_as_the_group_is_asked_to_write_as_themself(
    stage: Stage, friends: Chat
) -> None:
    friends.promote(stage.ann, anonymous=True)
    answer = await stage.answer(friends.send_text(stage.ann, "/forgetme"))
    assert answer.words.startswith("I can't tell who you are")


async def test_the_one_replied_to_is_known_by_id_at_once(
    stage: Stage, friends: Chat, bela: User
) -> None:
    photo = friends.send_photo(bela, portrait(0, 0))
    await stage.answer(friends.send_text(stage.ann, "/enroll @bela_k", reply_to=photo))
    person = await stage.services.store.people.find(friends.id, "bela_k")
    assert person is not None
    linked = await stage.services.store.linked.find(friends.id, person.id)
    assert linked == (bela.id, "bela_k")


async def test_nobody_is_linked_where_no_photo_was_added(stage: Stage, friends: Chat) -> None:
    await stage.answer(friends.send_photo(stage.ann, portrait(0, 0), caption="/enroll Bela"))
    for photo in (scene(0), portrait(0, 0)):
        before = len(friends.messages)
        sent = friends.send_photo(stage.ann, photo, caption="/enroll @bela_k Bela")
        assert "skipped" in (await stage.answer(sent)).words
        await stage.sandbox.settled()
        assert len(friends.messages) == before + 2
    await stage.answer(friends.send_text(stage.ann, "/enroll @bela_k Bela"))
    friends.send_photo(stage.ann, scene(0))
    await stage.answer(friends.send_text(stage.ann, "/done"))
    person = await stage.services.store.people.find(friends.id, "Bela")
    assert person is not None
    assert await stage.services.store.linked.find(friends.id, person.id) is None


async def test_nobody_is_made_another_user(stage: Stage, friends: Chat) -> None:
    carl = stage.sandbox.add_user("Carl", username="carl")
    friends.add_member(carl)
    await enrolled(stage, friends, "/enroll @bela_k Bela")
    for command in ("/enroll @carl Bela", "/enroll Bela @carl"):
        photo = friends.send_photo(stage.ann, portrait(0, 1), caption=command)
        refused = await stage.answer(photo)
        assert refused.words.startswith("Somebody of that name is enrolled here as another")
    assert await total(stage, friends, "Bela") == 1


async def test_one_is_mentioned_at_a_time(stage: Stage, friends: Chat) -> None:
    for command in ("/enroll @bela_k @carl_k", "/enroll @bela_k Bela @al"):
        photo = friends.send_photo(stage.ann, portrait(0, 0), caption=command)
        answer = await stage.answer(photo)
        assert answer.words.startswith("Please mention one person at a time")
    assert not await stage.services.roster.people(friends.id)


async def test_a_stranger_may_have_themself_removed(tmp_path: Path) -> None:
    async with on_stage(tmp_path, ACCESS="invite") as stage:
        await stage.services.door.claim(stage.ann.id, "Ann", datetime.now(UTC))
        bela = stage.sandbox.add_user("Bela", username="bela_k")
        await stage.show(portrait(0, 0), "/enroll @bela_k")
        theirs = stage.sandbox.private_chat(bela, stage.bot)
        gone = await stage.answer(theirs.send_text(bela, "/forgetme"))
        assert gone.words.startswith("Done: you are removed from 1 chat, with 1 photo.")


async def test_the_button_works_after_a_restart(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        bot = sandbox.add_bot("whosthis_bot", privacy=False)
        ann, bela = sandbox.add_user("Ann"), sandbox.add_user("Bela", username="bela_k")
        friends = sandbox.group("Friends", members=[ann, bela, bot], supergroup=True)
        async with staged(tmp_path / "w.db", sandbox, bot):
            begun = friends.send_text(ann, "/enroll @bela_k Bela")
            status = await friends.next_from(bot, after=begun)
        friends.send_photo(ann, portrait(0, 0))
        async with staged(tmp_path / "w.db", sandbox, bot):
            told = await friends.next_from(bot, after=status, timeout=10)
            assert told.words.startswith("@bela_k, Ann has enrolled you")
        async with staged(tmp_path / "w.db", sandbox, bot) as (services, _):
            await friends.press(bela, told, "Remove me")
            assert await services.enrolment.total(friends.id, "Bela") == 0


async def test_the_bot_itself_is_nobody_to_link(stage: Stage, friends: Chat) -> None:
    photo = friends.send_photo(stage.ann, portrait(0, 0), caption="/enroll @whosthis_bot Robot")
    assert (await stage.answer(photo)).words == "Ann enrolled Robot: 1 photo"
    await stage.sandbox.settled()
    assert friends.messages[-1].words == "Ann enrolled Robot: 1 photo"


async def test_a_photo_under_way_enrols_nobody_who_has_left_meanwhile(
    stage: Stage, friends: Chat, bela: User
) -> None:
    status = await stage.answer(friends.send_text(stage.ann, "/enroll @bela_k Bela"))
    friends.send_photo(stage.ann, portrait(0, 0))
    told = await friends.next_from(stage.bot, after=status, timeout=10)
    stage.sandbox.faults.next("file", Delay(1))
    fetched = len(stage.sandbox.calls_of("file"))
    friends.send_photo(stage.ann, portrait(0, 1))
    await friends.until(lambda: len(stage.sandbox.calls_of("file")) > fetched)
    await friends.press(bela, told, "Remove me")
    assert await total(stage, friends, "Bela") == 0
    await stage.sandbox.settled()
    assert await total(stage, friends, "Bela") == 0


async def test_a_press_that_is_answered_too_late_still_removes(
    stage: Stage, friends: Chat, bela: User
) -> None:
    told = await enrolled(stage, friends, "/enroll @bela_k Bela")
    press = friends.press(bela, told, "Remove me")
    press.expired = True
    await friends.until(lambda: told.words == "Bela had themself removed from here.")
    assert await total(stage, friends, "Bela") == 0
