"""What a bot can learn of a chat, and leaving it."""

from __future__ import annotations

from bot.sandbox.errors import JSON, bad_request
from bot.sandbox.members import Membership
from bot.sandbox.requests import Method, Request
from bot.sandbox.wire import full_chat_json, member_json, user_json


async def get_chat(request: Request) -> JSON:
    """getChat."""
    return full_chat_json(request.chat())


async def get_chat_member(request: Request) -> JSON:
    """getChatMember."""
    chat = request.chat()
    user = request.world.users.get(request.parameters.integer("user_id"))
    if user is None:
        raise bad_request("user not found")
    if chat.membership is None:
        if user not in {chat.user, chat.bot}:
            raise bad_request("member not found")
        return {"user": user_json(user), "status": "member"}
    return member_json(chat.membership.of(user), chat.membership)


async def get_chat_administrators(request: Request) -> list[JSON]:
    """getChatAdministrators: all but other bots."""
    membership = _membership(request, "there are no administrators in the private chat")
    return [
        member_json(member, membership)
        for member in membership.present
        if member.admin and (member.user is request.bot or not member.user.is_bot)
    ]


async def get_chat_member_count(request: Request) -> int:
    """getChatMemberCount."""
    chat = request.chat()
    return len(chat.membership.present) if chat.membership else 2


async def leave_chat(request: Request) -> bool:
    """leaveChat."""
    _membership(request, "chat member status can't be changed in private chats")
    request.chat().remove_member(request.bot)
    return True


def _membership(request: Request, private: str) -> Membership:
    chat = request.chat()
    if chat.membership is None:
        raise bad_request(private)
    return chat.membership


METHODS: dict[str, Method] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
}
