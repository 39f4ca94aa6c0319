"""A real browser on the demo's page, in the event loop that the demo runs in."""

from __future__ import annotations

import asyncio
import base64
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import telegram
from playwright.async_api import (
    BrowserContext,
    ConsoleMessage,
    FilePayload,
    Locator,
    Page,
    Request,
    ViewportSize,
    async_playwright,
    expect,
)

from bot.demo.samples import Samples
from bot.demo.server import make_demo
from bot.demo.world import Demo, Embedder
from bot.demonstration import demonstration
from bot.sandbox import Chat
from tests.demo.browser_scripts import HURRY

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 15_000
DESKTOP = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=360, height=640)


@dataclass
class Screen:
    """The page as somebody sees it, and whatever went wrong in it."""

    page: Page
    demo: Demo
    api: telegram.Bot
    """What the bot calls."""
    troubles: list[str] = field(default_factory=list)
    """Errors, warnings, and requests to anywhere else; there must be none at the end."""

    @property
    def private(self) -> Chat:
        return self.demo.private

    @property
    def group(self) -> Chat:
        return self.demo.group

    @property
    def text(self) -> Locator:
        """Where one writes."""
        return self.page.locator("#text")

    @property
    def rows(self) -> Locator:
        """The messages; an album is one."""
        return self.page.locator("#log .row[data-id]")

    def row(self, words: str) -> Locator:
        """The newest message that has these words."""
        return self.rows.filter(has_text=words).last

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def tell(self, words: str, mode: str | None = None, **more: Any) -> telegram.Message:
        """Have the bot say something in the private chat."""
        return await self.api.send_message(self.private.id, words, mode, **more)

    async def say(self, words: str) -> None:
        """Write and send."""
        await self.text.fill(words)
        await self.text.press("Enter")

    async def open_chat(self, title: str) -> None:
        await self.page.locator(".chat-name").get_by_text(title, exact=True).click()
        await expect(self.page.locator("#title")).to_have_text(title)

    async def choose(self, *files: FilePayload) -> None:
        """Choose files in the picker, and wait until they are shown."""
        async with self.page.expect_file_chooser() as chooser:
            await self.button("Choose photos").click()
        await (await chooser.value).set_files(list(files))
        await expect(self.page.locator("#attachments")).to_be_visible()

    async def add_sample(self, *names: str) -> None:
        """Add pictures from the tray, which stays open."""
        tray = self.page.get_by_role("dialog", name="Sample people")
        if not await tray.is_visible():
            await self.page.locator("#people").click()
        for name in names:
            before = await self.page.locator("#attachment-list img").count()
            await tray.get_by_role("button", name=f"Add {name}", exact=True).click()
            await expect(self.page.locator("#attachment-list img")).to_have_count(before + 1)

    async def hurry(self) -> None:
        """Have the page pause for an eighth of the time that people need to read."""
        await self.page.evaluate(HURRY)

    def forgive(self, words: str) -> None:
        """What the browser said of something that was meant to go wrong."""
        assert any(words in trouble for trouble in self.troubles), self.troubles
        self.troubles[:] = [trouble for trouble in self.troubles if words not in trouble]

    def watch(self) -> None:
        """Take note of troubles from now on."""
        own = f"http://127.0.0.1:{self.demo.sandbox.port}/"

        def said(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                self.troubles.append(message.text)

        def asked(request: Request) -> None:
            if not request.url.startswith((own, f"blob:{own}")):
                self.troubles.append(f"asked for {request.url}")

        self.page.on("console", said)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("request", asked)


def installed() -> str | None:
    """The path of a browser, or None where none is installed."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[BrowserContext]:
    """A browser that is installed; tests are skipped where none is."""
    path = installed()
    if path is None:
        pytest.skip(f"none of these browsers is installed: {', '.join(BROWSERS)}")
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        program = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        context = await program.new_context(reduced_motion="reduce", viewport=DESKTOP)
        context.set_default_timeout(PATIENCE_MS)
        yield context
        await program.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def samples() -> Samples:
    """The sample people, drawn once for all tests."""
    return Samples()


@pytest_asyncio.fixture(loop_scope="session")
async def screen(browser: BrowserContext, samples: Samples) -> AsyncIterator[Screen]:
    """The page, and behind it a bot that the test plays itself."""
    demo = make_demo(Embedder("local", "No photo leaves this computer."))
    demo.samples = samples
    async with demo.sandbox, opened(browser, demo) as screen:
        yield screen
    assert demo.sandbox.failures == []


@pytest_asyncio.fixture(loop_scope="session")
async def bot_screen(
    browser: BrowserContext, samples: Samples, tmp_path: Path
) -> AsyncIterator[Screen]:
    """The page with the real bot behind it, as ``whosthis demo`` shows it."""
    async with demonstration({"EMBEDDER": "local"}, port=0, data=tmp_path) as shown:
        shown.demo.samples = samples
        await asyncio.wait_for(shown.warm.wait(), 20)
        async with opened(browser, shown.demo) as screen:
            yield screen


@asynccontextmanager
async def opened(browser: BrowserContext, demo: Demo) -> AsyncIterator[Screen]:
    """The page in a tab of its own, in which nothing may have gone wrong at the end.

    Every demo has its own port, so that tabs share nothing that a browser keeps for a page.
    """
    async with telegram.Bot(demo.bot.token, base_url=f"{demo.sandbox.url}/bot") as api:
        screen = Screen(await browser.new_page(), demo, api)
        screen.watch()
        await screen.page.goto(f"{demo.sandbox.url}/")
        await expect(screen.page.locator("#log > *").first).to_be_visible()
        yield screen
        await screen.page.close()
    assert not screen.troubles, screen.troubles


def picture(name: str, content: bytes, kind: str = "image/jpeg") -> FilePayload:
    """A file to choose."""
    return {"name": name, "mimeType": kind, "buffer": content}


def encoded(files: Sequence[FilePayload]) -> list[list[str]]:
    """Files as `DROP` and `PASTE` take them."""
    return [
        [one["name"], one["mimeType"], base64.b64encode(one["buffer"]).decode()] for one in files
    ]
