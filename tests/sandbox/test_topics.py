"""Topics, threads, migration, channels and forwarding."""

from __future__ import annotations

import pytest
import telegram
from telegram.error import BadRequest

from bot.sandbox import Bot, Chat, NotPossible, Sandbox, User
from tests.sandbox.talking import heard, words


async def test_a_migration_is_told_on_both_sides(
    api: telegram.Bot, group: Chat, ann: User, bob: User, bot: Bot
) -> None:
    group.promote(bot)
    await heard(api)
    supergroup = group.migrate()
    old, new = await heard(api)
    assert (old.chat.id, old.migrate_to_chat_id) == (group.id, supergroup.id)
    assert (new.chat.id, new.migrate_from_chat_id) == (supergroup.id, group.id)
    assert supergroup.member(bot).admin
    supergroup.send_text(bob, "still here")
    assert await words(api) == ["still here"]
    with pytest.raises(NotPossible):
        group.send_text(ann, "x")
    with pytest.raises(NotPossible):
        group.migrate()


async def test_a_topic_keeps_its_messages(
    api: telegram.Bot, forum: Chat, ann: User, bot: Bot
) -> None:
    assert (await api.get_chat(forum.id)).is_forum
    topic = forum.add_topic("Photos")
    forum.send_text(ann, "/who@whosthis_bot", topic=topic)
    forum.send_text(ann, "/who@whosthis_bot")
    created, inside, general = await heard(api)
    assert created.forum_topic_created is not None
    assert created.forum_topic_created.name == "Photos"
    assert (inside.is_topic_message, inside.message_thread_id) == (True, topic.id)
    assert inside.reply_to_message is not None
    assert inside.reply_to_message.forum_topic_created is not None
    assert (general.is_topic_message, general.message_thread_id) == (None, None)
    await inside.reply_text("Bob")
    assert (await forum.next_from(bot)).topic is topic
    await api.send_message(forum.id, "again", message_thread_id=topic.id)
    assert (await forum.next_from(bot)).topic is topic
    await api.send_message(forum.id, "and again", reply_to_message_id=inside.message_id)
    assert (await forum.next_from(bot)).topic is topic


async def test_a_topic_that_is_not_there(api: telegram.Bot, forum: Chat, group: Chat) -> None:
    for chat in (forum, group):
        with pytest.raises(BadRequest, match=r"^Message thread not found$"):
            await api.send_message(chat.id, "x", message_thread_id=77)
    with pytest.raises(NotPossible):
        group.add_topic("Photos")


async def test_a_closed_topic_takes_no_message(api: telegram.Bot, forum: Chat, bot: Bot) -> None:
    topic = forum.add_topic("Photos")
    forum.close_topic(topic)
    with pytest.raises(BadRequest, match=r"^Topic_closed$"):
        await api.send_message(forum.id, "x", message_thread_id=topic.id)
    forum.promote(bot)
    await api.send_message(forum.id, "x", message_thread_id=topic.id)


async def test_a_reply_in_a_plain_supergroup_has_a_thread_but_no_topic(
    sandbox: Sandbox, api: telegram.Bot, ann: User, bot: Bot
) -> None:
    chat = sandbox.group("Friends", members=[ann, bot], supergroup=True)
    first = chat.send_text(ann, "first")
    second = chat.send_text(ann, "/who@whosthis_bot", reply_to=first)
    chat.send_text(ann, "/who@whosthis_bot", reply_to=second)
    messages = await heard(api)
    assert [m.message_thread_id for m in messages] == [first.id, first.id]
    assert not any(m.is_topic_message for m in messages)
    await api.send_message(chat.id, "x", message_thread_id=first.id)


async def test_a_public_group_is_found_by_its_name(
    sandbox: Sandbox, api: telegram.Bot, ann: User, bot: Bot
) -> None:
    chat = sandbox.group("Friends", members=[ann, bot], username="friends")
    sent = await api.send_message("@friends", "x")
    assert sent.chat.id == chat.id
    assert sent.chat.username == "friends"


async def test_a_group_gets_another_name(api: telegram.Bot, group: Chat) -> None:
    group.rename("Family")
    (message,) = await heard(api)
    assert message.new_chat_title == "Family"
    assert (await api.get_chat(group.id)).title == "Family"


async def test_a_channel_post_has_no_user(
    sandbox: Sandbox, api: telegram.Bot, ann: User, bob: User, bot: Bot
) -> None:
    channel = sandbox.channel("News", members=[ann, bob], admins=[bot])
    post = channel.send_text(ann, "hello")
    channel.edit(post, text="hello all")
    first, second = await api.get_updates()
    assert first.channel_post is not None
    assert first.channel_post.from_user is None
    assert first.channel_post.sender_chat is not None
    assert second.edited_channel_post is not None
    with pytest.raises(NotPossible):
        channel.send_text(bob, "me too")
    await api.send_message(channel.id, "x")
    assert channel.messages[-1].text == "x"
    assert channel.remove_member(bob) is None
    assert channel.add_member(bob) is None
    channel.demote(bot)
    with pytest.raises(BadRequest, match=r"^Need administrator rights in the channel chat$"):
        await api.send_message(channel.id, "x")


async def test_a_forwarded_message_tells_where_it_came_from(
    sandbox: Sandbox, api: telegram.Bot, group: Chat, ann: User, bob: User, bot: Bot
) -> None:
    private = sandbox.private_chat(ann, bot)
    channel = sandbox.channel("News", members=[ann], admins=[bot])
    hidden = sandbox.group("Hidden", members=[ann, bot])
    hidden.promote(ann, anonymous=True)
    sources = (
        group.send_text(bob, "hello"),
        channel.send_text(ann, "news"),
        hidden.send_document(ann, b"x"),
        group.send_media(bob, "voice"),
    )
    for source in sources:
        private.forward(ann, source)
    again = private.forward(ann, private.messages[0])
    messages = [m for m in await heard(api) if m.chat.type == "private"]
    origins = [m.forward_origin.type for m in messages if m.forward_origin]
    assert origins == ["user", "channel", "chat", "user", "user"]
    assert again.forwarded_from is sources[0]
    assert [message.text for message in messages[:2]] == ["hello", "news"]
