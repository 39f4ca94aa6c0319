"""Settings: what they default to, what is wrong with them, and what must not be seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import Access, ConfigError, Settings

TOKEN = "123456:AbC-dEf_gHi"


def problems(**environ: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        Settings.from_env({"TELEGRAM_BOT_TOKEN": TOKEN, **environ})
    return caught.value.problems


def test_a_token_is_all_it_takes() -> None:
    settings = Settings.from_env({"TELEGRAM_BOT_TOKEN": TOKEN})
    assert settings.gemini is None
    assert settings.webhook is None
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.database == Path("data/whosthis.db")
    assert (settings.decision, settings.top_k, settings.match_threshold) == ("likelihood", 5, None)
    assert settings.access == Access(
        open=False,
        owner=None,
        allowed=frozenset(),
        user_daily_photos=500,
        chat_daily_photos=2000,
    )
    assert settings.group_retention_days == 30


def test_who_may_use_the_bot_and_how_much_is_settled_by_settings() -> None:
    access = Settings.from_env(
        {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "ACCESS": "Open",
            "OWNER_ID": "123456789",
            "ALLOWED_IDS": "987654321, -1001234567890 -42,",
            "USER_DAILY_PHOTOS": "0",
            "CHAT_DAILY_PHOTOS": "7",
        }
    ).access
    assert access.open
    assert access.owner == 123456789
    assert access.allowed == {987654321, -1001234567890, -42}
    # No photos at all is what nobody wants: 0 is no limit.
    assert (access.user_daily_photos, access.chat_daily_photos) == (None, 7)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OWNER_ID", "@ann"),
        ("OWNER_ID", "-1001234567890"),
        ("OWNER_ID", "1, 2"),
        ("ALLOWED_IDS", "123; 456"),
        ("ALLOWED_IDS", "0"),
        ("ALLOWED_IDS", "٤٢"),
        ("ACCESS", "closed"),
        ("USER_DAILY_PHOTOS", "-1"),
        ("CHAT_DAILY_PHOTOS", "many"),
        ("GROUP_RETENTION_DAYS", "-1"),
    ],
)
def test_a_door_that_is_not_clear_is_a_problem(name: str, value: str) -> None:
    (problem,) = problems(**{name: value})
    assert problem.startswith(name)


def test_gemini_is_used_where_there_is_a_key() -> None:
    environ = {"TELEGRAM_BOT_TOKEN": TOKEN, "GEMINI_API_KEY": "key"}
    gemini = Settings.from_env(environ).gemini
    assert gemini is not None
    assert (gemini.model, gemini.dimensions, gemini.view) == ("gemini-embedding-2", 3072, "face")
    assert Settings.from_env({**environ, "EMBEDDER": "local"}).gemini is None
    assert Settings.from_env({**environ, "EMBEDDER": "Gemini"}).gemini == gemini


def test_both_models_are_used_together_where_that_is_set() -> None:
    environ = {"TELEGRAM_BOT_TOKEN": TOKEN, "GEMINI_API_KEY": "key"}
    settings = Settings.from_env({**environ, "EMBEDDER": "Both"})
    assert settings.both
    assert settings.gemini == Settings.from_env(environ).gemini
    assert not Settings.from_env(environ).both


def test_both_models_together_need_a_key_and_faces() -> None:
    assert problems(EMBEDDER="both") == ["GEMINI_API_KEY is missing: EMBEDDER=both needs one"]
    assert problems(EMBEDDER="both", GEMINI_API_KEY="key", GEMINI_VIEW="photo") == [
        "GEMINI_VIEW should be face: EMBEDDER=both compares faces"
    ]
    assert problems(EMBEDDER="all")[0].startswith("EMBEDDER should be one of")


@pytest.mark.parametrize("dimensions", [3072, 1536, 768])
def test_gemini_has_three_sizes(dimensions: int) -> None:
    environ = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "GEMINI_API_KEY": "key",
        "GEMINI_DIMENSIONS": str(dimensions),
    }
    gemini = Settings.from_env(environ).gemini
    assert gemini is not None
    assert gemini.dimensions == dimensions


def test_every_problem_is_named_at_once() -> None:
    found = problems(
        TELEGRAM_BOT_TOKEN="",
        EMBEDDER="gemini",
        GEMINI_DIMENSIONS="100",
        GEMINI_VIEW="hand",
        GEMINI_REQUESTS_PER_MINUTE="0",
        GEMINI_API_URL="google",
        TELEGRAM_API_URL="ftp://x",
        TOP_K="many",
        DECISION="coin",
        MATCH_THRESHOLD="1.5",
        GALLERY_MEMORY_MB="-1",
        WEBHOOK_URL="https://example.org",
        WEBHOOK_PORT="70000",
        LOG_LEVEL="loud",
        ACCESS="some",
        OWNER_ID="me",
        ALLOWED_IDS="us",
        USER_DAILY_PHOTOS="few",
        CHAT_DAILY_PHOTOS="-1",
        GROUP_RETENTION_DAYS="long",
    )
    named = {problem.split()[0] for problem in found}
    assert named == {
        "TELEGRAM_BOT_TOKEN",
        "GEMINI_API_KEY",
        "GEMINI_DIMENSIONS",
        "GEMINI_VIEW",
        "GEMINI_REQUESTS_PER_MINUTE",
        "GEMINI_API_URL",
        "TELEGRAM_API_URL",
        "TOP_K",
        "DECISION",
        "MATCH_THRESHOLD",
        "GALLERY_MEMORY_MB",
        "WEBHOOK_PORT",
        "LOG_LEVEL",
        "ACCESS",
        "OWNER_ID",
        "ALLOWED_IDS",
        "USER_DAILY_PHOTOS",
        "CHAT_DAILY_PHOTOS",
        "GROUP_RETENTION_DAYS",
    }
    assert len(found) == len(named)


def test_what_does_not_listen_is_not_bothered_with_telegram_or_the_bots_log() -> None:
    telegram = {"TELEGRAM_BOT_TOKEN": "x", "TELEGRAM_API_URL": "x", "WEBHOOK_PORT": "x"}
    settings = Settings.from_env({**telegram, "LOG_LEVEL": "DEBUG"}, listens=False)
    assert settings.log_level == "WARNING"


def test_telegram_itself_must_show_a_secret_to_call_the_bot() -> None:
    (problem,) = problems(WEBHOOK_URL="https://example.org")
    assert problem.startswith("WEBHOOK_SECRET is missing")
    settings = Settings.from_env(
        {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": "http://127.0.0.1:8081",
            "WEBHOOK_URL": "http://127.0.0.1:8443",
        }
    )
    assert settings.webhook is not None
    assert settings.webhook.secret == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", "١٢٣:abc"),
        ("TELEGRAM_API_URL", "https://example.org/?a=b"),
        ("TELEGRAM_API_URL", "https://example.org:99999"),
        ("FACE_MODELS", "~nobody-of-this-name/models"),
        ("GEMINI_API_KEY", "my key"),
    ],
)
def test_what_could_only_fail_later_is_a_problem_now(name: str, value: str) -> None:
    (problem,) = problems(**{name: value})
    assert problem.startswith(name)


def test_an_address_that_cannot_be_parsed_is_a_problem() -> None:
    assert problems(TELEGRAM_API_URL="http://[::1") == [
        "TELEGRAM_API_URL should be an address that begins with https://"
    ]


def test_a_wrong_secret_is_never_quoted() -> None:
    found = problems(TELEGRAM_BOT_TOKEN="oops-my-secret", WEBHOOK_URL="https://example.org",
                     WEBHOOK_SECRET="another secret!")  # fmt: skip
    assert "secret" not in "".join(found).replace("WEBHOOK_SECRET", "")


def test_secrets_show_in_no_repr() -> None:
    settings = Settings.from_env(
        {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "GEMINI_API_KEY": "hidden-key",
            "WEBHOOK_URL": "https://example.org/hook/",
            "WEBHOOK_SECRET": "hidden-secret",
        }
    )
    assert settings.webhook is not None
    assert settings.webhook.url == "https://example.org/hook"
    for secret in (TOKEN, "hidden-key", "hidden-secret"):
        assert secret in settings.secrets
        assert secret not in repr(settings)
