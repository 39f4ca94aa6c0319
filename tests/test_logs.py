"""What the log shows, and what it never does."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from bot import logs

TOKEN = "123456:AbC-dEf"


@pytest.fixture
def untouched() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.mark.usefixtures("untouched")
def test_secrets_are_left_out_of_messages_and_tracebacks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up("INFO", [TOKEN, ""])
    logger = logging.getLogger("bot.somewhere")
    try:
        raise RuntimeError(f"https://example.org/bot{TOKEN}/getMe")
    except RuntimeError:
        logger.exception("calling %s failed", TOKEN)
    printed = capsys.readouterr().err
    assert "calling *** failed" in printed
    assert "https://example.org/bot***/getMe" in printed
    assert TOKEN not in printed


@pytest.mark.usefixtures("untouched")
def test_libraries_are_heard_from_warnings_on(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("DEBUG", [])
    logging.getLogger("bot.x").debug("ours")
    logging.getLogger("httpx").info("theirs, with the token in the address")
    logging.getLogger("httpx").warning("theirs, and wrong")
    printed = capsys.readouterr().err
    assert "ours" in printed
    assert "theirs, and wrong" in printed
    assert "address" not in printed
