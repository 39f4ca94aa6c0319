"""Texts and replies through the real client, and every refusal."""

from __future__ import annotations

import pytest
import telegram
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.sandbox import Bot, Chat, NotPossible, Sandbox, User
from tests.sandbox.talking import Raw


async def test_a_text_arrives_as_it_was_sent(api: telegram.Bot, chat: Chat, bot: Bot) -> None:
    source = "Hello, <b>Ann</b> &amp; Bob"
    sent = await api.send_message(chat.id, source, parse_mode="HTML")
    (seen,) = chat.messages
    assert (seen.text, seen.html, seen.sender) == ("Hello, Ann & Bob", source, bot)
    assert sent.text == "Hello, Ann & Bob"
    assert sent.message_id == seen.id
    assert sent.from_user is not None
    assert sent.from_user.username == "whosthis_bot"
    assert [entity.type for entity in sent.entities] == ["bold"]


async def test_a_parse_mode_is_read_whatever_its_case(api: telegram.Bot, chat: Chat) -> None:
    await api.send_message(chat.id, "<i>x</i>", parse_mode="html")
    assert chat.messages[0].entities[0]["type"] == "italic"


async def test_text_without_a_parse_mode_stays_as_it_is(api: telegram.Bot, chat: Chat) -> None:
    await api.send_message(chat.id, "  <b>x</b> & y\n")
    assert chat.messages[0].text == "<b>x</b> & y"
    assert chat.messages[0].rendered == "&lt;b&gt;x&lt;/b&gt; &amp; y"


async def test_explicit_entities_are_taken(api: telegram.Bot, chat: Chat) -> None:
    bold = telegram.MessageEntity("bold", 0, 2)
    sent = await api.send_message(chat.id, "😀 you", entities=[bold])
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [("bold", 0, 2)]
    assert chat.messages[0].rendered == "<b>😀</b> you"


@pytest.mark.parametrize("broken", ["bold", ["bold"], [{"type": "bold"}], {"a": 1}])
async def test_entities_that_are_none_are_refused(raw: Raw, chat: Chat, broken: object) -> None:
    told = await raw("sendMessage", chat_id=chat.id, text="x", entities=broken)
    assert told.startswith("Bad Request: can't parse entities")


async def test_a_mention_by_id_names_the_user(api: telegram.Bot, chat: Chat, ann: User) -> None:
    text = f'<a href="tg://user?id={ann.id}">you</a> <a href="tg://user?id=5">nobody</a>'
    sent = await api.send_message(chat.id, text, parse_mode="HTML")
    (mention,) = sent.entities
    assert mention.user is not None
    assert mention.user.first_name == "Ann"


@pytest.mark.parametrize(
    ("text", "mode", "words"),
    [
        ("", None, "Message text is empty"),
        (" \n ", None, "Message text is empty"),
        ("<b></b>", "HTML", "Message text is empty"),
        ("x" * 4097, None, "Message is too long"),
        ("😀" * 2049, None, "Message is too long"),
        ("<b>x", "HTML", "Can't parse entities: can't find end tag corresponding to start tag"),
        ("*x*", "MarkdownV2", "The sandbox reads the html parse mode only"),
        ("x", "BBCode", "Unsupported parse_mode"),
    ],
)
async def test_a_text_that_telegram_refuses(
    api: telegram.Bot, chat: Chat, text: str, mode: str | None, words: str
) -> None:
    with pytest.raises(BadRequest, match=words):
        await api.send_message(chat.id, text, parse_mode=mode)
    assert chat.messages == []


async def test_length_counts_after_the_markup_is_read(api: telegram.Bot, chat: Chat) -> None:
    await api.send_message(chat.id, f"<b>{'😀' * 2048}</b>", parse_mode="HTML")
    assert len(chat.messages[0].words) == 2048


async def test_a_reply_shows_what_it_answers(api: telegram.Bot, chat: Chat, ann: User) -> None:
    asked = chat.send_text(ann, "who?")
    sent = await api.send_message(chat.id, "Bob", reply_to_message_id=asked.id)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "who?"
    assert chat.messages[-1].reply_to is asked


async def test_the_older_way_to_reply_works_too(raw: Raw, chat: Chat, ann: User) -> None:
    asked = chat.send_text(ann, "who?")
    await raw("sendMessage", chat_id=chat.id, text="Bob", reply_to_message_id=asked.id)
    assert chat.messages[-1].reply_to is asked


async def test_a_reply_to_nothing_is_refused_unless_allowed(
    api: telegram.Bot, chat: Chat, ann: User
) -> None:
    asked = chat.send_text(ann, "who?")
    chat.delete(asked)
    with pytest.raises(BadRequest, match=r"^Message to be replied not found$"):
        await api.send_message(chat.id, "Bob", reply_to_message_id=asked.id)
    await api.send_message(
        chat.id, "Bob", reply_to_message_id=asked.id, allow_sending_without_reply=True
    )
    assert chat.messages[-1].reply_to is None


async def test_a_reply_into_another_chat_is_refused(api: telegram.Bot, chat: Chat) -> None:
    elsewhere = telegram.ReplyParameters(1, chat_id=chat.id + 1)
    with pytest.raises(BadRequest, match="within one chat"):
        await api.send_message(chat.id, "x", reply_parameters=elsewhere)


@pytest.mark.parametrize("name", ["", "12", "-100", "@nobody", "nonsense"])
async def test_a_chat_that_is_not_there(api: telegram.Bot, name: str) -> None:
    words = "Chat not found" if name else "Chat_id is empty"
    with pytest.raises(BadRequest, match=f"^{words}$"):
        await api.send_message(name, "x")


async def test_a_bot_cannot_write_first(
    sandbox: Sandbox, api: telegram.Bot, bot: Bot, ann: User
) -> None:
    chat = sandbox.private_chat(ann, bot)
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await api.send_message(chat.id, "x")
    chat.send_text(ann, "/start")
    await api.send_message(chat.id, "welcome")
    assert chat.messages[-1].text == "welcome"


async def test_a_stranger_of_a_shared_group_cannot_be_written_to(
    sandbox: Sandbox, api: telegram.Bot, bot: Bot
) -> None:
    bob = sandbox.add_user("Bob")
    sandbox.group("Friends", members=[bob, bot])
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await api.send_message(bob.id, "x")


async def test_a_blocked_bot_cannot_write(api: telegram.Bot, chat: Chat, ann: User) -> None:
    chat.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await api.send_message(chat.id, "x")
    with pytest.raises(NotPossible):
        chat.send_text(ann, "x")
    chat.unblock()
    await api.send_message(chat.id, "x")
    states = [
        (
            update.my_chat_member.old_chat_member.status,
            update.my_chat_member.new_chat_member.status,
        )
        for update in await api.get_updates()
        if update.my_chat_member
    ]
    assert states == [("member", "kicked"), ("kicked", "member")]


async def test_a_deleted_account_cannot_be_written_to(
    api: telegram.Bot, chat: Chat, ann: User
) -> None:
    ann.deleted = True
    with pytest.raises(Forbidden, match="user is deactivated"):
        await api.send_message(chat.id, "x")


async def test_a_chat_action_is_seen(api: telegram.Bot, chat: Chat) -> None:
    await api.send_chat_action(chat.id, "typing")
    assert chat.actions == ["typing"]
    with pytest.raises(BadRequest, match=r"^Wrong parameter action in request$"):
        await api.send_chat_action(chat.id, "dancing")


async def test_a_migrated_group_tells_its_new_id(
    sandbox: Sandbox, api: telegram.Bot, ann: User, bot: Bot
) -> None:
    chat = sandbox.group("Friends", members=[ann, bot])
    supergroup = chat.migrate()
    with pytest.raises(ChatMigrated) as caught:
        await api.send_message(chat.id, "x")
    assert caught.value.new_chat_id == supergroup.id
    await api.send_message(supergroup.id, "x")
