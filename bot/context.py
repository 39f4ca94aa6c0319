"""What handlers see."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from telegram import Bot, Message
from telegram.ext import CallbackContext, ExtBot

from bot.access.door import Door
from bot.access.links import Links
from bot.access.quotas import Quotas
from bot.access.usage import Usage
from bot.chats.answered import Standing
from bot.chats.asking import Asker, Asking
from bot.chats.consent import Consent
from bot.chats.erasing import Erasing
from bot.chats.feedback import Teaching
from bot.chats.holding import Holding
from bot.chats.looking import Looking
from bot.chats.moving import Moving
from bot.chats.noting import faces_of
from bot.chats.packing import Packing
from bot.chats.preferences import Wishes
from bot.chats.questions import Questions
from bot.chats.retention import Retention
from bot.chats.roster import Roster
from bot.chats.sharing import Sharing
from bot.config import Settings
from bot.incoming.addressing import is_by_a_channel, sender_of, topic_of
from bot.incoming.albums import Albums
from bot.incoming.attachments import file_of, source_again
from bot.incoming.buttons import Press
from bot.incoming.standing import (
    MayNotManage,
    MembersHidden,
    NoMember,
    NotAllowed,
    is_admin,
    is_member,
    is_private,
    speaks_as_admin,
)
from bot.incoming.subjects import Subjects
from bot.outgoing.gestures import Gestures
from bot.outgoing.held_photos import HeldPhotos
from bot.outgoing.person_cards import PersonCards
from bot.outgoing.session_status import SessionStatus
from bot.recognition.enrolment import Enrolment
from bot.recognition.recogniser import Identification, Recogniser
from bot.recognition.reporting import Reports
from bot.recognition.sessions import Sessions
from bot.recognition.source import Source
from bot.recognition.workers import Workers
from bot.texts import failures
from storage.answered import AnsweredFace, NewAnswer
from storage.models import Session
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
    reports: Reports
    enrolment: Enrolment
    sessions: Sessions
    albums: Albums
    gestures: Gestures
    subjects: Subjects
    status: SessionStatus
    holding: Holding
    held: HeldPhotos
    looking: Looking
    cards: PersonCards
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
    teaching: Teaching
    door: Door
    links: Links
    quotas: Quotas
    usage: Usage
    tidying: tuple[Tidying, ...]
    """What is to be done from time to time; each is given the time it is."""

    def working(self, message: Message) -> AbstractAsyncContextManager[None]:
        """Show that the bot is at work on a message, and say why where that takes long."""
        sight = self.recogniser.sight
        return self.gestures.working(message, lambda: failures.still_working(sight.pause))

    async def count(self, message: Message, photos: int, chat_id: int | None = None) -> None:
        """Count photos that a message asks to be looked at, before any is fetched.

        ``chat_id`` is whose people they are compared with, where that is not the message's chat.
        Raises `OverQuota`.
        """
        user = None if is_by_a_channel(message) else sender_of(message)
        chat, now = message.chat_id if chat_id is None else chat_id, datetime.now(UTC)
        limited = user is None or user != self.door.owner
        await self.quotas.take(chat, user, photos, now, limited=limited)
        await self.usage.note(photos, now)

    async def count_pressed(self, press: Press, photos: int = 1) -> None:
        """Count photos that somebody has looked at again by a button. Raises `OverQuota`."""
        now, limited = datetime.now(UTC), press.user_id != self.door.owner
        await self.quotas.take(press.chat.id, press.user_id, photos, now, limited=limited)
        await self.usage.note(photos, now)

    async def note_answer(
        self, found: Identification, photo: Message, chat_id: int, asked_in: int | None
    ) -> Standing | None:
        """Note an answer about a photo before it is said: how it stands, if that can be noted.

        ``chat_id`` is whose people the photo was compared with; ``asked_in`` is the private chat
        of whoever asks about that.
        """
        file, chat_id = file_of(photo), await self.moving.current(chat_id)
        if file is None:
            return None
        rule, held = self.recogniser.identifier.rule, await self.erasing.holdings(chat_id)
        answer = NewAnswer(
            chat_id,
            asked_in,
            file.file_id,
            file.file_unique_id,
            photo.media_group_id,
            faces_of(found, rule, held.photos),
            numbered=len(found.answers) > 1,
        )
        return await self.teaching.note(answer, datetime.now(UTC))

    def photo_again(self, bot: Bot, face: AnsweredFace) -> Source:
        """The photo of an answer once more, with the face that is meant.

        It is counted when it is fetched; whoever puts an answer right is never over a quota.
        """
        answer = face.answer
        source = source_again(
            bot,
            answer.file_id,
            file_unique_id=answer.file_unique_id,
            album=answer.album,
            meant=face.face,
        )

        async def fetch() -> bytes | bytearray:
            await self.usage.note(1, datetime.now(UTC))
            return await source.fetch()

        return replace(source, fetch=fetch)

    async def asker(self, bot: Bot, group: int, user: int) -> Asker:
        """Whether somebody may ask about a group's people now, and if not why."""
        group = await self.moving.current(group)
        if not self.door.admits(group):
            return Asker.UNSERVED
        try:
            if await is_member(bot, group, user):
                return Asker.MEMBER
        except MembersHidden:
            return Asker.HIDDEN
        # The very question may have told that it is a supergroup by now, or without the bot.
        there = await self.asking.is_there(await self.moving.current(group))
        return Asker.LEFT if there else Asker.UNSERVED

    async def session_of(self, message: Message) -> Session | None:
        """The sender's open enrolment in the topic; whoever may only ask of a group has none."""
        if not self.door.admits(message.chat_id):
            return None
        return await self.sessions.current(
            message.chat_id, sender_of(message), topic_of(message), message.date
        )

    async def expect_manager(self, message: Message) -> None:
        """Raises `MayNotManage` where whoever speaks may not enrol and manage people there.

        Everyone is whom the group lets write there: in one that is linked to a channel, that may
        be somebody who comments and never joined. Whoever left writes nothing.
        """
        if is_private(message) or await self._everyone_manages(message.chat_id):
            return
        if not await speaks_as_admin(message):
            raise MayNotManage

    async def expect_manager_pressed(self, press: Press) -> None:
        """Raises `MayNotManage`, or `NoMember`, where whoever presses may not enrol and manage
        people there.

        Everyone is every member: whoever left may still see the buttons.
        """
        if press.chat.kind == "private":
            return
        bot, group, user = press.query.get_bot(), press.chat.id, press.user_id
        if not await self._everyone_manages(group):
            if not await is_admin(bot, group, user):
                raise MayNotManage
            return
        # Nobody is refused for what a group does not tell.
        with suppress(MembersHidden):
            if not await is_member(bot, group, user):
                raise NoMember

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
