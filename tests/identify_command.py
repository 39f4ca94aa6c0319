"""``whosthis identify`` as a process of its own, on pipes or on a terminal."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import pty
import struct
import sys
import termios
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.processes import command_environ

COMMAND = ("-m", "bot", "identify")
SIZE = struct.pack("HHHH", 40, 100, 1000, 800)
"""A terminal's rows and columns, and its width and height in pixels."""


@dataclass(frozen=True)
class Ran:
    """What a run printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


async def identify(folder: Path, *arguments: str, **environ: str) -> Ran:
    """Run it in ``folder`` until its end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *COMMAND, *arguments,
        cwd=folder, env=command_environ(folder, **environ),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(30):
        out, err = await process.communicate()
    assert process.returncode is not None
    assert b"Traceback" not in err, err.decode()
    return Ran(process.returncode, out.decode(), err.decode())


async def on_a_terminal(folder: Path, replies: Mapping[bytes, bytes], *arguments: str) -> str:
    """Run it on a terminal that gives these replies; all that it was sent."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, SIZE)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *COMMAND, *arguments,
        cwd=folder, env=command_environ(folder, TERM="xterm-256color"),
        stdin=theirs, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    async with asyncio.timeout(30):
        sent = await asyncio.to_thread(_converse, ours, replies)
        await process.wait()
    os.close(ours)
    return sent.decode(errors="replace")


def _converse(terminal: int, replies: Mapping[bytes, bytes]) -> bytes:
    sent, left = b"", dict(replies)
    # Linux says that the other side is gone with an error.
    with contextlib.suppress(OSError):
        while part := os.read(terminal, 65536):
            sent += part
            for question in [question for question in left if question in sent]:
                os.write(terminal, left.pop(question))
    return sent
