"""Logging that tells what happens and never to whom."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Sequence

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
OURS = ("bot", "storage")


class Redacting(logging.Formatter):
    """Leaves secrets out of whatever is logged, tracebacks included."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__(FORMAT)
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


def set_up(level: str, secrets: Sequence[str]) -> None:
    """Log to standard error: this program at ``level``, its libraries from warnings on.

    Libraries write whole updates and addresses with the token in them below that.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(secrets))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # What Pillow finds odd in somebody's photo is no news for whoever runs the bot.
    warnings.filterwarnings("ignore", category=UserWarning, module="PIL")
    # `serving` says in a line what the updater would print in a hundred.
    logging.getLogger("telegram.ext.Updater").setLevel(logging.CRITICAL)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
