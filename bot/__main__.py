"""The command line: ``whosthis``, which is the same as ``python -m bot``."""

from __future__ import annotations

import sys
from collections.abc import Coroutine
from typing import Any

import click


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="whosthis", prog_name="whosthis")
@click.pass_context
def main(context: click.Context) -> None:
    """Run Who's This, a Telegram bot that tells who is in a photo.

    Settings come from the environment or from a file named .env in the current folder;
    .env.example lists them all.
    """
    if context.invoked_subcommand is None:
        _leave(_run())


def _run() -> int:
    """Run the bot; the exit code: 0 stopped, 1 the file cannot be used, 2 a wrong setting."""
    import os

    from bot.config import ConfigError, Settings

    try:
        settings = Settings.from_env({**_settings_file(), **os.environ})
    except ConfigError as error:
        click.echo("These settings need your attention:", err=True)
        for problem in error.problems:
            click.echo(f"  {problem}", err=True)
        return 2

    from bot import logs
    from bot.incoming.listening import CannotListen
    from bot.recognition.model_files import ModelFilesUnusable
    from bot.serving import serve
    from storage.database import DatabaseUnusable

    logs.set_up(settings.log_level, settings.secrets)
    try:
        _run_through(serve(settings))
    except CannotListen as error:
        click.echo(str(error), err=True)
        return 2
    except ModelFilesUnusable as error:
        click.echo(f"The face models cannot be used: {error}", err=True)
        return 2
    except DatabaseUnusable as error:
        click.echo(f"The database cannot be used: {error}", err=True)
        return 1
    return 0


def _run_through(work: Coroutine[Any, Any, None]) -> None:
    """As `asyncio.run`, but without waiting for threads, which may hang in a name look-up."""
    import asyncio

    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(work)
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.wait(left, timeout=1))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


def _leave(code: int) -> None:
    """End the process, hanging threads or not: all that matters is on disk by now."""
    import os
    import threading
    import time

    def others() -> list[threading.Thread]:
        main = threading.main_thread()
        return [one for one in threading.enumerate() if one is not main and not one.daemon]

    end = time.monotonic() + 0.5
    while others() and time.monotonic() < end:
        time.sleep(0.01)
    if others():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _settings_file() -> dict[str, str]:
    """What the file .env in the current folder sets. Raises `ConfigError`."""
    from dotenv import dotenv_values

    from bot.config import ConfigError

    try:
        values = dotenv_values(".env", encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"The file .env cannot be read: {error}"]) from error
    return {name: value for name, value in values.items() if value is not None}


if __name__ == "__main__":
    main()
