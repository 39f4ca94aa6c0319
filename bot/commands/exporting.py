"""``whosthis export``: a chat's gallery into a folder of photos for each person."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from bot.commands.chat_option import chat_option
from bot.commands.running import carry_out


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@chat_option
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def export(folder: Path, chat_id: int, dry_run: bool) -> None:  # noqa: FBT001 - click hands over a flag like this
    """Write the people of a chat to DIR, which must be new or empty.

    DIR gets one folder of photos for each person. What else is known of the photos goes into
    files beside the folders, so that “whosthis import” can restore everything as it was.
    """

    async def work(environ: Mapping[str, str]) -> int:
        from bot.commands.export_job import export_chat

        return await export_chat(environ, folder, chat_id, dry_run=dry_run)

    carry_out(work)
