"""Settings, from the environment or a .env file. Every problem is named at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")

EMBEDDERS = ("auto", "gemini", "local")
GEMINI_VIEWS = ("face", "photo")
GEMINI_DIMENSIONS = ("3072", "1536", "768")
DECISIONS = ("person", "vote")
TELEGRAM = "https://api.telegram.org"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class ConfigError(Exception):
    """The settings cannot be used; the message has a line for each problem."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Webhook:
    """Where Telegram delivers updates, instead of being asked for them.

    An empty ``secret`` is one that the Bot API server in use does not send.
    """

    url: str
    port: int
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Gemini:
    """How to reach the embedding service. None in ``api_…`` means the client's own default."""

    key: str = field(repr=False)
    model: str
    dimensions: int
    view: str
    requests_per_minute: int
    api_version: str | None
    api_url: str | None


@dataclass(frozen=True)
class Settings:
    """All that can be set. ``gemini`` is None where the local model is in use."""

    telegram_token: str = field(repr=False)
    telegram_api_url: str
    webhook: Webhook | None
    gemini: Gemini | None
    face_models: Path | None
    database: Path
    gallery_memory: int
    decision: str
    top_k: int
    match_threshold: float | None
    log_level: str

    @classmethod
    def from_env(cls, environ: Mapping[str, str], *, listens: bool = True) -> Settings:
        """Read and check the settings. Raises `ConfigError`.

        What does not listen to Telegram needs no token, does not look at what is set for
        Telegram, and logs nothing below warnings.
        """
        read = _Reading(environ)
        settings = cls(
            telegram_token=read.token() if listens else "",
            telegram_api_url=(read.url("TELEGRAM_API_URL") if listens else None) or TELEGRAM,
            webhook=read.webhook() if listens else None,
            gemini=read.gemini(),
            face_models=read.path("FACE_MODELS"),
            database=read.path("DATABASE") or Path("data/whosthis.db"),
            gallery_memory=read.whole("GALLERY_MEMORY_MB", 256, 1, 1_000_000) * 1_000_000,
            decision=read.choice("DECISION", DECISIONS),
            top_k=read.whole("TOP_K", 5, 1, 10),
            match_threshold=read.similarity("MATCH_THRESHOLD"),
            log_level=read.choice("LOG_LEVEL", LOG_LEVELS, "INFO", str.upper)
            if listens
            else "WARNING",
        )
        if read.problems:
            raise ConfigError(read.problems)
        return settings

    @property
    def secrets(self) -> list[str]:
        """What must never be seen in a log."""
        known = [self.telegram_token]
        if self.gemini:
            known.append(self.gemini.key)
        if self.webhook:
            known.append(self.webhook.secret)
        return known


class _Reading:
    """One pass over the environment that goes on after a problem. Values are never quoted."""

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

    def token(self) -> str:
        return self.matching(
            "TELEGRAM_BOT_TOKEN",
            r"[0-9]+:[A-Za-z0-9_-]+",
            "a token such as 123456:AbC-dEf; ask @BotFather on Telegram for one",
        )

    def webhook(self) -> Webhook | None:
        url = self.url("WEBHOOK_URL")
        port = self.whole("WEBHOOK_PORT", 8443, 1, 65535)
        secret = self.matching(
            "WEBHOOK_SECRET",
            r"[A-Za-z0-9_-]{1,256}",
            "1 to 256 letters, digits, _ or -, and nobody else's to know",
            # Other Bot API servers may not send one; Telegram does, and the world can call.
            required=url is not None
            and self.text("TELEGRAM_API_URL").rstrip("/") in {"", TELEGRAM},
        )
        return Webhook(url, port, secret) if url else None

    def gemini(self) -> Gemini | None:
        key = self.matching(
            "GEMINI_API_KEY",
            "[!-~]+",
            "a key without spaces or special characters",
            required=False,
        )
        embedder = self.choice("EMBEDDER", EMBEDDERS)
        gemini = Gemini(
            key=key,
            model=self.text("GEMINI_MODEL") or "gemini-embedding-2",
            dimensions=int(self.choice("GEMINI_DIMENSIONS", GEMINI_DIMENSIONS)),
            view=self.choice("GEMINI_VIEW", GEMINI_VIEWS),
            requests_per_minute=self.whole("GEMINI_REQUESTS_PER_MINUTE", 100, 1, 1_000_000),
            api_version=self.text("GEMINI_API_VERSION") or None,
            api_url=self.url("GEMINI_API_URL"),
        )
        if embedder == "gemini" and not key:
            self.problems.append("GEMINI_API_KEY is missing: EMBEDDER=gemini needs one")
        return gemini if key and embedder != "local" else None

    def _parsed(self, name: str, parse: Callable[[str], T], default: T) -> T | None:
        value = self.text(name)
        try:
            return parse(value) if value else default
        except ValueError:
            return None
