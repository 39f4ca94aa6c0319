"""``whosthis evaluate`` as a process of its own."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.identify_command import Ran
from tests.processes import command_environ


async def evaluate(folder: Path, *arguments: str, **environ: str) -> Ran:
    """Run it in ``folder`` until its end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "evaluate", *arguments,
        cwd=folder, env=command_environ(folder, **environ),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(30):
        out, err = await process.communicate()
    assert process.returncode is not None
    assert b"Traceback" not in err, err.decode()
    return Ran(process.returncode, out.decode(), err.decode())
