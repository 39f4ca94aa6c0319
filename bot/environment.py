"""One pass over the environment that names every problem."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")


class Reading:
    """Reads values, and goes on after a problem. Values are never quoted."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def text(self, name: str) -> str:
        return self._environ.get(name, "").strip()

    def matching(self, name: str, pattern: str, wanted: str, *, required: bool = True) -> str:
        value = self.text(name)
        if not value and required:
            self.problems.append(f"{name} is missing: it should be {wanted}")
        elif value and not re.fullmatch(pattern, value):
            self.problems.append(f"{name} should be {wanted}")
        return value

    def choice(
        self,
        name: str,
        choices: tuple[str, ...],
        default: str | None = None,
        fold: Callable[[str], str] = str.lower,
    ) -> str:
        value = fold(self.text(name)) or default or choices[0]
        if value not in choices:
            self.problems.append(f"{name} should be one of {', '.join(choices)}")
            return choices[0]
        return value

    def whole(self, name: str, default: int, least: int, most: int) -> int:
        value = self._parsed(name, int, default)
        if value is None or not least <= value <= most:
            self.problems.append(f"{name} should be a whole number from {least} to {most}")
            return default
        return value

    def similarity(self, name: str) -> float | None:
        if not self.text(name):
            return None
        value = self._parsed(name, float, 0.0)
        if value is None or not -1 <= value <= 1:
            self.problems.append(f"{name} should be a similarity from -1 to 1, such as 0.45")
        return value

    def url(self, name: str) -> str | None:
        value = self.text(name).rstrip("/")
        if not value:
            return None
        try:
            parts = urlsplit(value)
            sound = parts.scheme in {"http", "https"} and bool(parts.hostname)
            sound = sound and not (parts.query or parts.fragment) and parts.port != 0
        except ValueError:
            sound = False
        if not sound:
            self.problems.append(f"{name} should be an address that begins with https://")
        return value

    def path(self, name: str) -> Path | None:
        value = self.text(name)
        try:
            return Path(value).expanduser() if value else None
        except RuntimeError:
            self.problems.append(f"{name} begins with the home folder of nobody here")
            return None

    def _parsed(self, name: str, parse: Callable[[str], T], default: T) -> T | None:
        value = self.text(name)
        try:
            return parse(value) if value else default
        except ValueError:
            return None

    def ids(self, name: str) -> frozenset[int]:
        """Telegram's ids of users and groups, separated by commas or spaces."""
        parts = self.text(name).replace(",", " ").split()
        if not all(re.fullmatch(r"-?[1-9][0-9]{0,17}", part) for part in parts):
            self.problems.append(f"{name} should be ids such as 123456789, with commas between")
            return frozenset()
        return frozenset(int(part) for part in parts)
