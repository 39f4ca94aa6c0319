"""One view's way through queue, faults and retries, within bounds."""

from __future__ import annotations

import asyncio
import contextlib

from bot.embedders.batching import Batcher, Vector
from bot.embedders.faults import Fault, Patience, Remedy
from bot.embedders.quota import Quota
from bot.recognition.embedding import EmbedderBusy, View


async def persist(view: View, batcher: Batcher, quota: Quota, patience: Patience) -> Vector:
    """Ask for a view's vector until it comes, nothing helps, or ``patience.total`` is over.

    A wait that would outlast the bound is not begun. Raises the `EmbeddingError` of the latest
    fault, `EmbedderBusy` where the view was never even sent.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience.total
    fault = Fault(EmbedderBusy, "the embedder has more to do than anybody should wait for")
    attempts, alone = 0, False
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout_at(deadline):
            while quota.pause < deadline - loop.time():
                try:
                    return await batcher.ask(view, deadline=deadline, alone=alone)
                except Fault as latest:
                    fault = latest
                if fault.remedy is Remedy.NOTHING:
                    break
                if fault.remedy is Remedy.APART:
                    alone = True
                    continue
                attempts += 1
                delay = fault.delay(attempts, patience)
                if fault.remedy is Remedy.PAUSE:
                    quota.hold(delay)
                elif delay < deadline - loop.time():
                    await batcher.rest(delay)
                else:
                    break
    raise fault.error()
