"""What a bot says of itself: its menu of commands and its descriptions."""

from __future__ import annotations

import pytest
import telegram
from telegram.error import BadRequest

from bot.sandbox import Bot, Chat, Sandbox, User
from tests.sandbox.talking import Raw


async def test_a_menu_is_kept_by_language(
    api: telegram.Bot, chat: Chat, ann: User, bot: Bot
) -> None:
    await api.set_my_commands([("/who", "Who is this?")])
    await api.set_my_commands([("who", "Wer ist das?")], language_code="de")
    (command,) = await api.get_my_commands(language_code="de")
    assert command.description == "Wer ist das?"
    assert await api.get_my_commands(language_code="fr") == ()
    shown = {}
    for language in ("de", "fr", None):
        ann.language = language
        shown[language] = chat.menu(ann, bot)[0]["description"]
    assert shown == {"de": "Wer ist das?", "fr": "Who is this?", None: "Who is this?"}
    await api.delete_my_commands()
    assert chat.menu(ann, bot) == []


async def test_the_narrowest_menu_is_shown(
    sandbox: Sandbox, api: telegram.Bot, chat: Chat, ann: User, bot: Bot
) -> None:
    bob = sandbox.add_user("Bob")
    group = sandbox.group("Friends", members=[ann, bob, bot], admins=[ann])

    def shown() -> list[str]:
        menus = (chat.menu(ann, bot), group.menu(ann, bot), group.menu(bob, bot))
        return [menu[0]["command"] if menu else "" for menu in menus]

    seen = []
    for command, scope in (
        ("all", telegram.BotCommandScopeDefault()),
        ("private", telegram.BotCommandScopeAllPrivateChats()),
        ("groups", telegram.BotCommandScopeAllGroupChats()),
        ("admins", telegram.BotCommandScopeAllChatAdministrators()),
        ("here", telegram.BotCommandScopeChat(group.id)),
        ("ours", telegram.BotCommandScopeChatAdministrators(group.id)),
        ("bob", telegram.BotCommandScopeChatMember(group.id, bob.id)),
    ):
        await api.set_my_commands([(command, "x")], scope=scope)
        seen.append(shown())
    assert seen == [
        ["all", "all", "all"],
        ["private", "all", "all"],
        ["private", "groups", "groups"],
        ["private", "admins", "groups"],
        ["private", "here", "here"],
        ["private", "ours", "here"],
        ["private", "ours", "bob"],
    ]


@pytest.mark.parametrize(
    ("commands", "words"),
    [
        ("who", "can't parse commands JSON object"),
        ({}, "expected an Array of BotCommand"),
        (["who"], "can't parse BotCommand: expected an Object"),
        ([{"command": "Who", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "x" * 33, "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "who", "description": " "}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "who", "description": "x"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_a_menu_that_telegram_refuses(raw: Raw, commands: object, words: str) -> None:
    assert await raw("setMyCommands", commands=commands) == f"Bad Request: {words}"


async def test_a_scope_and_a_language_must_exist(raw: Raw) -> None:
    told = await raw("getMyCommands", scope={"type": "moon"})
    assert told == "Bad Request: can't parse BotCommandScope: unsupported type specified"
    told = await raw("getMyCommands", scope={"type": "chat", "chat_id": 5})
    assert told == "Bad Request: chat not found"
    told = await raw("getMyCommands", language_code="english")
    assert told == "Bad Request: invalid language code specified"


async def test_a_bot_describes_itself(api: telegram.Bot) -> None:
    await api.set_my_description("Tells who is in a photo")
    await api.set_my_short_description("Who?")
    await api.set_my_short_description("Wer?", language_code="de")
    assert (await api.get_my_description("de")).description == "Tells who is in a photo"
    assert (await api.get_my_short_description("de")).short_description == "Wer?"
    assert (await api.get_my_short_description()).short_description == "Who?"
    with pytest.raises(BadRequest, match="too long"):
        await api.set_my_short_description("x" * 121)
