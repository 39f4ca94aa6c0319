"""Makes the README's picture: ``python -m tests.readme_picture``. A real answer of the bot."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from tests.people import group
from tests.stage import on_stage

PICTURE = Path(__file__).parent.parent / ".github" / "answer.jpg"
PEOPLE = {"Nitika": 0, "Vasu": 1, "आना": 2}
STRANGER = 5


async def answer() -> bytes:
    """The contact sheet for three people and a stranger."""
    with tempfile.TemporaryDirectory() as folder:
        async with on_stage(Path(folder)) as stage:
            for name, person in PEOPLE.items():
                await stage.enrol(name, person, range(4))
            sheet = await stage.show(group((*PEOPLE.values(), STRANGER), 3))
            return sheet.photo or b""


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(asyncio.run(answer()))
