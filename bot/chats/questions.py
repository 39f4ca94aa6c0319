"""Use case: what the bot has asked somebody to answer in words; a restart forgets none."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from storage.records import Question
from storage.store import Store

PATIENCE = timedelta(minutes=15)
"""For how long a question is open; what somebody writes later is about something else."""


@dataclass(frozen=True)
class Questions:
    """``turns`` are held while somebody is asked in a chat: their answer may come at once."""

    store: Store
    turns: WeakValueDictionary[tuple[int, int], asyncio.Lock] = field(
        default_factory=WeakValueDictionary, repr=False, compare=False
    )

    def turn(self, chat_id: int, asked_of: int) -> asyncio.Lock:
        """To be held from before somebody reads a question until it is noted."""
        return self.turns.setdefault((chat_id, asked_of), asyncio.Lock())

    async def ask(self, question: Question) -> bool:
        """Note a question; an earlier one to the same sender in the chat is withdrawn.

        False where whoever it is about is not in the chat any more.
        """
        async with self.store.transaction() as transaction:
            await self.store.questions.withdraw(transaction, question.chat_id, question.asked_of)
            return await self.store.questions.add(transaction, question)

    async def ask_again(self, question: Question, message_id: int) -> None:
        """Note that another message puts the same question, too."""
        async with self.store.transaction() as transaction:
            await self.store.questions.add(transaction, replace(question, message_id=message_id))

    async def asked(
        self, chat_id: int, sender_id: int, message_id: int | None, at: datetime
    ) -> Question | None:
        """The question that this message of the bot asked the sender, be it withdrawn.

        Without ``message_id``, their open question in the chat, whichever message asked it. What
        is being asked just now is waited for.
        """
        async with self.turn(chat_id, sender_id):
            return await self.store.questions.find(chat_id, sender_id, message_id, at)

    async def close(self, question: Question) -> None:
        """The question is answered."""
        async with self.store.transaction() as transaction:
            await self.store.questions.remove(transaction, question.chat_id, question.asked_of)

    async def withdraw(self, question: Question) -> None:
        """The question is not to be answered any more."""
        async with self.store.transaction() as transaction:
            await self.store.questions.withdraw(transaction, question.chat_id, question.asked_of)

    async def purge(self, at: datetime) -> None:
        """Delete questions that nobody answered in time."""
        async with self.store.transaction() as transaction:
            await self.store.questions.remove_expired(transaction, at)
