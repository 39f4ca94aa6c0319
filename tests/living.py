"""The bot's use cases over a real file, as a simple model of them would be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from bot.chats.consent import Consent
from bot.chats.erasing import Erasing
from bot.chats.moving import Moving
from bot.chats.roster import Roster
from bot.chats.sharing import Sharing
from bot.recognition.embedding import ViewKind
from bot.recognition.enrolled import ChatEnrolled
from bot.recognition.galleries import Galleries
from bot.recognition.learning import learn
from bot.recognition.matching import Outcome, decide
from bot.recognition.scores import Rule
from storage.answered import FeedbackKind, NewAnswer, NewFace, NewFeedback
from storage.models import Chat, EmbeddingSpec, GalleryRow, NewPhoto, Vector
from storage.names import clean_name
from storage.store import Store
from tests.remembering import Person, Seen

SPEC = EmbeddingSpec("model", 8, "face")
START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
CONTENTS = "abcdef"
CHATS = {
    chat.id: chat
    for chat in (
        Chat(1, "private"),
        Chat(2, "private"),
        Chat(-1, "group", "One"),
        Chat(-2, "group", "Two"),
        Chat(-1001, "supergroup", "One"),
    )
}
ROOM_FOR_FEW = 2 * 5 * (4 * SPEC.dimensions + 16)
"""Bytes for about two chats' galleries."""


def vector(content: str) -> Vector:
    drawn = np.random.default_rng(ord(content)).normal(size=SPEC.dimensions)
    return (drawn / np.linalg.norm(drawn)).astype(np.float32)


SHOWN = {vector(content).tobytes(): content for content in CONTENTS}


def thumbnail(content: str) -> bytes:
    return f"thumbnail of {content}".encode()


@dataclass
class Life:
    """``other`` is the same file, opened by another process, as it were."""

    path: Path
    store: Store
    other: Store

    @classmethod
    async def begin(cls, path: Path) -> Life:
        return cls(path, await Store.open(path), await Store.open(path)).fresh()

    def fresh(self) -> Life:
        """Have everything in memory made anew."""
        store = self.store
        self.roster, self.sharing = Roster(store), Sharing(store)
        self.moving, self.erasing, self.consent = Moving(store), Erasing(store), Consent(store)
        self.galleries = Galleries(store, 10**6)
        self.cramped = Galleries(store, ROOM_FOR_FEW)
        return self

    async def reopen(self) -> None:
        await self.store.close()
        self.store = await Store.open(self.path)
        self.fresh()

    async def end(self) -> None:
        await self.store.close()
        await self.other.close()

    async def enrol(self, chat: int, name: str, content: str, *, elsewhere: bool) -> None:
        store = self.other if elsewhere else self.store
        async with store.transaction() as transaction:
            await store.chats.note(transaction, CHATS[chat])
            person = await store.people.get_or_add(transaction, chat, clean_name(name))
            photo = NewPhoto(content.encode(), b"jpeg", thumbnail(content), 1, 1)
            photo_id, _ = await store.photos.add(transaction, person.id, photo)
            row = GalleryRow(chat, SPEC, person.id, photo_id, vector(content))
            await store.embeddings.add(transaction, row)

    async def ask(self, chat: int, content: str) -> set[str]:
        """By which names a photo could be answered."""
        enrolled = ChatEnrolled(chat, self.cramped, self.store)
        gallery = await enrolled.gallery(SPEC)
        learnt = learn(gallery, ViewKind.FACE, Rule.BEST)
        decision = decide(vector(content), learnt, top_k=len(gallery), normal=0.99)
        if decision.outcome is Outcome.UNKNOWN:
            return set()
        near = [match for match in decision.matches if match.similarity > 0.99]
        thumbnails = await enrolled.thumbnails(match.photo_id for match in near)
        assert set(thumbnails.values()) == {thumbnail(content)}
        return set((await enrolled.names(match.person_id for match in near)).values())

    async def deny(self, person: Person, actual: Person | None, content: str) -> int:
        """Have it said of an answer that a face is not somebody; what was said, as an id."""
        store, chat, person_id = self.store, person.chat or 0, await self.id_of(person)
        actual_id = await self.id_of(actual) if actual else None
        face = NewFace(1, None, "known", (person_id,), (), (), "", 1, (1.0,), None, None, None)
        kind = FeedbackKind.NAMED if actual else FeedbackKind.STRANGER
        async with store.transaction() as transaction:
            answer = NewAnswer(chat, None, "file", "file", None, (face,))
            ids = await store.answers.add(transaction, answer, START)
            assert ids
            new = NewFeedback(ids[0], kind, actual_id, None, "", 1, START)
            feedback = await store.feedback.add(transaction, new)
            await store.vetoes.add(
                transaction,
                chat,
                person_id,
                [(SPEC, vector(content))],
                actual_id=actual_id,
                photo_id=None,
                feedback_id=feedback.id,
            )
        return feedback.id

    async def unsay(self, chat: int, feedback_id: int) -> None:
        async with self.store.transaction() as transaction:
            await self.store.vetoes.remove(transaction, chat, feedback_id)

    async def vetoed(self, chat: int) -> list[tuple[str, str]]:
        """Of whom in a chat it is said, on file and in memory, that they are not in something."""
        gallery = await self.galleries.get(chat, SPEC)
        disk = await self.store.embeddings.gallery(chat, SPEC)
        assert gallery.vetoes.person_ids.tolist() == disk.vetoed_person_ids.tolist()
        assert gallery.vetoes.vectors.tobytes() == disk.vetoed.tobytes()
        names = await self.store.people.names(chat, disk.vetoed_person_ids.tolist())
        pairs = zip(disk.vetoed_person_ids.tolist(), disk.vetoed, strict=True)
        return sorted((names[person], SHOWN[numbers.tobytes()]) for person, numbers in pairs)

    async def id_of(self, person: Person) -> int:
        found = await self.store.people.find(person.chat or 0, person.name)
        assert found is not None
        return found.id

    async def photo_id(self, person: Person, content: str) -> int:
        found = await self.store.photos.find(await self.id_of(person), sha256=content.encode())
        assert found is not None
        return found

    async def on_file(self) -> tuple[list[int], list[int]]:
        """The ids of everybody and of every photo there is, in whichever chat or none."""
        rows = await self.store.database.rows(
            "SELECT id, 0 AS photo FROM people UNION ALL SELECT id, 1 FROM photos"
        )
        people = [row["id"] for row in rows if not row["photo"]]
        return people, [row["id"] for row in rows if row["photo"]]

    async def accounts(self) -> dict[tuple[int, str], int]:
        """Which user somebody in a chat is known to be."""
        rows = await self.store.database.rows(
            """SELECT chat_id, name, user_id FROM people
               WHERE chat_id IS NOT NULL AND user_id IS NOT NULL"""
        )
        return {(row["chat_id"], row["name"]): row["user_id"] for row in rows}

    async def seen(self, chat: int, people: list[int], photos: list[int]) -> Seen:
        """Who is seen in a chat by all ways there are, which agree."""
        enrolled = ChatEnrolled(chat, self.galleries, self.store)
        memory = await enrolled.gallery(SPEC)
        disk = await self.store.embeddings.gallery(chat, SPEC)
        assert memory.person_ids.tolist() == disk.person_ids.tolist()
        assert memory.photo_ids.tolist() == disk.photo_ids.tolist()
        assert memory.vectors.tobytes() == disk.vectors.tobytes()
        names, thumbnails = await enrolled.names(people), await enrolled.thumbnails(photos)
        found: dict[str, list[str]] = {name: [] for name in names.values()}
        assert len(found) == len(names)
        assert set(thumbnails) == set(disk.photo_ids.tolist())
        for person, photo, numbers in zip(
            disk.person_ids.tolist(), disk.photo_ids.tolist(), disk.vectors, strict=True
        ):
            content = SHOWN[numbers.tobytes()]
            assert thumbnails[photo] == thumbnail(content)
            found[names[person]].append(content)
        return {name: sorted(shown) for name, shown in found.items()}

    async def having(self, chat: int, content: str) -> list[str]:
        """Who in a chat has this very picture, also as it is found again by itself."""
        people = await self.store.people.with_picture(chat, content.encode())
        again = await self.store.embeddings.of_picture(chat, content.encode(), SPEC)
        assert (again is None) == (not people)
        return sorted(person.name for person in people)

    @staticmethod
    def at(seconds: int) -> datetime:
        return START + timedelta(seconds=seconds)
