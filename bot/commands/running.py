"""What commands share: the settings as given, the work done, every problem a sentence."""

from __future__ import annotations

import errno
import inspect
import os
import sys
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any, NoReturn

import click

DONE, PARTLY_DONE, NOTHING_DONE = 0, 1, 2
"""Exit codes. Whatever is asked for wrongly, or cannot even begin, is `NOTHING_DONE`."""
FILE_UNUSABLE = 1
"""Exit code where a file is damaged, or cannot be written to."""
OUTPUT_LOST = {errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""What happens to an output that goes into a pipe or a file."""

Work = Callable[[Mapping[str, str]], Coroutine[Any, Any, int]]
"""The environment and the file .env in; the exit code out."""


class CannotBegin(Exception):
    """Nothing of what was asked for can be done; the message is a sentence for people."""


def carry_out(work: Work) -> NoReturn:
    """Do a command's work and end the process with its exit code."""
    _leave(_carried_out(work))


def _carried_out(work: Work) -> int:
    from bot.config import ConfigError

    try:
        code = run_through(work(_environ()))
        if sys.stdout:
            sys.stdout.flush()
        return code
    except ConfigError as error:
        click.echo("These settings need your attention:", err=True)
        for problem in error.problems:
            click.echo(f"  {problem}", err=True)
        return NOTHING_DONE
    except Exception as error:
        known = _said_of(error)
        if known is None:
            raise
        sentence, code = known
        with suppress(OSError):
            click.echo(sentence, err=True)
        return code


def _said_of(error: Exception) -> tuple[str, int] | None:
    """A problem that is not the program's own, as a sentence and an exit code."""
    from bot.recognition.model_files import ModelFilesUnusable
    from storage.database import DatabaseUnusable

    match error:
        case CannotBegin():
            return str(error), NOTHING_DONE
        case ModelFilesUnusable():
            return f"The face models cannot be used: {error}", NOTHING_DONE
        case DatabaseUnusable():
            return f"The database cannot be used: {error}", FILE_UNUSABLE
        case OSError(filename=None) if error.errno in OUTPUT_LOST:
            _lose_the_rest()
            return f"What is to be printed can no longer be: {error.strerror}.", PARTLY_DONE
        case _:
            return None


def _lose_the_rest() -> None:
    """Python tries once more in the end to print what could not be, and complains."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except (OSError, ValueError):
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _environ() -> dict[str, str]:
    """The environment, and before it what the file .env sets. Raises `ConfigError`."""
    from dotenv import dotenv_values

    from bot.config import ConfigError

    try:
        values = dotenv_values(".env", encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"The file .env cannot be read: {error}"]) from error
    return {name: value for name, value in values.items() if value is not None} | dict(os.environ)


def run_through(work: Coroutine[Any, Any, int]) -> int:
    """As `asyncio.run`, but without waiting for threads, which may hang in a name look-up."""
    try:
        import asyncio

        loop = asyncio.new_event_loop()
    except BaseException:
        # Ctrl+C may come before anything has begun.
        work.close()
        raise
    try:
        return loop.run_until_complete(work)
    finally:
        if inspect.getcoroutinestate(work) == inspect.CORO_CREATED:
            work.close()
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.wait(left, timeout=1))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


def _leave(code: int) -> NoReturn:
    """End the process, hanging threads or not: all that matters is on disk by now."""
    import threading
    import time

    def others() -> list[threading.Thread]:
        main = threading.main_thread()
        return [one for one in threading.enumerate() if one is not main and not one.daemon]

    end = time.monotonic() + 0.5
    while others() and time.monotonic() < end:
        time.sleep(0.01)
    if others():
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
        os._exit(code)
    sys.exit(code)
