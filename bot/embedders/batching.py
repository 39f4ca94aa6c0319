"""Views that wait at the same moment share a request."""

from __future__ import annotations

import asyncio
import bisect
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.embedders.faults import Fault
from bot.embedders.quota import Quota
from bot.recognition.embedding import EmbedderUnavailable, View

Vector = NDArray[np.float32]
Send = Callable[[Sequence[View]], Awaitable[Sequence[Vector | Fault]]]
"""Asks for several views at once: an outcome for each, in order, or a `Fault` for all."""

MOMENT = 0.01
"""Seconds within which views count as waiting at the same moment."""


@dataclass(eq=False)
class _Ticket:
    """One view in the queue. ``answer`` is done early where its caller has gone."""

    view: View
    deadline: float
    alone: bool
    answer: asyncio.Future[Vector] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Batcher:
    """Sends waiting views, ``largest`` a request and ``in_flight`` requests at a time.

    Every view of a request counts as one start in the quota.
    """

    def __init__(self, send: Send, quota: Quota, *, largest: int, in_flight: int) -> None:
        self._send = send
        self._quota = quota
        self._largest = largest
        self._in_flight = in_flight
        self._waiting: list[_Ticket] = []
        self._flying: set[asyncio.Task[None]] = set()
        self._dispatcher: asyncio.Task[None] | None = None
        self._closed = asyncio.Event()

    async def ask(self, view: View, *, deadline: float, alone: bool = False) -> Vector:
        """The vector of one view, which shares its request unless ``alone``.

        The earliest ``deadline``, in the event loop's time, is served first: a view asked for
        again does not queue up behind newer ones. Cancelling the call takes the view out of the
        queue and touches no other. Raises what ``send`` raises or gives for this view, and
        `EmbedderUnavailable` once closed.
        """
        if self._closed.is_set():
            raise _closed()
        ticket = _Ticket(view, deadline, alone)
        bisect.insort(self._waiting, ticket, key=lambda waiting: waiting.deadline)
        if self._dispatcher is None or self._dispatcher.done():
            self._dispatcher = asyncio.create_task(self._dispatch())
        return await ticket.answer

    async def rest(self, seconds: float) -> None:
        """Sleep, but no longer than until closing, which raises `EmbedderUnavailable`."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closed.wait()
        if self._closed.is_set():
            raise _closed()

    async def close(self) -> None:
        """Give up on every view with `EmbedderUnavailable`, and take no more."""
        self._closed.set()
        for ticket in self._waiting:
            _answer(ticket, _closed())
        self._waiting.clear()
        tasks = {*self._flying, *([self._dispatcher] if self._dispatcher else [])}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _dispatch(self) -> None:
        await asyncio.sleep(MOMENT)
        while self._still_waiting():
            if len(self._flying) >= self._in_flight:
                await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
            elif pause := self._quota.pause:
                await asyncio.sleep(pause)
            else:
                flight = asyncio.create_task(self._fly(self._next_batch()))
                self._flying.add(flight)
                flight.add_done_callback(self._flying.discard)

    def _still_waiting(self) -> bool:
        self._waiting = [ticket for ticket in self._waiting if not ticket.answer.done()]
        return bool(self._waiting)

    def _next_batch(self) -> list[_Ticket]:
        """Take the first view and those that may travel with it out of the queue."""
        first = self._waiting[0]
        sharing = [first] if first.alone else [each for each in self._waiting if not each.alone]
        batch = sharing[: self._quota.take(min(self._largest, len(sharing)))]
        self._waiting = [ticket for ticket in self._waiting if ticket not in batch]
        return batch

    async def _fly(self, batch: Sequence[_Ticket]) -> None:
        outcomes: Sequence[Vector | Exception]
        try:
            outcomes = await self._send([ticket.view for ticket in batch])
        except asyncio.CancelledError:
            for ticket in batch:
                _answer(ticket, _closed())
            raise
        except Exception as error:
            # Whatever it is belongs to those who wait: nobody else would ever see it.
            outcomes = [error] * len(batch)
        for ticket, outcome in zip(batch, outcomes, strict=True):
            _answer(ticket, outcome)


def _answer(ticket: _Ticket, outcome: Vector | Exception) -> None:
    if ticket.answer.done():
        return
    if isinstance(outcome, Exception):
        ticket.answer.set_exception(outcome)
    else:
        ticket.answer.set_result(outcome)


def _closed() -> EmbedderUnavailable:
    return EmbedderUnavailable("the embedder is closed")
