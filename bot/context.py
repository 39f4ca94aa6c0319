"""What handlers see."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from telegram import Message
from telegram.ext import CallbackContext, ExtBot

from bot.config import Settings
from bot.incoming.albums import Albums
from bot.incoming.subjects import Subjects
from bot.outgoing.gestures import Gestures
from bot.outgoing.session_status import SessionStatus
from bot.recognition.enrolment import Enrolment
from bot.recognition.recogniser import Recogniser
from bot.recognition.sessions import Sessions
from bot.recognition.workers import Workers
from bot.texts import failures
from storage.store import Store

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

    def working(self, message: Message) -> AbstractAsyncContextManager[None]:
        """Show that the bot is at work on a message, and say why where that takes long."""
        embedder = self.recogniser.sight.embedder
        return self.gestures.working(message, lambda: failures.still_working(embedder.pause))


class Context(CallbackContext[ExtBot[int], UserData, UserData, Services]):
    """A handler's context; ``services`` is the one way to everything else."""

    @property
    def services(self) -> Services:
        return self.bot_data
