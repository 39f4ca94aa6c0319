"""What of a group's talk reaches a bot, with and without privacy mode."""

from __future__ import annotations

import pytest
import telegram

from bot.sandbox import Bot, Chat, NotPossible, Sandbox, User
from tests.sandbox.talking import heard, words

JPEG = b"\xff\xd8"


async def test_with_privacy_only_what_is_meant_for_the_bot_reaches_it(
    api: telegram.Bot, group: Chat, ann: User
) -> None:
    group.send_text(ann, "hello")
    group.send_text(ann, "/who")
    group.send_text(ann, "@whosthis_bot who?")
    group.send_text(ann, "/who@other_bot")
    group.send_text(ann, "/who@WhosThis_bot now")
    group.send_text(ann, "please /who@whosthis_bot")
    assert await words(api) == ["/who@WhosThis_bot now", "please /who@whosthis_bot"]


async def test_a_bare_command_reaches_the_bot_that_wrote_last(
    sandbox: Sandbox, api: telegram.Bot, group: Chat, ann: User
) -> None:
    await api.send_message(group.id, "hello")
    group.send_text(ann, "hi")
    group.send_text(ann, "/who")
    other = sandbox.add_bot("other_bot")
    group.add_member(other, by=ann)
    async with telegram.Bot(other.token, base_url=f"{sandbox.url}/bot") as another:
        await another.send_message(group.id, "me too")
    group.send_text(ann, "/people")
    assert await words(api) == ["/who", None]


async def test_a_reply_to_the_bot_reaches_it_and_shows_what_it_answers(
    api: telegram.Bot, group: Chat, ann: User, bob: User
) -> None:
    sent = await api.send_message(group.id, "who is this?")
    group.send_text(ann, "Bob", reply_to=group.messages[-1])
    group.send_text(bob, "really?", reply_to=group.messages[-1])
    (message,) = await heard(api)
    assert message.reply_to_message is not None
    assert message.reply_to_message.message_id == sent.message_id


async def test_a_command_that_answers_a_photo_brings_the_photo_along(
    api: telegram.Bot, group: Chat, ann: User, bob: User
) -> None:
    photo = group.send_document(bob, JPEG, file_name="a.jpg", caption="us")
    group.send_text(ann, "/who@whosthis_bot", reply_to=photo)
    (message,) = await heard(api)
    assert message.reply_to_message is not None
    assert message.reply_to_message.document is not None
    assert message.reply_to_message.caption == "us"
    assert message.reply_to_message.reply_to_message is None


async def test_a_captioned_command_reaches_the_bot(
    api: telegram.Bot, group: Chat, ann: User
) -> None:
    group.send_document(ann, JPEG, caption="/enroll@whosthis_bot Bob")
    group.send_document(ann, JPEG, caption="Bob")
    assert await words(api) == ["/enroll@whosthis_bot Bob"]


async def test_without_privacy_everything_reaches_the_bot(
    sandbox: Sandbox, ann: User, bob: User
) -> None:
    open_bot = sandbox.add_bot("open_bot", privacy=False)
    group = sandbox.group("Friends", members=[ann, bob, open_bot])
    async with telegram.Bot(open_bot.token, base_url=f"{sandbox.url}/bot") as api:
        me = await api.get_me()
        group.send_text(ann, "hello")
        assert await words(api) == ["hello"]
    assert me.can_read_all_group_messages


async def test_an_admin_bot_hears_everything_but_other_bots(
    sandbox: Sandbox, api: telegram.Bot, group: Chat, ann: User, bot: Bot
) -> None:
    other = sandbox.add_bot("other_bot")
    group.add_member(other)
    group.promote(bot)
    await api.get_updates(offset=-1)
    async with telegram.Bot(other.token, base_url=f"{sandbox.url}/bot") as another:
        await another.send_message(group.id, "I am a bot")
    group.send_text(ann, "hello")
    assert "hello" in await words(api)
    assert "I am a bot" not in await words(api)


async def test_an_edited_message_is_an_update_of_its_own(
    api: telegram.Bot, group: Chat, ann: User
) -> None:
    message = group.send_text(ann, "hello")
    group.edit(message, text="/who@whosthis_bot")
    (update,) = await api.get_updates()
    assert update.edited_message is not None
    assert update.edited_message.edit_date is not None
    await api.send_message(group.id, "mine")
    with pytest.raises(NotPossible):
        group.edit(group.messages[-1], text="x")


async def test_an_anonymous_admin_writes_as_the_group(
    api: telegram.Bot, group: Chat, ann: User
) -> None:
    group.promote(ann, anonymous=True)
    group.send_text(ann, "/who@whosthis_bot")
    (message,) = await heard(api)
    assert message.from_user is not None
    assert message.from_user.id == 1087968824
    assert message.sender_chat is not None
    assert message.sender_chat.id == group.id


async def test_a_reply_to_what_was_deleted_shows_nothing(
    api: telegram.Bot, group: Chat, ann: User, bot: Bot
) -> None:
    group.promote(bot)
    first = group.send_text(ann, "first")
    second = group.send_text(ann, "second", reply_to=first)
    group.delete(first)
    group.edit(second, text="third")
    (*_, update) = await api.get_updates()
    assert update.edited_message is not None
    assert update.edited_message.reply_to_message is None
