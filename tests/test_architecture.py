"""The rooms of the house, and which may import which. README.md shows the same table."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

FORBIDDEN = {
    "storage": ("bot", "telegram", "google", "cv2", "PIL"),
    "bot/recognition": (
        "telegram", "google", "aiosqlite", "bot.handlers", "bot.texts", "bot.pictures",
        "bot.embedders", "bot.sandbox", "bot.app",
    ),
    "bot/embedders": ("telegram", "aiosqlite", "storage", "bot.handlers", "bot.texts"),
    "bot/texts": ("telegram", "google", "aiosqlite", "cv2", "PIL", "bot.handlers"),
    "bot/pictures": ("telegram", "google", "aiosqlite", "cv2", "bot.handlers", "storage"),
    "bot/handlers": ("google", "aiosqlite", "cv2", "PIL", "bot.handlers", "bot.app"),
    "bot/sandbox": ("telegram", "google", "aiosqlite", "cv2", "storage", "bot"),
}  # fmt: skip
OWN = {"bot/sandbox": "bot.sandbox"}
"""Rooms inside a forbidden one that may still import themselves."""


def imports_of(path: Path) -> set[str]:
    """Every module that a file imports, at its top or later."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def lies_in(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


@pytest.mark.parametrize("room", FORBIDDEN)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    files = sorted((ROOT / room).rglob("*.py"))
    assert files
    strays = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in files
        for module in imports_of(path)
        if any(lies_in(module, forbidden) for forbidden in FORBIDDEN[room])
        and not (room in OWN and lies_in(module, OWN[room]))
    ]
    assert strays == []


def test_one_file_alone_speaks_to_google() -> None:
    users = [
        path.relative_to(ROOT).as_posix()
        for room in ("bot", "storage")
        for path in (ROOT / room).rglob("*.py")
        if any(lies_in(module, "google") for module in imports_of(path))
    ]
    assert users == ["bot/embedders/gemini.py"]
