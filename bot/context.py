"""What handlers see."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from telegram import Message
from telegram.ext import CallbackContext, ExtBot

from bot.access.door import Door
from bot.access.links import Links
from bot.access.quotas import Quotas
from bot.access.usage import Usage
from bot.chats.asking import Asking
from bot.chats.consent import Consent
from bot.chats.erasing import Erasing
from bot.chats.moving import Moving
from bot.chats.packing import Packing
from bot.chats.preferences import Wishes
from bot.chats.questions import Questions
from bot.chats.retention import Retention
from bot.chats.roster import Roster
from bot.chats.sharing import Sharing
from bot.config import Settings
from bot.incoming.addressing import sender_of
from bot.incoming.albums import Albums
from bot.incoming.buttons import Press
from bot.incoming.standing import NotAllowed, is_admin, is_private, speaks_as_admin
from bot.incoming.subjects import Subjects
from bot.outgoing.gestures import Gestures
from bot.outgoing.session_status import SessionStatus
from bot.recognition.enrolment import Enrolment
from bot.recognition.recogniser import Recogniser
from bot.recognition.sessions import Sessions
from bot.recognition.workers import Workers
from bot.texts import failures
from storage.records import Managers
from storage.store import Store

Tidying = Callable[[datetime], Awaitable[None]]
UserData = dict[Any, Any]


@dataclass(frozen=True)
class Services:
    """The use cases and what they stand on, built once in ``app``."""

    settings: Settings
    store: Store
    workers: Workers
    recogniser: Recogniser
    enrolment: Enrolment
    sessions: Sessions
    albums: Albums
    gestures: Gestures
    subjects: Subjects
    status: SessionStatus
    roster: Roster
    erasing: Erasing
    moving: Moving
    packing: Packing
    retention: Retention
    wishes: Wishes
    questions: Questions
    sharing: Sharing
    asking: Asking
    consent: Consent
    door: Door
    links: Links
    quotas: Quotas
    usage: Usage
    tidying: tuple[Tidying, ...]
    """What is to be done from time to time; each is given the time it is."""

    def working(self, message: Message) -> AbstractAsyncContextManager[None]:
        """Show that the bot is at work on a message, and say why where that takes long."""
        embedder = self.recogniser.sight.embedder
        return self.gestures.working(message, lambda: failures.still_working(embedder.pause))

    async def count(self, message: Message, photos: int) -> None:
        """Count photos that a message asks to be looked at, before any is fetched.

        Raises `OverQuota`.
        """
        user, now = sender_of(message), datetime.now(UTC)
        limited = user != self.door.owner
        await self.quotas.take(message.chat_id, user, photos, now, limited=limited)
        await self.usage.note(photos, now)

    async def expect_manager(self, message: Message) -> None:
        """Raises `NotAllowed` where whoever speaks may not enrol and manage people there."""
        if is_private(message) or await self._everyone_manages(message.chat_id):
            return
        if not await speaks_as_admin(message):
            raise NotAllowed

    async def expect_manager_pressed(self, press: Press) -> None:
        """Raises `NotAllowed` where whoever presses may not enrol and manage people there."""
        if press.chat.kind == "private" or await self._everyone_manages(press.chat.id):
            return
        await self.expect_admin_pressed(press)

    async def expect_admin_pressed(self, press: Press) -> None:
        """Raises `NotAllowed` where whoever presses is no admin of the group."""
        if press.chat.kind == "private":
            return
        if not await is_admin(press.query.get_bot(), press.chat.id, press.user_id):
            raise NotAllowed

    async def _everyone_manages(self, chat_id: int) -> bool:
        return (await self.wishes.of(chat_id)).managers is Managers.EVERYONE


class Context(CallbackContext[ExtBot[int], UserData, UserData, Services]):
    """A handler's context; ``services`` is the one way to everything else."""

    @property
    def services(self) -> Services:
        return self.bot_data
