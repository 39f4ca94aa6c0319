"""How a process is asked to end."""

from __future__ import annotations

import asyncio
import signal

ASKING = ("SIGINT", "SIGTERM", "SIGHUP")
"""Ctrl+C, a service's manager, and a terminal that is closed; not every system knows each."""


def stopped_by_signals() -> asyncio.Event:
    """An event that is set once the process is asked to end."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in ASKING:
        number = getattr(signal, name, None)
        # Whoever started the process with `nohup` wants it to outlive the terminal.
        if number is None or signal.getsignal(number) is signal.SIG_IGN:
            continue
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:
            # Windows' event loops take no signal handlers.
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    return stop
