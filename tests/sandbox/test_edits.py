"""Editing and deleting through the real client, and every refusal."""

from __future__ import annotations

import pytest
import telegram
from telegram.error import BadRequest

from bot.sandbox import Bot, Chat, Sandbox, User
from tests.sandbox.talking import Raw


def ids(chat: Chat) -> list[int]:
    return [message.id for message in chat.messages]


async def test_an_edit_replaces_the_text_and_keeps_the_history(
    api: telegram.Bot, chat: Chat
) -> None:
    sent = await api.send_message(chat.id, "looking")
    edited = await api.edit_message_text(
        "<b>found</b>", chat.id, sent.message_id, parse_mode="HTML"
    )
    (seen,) = chat.messages
    assert seen.text == "found"
    assert [before.text for before in seen.edits] == ["looking"]
    assert isinstance(edited, telegram.Message)
    assert edited.edit_date is not None


async def test_an_edit_that_changes_nothing_is_refused(api: telegram.Bot, chat: Chat) -> None:
    sent = await api.send_message(chat.id, "<b>x</b>", parse_mode="HTML")
    with pytest.raises(
        BadRequest,
        match=r"^Message is not modified: specified new message content and reply markup are "
        r"exactly the same as a current content and reply markup of the message$",
    ):
        await api.edit_message_text(
            "<strong>x</strong> ", chat.id, sent.message_id, parse_mode="HTML"
        )
    await api.edit_message_text("x", chat.id, sent.message_id)


async def test_only_ones_own_messages_can_be_edited(
    sandbox: Sandbox, api: telegram.Bot, ann: User, bot: Bot
) -> None:
    other = sandbox.add_bot("other_bot")
    chat = sandbox.group("Friends", members=[ann, bot, other])
    theirs = chat.send_text(ann, "hello")
    with pytest.raises(BadRequest, match=r"^Message can't be edited$"):
        await api.edit_message_text("x", chat.id, theirs.id)
    root = f"{sandbox.url}/bot"
    async with telegram.Bot(other.token, base_url=root) as another:
        sent = await another.send_message(chat.id, "x")
    with pytest.raises(BadRequest, match=r"^Message to edit not found$"):
        await api.edit_message_text("y", chat.id, sent.message_id)


@pytest.mark.parametrize(
    ("message_id", "words"),
    [(99, "Message to edit not found"), (0, "Message identifier is not specified")],
)
async def test_what_is_not_there_cannot_be_edited(
    api: telegram.Bot, chat: Chat, message_id: int, words: str
) -> None:
    with pytest.raises(BadRequest, match=f"^{words}$"):
        await api.edit_message_text("x", chat.id, message_id)


async def test_an_edit_too_long_has_words_of_its_own(api: telegram.Bot, chat: Chat) -> None:
    sent = await api.send_message(chat.id, "x")
    with pytest.raises(BadRequest, match=r"^Message_too_long$"):
        await api.edit_message_text("x" * 4097, chat.id, sent.message_id)


async def test_a_text_has_no_caption_to_edit(api: telegram.Bot, chat: Chat) -> None:
    sent = await api.send_message(chat.id, "x")
    with pytest.raises(BadRequest, match=r"^There is no caption in the message to edit$"):
        await api.edit_message_caption(chat.id, sent.message_id, caption="y")


async def test_messages_of_a_private_chat_can_be_deleted(
    api: telegram.Bot, chat: Chat, ann: User
) -> None:
    theirs = chat.send_text(ann, "x")
    ours = await api.send_message(chat.id, "y")
    await api.delete_message(chat.id, theirs.id)
    assert ids(chat) == [ours.message_id]
    with pytest.raises(BadRequest, match=r"^Message to delete not found$"):
        await api.delete_message(chat.id, theirs.id)
    await api.send_message(chat.id, "z")
    assert ids(chat) == [2, 3]


async def test_several_messages_are_deleted_at_once(
    api: telegram.Bot, chat: Chat, ann: User
) -> None:
    first = chat.send_text(ann, "1")
    second = chat.send_text(ann, "2")
    await api.delete_messages(chat.id, [first.id, second.id, 99])
    assert chat.messages == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("", "message identifiers are not specified"),
        ({"a": 1}, "expected an Array of message identifiers"),
        (list(range(1, 102)), "too many message identifiers specified"),
        ("[1", "can't parse message_ids JSON object"),
    ],
)
async def test_a_list_of_messages_that_is_none(
    raw: Raw, chat: Chat, given: object, words: str
) -> None:
    told = await raw("deleteMessages", chat_id=chat.id, message_ids=given)
    assert told == f"Bad Request: {words}"


@pytest.mark.parametrize(
    ("supergroup", "words"),
    [
        (True, "Message can't be deleted"),
        (False, "Message can't be deleted for everyone"),
    ],
)
async def test_in_a_group_only_an_admin_deletes_what_others_wrote(
    sandbox: Sandbox, api: telegram.Bot, ann: User, bot: Bot, *, supergroup: bool, words: str
) -> None:
    chat = sandbox.group("Friends", members=[ann, bot], supergroup=supergroup)
    theirs = chat.send_text(ann, "x")
    with pytest.raises(BadRequest, match=f"^{words}$"):
        await api.delete_message(chat.id, theirs.id)
    chat.promote(bot)
    await api.delete_message(chat.id, theirs.id)
    assert chat.messages == []
