"""A group that Ann runs, with Bela in it and the bot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.sandbox import Chat, Message, User
from storage import models
from storage.records import Answers
from tests.people import portrait
from tests.stage import Stage


@dataclass(frozen=True)
class Family:
    """Ann is the group's admin, Bela a member."""

    stage: Stage
    group: Chat
    ann: User
    bela: User

    @property
    def said(self) -> list[Message]:
        """What the bot has said in the group."""
        return [one for one in self.group.messages if one.sender is self.stage.bot]

    async def answer(self, message: Message | list[Message]) -> Message:
        return await self.stage.answer(message)

    async def silence(self) -> None:
        """Make sure that the bot has nothing to say to what was sent."""
        before = len(self.said)
        await self.stage.sandbox.settled()
        assert self.said[before:] == []

    async def enrol(self, name: str, person: int, shots: range = range(1)) -> None:
        """Ann teaches the bot a drawn person in the group."""
        for shot in shots:
            await self.answer(
                self.group.send_photo(self.ann, portrait(person, shot), caption=f"/enroll {name}")
            )

    async def wish(self, **changes: Any) -> None:
        """Have the group wish something, without anybody pressing anything."""
        wishes, group = self.stage.services.wishes, self.group
        wished = replace(await wishes.of(group.id), **changes)
        await wishes.save(models.Chat(group.id, group.type, group.title), wished)

    async def every_photo(self, *, quiet: bool = False) -> None:
        """Have photos answered that nobody asks about."""
        await self.wish(answers=Answers.EVERY, quiet=quiet)


def family(stage: Stage, *, kind: str = "supergroup", topics: bool = False) -> Family:
    """The group, where nobody is enrolled yet. ``kind`` is group or supergroup."""
    bela = stage.sandbox.add_user("Bela", username="bela")
    group = stage.sandbox.group(
        "Family",
        members=[stage.ann, bela, stage.bot],
        admins=[stage.ann],
        supergroup=kind == "supergroup",
        topics=topics,
    )
    return Family(stage, group, stage.ann, bela)


async def with_nitika(stage: Stage, *, kind: str = "supergroup") -> Family:
    """A group in which Nitika is enrolled."""
    there = family(stage, kind=kind)
    await there.enrol("Nitika", 0)
    return there
