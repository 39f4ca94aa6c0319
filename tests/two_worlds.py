"""The bot's use cases and a simple model of them, side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from hypothesis.stateful import RuleBasedStateMachine, invariant

from bot.chats.consent import AnotherUser
from bot.chats.roster import Gone, NameTaken
from tests.living import CHATS, CONTENTS, Life
from tests.remembering import Person, Photo, Refused, Removal, Share, Veto
from tests.remembering_chats import World

T = TypeVar("T")
R = TypeVar("R")


class TwoWorlds(RuleBasedStateMachine):
    """After every step each chat sees in the one world what it sees in the other.

    ``turn`` counts the steps of one run, ``turns`` those of all.
    """

    turns = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.life = self.run(Life.begin(Path(self.folder.name) / "whosthis.db"))
        self.world = World()
        self.now = self.turn = 0
        self.removals: list[tuple[int, Removal]] = []
        self.shares: list[tuple[int, Share]] = []
        self.vetoes: list[tuple[int, Veto]] = []

    def at(self) -> datetime:
        return self.life.at(self.now)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def both(self, model: Callable[[], T], work: Coroutine[Any, Any, R]) -> tuple[R, T] | None:
        """What comes of a step in life and in the model; None where both refuse it."""
        expected: list[T] = []
        with suppress(Refused):
            expected.append(model())
        try:
            real = self.run(work)
        except (AnotherUser, Gone, NameTaken):
            assert not expected
            return None
        assert expected
        return real, expected[0]

    def person(self, number: int) -> tuple[int, Person]:
        """One of the people in any chat, with their id."""
        people = self.world.everywhere()
        person = people[number % len(people)]
        return self.run(self.life.id_of(person)), person

    def photo(self, number: int) -> tuple[int, Photo]:
        """One of the photos in any chat, with its id."""
        photos = [photo for photo in self.world.photos if photo.owner.chat]
        photo = photos[number % len(photos)]
        return self.run(self.life.photo_id(photo.owner, photo.content)), photo

    @invariant()
    def each_chat_sees_its_own(self) -> None:
        self.run(self._look())
        self.turn += 1
        TwoWorlds.turns += 1

    async def _look(self) -> None:
        people, photos = await self.life.on_file()
        assert len(photos) == len(self.world.photos)
        assert len(people) == len(self.world.people)
        for chat in CHATS:
            assert await self.life.seen(chat, people, photos) == self.world.seen(chat)
            assert await self.life.vetoed(chat) == self.world.vetoed(chat)
        assert await self.life.accounts() == {
            (person.chat, person.name): person.account
            for person in self.world.everywhere()
            if person.account is not None
        }
        chat = list(CHATS)[self.turn % len(CHATS)]
        content = CONTENTS[self.turns % len(CONTENTS)]
        assert await self.life.having(chat, content) == self.world.having(chat, content)

    def teardown(self) -> None:
        self.run(self.life.end())
        self.runner.close()
        self.folder.cleanup()
