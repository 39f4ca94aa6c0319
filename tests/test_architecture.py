"""The rooms of the house, and what each may import besides the standard library.

The modules directly in ``bot/`` put the rooms together and may import everything.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

MAY_IMPORT = {
    "storage": ("storage", "aiosqlite", "numpy"),
    "bot/recognition": ("bot.recognition", "storage", "numpy", "PIL", "pillow_heif", "cv2"),
    "bot/embedders": ("bot.embedders", "bot.recognition", "numpy", "cv2", "google", "httpx2"),
    "bot/access": ("bot.access", "storage"),
    "bot/chats": ("bot.chats", "bot.recognition", "bot.datasets", "storage"),
    "bot/texts": (
        "bot.texts", "bot.access", "bot.chats", "bot.recognition", "bot.datasets",
        "bot.pictures.findings", "bot.pictures.charted", "storage",
    ),
    "bot/pictures": ("bot.pictures", "numpy", "PIL"),
    "bot/incoming": (
        "bot.incoming", "bot.recognition.source", "bot.config", "storage.models", "telegram",
    ),
    "bot/outgoing": (
        "bot.outgoing", "bot.incoming", "bot.texts", "bot.pictures", "bot.recognition",
        "bot.chats", "storage.models", "storage.records", "telegram",
    ),
    "bot/handlers": (
        "bot.context", "bot.incoming", "bot.outgoing", "bot.texts", "bot.pictures",
        "bot.recognition",
        "bot.access", "bot.chats", "storage.models", "storage.names", "storage.records",
        "storage.answered",
        "telegram",
    ),
    "bot/sandbox": ("bot.sandbox", "tornado", "PIL"),
    "bot/demo": ("bot.demo", "bot.sandbox", "bot.pictures.portraits", "tornado", "PIL", "numpy"),
    "bot/datasets": (
        "bot.datasets", "bot.recognition", "bot.pictures.thumbnails", "storage", "numpy",
    ),
    "bot/commands": ("bot", "storage", "click", "dotenv", "rich", "textual_image"),
}  # fmt: skip
ALONE = {
    "google": "bot/embedders/gemini_connection.py",
    "httpx2": "bot/embedders/gemini_connection.py",
    "aiosqlite": "storage/",
    "pillow_heif": "bot/recognition/photos.py",
}
"""What only one place imports."""


def imports_of(path: Path) -> set[str]:
    """Every module that a file imports from beyond the standard library, at its top or later."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module
            assert node.level == 0
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return {name for name in found if name.split(".")[0] not in sys.stdlib_module_names}


def lies_in(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


def files_in(room: str) -> dict[str, set[str]]:
    """The imports of every file of a room, by the file's path."""
    paths = sorted((ROOT / room).rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): imports_of(path) for path in paths}


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    assert [
        f"{path} imports {module}"
        for path, modules in files_in(room).items()
        for module in sorted(modules)
        if not any(lies_in(module, allowed) for allowed in MAY_IMPORT[room])
    ] == []


def test_every_room_is_in_the_table() -> None:
    rooms = {path.parent.relative_to(ROOT).as_posix() for path in ROOT.glob("bot/*/__init__.py")}
    assert rooms | {"storage"} == set(MAY_IMPORT)


@pytest.mark.parametrize("module", ALONE)
def test_some_libraries_have_one_home(module: str) -> None:
    users = [
        path
        for path, modules in (files_in("bot") | files_in("storage")).items()
        if any(lies_in(name, module) for name in modules)
    ]
    assert users
    assert all(path.startswith(ALONE[module]) for path in users)


def test_handlers_do_not_import_each_other() -> None:
    assert not any(
        lies_in(module, "bot.handlers")
        for modules in files_in("bot/handlers").values()
        for module in modules
    )
