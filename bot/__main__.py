"""The command line: ``whosthis``, which is the same as ``python -m bot``."""

from __future__ import annotations

from collections.abc import Mapping

import click

from bot.commands.demo import demo
from bot.commands.evaluate import evaluate
from bot.commands.exporting import export
from bot.commands.identify import identify
from bot.commands.importing import import_
from bot.commands.running import DONE, CannotBegin, carry_out
from bot.commands.stored import chats, people


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="whosthis", prog_name="whosthis")
@click.pass_context
def main(context: click.Context) -> None:
    """Run Who's This, a Telegram bot that tells who is in a photo.

    Settings come from the environment or from a file named .env in the current folder;
    .env.example lists them all.
    """
    if context.invoked_subcommand is None:
        carry_out(_serve)


for command in (demo, identify, evaluate, import_, export, people, chats):
    main.add_command(command)


async def _serve(environ: Mapping[str, str]) -> int:
    """Run the bot until it is told to stop. Raises `CannotBegin` and what `serve` raises."""
    from bot.config import ConfigError, Settings

    try:
        settings = Settings.from_env(environ)
    except ConfigError as error:
        if environ.get("TELEGRAM_BOT_TOKEN", "").strip():
            raise
        raise ConfigError([*error.problems, WITHOUT_ONE]) from None

    from bot import logs
    from bot.incoming.listening import CannotListen
    from bot.serving import serve

    logs.set_up(settings.log_level, settings.secrets)
    try:
        await serve(settings)
    except CannotListen as error:
        raise CannotBegin(str(error)) from error
    return DONE


WITHOUT_ONE = "To try it here and now without one: whosthis demo"


if __name__ == "__main__":
    main()
