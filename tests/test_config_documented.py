"""Every setting is documented, with the default that it really has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from dotenv import dotenv_values

from bot.config import Settings

TOKEN = "123456:AbC-dEf_gHi"
ROOT = Path(__file__).parent.parent


class Recording(Mapping[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def test_the_example_file_and_the_readme_list_exactly_what_is_read() -> None:
    environ = Recording({"TELEGRAM_BOT_TOKEN": TOKEN})
    Settings.from_env(environ)
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    listed = [line.split("=")[0] for line in lines if line and not line.startswith("#")]
    assert sorted(listed) == sorted(environ.asked)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in listed if f"`{name}`" not in readme] == []


def test_the_example_file_gives_the_defaults() -> None:
    example = {name: value or "" for name, value in dotenv_values(ROOT / ".env.example").items()}
    given = Settings.from_env({**example, "TELEGRAM_BOT_TOKEN": TOKEN})
    assert given == Settings.from_env({"TELEGRAM_BOT_TOKEN": TOKEN})
