"""``whosthis demo`` as a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from tests.processes import ended, whosthis


@contextlib.asynccontextmanager
async def demo_in(
    folder: Path, *arguments: str, **environ: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """The process, and the address that it printed; what it keeps for itself is in ``left``."""
    left = folder / "left"
    left.mkdir(exist_ok=True)
    process = await whosthis(folder, "demo", *arguments, TMPDIR=str(left), **environ)
    try:
        assert process.stdout
        async with asyncio.timeout(20):
            line = (await process.stdout.readline()).decode()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found, line + ((await process.communicate())[1] or b"").decode()
        yield process, found.group()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


@contextlib.asynccontextmanager
async def page(url: str) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {"Origin": url.rstrip("/")}
    async with httpx2.AsyncClient(
        base_url=url, headers=headers, trust_env=False, timeout=20
    ) as http:
        yield http


async def greeted(url: str) -> bool:
    """Whether the bot answers on the page."""
    async with page(url) as http, http.stream("GET", "/demo/events") as told:
        lines = told.aiter_lines()
        async with asyncio.timeout(20):
            while '"chats"' not in (line := await anext(lines)):
                pass
            found = re.search(r'"chats": \[\{"id": (\d+)', line)
            assert found
            chat = found.group(1)
            body = {"as": int(chat), "text": "/start"}
            assert (await http.post(f"/demo/chats/{chat}/text", json=body)).is_success
            while "Hello! I'm" not in await anext(lines):
                pass
    return True


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
async def test_it_ends_when_asked_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    async with demo_in(tmp_path, "--no-browser", "--port", "0") as (process, url):
        assert await greeted(url)
        assert list((tmp_path / "left").iterdir())
        process.send_signal(signal.Signals[name])
        code, printed = await ended(process, within=10)
    assert code == 0, printed
    assert "Ctrl+C ends it" in printed
    assert "Traceback" not in printed
    assert list((tmp_path / "left").iterdir()) == []
    assert not (tmp_path / "whosthis.db").exists()


async def test_asked_to_end_while_it_is_still_loading_it_ends(tmp_path: Path) -> None:
    async with demo_in(tmp_path, "--no-browser", "--port", "0") as (process, _):
        process.terminate()
        code, printed = await ended(process, within=10)
    assert code == 0, printed
    assert "Traceback" not in printed
    assert list((tmp_path / "left").iterdir()) == []


async def test_no_proxy_is_asked_for_what_is_on_this_machine(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        address = f"127.0.0.1:{proxy.getsockname()[1]}"
        proxies = {"HTTP_PROXY": f"http://{address}", "ALL_PROXY": f"socks5://{address}"}
        async with demo_in(tmp_path, "--no-browser", "--port", "0", **proxies) as (_, url):
            assert await greeted(url)
        proxy.settimeout(0)
        with pytest.raises(BlockingIOError):
            proxy.accept()


async def test_the_page_opens_in_a_browser(tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nif [ -t 0 ]; then exit 1; fi\necho "$1" > {opened}\n')
    browser.chmod(0o700)
    async with demo_in(tmp_path, "--port", "0", BROWSER=f"{browser} %s") as (_, url):
        async with asyncio.timeout(10):
            while not (opened.exists() and opened.read_text()):  # noqa: ASYNC110 - another process writes it
                await asyncio.sleep(0.02)
        assert opened.read_text().strip() == url


async def test_what_is_kept_stays_and_belongs_to_one_demo_at_a_time(tmp_path: Path) -> None:
    own = ("--no-browser", "--port", "0", "--data", "kept")
    async with demo_in(tmp_path, *own) as (process, url):
        assert await greeted(url)
        code, printed = await ended(await whosthis(tmp_path, "demo", *own))
        assert code == 2
        assert printed.startswith("The folder kept cannot be used: another demo is using it.")
        process.terminate()
        _, printed = await ended(process)
        assert "kept in kept" in printed
    assert (tmp_path / "kept" / "whosthis.db").exists()


async def test_wrong_settings_are_said_with_exit_code_2(tmp_path: Path) -> None:
    code, printed = await ended(await whosthis(tmp_path, "demo", "--no-browser", TOP_K="many"))
    assert code == 2
    assert "TOP_K" in printed
    assert "TELEGRAM_BOT_TOKEN" not in printed
    code, printed = await ended(await whosthis(tmp_path, "demo", "--port", "70000"))
    assert code == 2
    assert "Traceback" not in printed


async def test_help_says_that_nothing_is_needed(tmp_path: Path) -> None:
    code, printed = await ended(await whosthis(tmp_path, "demo", "--help"))
    assert code == 0
    assert "no token and no key" in printed
    for option in ("--port", "--no-browser", "--data"):
        assert option in printed
