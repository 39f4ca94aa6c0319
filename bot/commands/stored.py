"""``whosthis chats`` and ``whosthis people``: what is stored."""

from __future__ import annotations

from collections.abc import Mapping

import click

from bot.commands.chat_option import chat_option
from bot.commands.running import carry_out

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON for programs, and nothing else."
)


@click.command()
@json_option
def chats(as_json: bool) -> None:  # noqa: FBT001 - click hands over a flag like this
    """List the chats and how many people and photos each has."""

    async def work(environ: Mapping[str, str]) -> int:
        from bot.commands.stored_tables import show_chats

        return await show_chats(environ, as_json=as_json)

    carry_out(work)


@click.command()
@chat_option
@json_option
def people(chat_id: int, as_json: bool) -> None:  # noqa: FBT001 - click hands over a flag like this
    """List the people of a chat.

    Each with the number of their photos, when the last one was added, and how many of the photos
    are known to the model in use.
    """

    async def work(environ: Mapping[str, str]) -> int:
        from bot.commands.stored_tables import show_people

        return await show_people(environ, chat_id, as_json=as_json)

    carry_out(work)
