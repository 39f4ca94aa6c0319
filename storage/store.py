"""The typed methods over one open database, under one name each."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from storage.admissions import Admissions
from storage.answers import Answers
from storage.asking import Askers
from storage.chats import Chats
from storage.counts import Counts
from storage.database import Database, Transaction
from storage.embeddings import Embeddings
from storage.feedback import FeedbackEvents
from storage.held import Held
from storage.linked_people import LinkedPeople
from storage.links import Links
from storage.people import People
from storage.photos import Photos
from storage.preferences import ChatPreferences
from storage.questions import Questions
from storage.rekeying import Rekeying
from storage.removals import Removals
from storage.sessions import Sessions
from storage.shares import Shares
from storage.vetoes import Vetoes


@dataclass(frozen=True)
class Store:
    database: Database
    chats: Chats
    people: People
    photos: Photos
    embeddings: Embeddings
    sessions: Sessions
    admissions: Admissions
    links: Links
    counts: Counts
    askers: Askers
    shares: Shares
    linked: LinkedPeople
    preferences: ChatPreferences
    questions: Questions
    removals: Removals
    rekeying: Rekeying
    answers: Answers
    feedback: FeedbackEvents
    vetoes: Vetoes
    held: Held

    @classmethod
    async def open(cls, path: Path) -> Store:
        """Open the file at ``path``. Raises `storage.database.DatabaseUnusable`."""
        return cls._over(await Database.open(path))

    @classmethod
    async def open_read_only(cls, path: Path) -> Store:
        """Open the file to look at it only; none is made.

        Raises `storage.database.NothingStored` or `storage.database.DatabaseUnusable`.
        """
        return cls._over(await Database.open_read_only(path))

    @classmethod
    def _over(cls, database: Database) -> Store:
        return cls(
            database,
            Chats(database),
            People(database),
            Photos(database),
            Embeddings(database),
            Sessions(database),
            admissions=Admissions(database),
            links=Links(database),
            counts=Counts(database),
            askers=Askers(database),
            shares=Shares(database),
            linked=LinkedPeople(database),
            preferences=ChatPreferences(database),
            questions=Questions(database),
            removals=Removals(database, People(database)),
            rekeying=Rekeying(database, People(database)),
            answers=Answers(database),
            feedback=FeedbackEvents(database),
            vetoes=Vetoes(database),
            held=Held(database),
        )

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Writes that are kept together, or not at all."""
        return self.database.transaction()

    async def close(self) -> None:
        await self.database.close()
