"""``whosthis demo``: the bot on a page of one's own, with no token and no key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from bot.commands.running import DONE, CannotBegin, carry_out


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Where the page is; if that port is taken, the next free one. 0 takes any.",
)
@click.option("--no-browser", is_flag=True, help="Do not open the page in a browser.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder to keep in what the bot learns. Without one it is forgotten at the end.",
)
def demo(port: int, no_browser: bool, data: Path | None) -> None:  # noqa: FBT001 - click hands over a flag like this
    """Try the bot here and now, with no token and no key.

    A page opens in your browser: a chat with the bot, a group to share it with, and drawn
    people to try it on. Only this computer can reach it, and photos stay on it, unless your
    settings have a key for Gemini: then the page says what is sent there.
    """
    carry_out(lambda environ: _show(environ, port, data, browser=not no_browser))


async def _show(environ: Mapping[str, str], port: int, data: Path | None, *, browser: bool) -> int:
    """Serve the page until told to stop. Raises `CannotBegin` and what ends the bot."""
    import asyncio

    from bot import logs
    from bot.demonstration import CannotShow, demonstration
    from bot.stopping import stopped_by_signals

    stop = stopped_by_signals()
    quiet = {"LOG_LEVEL": "WARNING", **environ}
    try:
        async with demonstration(quiet, port=port, data=data) as shown:
            logs.set_up(shown.settings.log_level, shown.settings.secrets)
            _pass_by_proxies(entirely=shown.settings.gemini is None)
            fate = f"is kept in {data}" if data else "is forgotten then"
            click.echo(f"The demo is at {shown.url}")
            click.echo(f"Ctrl+C ends it. What the bot learns {fate}.")
            if browser:
                _open(shown.url)
            told = asyncio.create_task(stop.wait())
            await asyncio.wait({told, shown.running}, return_when=asyncio.FIRST_COMPLETED)
            told.cancel()
    except CannotShow as error:
        raise CannotBegin(str(error)) from error
    return DONE


def _pass_by_proxies(*, entirely: bool) -> None:
    """Have no proxy asked for what is on this machine, or ``entirely`` for nothing at all."""
    import os
    from urllib.request import getproxies

    if entirely:
        os.environ["no_proxy"] = "*"
        return
    # With ``no_proxy`` set, the system's own settings are not looked at any more.
    for scheme, address in getproxies().items():
        os.environ.setdefault(f"{scheme}_proxy", address)
    known = os.environ.get("no_proxy")
    os.environ["no_proxy"] = f"{known},127.0.0.1" if known else "127.0.0.1"


def _open(url: str) -> None:
    """Show the page in a browser, where there is one.

    In a process of its own that has no terminal: a browser for the terminal must not take it
    over, nor one that never returns keep the demo waiting.
    """
    import subprocess
    import sys
    import threading

    def show() -> None:
        subprocess.run(  # noqa: S603 - the address is the demo's own
            [sys.executable, "-I", "-m", "webbrowser", url],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            check=False,
        )

    threading.Thread(target=show, name="browser", daemon=True).start()
