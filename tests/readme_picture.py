"""Makes the README's pictures: ``python -m tests.readme_picture``. A real answer, a real page."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

from bot.demonstration import demonstration
from tests.demo.browser import ARGUMENTS, DESKTOP, installed
from tests.people import group
from tests.stage import on_stage

FOLDER = Path(__file__).parent.parent / ".github"
PEOPLE = {"Nitika": 16, "Vasu": 17, "आना": 18}
"""So unlike each other that the threshold for real people holds for them."""
ASKED = (16, 11, 18, 20)
"""Two of them, a stranger, and somebody in doubt."""
STORY_MS = 60_000


async def answer() -> bytes:
    """The contact sheet for two who are known, one in doubt, and a stranger."""
    with tempfile.TemporaryDirectory() as folder:
        async with on_stage(Path(folder), MATCH_THRESHOLD="") as stage:
            for name, person in PEOPLE.items():
                await stage.enrol(name, person, range(4))
            sheet = await stage.show(group(ASKED, 3))
            return sheet.photo or b""


async def page() -> bytes:
    """The demo's page, once the story was played."""
    async with (
        demonstration({"EMBEDDER": "local"}, port=0, data=None) as shown,
        async_playwright() as playwright,
    ):
        program = await playwright.chromium.launch(executable_path=installed(), args=ARGUMENTS)
        view = await program.new_page(viewport=DESKTOP)
        await view.goto(shown.url)
        await view.locator("#people").click()
        await view.get_by_role("button", name="Play the story").click()
        await view.get_by_text("That was the story").wait_for(timeout=STORY_MS)
        picture = await view.screenshot(type="jpeg", quality=85)
        await program.close()
        return picture


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "answer.jpg").write_bytes(asyncio.run(answer()))
    (FOLDER / "demo.jpg").write_bytes(asyncio.run(page()))
