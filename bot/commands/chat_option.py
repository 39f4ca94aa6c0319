"""The option ``--chat``, which several commands share."""

from __future__ import annotations

import re

import click

LARGEST = 2**52
"""Telegram's own bound for the numbers of users and chats."""
SUPERGROUPS = -(10**12)
"""Below this, a chat's number is a supergroup's."""


NUMBER = re.compile(r"-?[0-9]{1,20}")


def _checked(context: click.Context, parameter: click.Parameter, text: str | None) -> int | None:
    """Refuse what is no chat's number, in words that say where to find one."""
    del context, parameter
    if text is None:
        return None
    if not NUMBER.fullmatch(text.strip()):
        raise click.BadParameter(
            "a chat is told by its number, such as 12345 or -1001234567890; “whosthis chats” "
            "lists those known."
        )
    chat_id = int(text)
    if not 0 < abs(chat_id) <= LARGEST:
        raise click.BadParameter("no chat has this number; “whosthis chats” lists those known.")
    return chat_id


chat_option = click.option(
    "--chat",
    "chat_id",
    metavar="ID",
    type=str,
    required=True,
    callback=_checked,
    help="The chat's number: “whosthis chats” lists them.",
)
either_chat_option = click.option(
    "--chat",
    "chat_id",
    metavar="ID",
    type=str,
    callback=_checked,
    help="The chat's number: “whosthis chats” lists them.",
)
"""The same where a folder may be named instead."""


def kind_of(chat_id: int) -> str:
    """What kind of chat has this number, in Telegram's words."""
    if chat_id > 0:
        return "private"
    return "supergroup" if chat_id < SUPERGROUPS else "group"
