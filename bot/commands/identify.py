"""``whosthis identify``: who is in a photo, by the photos in a folder for each person."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from pathlib import Path

import click

from bot.commands.running import CannotBegin, carry_out

SHEETS = (".png", ".jpg", ".jpeg")


class _PathType(click.ParamType[Path]):
    """A file or folder, by a name that is not empty."""

    name = "path"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        if not value:
            self.fail("the name is empty", param, ctx)
        return Path(value)


PATH = _PathType()


def sheet_file(
    context: click.Context, parameter: click.Parameter, path: Path | None
) -> Path | None:
    """Refuse a file that could not be written before anything is embedded for it."""
    del context, parameter
    if path is not None:
        from bot.datasets.folders import shown

        if path.suffix.lower() not in SHEETS:
            raise click.BadParameter("the file's name should end in .png or .jpg")
        try:
            if not path.parent.is_dir():
                raise click.BadParameter(f"there is no folder {shown(path.parent)}")
            if path.is_dir():
                raise click.BadParameter("this is a folder")
        except OSError as error:
            why = error.strerror
            raise click.BadParameter(f"{shown(path)} cannot be reached: {why}") from error
        if not os.access(path.parent, os.W_OK | os.X_OK):
            raise click.BadParameter(f"nothing can be written into {shown(path.parent)}")
    return path


def _threshold(
    context: click.Context, parameter: click.Parameter, value: float | None
) -> float | None:
    """Refuse what is no number at all, though it passes for one."""
    del context, parameter
    if value is not None and math.isnan(value):
        raise click.BadParameter("this is no number")
    return value


@click.command()
@click.argument("photos", metavar="PHOTO...", nargs=-1, required=True, type=PATH)
@click.option(
    "--dataset",
    "folder",
    metavar="DIR",
    required=True,
    type=PATH,
    help="The folder to compare with. It holds one folder of photos for each person.",
)
@click.option(
    "--top-k", type=click.IntRange(1, 10), help="How many of the closest photos to show."
)
@click.option(
    "--decision",
    type=click.Choice(["likelihood", "best", "best-two", "mean", "combined", "vote"]),
    help="How people are ranked. likelihood weighs all photos of a person, and is right most "
    "often; best goes by the closest photo, best-two by the two closest, mean by all alike, "
    "combined by both; vote takes whoever has most of the closest photos.",
)
@click.option(
    "--embedder",
    type=click.Choice(["auto", "gemini", "local", "both"]),
    help="The model: Gemini, one on this computer, both of them together, or (auto) Gemini where "
    "there is a key for it.",
)
@click.option(
    "--threshold",
    type=click.FloatRange(-1, 1),
    callback=_threshold,
    help="The similarity of the closest photo, -1 to 1, from which on to name people. Without it "
    "DIR's own photos settle that, once they show six people or more: such that one stranger in a "
    "hundred is named.",
)
@click.option(
    "--sheet",
    metavar="FILE",
    type=PATH,
    callback=sheet_file,
    help="Write the contact sheet, .png or .jpg; of several photos FILE-1, FILE-2 and so on.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print JSON for programs: an array with an object for each PHOTO, or nothing at all "
    "where nothing could begin. outcome is known (person), unsure (choices) or unknown; score and "
    "matches are similarities; decision has the rule's own score and thresholds, which compare "
    "with each other only.",
)
def identify(  # noqa: PLR0913, PLR0917 - an argument an option
    photos: tuple[Path, ...],
    folder: Path,
    top_k: int | None,
    decision: str | None,
    embedder: str | None,
    threshold: float | None,
    sheet: Path | None,
    as_json: bool,  # noqa: FBT001 - click hands over a flag like this
) -> None:
    """Tell who is in each PHOTO.

    DIR is looked through first: what is new in it is embedded, once, and remembered in
    DIR/.whosthis.db. What is not given here is taken from the settings.
    """
    given = {
        "TOP_K": top_k, "DECISION": decision, "EMBEDDER": embedder, "MATCH_THRESHOLD": threshold,
    }  # fmt: skip
    settings = {name: str(value) for name, value in given.items() if value is not None}

    async def work(environ: Mapping[str, str]) -> int:
        if embedder in {"gemini", "both"} and not environ.get("GEMINI_API_KEY", "").strip():
            raise CannotBegin(f"--embedder {embedder} needs a key, and GEMINI_API_KEY is missing.")
        from bot.commands.identifying import Asked, answer_all

        return await answer_all({**environ, **settings}, Asked(photos, folder, sheet, as_json))

    carry_out(work)
