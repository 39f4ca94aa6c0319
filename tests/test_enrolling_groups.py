"""Who may enrol in a group, in whose name, and what the group reads of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from telegram import Bot as Client
from telegram import InlineKeyboardMarkup

from bot.handlers import ending
from bot.incoming.buttons import button
from bot.sandbox import Chat, Message, Refused, User
from storage.models import Chat as StoredChat
from storage.records import Managers, Preferences
from tests.people import album, portrait
from tests.rosters import press
from tests.stage import Stage, on_stage, photos_of


@pytest.fixture
def bela(stage: Stage) -> User:
    return stage.sandbox.add_user("Bela", username="Bela")


@pytest.fixture
def friends(stage: Stage, bela: User) -> Chat:
    return stage.sandbox.group(
        "Friends", members=[stage.ann, bela, stage.bot], admins=[stage.ann], supergroup=True
    )


async def total(stage: Stage, chat: Chat, name: str) -> int:
    return await stage.services.enrolment.total(chat.id, name)


async def card(stage: Stage, chat: Chat, name: str) -> Message:
    """A message of the bot with the button that adds photos of somebody."""
    person = await stage.services.store.people.find(chat.id, name)
    assert person is not None
    async with Client(stage.bot.token, base_url=f"{stage.sandbox.url}/bot") as client:
        markup = InlineKeyboardMarkup.from_button(button("Add photos", "enroll", person.id))
        await client.send_message(chat.id, "a card", reply_markup=markup)
    return chat.messages[-1]


async def test_the_last_words_name_who_enrolled_whom(stage: Stage, friends: Chat) -> None:
    status = await stage.answer(friends.send_text(stage.ann, "/enroll Nitika"))
    friends.send_album(stage.ann, album(0, range(3)))
    done = await stage.answer(friends.send_text(stage.ann, "/done"))
    assert done.words.startswith("Ann enrolled Nitika: 3 photos\nDone. Reply to a photo with")
    await friends.until(lambda: status.words == "Done. Ann enrolled Nitika: 3 photos")


async def test_somebodys_name_is_shown_as_it_is(stage: Stage, friends: Chat) -> None:
    odd = stage.sandbox.add_user("<b>محمد & co", username="odd")
    friends.add_member(odd)
    friends.promote(odd)
    answer = await stage.answer(friends.send_photo(odd, portrait(0, 0), caption="/enroll Nitika"))
    assert answer.words == "\u2068<b>محمد & co\u2069 enrolled Nitika: 1 photo"


async def test_a_session_that_went_quiet_names_who_enrolled_whom(
    stage: Stage, friends: Chat
) -> None:
    status = await stage.answer(friends.send_text(stage.ann, "/enroll Nitika"))
    friends.send_photo(stage.ann, portrait(0, 0))
    await friends.until(lambda: status.words.startswith("Nitika: 1 photo"))
    async with Client(stage.bot.token, base_url=f"{stage.sandbox.url}/bot") as client:
        late = datetime.now(UTC) + timedelta(minutes=16)
        await ending.close_quiet(client, stage.services, late, {}.__contains__)
    assert status.words.startswith("Ann enrolled")
    assert "nothing came for 15 minutes" in status.words


async def test_only_admins_enrol_unless_everyone_may(
    stage: Stage, friends: Chat, bela: User
) -> None:
    refused = await stage.answer(
        friends.send_photo(bela, portrait(0, 0), caption="/enroll Nitika")
    )
    assert refused.words.startswith("Only this group's admins")
    assert not stage.sandbox.calls_of("file")
    group = StoredChat(friends.id, "supergroup", "Friends")
    await stage.services.wishes.save(group, Preferences(managers=Managers.EVERYONE))
    taken = await stage.answer(friends.send_photo(bela, portrait(0, 0), caption="/enroll Nitika"))
    assert taken.words == "Bela enrolled Nitika: 1 photo"


async def test_an_admins_session_goes_on_when_they_are_none_any_more(
    stage: Stage, friends: Chat, bela: User
) -> None:
    friends.promote(bela)
    await stage.answer(friends.send_text(bela, "/enroll Nitika"))
    friends.demote(bela)
    friends.send_photo(bela, portrait(0, 0))
    done = await stage.answer(friends.send_text(bela, "/done"))
    assert done.words.startswith("Bela enrolled Nitika: 1 photo")
    again = await stage.answer(friends.send_text(bela, "/enroll Nitika"))
    assert again.words.startswith("Only this group's admins")


async def test_an_anonymous_admin_enrols_as_the_group(
    stage: Stage, friends: Chat, bela: User
) -> None:
    friends.promote(bela, anonymous=True)
    await stage.answer(friends.send_text(bela, "/enroll Nitika"))
    friends.send_photo(bela, portrait(0, 0))
    done = await stage.answer(friends.send_text(bela, "/done"))
    assert done.words.startswith("An admin enrolled Nitika: 1 photo")


async def test_a_photo_from_the_groups_channel_is_enrolled_by_a_reply(
    stage: Stage, friends: Chat
) -> None:
    channel = stage.sandbox.channel("News", members=[stage.ann], admins=[stage.ann])
    channel.link(friends)
    channel.send_photo(stage.ann, portrait(0, 0))
    reply = friends.send_text(stage.ann, "/enroll Nitika", reply_to=friends.messages[-1])
    assert (await stage.answer(reply)).words == "Ann enrolled Nitika: 1 photo"


async def test_add_photos_begins_a_session_for_whoever_presses(
    stage: Stage, friends: Chat, bela: User
) -> None:
    await stage.answer(friends.send_photo(stage.ann, portrait(0, 0), caption="/enroll Nitika"))
    said = await card(stage, friends, "Nitika")
    refused = await friends.press(bela, said, "Add photos")
    assert refused.alert
    assert refused.text.startswith("Only this group's admins")
    await friends.press(stage.ann, said, "Add photos")
    begun = await friends.next_from(stage.bot, after=said)
    assert begun.words.startswith("Ann, reply to this message with photos of Nitika")
    friends.send_photo(stage.ann, portrait(0, 1))
    done = await stage.answer(friends.send_text(stage.ann, "/done"))
    assert done.words.startswith("Ann enrolled Nitika: 1 photo added, 2 in all")


async def test_add_photos_works_for_an_anonymous_admin(stage: Stage, friends: Chat) -> None:
    await stage.answer(friends.send_photo(stage.ann, portrait(0, 0), caption="/enroll Nitika"))
    said = await card(stage, friends, "Nitika")
    friends.promote(stage.ann, anonymous=True)
    await friends.press(stage.ann, said, "Add photos")
    begun = await friends.next_from(stage.bot, after=said)
    assert begun.words.startswith("Reply to this message with photos of Nitika")
    friends.send_photo(stage.ann, portrait(0, 1))
    await friends.until(lambda: begun.words.startswith("Nitika: 1 photo added"), timeout=10)
    await friends.press(stage.ann, said, "Add photos")
    again = await friends.next_from(stage.bot, after=begun)
    # Nor does what it says of the session before give them away.
    assert again.words.startswith("Done. An admin enrolled Nitika: 1 photo added, 2 in all\n\n")
    assert "Ann," not in again.words
    assert await total(stage, friends, "Nitika") == 2


async def test_where_it_is_not_told_who_is_anonymous_nobody_is_named(
    stage: Stage, friends: Chat
) -> None:
    await stage.answer(friends.send_photo(stage.ann, portrait(0, 0), caption="/enroll Nitika"))
    group = StoredChat(friends.id, "supergroup", "Friends")
    await stage.services.wishes.save(group, Preferences(managers=Managers.EVERYONE))
    said = await card(stage, friends, "Nitika")
    stage.sandbox.faults.next("getChatMember", Refused("CHAT_ADMIN_REQUIRED"), times=5)
    await friends.press(stage.ann, said, "Add photos")
    begun = await friends.next_from(stage.bot, after=said)
    assert begun.words.startswith("Reply to this message with photos of Nitika")


async def test_a_name_that_is_none_is_asked_for_once_more(tmp_path: Path) -> None:
    async with on_stage(tmp_path, privacy=True) as stage:
        friends = stage.sandbox.group("Friends", members=[stage.ann, stage.bot])
        friends.promote(stage.ann)
        photo = friends.send_photo(stage.ann, portrait(0, 0))
        command = f"/enroll@{stage.bot.username}"
        asked = await stage.answer(friends.send_text(stage.ann, command, reply_to=photo))
        again = await stage.answer(friends.send_text(stage.ann, "x" * 65, reply_to=asked))
        assert again.words.startswith("A name can have 64 characters at most")
        assert again.asks_for_reply
        sticker = friends.send_media(stage.ann, "sticker", reply_to=again)
        third = await stage.answer(sticker)
        assert third.words.startswith("First tell me whose photos these are")
        friends.send_text(stage.ann, "Nitika", reply_to=third)
        await friends.until(
            lambda: friends.messages[-1].words.startswith("Nitika: 1 photo"), timeout=10
        )


async def test_add_photos_of_somebody_elsewhere_is_out_of_date(
    stage: Stage, friends: Chat
) -> None:
    await stage.enrol("Nitika", 0, range(1))
    await stage.answer(friends.send_photo(stage.ann, portrait(1, 0), caption="/enroll Vasu"))
    mine = await stage.services.store.people.find(stage.chat.id, "Nitika")
    assert mine is not None
    said = await card(stage, friends, "Vasu")
    forged = button("Forged", "enroll", mine.id).to_dict()
    said.content = replace(said.content, markup={"inline_keyboard": [[forged]]})
    answer = await friends.press(stage.ann, said, "Forged")
    assert answer.text.startswith("This is out of date")


async def test_a_caption_that_becomes_the_command_is_taken(stage: Stage) -> None:
    photo = stage.chat.send_photo(stage.ann, portrait(0, 0), caption="/enroll Nitka")
    assert (await stage.answer(photo)).words == "Nitka: 1 photo"
    said = len(stage.chat.messages)
    stage.chat.edit(photo, caption="/enroll Nitika")
    await stage.chat.until(lambda: len(stage.chat.messages) > said, timeout=10)
    held = stage.chat.messages[-1]
    assert held.words == "I held this photo of Nitika back: it looks like Nitka."
    _, added = await press(held, "Add anyway")
    assert added.words == "Nitika: 1 photo\nThe same picture is enrolled here as Nitka, too."


async def test_over_the_quota_nothing_is_fetched_and_the_session_goes_on(tmp_path: Path) -> None:
    async with on_stage(tmp_path, USER_DAILY_PHOTOS="3") as stage:
        parts = stage.chat.send_album(stage.ann, album(0, range(4)), caption="/enroll Nitika")
        assert "3 of 3 photos left" in (await stage.answer(parts)).words
        assert not stage.sandbox.calls_of("file")
        await stage.say("/enroll Nitika")
        stage.chat.send_album(stage.ann, album(0, range(3)))
        over = await stage.show(portrait(0, 3))
        assert "no photos left today" in over.words
        await stage.sandbox.settled()
        assert stage.chat.messages[-1] is over
        assert (await stage.say("/done")).words.startswith("Nitika: 3 photos\nDone.")
        assert await photos_of(stage, "Nitika") == 3
