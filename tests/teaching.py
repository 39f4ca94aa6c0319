"""Answers that are wrong, what people say of them, and what that leaves on file."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bot.recognition.preparing import Origin
from bot.recognition.source import Source
from bot.sandbox import Chat, Message, User
from storage import models
from tests.families import Family
from tests.people import group, portrait
from tests.rosters import opened
from tests.stage import Stage, on_stage

KNOWN = [["✓ Right", "✗ Wrong", "Why?"]]
CREDULOUS = {"MATCH_THRESHOLD": "0.3"}
"""With this, whoever is closest is named, be they a stranger."""
LEARNT = ("people", "photos", "faces", "embeddings", "vetoes", "veto_vectors", "removals")
ANSWERED = ("answers", "answered_faces", "answered_people", "feedback")


@asynccontextmanager
async def credulous(folder: Path) -> AsyncIterator[Stage]:
    """A bot that knows Nitika and Vasu, and takes strangers for them."""
    async with on_stage(folder, CREDULOUS) as stage:
        await learn(stage, "Nitika", 0)
        await learn(stage, "Vasu", 1)
        yield stage


async def learn(
    stage: Stage,
    name: str,
    person: int,
    chat: Chat | None = None,
    shots: Sequence[int] = (0, 1),
) -> None:
    """Enrol photos of a drawn person, however much like somebody else they look."""
    where = chat or stage.chat
    sources = [Source(partial(_drawn, person, shot)) for shot in shots]
    owner = models.Chat(where.id, where.type, where.title)
    tally = await stage.services.enrolment.add(owner, name, sources, Origin(1), anyway=True)
    assert tally.added == len(shots)


async def of_three(there: Family) -> Message:
    """An answer about Nitika, Vasu and somebody unknown."""
    await there.enrol("Nitika", 0, range(2))
    await there.enrol("Vasu", 1, range(2))
    photo = there.group.send_photo(there.ann, group((0, 1, 3), 0), caption="/who")
    return await there.answer(photo)


def number_of(answer: Message, name: str) -> str:
    """The number that an answer gives somebody."""
    (line,) = (line for line in answer.words.splitlines() if f" {name}" in line.split("·")[0])
    return line.partition(".")[0]


async def _drawn(person: int, shot: int) -> bytes:
    return portrait(person, shot)


async def asked_name(message: Message, stage: Stage, user: User | None = None) -> Message:
    """Press Somebody new; the question."""
    return await opened(message, "Somebody new", stage, user)


async def mistaken(stage: Stage, stranger: int = 2, shot: int = 0) -> tuple[Message, str, str]:
    """An answer that names somebody for a stranger; whom, and whom it might have named."""
    answer = await stage.show(portrait(stranger, shot))
    name = answer.words.partition("\n")[0].partition(",")[0]
    assert name in {"Nitika", "Vasu"}
    return answer, name, "Vasu" if name == "Nitika" else "Nitika"


def rows(database: Path, tables: tuple[str, ...] = LEARNT) -> dict[str, list[Any]]:
    """All that is on file in some tables."""
    with contextlib.closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as file:
        return {
            table: file.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()  # noqa: S608 - a constant
            for table in tables
        }


def bytes_of(database: Path) -> bytes:
    """Everything in the file, and in those beside it."""
    return b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))
