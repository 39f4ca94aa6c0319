"""Settings, from the environment or a .env file. Every problem is named at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.environment import Reading

EMBEDDERS = ("auto", "gemini", "local", "both")
GEMINI_VIEWS = ("face", "photo")
GEMINI_DIMENSIONS = ("3072", "1536", "768")
DECISIONS = ("likelihood", "best", "best-two", "mean", "combined", "vote")
ACCESS = ("invite", "open")
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
class Access:
    """Who may use the bot, and how much. A daily count of None is no limit."""

    open: bool
    owner: int | None
    allowed: frozenset[int]
    user_daily_photos: int | None
    chat_daily_photos: int | None


@dataclass(frozen=True)
class Settings:
    """All that can be set.

    ``gemini`` is None where the local model alone is in use; ``both`` says that it is in use
    beside Gemini.
    """

    telegram_token: str = field(repr=False)
    telegram_api_url: str
    webhook: Webhook | None
    access: Access
    group_retention_days: int
    gemini: Gemini | None
    both: bool
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
        read = _Settings(environ)
        embedder = read.choice("EMBEDDER", EMBEDDERS)
        settings = cls(
            telegram_token=read.token() if listens else "",
            telegram_api_url=(read.url("TELEGRAM_API_URL") if listens else None) or TELEGRAM,
            webhook=read.webhook() if listens else None,
            access=read.access(),
            group_retention_days=read.whole("GROUP_RETENTION_DAYS", 30, 0, 36_500),
            gemini=read.gemini(embedder),
            both=embedder == "both",
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


class _Settings(Reading):
    """What is set by several values that belong together."""

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

    def access(self) -> Access:
        owners = self.ids("OWNER_ID")
        if len(owners) > 1 or any(owner < 0 for owner in owners):
            self.problems.append("OWNER_ID should be the id of one user, such as 123456789")
        return Access(
            open=self.choice("ACCESS", ACCESS) == "open",
            owner=min(owners, default=None),
            allowed=self.ids("ALLOWED_IDS"),
            user_daily_photos=self.limit("USER_DAILY_PHOTOS", 500),
            chat_daily_photos=self.limit("CHAT_DAILY_PHOTOS", 2000),
        )

    def limit(self, name: str, default: int) -> int | None:
        """A daily limit; 0 is none."""
        return self.whole(name, default, 0, 1_000_000) or None

    def gemini(self, embedder: str) -> Gemini | None:
        key = self.matching(
            "GEMINI_API_KEY",
            "[!-~]+",
            "a key without spaces or special characters",
            required=False,
        )
        gemini = Gemini(
            key=key,
            model=self.text("GEMINI_MODEL") or "gemini-embedding-2",
            dimensions=int(self.choice("GEMINI_DIMENSIONS", GEMINI_DIMENSIONS)),
            view=self.choice("GEMINI_VIEW", GEMINI_VIEWS),
            requests_per_minute=self.whole("GEMINI_REQUESTS_PER_MINUTE", 100, 1, 1_000_000),
            api_version=self.text("GEMINI_API_VERSION") or None,
            api_url=self.url("GEMINI_API_URL"),
        )
        if embedder in {"gemini", "both"} and not key:
            self.problems.append(f"GEMINI_API_KEY is missing: EMBEDDER={embedder} needs one")
        if embedder == "both" and gemini.view != "face":
            self.problems.append("GEMINI_VIEW should be face: EMBEDDER=both compares faces")
        return gemini if key and embedder != "local" else None
