"""Run all of them."""

from __future__ import annotations

import asyncio
import os
import platform

from tests.benchmarks.importing import print_importing
from tests.benchmarks.process import print_answers, print_memory
from tests.benchmarks.stages import print_stages


async def main() -> None:
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    await print_stages()
    await print_answers()
    await print_memory()
    await print_importing()


if __name__ == "__main__":
    asyncio.run(main())
