"""Use case: what the bot has asked somebody to answer in words; a restart forgets none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.records import Question
from storage.store import Store


@dataclass(frozen=True)
class Questions:
    store: Store

    async def ask(self, question: Question) -> None:
        """Note a question; an earlier one to the same sender in the chat is withdrawn."""
        async with self.store.transaction() as transaction:
            await self.store.questions.add(transaction, question)

    async def asked(
        self, chat_id: int, sender_id: int, message_id: int | None, at: datetime
    ) -> Question | None:
        """The open question that this message of the bot asked the sender.

        Without ``message_id``, their open question in the chat, whichever message asked it.
        """
        question = await self.store.questions.find(chat_id, sender_id, at)
        if question is None or message_id not in {None, question.message_id}:
            return None
        return question

    async def close(self, question: Question) -> None:
        """The question is answered, or withdrawn."""
        async with self.store.transaction() as transaction:
            await self.store.questions.remove(transaction, question)

    async def purge(self, at: datetime) -> None:
        """Delete questions that nobody answered in time."""
        async with self.store.transaction() as transaction:
            await self.store.questions.remove_expired(transaction, at)
