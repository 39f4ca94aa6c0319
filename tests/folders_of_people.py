"""Folders of drawn people, and what it takes to embed them without a command."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.config import Settings
from bot.datasets.catching_up import CatchingUp, UpToDate
from bot.datasets.folders import PhotoFile, read_dataset
from bot.datasets.remembering import Remembered, remembered
from bot.opening import open_sight
from bot.recognition.sight import Sight
from bot.recognition.workers import Workers
from storage.models import EmbeddingSpec
from tests.people import portrait

PEOPLE = {"Nitika": 0, "Vasu": 1}


def draw_people(folder: Path, shots: Sequence[int] = (0, 1)) -> Path:
    """A folder with a folder of portraits for each of `PEOPLE`."""
    for name, person in PEOPLE.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for shot in shots:
            (folder / name / f"{shot}.jpg").write_bytes(portrait(person, shot))
    return folder


@dataclass(frozen=True)
class CaughtUp:
    """How a folder was brought up to date: what was looked at, and how much was embedded."""

    looked_at: list[PhotoFile]
    embedded: int
    standing: UpToDate
    known: Remembered


@dataclass(frozen=True)
class Eyes:
    """What sees faces and embeds them."""

    sight: Sight
    workers: Workers

    @property
    def specs(self) -> tuple[EmbeddingSpec, ...]:
        """What is remembered of these eyes is remembered under them."""
        return self.sight.specs

    async def catch_up(self, folder: Path, at_once: int = 4) -> CaughtUp:
        """Bring a folder up to date."""
        async with remembered(folder, self.specs) as known:
            catching_up = CatchingUp(read_dataset(folder), known, self.sight, self.workers)
            changed = await catching_up.changed()
            async with aclosing(catching_up.look_at(changed, at_once)) as looking:
                looked_at = [file async for file in looking]
            standing = await catching_up.up_to_date()
            return CaughtUp(looked_at, catching_up.embedded, standing, known)


@asynccontextmanager
async def open_eyes(environ: Mapping[str, str] | None = None) -> AsyncIterator[Eyes]:
    """With the local model, unless ``environ`` says otherwise."""
    settings = Settings.from_env({"EMBEDDER": "local", **(environ or {})}, listens=False)
    async with open_sight(settings) as (sight, workers):
        yield Eyes(sight, workers)
