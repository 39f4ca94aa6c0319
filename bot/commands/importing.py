"""``whosthis import``: a folder of photos for each person into a chat's gallery."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from bot.commands.chat_option import chat_option
from bot.commands.running import carry_out


@click.command("import")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@chat_option
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def import_(folder: Path, chat_id: int, dry_run: bool) -> None:  # noqa: FBT001 - click hands over a flag like this
    """Add the photos in DIR to the people of a chat.

    DIR holds one folder of photos for each person, named like the person. You chose these
    photos, so each is taken: none is held back as in a chat, and nothing is asked. What
    “whosthis export” wrote is restored as it was, without asking the model again. The bot may be
    running meanwhile. It is safe to stop this, and to run it again: it goes on where it was.
    """

    async def work(environ: Mapping[str, str]) -> int:
        from bot.commands.import_job import import_folder

        return await import_folder(environ, folder, chat_id, dry_run=dry_run)

    carry_out(work)
