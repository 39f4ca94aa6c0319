"""``whosthis evaluate``: how well people are told apart, and strangers from them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from bot.commands.chat_option import either_chat_option
from bot.commands.identify import PATH, sheet_file
from bot.commands.running import carry_out


@click.command()
@either_chat_option
@click.option(
    "--dataset",
    "folder",
    metavar="DIR",
    type=PATH,
    help="A folder instead of a chat. It holds one folder of photos for each person.",
)
@click.option(
    "--probes",
    metavar="DIR",
    type=PATH,
    help="Photos to ask about besides, in one folder for each person. Whoever's folder has a "
    "name that is not enrolled is a stranger.",
)
@click.option(
    "--plot",
    metavar="FILE",
    type=PATH,
    callback=sheet_file,
    help="Write the chart, .png or .jpg: of the probes where there are any.",
)
@click.option(
    "--as-stored",
    is_flag=True,
    help="Compare only the ways in which photos are embedded already: nothing besides is sent.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs, and nothing else.")
def evaluate(
    chat_id: int | None,
    folder: Path | None,
    probes: Path | None,
    plot: Path | None,
    as_stored: bool,  # noqa: FBT001 - click hands over a flag like this
    as_json: bool,  # noqa: FBT001 - the same
) -> None:
    """Measure how well the people of a chat or folder are told apart.

    Every photo is asked about as if it were not enrolled, and once more as if its person were
    not: how often is the right person named, and how often a stranger? Also whose photos would
    help most. Photos in DIR that are new are embedded, once, and remembered in DIR/.whosthis.db.
    With Gemini in use photos are also embedded whole, and by the face model, to compare: all of
    DIR, and of a chat 200 at most, of which nothing is kept.
    """
    if (chat_id is None) == (folder is None):
        raise click.UsageError("Name either a chat with --chat or a folder with --dataset.")

    async def work(environ: Mapping[str, str]) -> int:
        from bot.commands.evaluating import Wanted, evaluate_all

        wanted = Wanted(chat_id, folder, probes, plot, as_json, as_stored)
        return await evaluate_all(environ, wanted)

    carry_out(work)
