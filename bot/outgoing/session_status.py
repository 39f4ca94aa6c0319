"""The one message that shows how an enrolment session stands."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from telegram import Bot, Message
from telegram.error import BadRequest

from bot.outgoing.status_lines import StatusLines
from bot.recognition.sessions import Sessions
from storage.models import Session


class SessionStatus:
    """Written when a session begins, edited while photos come, and left with the last words."""

    def __init__(self, sessions: Sessions, lines: StatusLines) -> None:
        self._sessions = sessions
        self._lines = lines

    async def begin(self, message: Message, session: Session, text: str) -> Session:
        """Answer the message that begins the session with its status; the session with it."""
        status = await message.reply_text(text)
        return await self._sessions.shown_by(session, status.message_id)

    def show(self, message: Message, session: Session, text: str) -> None:
        """Have the status say ``text`` soon; where it is gone, answer ``message`` with it."""
        self._lines.put(session.id, functools.partial(self._show, message, session, text))

    async def end(self, bot: Bot, session: Session, text: str) -> None:
        """Have the status say ``text`` now and for good."""
        if session.status_id is not None:
            await self._lines.last(session.id, functools.partial(_edit, bot, session, text))

    async def end_all(self, bot: Bot, sessions: Iterable[Session], text: str) -> None:
        """Have the status of each session say ``text`` now and for good."""
        for session in sessions:
            await self.end(bot, session, text)

    async def close(self) -> None:
        """Show what is still waiting to be shown."""
        await self._lines.close()

    async def _show(self, message: Message, session: Session, text: str) -> None:
        latest = await self._sessions.again(session)
        if latest is not None and not await _edit(message.get_bot(), latest, text):
            await self.begin(message, latest, text)


async def _edit(bot: Bot, session: Session, text: str) -> bool:
    """Edit a session's status; False where there is no such message any more."""
    if session.status_id is None:
        return False
    try:
        await bot.edit_message_text(text, chat_id=session.chat_id, message_id=session.status_id)
    except BadRequest as error:
        return "not modified" in error.message
    return True
