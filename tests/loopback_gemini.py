"""A Gemini of our own on 127.0.0.1, which speaks the wire of ``:batchEmbedContents``.

It embeds pictures by who is in them (see `loopback_sight`), refuses what Google is known to
refuse, keeps a record, and gets into trouble when told to (see `loopback_troubles`)::

    async with LoopbackGemini() as gemini:
        gemini.troubles += [answering(503), hanging(), busy("0.3s")]  # one for each next request
        GeminiEmbedder(gemini.key, api_url=gemini.url)
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import io
import json
import time
from collections import deque
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from PIL import Image
from tornado import netutil, web
from tornado.httpserver import HTTPServer

from tests.loopback_sight import shared_sight
from tests.loopback_troubles import RPC, Json, Trouble, Vectors, error_body

MOST_PICTURES = 6
MIME_TYPES = {"image/jpeg": "JPEG", "image/png": "PNG"}


@dataclass(frozen=True)
class Seen:
    """A request that came with a valid key. ``at`` is of the monotonic clock, in seconds."""

    at: float
    items: int
    version: str


class LoopbackGemini:
    """The server and its record; ``url`` is for the SDK's ``base_url``.

    ``latency`` is in seconds. ``troubles`` are met by the next requests in turn, ``always`` by
    each request after them. ``refused`` holds the SHA-256 of pictures that safety forbids.
    """

    def __init__(self, *, key: str = "AIza-loopback-key", latency: float = 0.0) -> None:
        self.key = key
        self.latency = latency
        self.models = {"gemini-embedding-2", "gemini-embedding-2-preview"}
        self.troubles: deque[Trouble] = deque()
        self.always: Trouble | None = None
        self.refused: set[str] = set()
        self.requests: list[Seen] = []
        self.images: list[str] = []
        self.items_embedded = 0
        self.under_way = 0
        self.peak = 0
        self.url = ""
        self._stopping = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    async def __aenter__(self) -> Self:
        handler = (r"/(v\w+)/models/([^/:]+):batchEmbedContents", _Embed, {"gemini": self})
        quiet = web.Application([handler], log_function=lambda _: None)
        self._server = HTTPServer(quiet)
        sockets = netutil.bind_sockets(0, "127.0.0.1")
        self._server.add_sockets(sockets)
        self.url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.stop()
        self._stopping.set()
        await self._idle.wait()
        await self._server.close_all_connections()

    def begin(self) -> None:
        """Count a request in."""
        self.under_way += 1
        self.peak = max(self.peak, self.under_way)
        self._idle.clear()

    def end(self) -> None:
        """Count a request out."""
        self.under_way -= 1
        if not self.under_way:
            self._idle.set()

    async def wait(self, seconds: float, gone: asyncio.Event) -> None:
        """Sleep, but no longer than the client or the server is there."""
        events = [asyncio.create_task(event.wait()) for event in (gone, self._stopping)]
        await asyncio.wait(events, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for event in events:
            event.cancel()
        await asyncio.gather(*events, return_exceptions=True)

    def check_access(self, key: str | None, model: str) -> None:
        """Raises what a wrong key or model gets."""
        if key is None:
            raise _Refusal(403, "Method doesn't allow unregistered callers.")
        if key != self.key:
            reason = {"@type": RPC + "ErrorInfo", "reason": "API_KEY_INVALID"}
            raise _Refusal(400, "API key not valid.", reason)
        if model not in self.models:
            raise _Refusal(404, f"models/{model} is not found for this API version.")

    async def embed(self, requests: list[Json]) -> Vectors:
        """Vectors for the requests of one batch, in order. Raises what a bad one gets."""
        pictures = [_picture(request) for request in requests]
        if len(pictures) > MOST_PICTURES:
            raise _Refusal(400, f"At most {MOST_PICTURES} images can be in one request.")
        digests = [hashlib.sha256(picture).hexdigest() for picture, _ in pictures]
        if self.refused.intersection(digests):
            raise _Refusal(400, "The input was blocked: PROHIBITED_CONTENT.")
        sight = shared_sight()
        vectors = [await sight.vector(picture, length) for picture, length in pictures]
        self.images += digests
        self.items_embedded += len(vectors)
        return [[round(value, 8) for value in vector.tolist()] for vector in vectors]


class _Refusal(Exception):
    def __init__(self, code: int, message: str, *details: Json) -> None:
        super().__init__(message)
        self.code = code
        self.body = error_body(code, message, *details)


class _Embed(web.RequestHandler):
    def initialize(self, gemini: LoopbackGemini) -> None:
        self.gemini = gemini
        self.gone = asyncio.Event()

    def on_connection_close(self) -> None:
        self.gone.set()

    async def post(self, version: str, model: str) -> None:
        gemini = self.gemini
        gemini.begin()
        try:
            gemini.check_access(self.request.headers.get("x-goog-api-key"), model)
            requests = json.loads(self.request.body)["requests"]
            gemini.requests.append(Seen(time.monotonic(), len(requests), version))
            if gemini.latency:
                await gemini.wait(gemini.latency, self.gone)
            await self._answer(requests)
        except _Refusal as refusal:
            self._say(refusal.code, refusal.body)
        finally:
            gemini.end()

    async def _answer(self, requests: list[Json]) -> None:
        gemini = self.gemini
        trouble = gemini.troubles.popleft() if gemini.troubles else gemini.always or Trouble()
        if trouble.seconds:
            await gemini.wait(trouble.seconds, self.gone)
        if trouble.hangup:
            self.detach().close()
        elif trouble.body is not None:
            self._say(trouble.status, trouble.body)
        else:
            vectors = await gemini.embed(requests)
            if trouble.change:
                vectors = trouble.change(vectors)
            self._say(200, {"embeddings": [{"values": vector} for vector in vectors]})

    def _say(self, status: int, body: Json) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=UTF-8")
        if not self.gone.is_set():
            self.finish(body if isinstance(body, bytes) else json.dumps(body))


def _picture(request: Json) -> tuple[bytes, int]:
    """The picture of one request of a batch, and how long its vector is to be."""
    length = request.get("outputDimensionality", 3072)
    if not 128 <= length <= 3072:
        raise _Refusal(400, "Invalid value for output_dimensionality: must be in [128, 3072].")
    parts = request["content"]["parts"]
    if len(parts) != 1 or parts[0].get("inline_data", {}).get("mime_type") not in MIME_TYPES:
        raise _Refusal(400, "Unsupported MIME type: send one image/png or image/jpeg a content.")
    blob = parts[0]["inline_data"]
    try:
        picture = base64.b64decode(blob["data"], altchars="-_", validate=True)
        Image.open(io.BytesIO(picture), formats=[MIME_TYPES[blob["mime_type"]]]).load()
    except (binascii.Error, OSError):
        raise _Refusal(400, "Unable to process input image.") from None
    return picture, length
