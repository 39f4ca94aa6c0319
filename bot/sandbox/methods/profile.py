"""What a bot says of itself: its name, its menu of commands, its descriptions."""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox.errors import JSON, bad_request
from bot.sandbox.events import Event, EventKind
from bot.sandbox.requests import Method, Request
from bot.sandbox.wire import me_json

MAX_COMMANDS = 100
MAX_COMMAND_DESCRIPTION = 256
MAX_DESCRIPTION = 512
MAX_SHORT_DESCRIPTION = 120
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})


async def get_me(request: Request) -> JSON:
    """getMe."""
    return me_json(request.bot)


async def set_my_commands(request: Request) -> bool:
    """setMyCommands."""
    given: Any = request.parameters.json("commands", "commands")
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    menu = [_command(one) for one in given]
    request.bot.commands[_scope(request), _language(request)] = menu
    return _changed(request)


async def get_my_commands(request: Request) -> list[JSON]:
    """getMyCommands: those of exactly this scope and language."""
    return request.bot.commands.get((_scope(request), _language(request)), [])


async def delete_my_commands(request: Request) -> bool:
    """deleteMyCommands."""
    request.bot.commands.pop((_scope(request), _language(request)), None)
    return _changed(request)


async def set_my_description(request: Request) -> bool:
    """setMyDescription."""
    text = _bounded(request.parameters.text("description"), MAX_DESCRIPTION)
    request.bot.descriptions[_language(request)] = text
    return True


async def get_my_description(request: Request) -> JSON:
    """getMyDescription."""
    known = request.bot.descriptions
    return {"description": known.get(_language(request)) or known.get("", "")}


async def set_my_short_description(request: Request) -> bool:
    """setMyShortDescription."""
    text = _bounded(request.parameters.text("short_description"), MAX_SHORT_DESCRIPTION)
    request.bot.short_descriptions[_language(request)] = text
    return True


async def get_my_short_description(request: Request) -> JSON:
    """getMyShortDescription."""
    known = request.bot.short_descriptions
    return {"short_description": known.get(_language(request)) or known.get("", "")}


async def get_user_profile_photos(request: Request) -> JSON:
    """getUserProfilePhotos: nobody in the sandbox has any."""
    if request.parameters.integer("user_id") not in request.world.users:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}


def _command(given: Any) -> JSON:
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    command = str(given.get("command", "")).removeprefix("/")
    description = str(given.get("description", "")).strip()
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 0 < len(description) <= MAX_COMMAND_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def _scope(request: Request) -> str:
    """The scope as a word: a kind, or with the chat, and the user, whom it is for."""
    given: Any = request.parameters.json("scope", "BotCommandScope") or {"type": "default"}
    kind = given.get("type") if isinstance(given, dict) else None
    if kind in _SCOPES:
        return str(kind)
    if kind not in {"chat", "chat_administrators", "chat_member"}:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat = request.world.chat_for(request.bot, str(given.get("chat_id", "")))
    chat.check_reading(request.bot)
    member = f":{given.get('user_id')}" if kind == "chat_member" else ""
    return f"{kind}:{chat.id}{member}"


def _language(request: Request) -> str:
    code = request.parameters.text("language_code")
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def _bounded(text: str, limit: int) -> str:
    if len(text) > limit:
        raise bad_request("description is too long")
    return text


def _changed(request: Request) -> bool:
    request.world.events.emit(Event(EventKind.COMMANDS, bot=request.bot))
    return True


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyDescription": set_my_description,
    "getMyDescription": get_my_description,
    "setMyShortDescription": set_my_short_description,
    "getMyShortDescription": get_my_short_description,
    "getUserProfilePhotos": get_user_profile_photos,
}
