"""A visitor of the demo: what a page would read and ask, over real HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from bot.demo.world import Demo
from bot.sandbox import Chat, User
from bot.sandbox.errors import JSON


class News:
    """The events of one open page, in their order."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def next(self, kind: str, where: Callable[[JSON], object] = lambda _: True) -> JSON:
        """The data of the next event of a kind; others before it are passed over."""
        told = ""
        async with asyncio.timeout(10):
            async for line in self._lines:
                name, _, value = line.partition(": ")
                if name == "event":
                    told = value
                elif name == "data" and told == kind and where(data := json.loads(value)):
                    return dict(data)
        raise EOFError(f"no {kind} was told")


class Visitor:
    """Somebody with the page open."""

    def __init__(self, demo: Demo, http: httpx2.AsyncClient) -> None:
        self.demo = demo
        self.http = http

    @asynccontextmanager
    async def news(self) -> AsyncIterator[News]:
        """What the page is told while the block lasts."""
        async with self.http.stream("GET", "/demo/events") as answer:
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            yield News(answer.aiter_lines())

    async def post(self, path: str, body: object) -> httpx2.Response:
        return await self.http.post(path, json=body)

    async def say(
        self, text: str, *, chat: Chat | None = None, by: User | None = None, **more: Any
    ) -> httpx2.Response:
        """Write in a chat, or else in the private one."""
        where, who = chat or self.demo.private, by or self.demo.you
        return await self.post(
            f"/demo/chats/{where.id}/text", {"as": who.id, "text": text, **more}
        )

    async def show(
        self,
        files: Sequence[tuple[str, bytes]],
        *,
        chat: Chat | None = None,
        by: User | None = None,
        **more: str,
    ) -> httpx2.Response:
        """Send pictures into a chat, or else into the private one."""
        where, who = chat or self.demo.private, by or self.demo.you
        return await self.http.post(
            f"/demo/chats/{where.id}/photos",
            data={"as": str(who.id), "caption": "", "reply_to": "", **more},
            files=[("files[]", file) for file in files],
        )


@asynccontextmanager
async def visiting(demo: Demo) -> AsyncIterator[Visitor]:
    """A page of a demo that is being served."""
    url = demo.sandbox.url
    async with httpx2.AsyncClient(
        base_url=url, headers={"Origin": url}, trust_env=False, timeout=20
    ) as http:
        yield Visitor(demo, http)


def refusal(answer: httpx2.Response, code: int = 400) -> str:
    """The sentence of an answer that refuses."""
    assert answer.status_code == code, answer.text
    sentence = answer.json()["error"]
    assert sentence[0].isupper() or sentence[0] == "“"
    assert sentence.endswith((".", "?"))
    return str(sentence)
