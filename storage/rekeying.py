"""Chats that got another id, and all that they had with them."""

from __future__ import annotations

from datetime import datetime

from storage.database import Database, Transaction
from storage.models import GalleryReshaped
from storage.people import People

PUT_TOGETHER = (
    """INSERT INTO chats (id, kind, title, created_at)
       SELECT :new, 'supergroup', title, created_at FROM chats WHERE id = :old
       ON CONFLICT (id) DO UPDATE SET kind = 'supergroup',
           title = coalesce(title, excluded.title),
           created_at = min(created_at, excluded.created_at)""",
    "UPDATE people SET chat_id = :new WHERE chat_id = :old",
    "UPDATE removals SET chat_id = :new WHERE chat_id = :old",
    "UPDATE answers SET chat_id = :new, message_id = NULL WHERE chat_id = :old",
    # Messages stay behind under their numbers, which mean others in the new chat: what is asked
    # or shown by them is not any more.
    "DELETE FROM sessions WHERE chat_id = :old AND name IS NULL",
    "UPDATE sessions SET question_id = NULL, status_id = NULL WHERE chat_id = :old",
    # Of one sender's sessions the newer one goes on.
    """DELETE FROM sessions AS one WHERE chat_id IN (:old, :new) AND EXISTS (
           SELECT 1 FROM sessions AS other
           WHERE other.chat_id IN (:old, :new) AND other.sender_id = one.sender_id
           AND (other.last_at, other.id) > (one.last_at, one.id))""",
    "UPDATE sessions SET chat_id = :new WHERE chat_id = :old",
    "UPDATE held SET held_of = :new WHERE chat_id = :old AND held_of = :old",
    "UPDATE held SET chat_id = :new, message_id = NULL WHERE chat_id = :old",
    "UPDATE OR IGNORE preferences SET chat_id = :new WHERE chat_id = :old",
    "UPDATE asking SET chat_id = :new WHERE chat_id = :old",
    "UPDATE links SET chat_id = :new WHERE chat_id = :old",
    "UPDATE shares SET from_chat = :new WHERE from_chat = :old",
    "UPDATE shares SET to_chat = :new, message_id = NULL WHERE to_chat = :old",
    "UPDATE OR IGNORE admissions SET id = :new WHERE id = :old",
    "DELETE FROM admissions WHERE id = :old",
    """INSERT INTO counts (day, whose, id, photos)
       SELECT day, whose, :new, photos FROM counts WHERE id = :old
       ON CONFLICT (day, whose, id) DO UPDATE SET photos = photos + excluded.photos""",
    "DELETE FROM counts WHERE id = :old",
    """INSERT INTO turned_away (chat_id, told_at)
       SELECT :new, told_at FROM turned_away WHERE chat_id = :old
       ON CONFLICT (chat_id) DO UPDATE SET told_at = max(told_at, excluded.told_at)""",
    "DELETE FROM turned_away WHERE chat_id = :old",
    # With it go questions, and what the other chat wishes otherwise.
    "DELETE FROM chats WHERE id = :old",
)
HELD = """SELECT 1 FROM chats WHERE id = :old
          UNION ALL SELECT 1 FROM admissions WHERE id = :old
          UNION ALL SELECT 1 FROM counts WHERE id = :old
          UNION ALL SELECT 1 FROM turned_away WHERE chat_id = :old"""


class Rekeying:
    def __init__(self, database: Database, people: People) -> None:
        self._database = database
        self._people = people

    async def note(self, transaction: Transaction, old_id: int, new_id: int) -> bool:
        """Note that a chat has another id; False where that is known."""
        return bool(
            await transaction.execute(
                """INSERT INTO moves (old_id, new_id) VALUES (?, ?)
                   ON CONFLICT (old_id) DO UPDATE SET new_id = excluded.new_id
                   WHERE new_id <> excluded.new_id""",
                (old_id, new_id),
            )
        )

    async def move(self, transaction: Transaction, old_id: int, new_id: int) -> bool:
        """Make all that one chat has the other's; False where it has nothing."""
        ids = {"old": old_id, "new": new_id}
        if await transaction.one(HELD, ids) is None:
            return False
        namesakes = await transaction.all(
            """SELECT one.id, other.id FROM people AS one JOIN people AS other
               ON other.chat_id = :new AND other.name_key = one.name_key
               WHERE one.chat_id = :old""",
            ids,
        )
        for old_person, new_person in namesakes:
            await self._people.absorb(transaction, old_person, new_person)
            await transaction.execute("DELETE FROM people WHERE id = ?", (old_person,))
        for statement in PUT_TOGETHER:
            await transaction.execute(statement, ids)
        transaction.changes += [GalleryReshaped(old_id), GalleryReshaped(new_id)]
        return True

    async def asks(self, chat_id: int, at: datetime) -> bool:
        """Whether something is asked in a chat that is not asked any more once it has moved."""
        row = await self._database.row(
            """SELECT 1 FROM questions
               WHERE chat_id = :chat AND kind <> 'withdrawn' AND expires_at > :now
               UNION ALL SELECT 1 FROM sessions WHERE chat_id = :chat AND name IS NULL""",
            {"chat": chat_id, "now": int(at.timestamp())},
        )
        return row is not None

    async def current(self, chat_id: int) -> int:
        """The id that a chat has now, however often it got another."""
        row = await self._database.row(
            """WITH RECURSIVE way (id, steps) AS (
                   VALUES (?, 0)
                   UNION ALL SELECT new_id, steps + 1 FROM way JOIN moves ON old_id = id
                             WHERE steps < 10)
               SELECT id FROM way ORDER BY steps DESC LIMIT 1""",
            (chat_id,),
        )
        return int(row["id"]) if row else chat_id
