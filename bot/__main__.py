"""The command line: ``whosthis``, which is the same as ``python -m bot``."""

from __future__ import annotations

import sys

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
        sys.exit(_run())


def _run() -> int:
    """Run the bot; the exit code: 0 stopped, 1 the file cannot be used, 2 a wrong setting."""
    import asyncio
    import os

    from dotenv import dotenv_values

    from bot.config import ConfigError, Settings

    try:
        settings = Settings.from_env({**_present(dotenv_values(".env")), **os.environ})
    except ConfigError as error:
        click.echo("These settings need your attention:", err=True)
        for problem in error.problems:
            click.echo(f"  {problem}", err=True)
        return 2

    from bot import logs
    from bot.recognition.model_files import ModelFilesUnusable
    from bot.serving import TokenRefused, serve
    from storage.database import DatabaseUnusable

    logs.set_up(settings.log_level, settings.secrets)
    try:
        asyncio.run(serve(settings))
    except TokenRefused:
        click.echo("Telegram does not know this token: check TELEGRAM_BOT_TOKEN.", err=True)
        return 2
    except ModelFilesUnusable as error:
        click.echo(f"The face models cannot be used: {error}", err=True)
        return 2
    except DatabaseUnusable as error:
        click.echo(f"The database cannot be used: {error}", err=True)
        return 1
    return 0


def _present(values: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None}


if __name__ == "__main__":
    main()
