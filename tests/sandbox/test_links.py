"""Links that open a bot, in private or in a group."""

from __future__ import annotations

import pytest
import telegram
from telegram.helpers import create_deep_linked_url

from bot.sandbox import Bot, Chat, NotPossible, Sandbox, User
from tests.sandbox.talking import heard, words


async def test_a_link_starts_the_private_chat_with_its_parameter(
    sandbox: Sandbox, api: telegram.Bot, ann: User, bot: Bot
) -> None:
    url = create_deep_linked_url("whosthis_bot", "ask-AbC_-1")
    started = sandbox.open_link(ann, url)
    assert started.chat is sandbox.private_chat(ann, bot)
    (message,) = await heard(api)
    assert (message.text, message.chat.id) == ("/start ask-AbC_-1", ann.id)
    assert await api.send_message(ann.id, "hello")


async def test_a_link_into_a_group_adds_the_bot_and_tells_it_the_parameter(
    sandbox: Sandbox, api: telegram.Bot, ann: User, bob: User
) -> None:
    group = sandbox.group("Friends", members=[ann, bob])
    url = create_deep_linked_url("WhosThis_bot", "share-1", group=True)
    with pytest.raises(NotPossible, match="asks for a group"):
        sandbox.open_link(ann, url)
    sandbox.open_link(ann, url, group=group)
    added, joined, started = await api.get_updates()
    assert added.my_chat_member is not None
    assert added.my_chat_member.from_user.id == ann.id
    assert joined.message is not None
    assert joined.message.new_chat_members
    assert started.message is not None
    assert started.message.text == "/start@whosthis_bot share-1"
    sandbox.open_link(bob, url, group=group)
    assert (await words(api))[-1] == "/start@whosthis_bot share-1"
    assert group.messages[-1].sender is bob
    assert len([message for message in group.messages if message.service]) == 1


def test_what_no_client_would_pass_on_is_not(chat: Chat, sandbox: Sandbox, ann: User) -> None:
    for parameter in ("a b", "ä", "x" * 65):
        with pytest.raises(NotPossible, match="no parameter"):
            chat.start(ann, parameter)
    for url in (
        "https://t.me/nobody_bot?start=x",
        "https://example.org/whosthis_bot?start=x",
        "https://t.me/whosthis_bot",
        "https://t.me/share/url?url=x",
    ):
        with pytest.raises(NotPossible, match="opens no bot"):
            sandbox.open_link(ann, url)
    assert chat.start(ann).text == "/start"
