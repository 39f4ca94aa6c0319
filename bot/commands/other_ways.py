"""Photos embedded in other ways than the one in use, to compare."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.commands.people_of_folder import Means, people_of, say
from bot.commands.progress import Pace, at_once, watched
from bot.commands.running import CannotBegin
from bot.config import Settings
from bot.datasets.folders import Dataset
from bot.datasets.remembering import remembered
from bot.datasets.several_ways import Way
from bot.opening import open_sight
from bot.recognition.embedding import EmbeddingError
from bot.recognition.enrolled import ChatEnrolled
from bot.recognition.reporting import TooLittle, expect_enough
from bot.recognition.sides import Side, sides_of
from bot.recognition.ways import embedded, lacking
from bot.texts import datasets, evaluated

BESIDES: tuple[Mapping[str, str], ...] = (
    {"EMBEDDER": "both", "GEMINI_VIEW": "face"},
    {"EMBEDDER": "gemini", "GEMINI_VIEW": "photo"},
)
"""What photos are embedded by for comparison where Gemini is in use."""


async def other_ways(
    environ: Mapping[str, str], settings: Settings, folder: Path, dataset: Dataset
) -> list[Way]:
    """The folder embedded in other ways than the one in use, as far as that is possible."""
    ways: list[Way] = []
    if settings.gemini is None:
        return ways
    for besides in BESIDES:
        if settings.both and besides["EMBEDDER"] == "both":
            continue
        other = Settings.from_env({**environ, **besides}, listens=False)
        try:
            async with open_sight(other) as (sight, workers):
                means = Means(sight, workers, at_once(other), Pace.of(other, sight))
                async with remembered(folder, sight.specs) as known:
                    ways.append(Way(sight.specs, await people_of(dataset, known, means)))
        except CannotBegin as error:
            # One way less to compare is no reason to end.
            say([str(error)])
    return ways


async def ways_of_chat(enrolled: ChatEnrolled, means: Means) -> list[Side]:
    """A sample of a chat's photos in every way there is, of which nothing is kept.

    Nothing where there is no other way, or where these photos could not be embedded.
    """
    plan = await lacking(enrolled, means.sight)
    try:
        expect_enough(plan.gallery)
    except TooLittle:
        return []
    if not plan:
        return []
    say([evaluated.other_ways(plan)])
    try:
        async with watched(evaluated.OTHER_WAYS, plan.photos, means.pace) as advance:
            photos = await embedded(enrolled, means.sight, plan, advance)
    except EmbeddingError as error:
        # One way less to compare is no reason to end.
        say([datasets.interrupted(error, 0)])
        return []
    return await sides_of(photos, photos.specs)
