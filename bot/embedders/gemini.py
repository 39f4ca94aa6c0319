"""Gemini's embedding model: what is asked for, when, and how often again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.embedders.batching import Batcher, Vector
from bot.embedders.faults import Fault, Patience, Remedy
from bot.embedders.gemini_connection import Connection
from bot.embedders.persistence import persist
from bot.embedders.quota import Quota
from bot.embedders.starts import Starts
from bot.recognition.embedding import (
    BadAnswer,
    BadKey,
    EmbedderUnavailable,
    View,
    ViewKind,
    ViewUnreadable,
)

logger = logging.getLogger(__name__)

MODEL = "gemini-embedding-2"
DIMENSIONS = 3072
API_URL = "https://generativelanguage.googleapis.com/"
LARGEST_REQUEST = 6
"""Pictures in one request at most (https://ai.google.dev/gemini-api/docs/embeddings)."""
IN_FLIGHT = 4
"""Requests under way at once: a slow one holds up no other, and a burst stays small."""
TINY = 1e-12
"""A vector no longer than this has no direction."""


class GeminiEmbedder:
    """Embeds face crops or whole photos, one embedding a view.

    ``view`` is what is sent of a photo with a face in it: ``FACE`` or ``PHOTO``; photos without
    one are always sent whole. ``requests_per_minute`` counts views, retries included, as Google
    does, together with whoever shares ``starts``. ``api_version`` and ``api_url`` are the SDK's
    and Google's own where None. Belongs to one event loop. Raises `BadKey` where ``key`` cannot
    be one at all, `ValueError` for another ``view`` or no requests.
    """

    sees_whole_photos = True

    def __init__(  # noqa: PLR0913 - one argument a setting, each with its default
        self,
        key: str,
        *,
        model: str = MODEL,
        dimensions: int = DIMENSIONS,
        view: ViewKind = ViewKind.FACE,
        requests_per_minute: int = 100,
        api_version: str | None = None,
        api_url: str | None = None,
        patience: Patience | None = None,
        starts: Starts | None = None,
    ) -> None:
        if view not in {ViewKind.FACE, ViewKind.PHOTO}:
            raise ValueError(f"Gemini does not look at {view} views")
        if not key.isascii() or not key.isprintable() or not key or " " in key:
            # The transport would choke on it, and the SDK take an empty one from elsewhere.
            raise BadKey("the key is empty, or has characters that no key has")
        self.model = model
        self.dimensions = dimensions
        self.face_view = ViewKind.FACE if view is ViewKind.FACE else None
        self.views = tuple(dict.fromkeys((view, ViewKind.PHOTO)))
        self._patience = patience or Patience()
        self._quota = Quota(requests_per_minute, self._patience.minute, starts=starts)
        self._batcher = Batcher(
            self._send, self._quota, largest=LARGEST_REQUEST, in_flight=IN_FLIGHT
        )
        self._access = (key, api_version, api_url or API_URL)
        self._opening: asyncio.Task[Connection] | None = None
        self._closed = False
        self._requests = self._views_sent = 0

    def __repr__(self) -> str:
        return f"GeminiEmbedder(model={self.model!r}, dimensions={self.dimensions})"

    @property
    def pause(self) -> float:
        """Seconds before the next request, as Google or the requests per minute have it."""
        return self._quota.pause

    @property
    def spent(self) -> tuple[int, int]:
        """Requests made since the start, and views in them; what was tried again counts again."""
        return self._requests, self._views_sent

    async def embed(self, views: Sequence[View]) -> NDArray[np.float32]:
        """Embed face crops or photos: float32 [n, dimensions], rows of unit length.

        Views that wait at the same moment share a request, whoever asked for them. Raises the
        `EmbeddingError` of the first view that has none, as soon as it is known, and then asks
        for none of the others any more.
        """
        tasks = [asyncio.create_task(self._embed(view)) for view in views]
        try:
            rows = [await task for task in tasks]
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return np.array(rows, np.float32).reshape(len(views), self.dimensions)

    async def close(self) -> None:
        """Give up on what waits with `EmbedderUnavailable`, and close every connection."""
        self._closed = True
        await self._batcher.close()
        self._quota.close()
        if self._opening is not None:
            (opened,) = await asyncio.gather(self._opening, return_exceptions=True)
            if isinstance(opened, Connection):
                await opened.close()

    async def _embed(self, view: View) -> Vector:
        if view.kind is ViewKind.ALIGNED or not view.jpeg:
            raise ViewUnreadable("Gemini embeds JPEG pictures only")
        # Before the quota counts a start, for opening takes a while.
        await self._connected()
        return await persist(view, self._batcher, self._quota, self._patience)

    async def _send(self, views: Sequence[View]) -> Sequence[Vector | Fault]:
        """One request. Raises the `Fault` of all its views."""
        connection = await self._connected()
        self._requests += 1
        self._views_sent += len(views)
        try:
            async with asyncio.timeout(self._patience.attempt):
                answers = await connection.ask(
                    self.model, self.dimensions, [view.jpeg for view in views]
                )
        except Fault as known:
            fault = known
        except Exception as error:
            fault = connection.fault(error)
        else:
            if len(answers) == len(views):
                return [self._checked(answer) for answer in answers]
            # Which vector belongs to which view cannot be told.
            sentence = "the embedder gave another number of vectors"
            fault = Fault(BadAnswer, sentence, Remedy.APART)
        if len(views) == 1 and fault.remedy is Remedy.APART:
            fault.remedy = Remedy.NOTHING
        logger.info("a request for %d views failed: %s", len(views), fault)
        raise fault

    async def _connected(self) -> Connection:
        if self._closed:
            raise EmbedderUnavailable("the embedder is closed")
        if self._opening is None or (self._opening.done() and self._opening.exception()):
            # Importing the SDK and loading certificates takes half a second.
            opening = asyncio.to_thread(Connection, *self._access, self._patience.attempt)
            self._opening = asyncio.create_task(opening)
        try:
            # One caller that leaves must not take the connection from the others.
            return await asyncio.shield(self._opening)
        except Exception as error:
            reason = type(error).__name__
        raise EmbedderUnavailable(f"the embedder's client cannot be set up ({reason})")

    def _checked(self, answer: Sequence[float]) -> Vector | Fault:
        if len(answer) != self.dimensions:
            return Fault(BadAnswer, "the embedder gave a vector of another length")
        vector = np.array(answer, np.float64)
        with np.errstate(over="ignore", invalid="ignore"):
            length = float(np.linalg.norm(vector))
        if not np.isfinite(length):
            return Fault(BadAnswer, "the embedder gave a vector that is not finite")
        if length < TINY:
            return Fault(BadAnswer, "the embedder gave a vector of nothing but zeros")
        return np.asarray(vector / length, np.float32)
