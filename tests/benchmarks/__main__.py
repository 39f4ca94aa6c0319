"""Run those that are named, or all that tell what the bot costs."""

from __future__ import annotations

import asyncio
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.decision import print_decision
from tests.benchmarks.importing import print_importing
from tests.benchmarks.process import print_answers, print_memory
from tests.benchmarks.real_photos import print_real_photos
from tests.benchmarks.stages import print_stages
from tests.benchmarks.thresholds import print_feedback, print_thresholds


async def costs() -> None:
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    await print_stages()
    await print_answers()
    await print_memory()
    await print_importing()


def decision(photos: Path | None) -> None:
    print_decision()
    if photos is not None:
        print_real_photos(photos)


NAMED: dict[str, Callable[[Path | None], None]] = {
    "decision": decision,
    "thresholds": lambda _: print_thresholds(),
    "feedback": lambda _: print_feedback(),
}


def main() -> None:
    if len(sys.argv) == 1:
        asyncio.run(costs())
        return
    name, *rest = sys.argv[1:]
    if name not in NAMED:
        sys.exit(f"there is no {name}; there are {', '.join(NAMED)}")
    NAMED[name](Path(rest[0]) if rest else None)


if __name__ == "__main__":
    main()
