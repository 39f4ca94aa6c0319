"""The page itself, and the pictures and files that it shows."""

from __future__ import annotations

import asyncio
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from bot.demo.gate import DemoHandler

FOLDER = resources.files("bot.demo") / "page"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}


class PageHandler(DemoHandler):
    """``/`` and ``/page/<file>``."""

    def admits(self, _origin: str | None, _site: str | None) -> bool:
        """A link from anywhere may lead to the page, which holds nothing of its own."""
        return True

    async def get(self, name: str = "index.html") -> None:
        """A file of the page; an unchanged one is not sent again."""
        # Looked up in the folder's listing, so that no name leads out of it.
        file = next((one for one in FOLDER.iterdir() if one.name == name), None)
        kind = TYPES.get("." + name.rpartition(".")[2])
        if file is None or kind is None:
            self.send_error(404)
            return
        self.set_header("Content-Type", kind)
        self.set_header("Cache-Control", "no-cache")
        self.finish(file.read_bytes())


class FontHandler(DemoHandler):
    """``/page/sans.ttf``: for systems that have no good font of their own."""

    async def get(self) -> None:
        """The variable font that the bot's pictures are set in, which is installed with it."""
        found = await asyncio.to_thread(_font)
        if found is None:
            self.send_error(404)
            return
        self.set_header("Content-Type", "font/ttf")
        self.set_header("Cache-Control", "no-cache")
        self.finish(await asyncio.to_thread(found.read_bytes))


class FileHandler(DemoHandler):
    """``/demo/files/<id>.jpg`` for photos, ``/demo/files/<id>`` for files."""

    async def get(self, number: str, ending: str | None) -> None:
        """A photo to look at, or a file to save, whatever is in it."""
        file = self.sandbox.files.kept(number)
        if file is None or (file.kind == "photo") != bool(ending):
            self.send_error(404)
            return
        if ending:
            self.set_header("Content-Type", "image/jpeg")
        else:
            name = quote(file.name or "file", safe="")
            self.set_header("Content-Type", "application/octet-stream")
            self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{name}")
        self.finish(file.data)


class SamplesHandler(DemoHandler):
    """``/demo/samples``."""

    async def get(self) -> None:
        """Which drawn people there are."""
        self.finish(self.demo.samples.listing())


class SampleHandler(DemoHandler):
    """``/demo/samples/<id>.jpg``."""

    async def get(self, name: str) -> None:
        """One drawn picture."""
        data = await self.demo.samples.picture(name)
        if data is None:
            self.send_error(404)
            return
        self.set_header("Content-Type", "image/jpeg")
        self.finish(data)


class NothingHere(DemoHandler):
    """Any other address."""

    def prepare(self) -> None:
        """Say that there is nothing."""
        super().prepare()
        if not self._finished:
            self.send_error(404)


def _font() -> Path | None:
    package = find_spec("fontpkg_noto_sans")
    for folder in package.submodule_search_locations or () if package else ():
        # All of them are listed, since a listing that is left half-way stays open.
        return next(iter(sorted(Path(folder).glob("files/NotoSans[[]*.ttf"))), None)
    return None
