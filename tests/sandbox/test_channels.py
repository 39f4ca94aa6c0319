"""Channels that are linked to a group, and people who write in the name of theirs."""

from __future__ import annotations

import pytest
import telegram
from telegram.constants import ChatID

from bot.sandbox import Bot, Chat, NotPossible, Sandbox, User
from tests.sandbox.talking import heard, picture


@pytest.fixture
def channel(sandbox: Sandbox, ann: User) -> Chat:
    return sandbox.channel("News", members=[ann], admins=[ann])


@pytest.fixture
def supergroup(sandbox: Sandbox, ann: User, bob: User, bot: Bot) -> Chat:
    bot.privacy = False
    return sandbox.group("Friends", members=[ann, bob, bot], supergroup=True)


async def test_what_is_posted_in_a_channel_appears_in_the_group_linked_to_it(
    api: telegram.Bot, channel: Chat, supergroup: Chat, ann: User
) -> None:
    channel.link(supergroup)
    channel.send_photo(ann, picture(), caption="look")
    (message,) = await heard(api)
    assert (message.chat.id, message.caption, bool(message.photo)) == (supergroup.id, "look", True)
    assert message.is_automatic_forward
    assert message.from_user is not None
    assert message.from_user.id == ChatID.SERVICE_CHAT
    assert message.sender_chat is not None
    assert message.sender_chat.id == channel.id
    assert isinstance(message.forward_origin, telegram.MessageOriginChannel)
    assert message.forward_origin.chat.id == channel.id


async def test_a_group_and_its_channel_name_each_other(
    api: telegram.Bot, channel: Chat, supergroup: Chat, bot: Bot
) -> None:
    assert (await api.get_chat(supergroup.id)).linked_chat_id is None
    channel.link(supergroup)
    channel.add_member(bot)
    assert (await api.get_chat(supergroup.id)).linked_chat_id == channel.id
    assert (await api.get_chat(channel.id)).linked_chat_id == supergroup.id


async def test_an_album_of_a_channel_stays_one_and_its_captions_bots_count_for_nothing(
    sandbox: Sandbox, api: telegram.Bot, channel: Chat, supergroup: Chat, ann: User
) -> None:
    channel.link(supergroup)
    other = sandbox.add_bot("other_bot")
    channel.add_member(other)
    channel.promote(other)
    channel.send_album(ann, [picture(), picture(colour="blue")])
    first, second = await heard(api)
    assert first.media_group_id == second.media_group_id is not None
    async with telegram.Bot(other.token, base_url=f"{sandbox.url}/bot") as writer:
        await writer.send_message(channel.id, "news")
    (message,) = await heard(api)
    assert message.text == "news"


def test_only_a_channel_is_linked_and_only_to_a_supergroup(
    channel: Chat, supergroup: Chat, group: Chat
) -> None:
    for wrong in (group, channel):
        with pytest.raises(NotPossible, match="only a channel"):
            channel.link(wrong)
    with pytest.raises(NotPossible, match="only a channel"):
        supergroup.link(supergroup)


async def test_a_member_may_write_as_a_channel_of_theirs(
    api: telegram.Bot, channel: Chat, supergroup: Chat, ann: User, bob: User
) -> None:
    supergroup.write_as(ann, channel)
    supergroup.send_text(ann, "as my channel")
    supergroup.write_as(ann, None)
    supergroup.send_text(ann, "as myself")
    masked, plain = await heard(api)
    assert masked.from_user is not None
    assert masked.from_user.id == ChatID.FAKE_CHANNEL
    assert masked.sender_chat is not None
    assert (masked.sender_chat.id, masked.sender_chat.type) == (channel.id, "channel")
    assert masked.is_automatic_forward is None
    assert plain.sender_chat is None
    with pytest.raises(NotPossible, match="not Bob's"):
        supergroup.write_as(bob, channel)
