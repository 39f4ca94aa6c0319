"""Use case: a chat's whole gallery, as files small enough to be sent."""

from __future__ import annotations

import asyncio
import glob
import shutil
import tempfile
import unicodedata
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.datasets.archives import Archives, FileTooLarge, archives_of
from bot.datasets.exporting import Plan, export, plan_export
from storage.models import Chat
from storage.store import Store
from storage.uninterrupted import uninterrupted

PART = 45_000_000
"""Bytes of one file; Telegram takes 50 million from a bot."""
AT_ONCE = 2
"""Chats that are packed at the same time: each has a part in memory and a copy on the disk."""
LONGEST_TITLE = 60
"""Bytes of a chat's title in a file's name."""
PROGRAM = "whosthis"


class UnderWay(Exception):
    """The chat is being packed already."""


class NothingToPack(Exception):
    """Nobody is enrolled in the chat."""


class TooLarge(Exception):
    """There is so much that not even what tells of it can be sent."""


class Withdrawn(Exception):
    """What was being packed is to be seen by nobody any more."""


@dataclass
class _Work:
    """Where a chat is packed; ``copied`` once nothing more is read of it, or written."""

    folder: Path | None = None
    copied: asyncio.Event = field(default_factory=asyncio.Event)
    withdrawn: bool = False


@dataclass(frozen=True)
class Parcel:
    """A chat's gallery, packed: whose and how much it is, and what its files are called."""

    chat: Chat
    people: int
    photos: int
    names: tuple[str, ...]
    _archives: Archives

    async def part(self, number: int) -> bytes:
        """One of the files, a zip, counted from 0. Raises `OSError`."""
        return await asyncio.to_thread(self._archives.packed, number)


class Packing:
    """Packs into a folder of its own beside the database, which is gone afterwards.

    No file gets larger than ``part`` bytes.
    """

    def __init__(self, store: Store, database: Path, part: int = PART) -> None:
        self.part = part
        self._store = store
        self._database = database
        self._works: dict[int, _Work] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)

    @asynccontextmanager
    async def packed(self, chat_id: int, at: datetime) -> AsyncIterator[Parcel]:
        """A chat's gallery as it is now, to be read until the block is left.

        Raises `UnderWay`, `NothingToPack`, `TooLarge`, `Withdrawn`, or `OSError` where there is
        no room.
        """
        if chat_id in self._works:
            raise UnderWay
        work = self._works[chat_id] = _Work()
        try:
            async with self._turns, self._folder(work) as folder:
                plan = await self._copy(chat_id, folder / "copy")
                archives = await self._divided(folder / "copy")
                work.copied.set()
                if work.withdrawn:
                    raise Withdrawn
                names = file_names(plan.chat, at, len(archives.parts))
                yield Parcel(plan.chat, len(plan.people), plan.photos, names, archives)
        except FileNotFoundError as error:
            raise (Withdrawn if work.withdrawn else error) from error
        finally:
            work.copied.set()
            del self._works[chat_id]

    async def withdraw(self, chat_id: int) -> None:
        """Have what is being packed of a chat gone from the disk: `packed` raises `Withdrawn`."""
        work = self._works.get(chat_id)
        if work is None or work.folder is None:
            return
        work.withdrawn = True
        await _remove(work.folder)
        await work.copied.wait()
        await _remove(work.folder)

    async def purge(self, _: datetime) -> None:
        """Remove what was left behind where the bot was stopped too suddenly."""
        in_use = {work.folder for work in self._works.values()}
        for left in self._database.parent.glob(f"{glob.escape(self._prefix)}*"):
            if left not in in_use:
                await _remove(left)

    async def _divided(self, folder: Path) -> Archives:
        try:
            return await asyncio.to_thread(archives_of, folder, self.part)
        except FileTooLarge as error:
            raise TooLarge from error

    async def _copy(self, chat_id: int, target: Path) -> Plan:
        """Write the gallery to a folder, all of it as of one moment."""
        # A connection of its own: the bot reads what is new through the other one meanwhile.
        look = await Store.open_read_only(self._database)
        try:
            async with look.database.snapshot():
                chat = await look.chats.find(chat_id)
                plan = await plan_export(look, chat) if chat else None
                if plan is None or not plan.people:
                    raise NothingToPack
                largest = self.part // 2
                written = export(look, plan, target, program=PROGRAM, largest=largest)
                async with aclosing(written):
                    async for _ in written:
                        pass
                return plan
        finally:
            await uninterrupted(look.close())
            # What was removed meanwhile could not leave the log of writes as long as this read.
            async with self._store.transaction():
                pass

    @property
    def _prefix(self) -> str:
        return f"{self._database.name}-packing-"

    @asynccontextmanager
    async def _folder(self, work: _Work) -> AsyncIterator[Path]:
        made = tempfile.mkdtemp(prefix=self._prefix, dir=self._database.parent)
        work.folder = folder = self._database.parent / Path(made).name
        try:
            yield folder
        finally:
            await uninterrupted(_remove(folder))


def file_names(chat: Chat, at: datetime, parts: int) -> tuple[str, ...]:
    """What the files are called, which every system can keep, whatever the chat is called."""
    title = unicodedata.normalize("NFC", chat.title or "").casefold()
    plain = "".join(one if unicodedata.category(one)[0] in "LMN" else " " for one in title)
    cut = "-".join(plain.split()).encode()[:LONGEST_TITLE].decode(errors="ignore")
    begun = f"{cut.strip('-') or 'people'}-{at:%Y-%m-%d}"
    if parts == 1:
        return (f"{begun}.zip",)
    return tuple(f"{begun}-{number}-of-{parts}.zip" for number in range(1, parts + 1))


async def _remove(folder: Path) -> None:
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
