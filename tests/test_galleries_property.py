"""Whatever people do, in whatever order, each chat sees its own people and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from storage.names import clean_name
from tests.living import CHATS, CONTENTS
from tests.remembering import Person, Refused, Removal
from tests.two_worlds import TwoWorlds

OLD, NEW = -1, -1001
chats, groups = st.sampled_from(list(CHATS)), st.sampled_from([OLD, -2, NEW])
names = st.sampled_from(["Anna", "ANNA ", "Bela", "Carla", "Dora"])
contents = st.sampled_from(CONTENTS)
picks, late = st.integers(0, 63), st.integers(0, 3)
somebody = precondition(lambda self: self.world.everywhere())
seldom = precondition(lambda self: self.turn % 3 == 0)


class Chats(TwoWorlds):
    """Several chats and users. People, photos and what can be undone are picked by number."""

    @initialize(
        people=st.lists(st.tuples(chats, names, contents), min_size=6, max_size=16),
    )
    def come_together(self, people: list[tuple[int, str, str]]) -> None:
        for chat, name, content in people:
            self.enrol(chat, name, content, elsewhere=False)

    @rule(chat=chats, name=names, content=contents, elsewhere=st.booleans())
    def enrol(self, chat: int, name: str, content: str, *, elsewhere: bool) -> None:
        self.world.enrol(chat, name, content)
        self.run(self.life.enrol(chat, name, content, elsewhere=elsewhere))

    @rule(chat=chats, content=contents)
    def ask(self, chat: int, content: str) -> None:
        assert self.run(self.life.ask(chat, content)) == set(self.world.having(chat, content))

    @somebody
    @rule(number=picks, name=names)
    def rename(self, number: int, name: str) -> None:
        person_id, person = self.person(number)
        work = self.life.roster.rename(person.chat or 0, person_id, clean_name(name))
        self.both(lambda: self.world.rename(person, name), work)

    @somebody
    @rule(number=picks, other=st.integers(1, 3))
    def merge(self, number: int, other: int) -> None:
        person_id, person = self.person(number)
        others = self.world.inside(person.chat or 0)
        into = others[(others.index(person) + other) % len(others)]
        work = self.life.roster.merge(
            person.chat or 0, person_id, self.run(self.life.id_of(into)), None, self.at()
        )
        self.removed(self.both(lambda: self.world.merge(person, into, self.now), work))

    @somebody
    @rule(number=picks)
    def merge_all(self, number: int) -> None:
        """Merge somebody into another, and that one into a third."""
        _, person = self.person(number)
        for _ in range(2):
            everywhere = self.world.everywhere()
            others = self.world.inside(person.chat or 0)
            into = others[(others.index(person) + 1) % len(others)]
            self.merge(everywhere.index(person), 1)
            person = into

    @somebody
    @rule(number=picks, other=st.integers(0, 3), content=contents)
    def deny(self, number: int, other: int, content: str) -> None:
        """Say of an answer whom a face is not, and perhaps who it is."""
        _, person = self.person(number)
        others = [None, *(one for one in self.world.inside(person.chat or 0) if one != person)]
        actual = others[other % len(others)]
        feedback_id = self.run(self.life.deny(person, actual, content))
        veto = self.world.deny(person, actual, content)
        self.vetoes.append((feedback_id, veto))

    @precondition(lambda self: self.vetoes)
    @rule(number=late)
    def unsay(self, number: int) -> None:
        feedback_id, veto = self.vetoes.pop(-1 - number % len(self.vetoes))
        self.run(self.life.unsay(self.world.unsay(veto), feedback_id))

    @somebody
    @rule(number=picks)
    def forget(self, number: int) -> None:
        person_id, person = self.person(number)
        work = self.life.roster.forget(person.chat or 0, person_id, None, self.at())
        self.removed(self.both(lambda: self.world.forget(person, self.now), work))

    @somebody
    @rule(number=picks)
    def remove_photo(self, number: int) -> None:
        photo_id, photo = self.photo(number)
        work = self.life.roster.remove_photo(photo.owner.chat or 0, photo_id, None, self.at())
        self.removed(self.both(lambda: self.world.remove_photo(photo, self.now), work))

    def removed(self, came: tuple[Any, Removal] | None) -> None:
        if came:
            real, expected = came
            assert real.kind == expected.kind
            self.removals.append((real.id, expected))

    @precondition(lambda self: self.removals)
    @rule(number=late)
    def undo(self, number: int) -> None:
        removal_id, removal = self.removals[-1 - number % len(self.removals)]
        work = self.life.roster.undo(removal.chat, removal_id, self.at())
        came = self.both(lambda: self.world.undo(removal, removal.chat, self.now), work)
        if came:
            self.removals.remove((removal_id, removal))

    @precondition(lambda self: self.turn % 9 == 1)
    @somebody
    @rule(number=picks, chat=chats)
    def meddle(self, number: int, chat: int) -> None:
        """Try to get at another chat's people by their ids."""
        (person_id, person), (photo_id, photo) = self.person(number), self.photo(number)
        roster = self.life.roster
        if chat not in {person.chat, photo.owner.chat}:
            for work in (
                roster.rename(chat, person_id, "Eve"),
                roster.forget(chat, person_id, None, self.at()),
                roster.merge(chat, person_id, person_id + 1, None, self.at()),
                roster.remove_photo(chat, photo_id, None, self.at()),
                *(
                    roster.undo(chat, removal_id, self.at())
                    for removal_id, removal in self.removals
                    if removal.chat != chat
                ),
            ):
                assert self.both(_refuse, work) is None

    @precondition(lambda self: self.world.inside(1) or self.world.inside(2))
    @rule(home=st.sampled_from([1, 2]), group=groups, chosen=picks, agreed=st.booleans())
    def share(self, home: int, group: int, chosen: int, *, agreed: bool) -> None:
        inside = self.world.inside(home) or self.world.inside(3 - home)
        home = inside[0].chat or 0
        people = [one for place, one in enumerate(inside) if not chosen & 1 << place] or inside
        came = self.both(
            lambda: self.world.offer(home, group, people), self._offer(home, group, people)
        )
        self.shares += [came] if came else []
        if came and agreed:
            self.agree(0, None)

    async def _offer(self, home: int, group: int, people: list[Person]) -> int:
        ids = [await self.life.id_of(person) for person in people]
        share = await self.life.sharing.prepare(home, home, ids)
        await self.life.sharing.offer(share.id, CHATS[group])
        return share.id

    @precondition(lambda self: self.shares)
    @rule(number=late, group=st.none() | groups)
    def agree(self, number: int, group: int | None) -> None:
        share_id, share = self.shares[-1 - number % len(self.shares)]
        where = share.target if group is None else group
        work = self.life.sharing.agree(share_id, where, 9)
        self.both(lambda: self.world.agree(share, where), work)

    @precondition(lambda self: self.shares)
    @rule(number=late)
    def take_back(self, number: int) -> None:
        share_id, share = self.shares.pop(-1 - number % len(self.shares))
        work = self.life.sharing.take_back(share_id, share.source)
        self.both(lambda: self.world.take_back(share), work)

    @seldom
    @rule()
    def migrate(self) -> None:
        self.world.move(OLD, NEW)
        self.run(self.life.moving.move(OLD, NEW))
        assert self.run(self.life.moving.current(OLD)) == NEW

    @seldom
    @rule(chat=st.sampled_from([1, 2, *CHATS]))
    def erase(self, chat: int) -> None:
        seen = self.world.seen(chat)
        self.world.erase(chat)
        held = self.run(self.life.erasing.erase(chat))
        assert (held.people, held.photos) == (len(seen), sum(map(len, seen.values())))

    @somebody
    @rule(number=picks, user=st.sampled_from([71, 72]))
    def link(self, number: int, user: int) -> None:
        _, person = self.person(number)
        link = self.life.consent.link(person.chat or 0, person.name, user_id=user, username=None)
        self.both(lambda: self.world.link(person, user), link)

    @seldom
    @rule(user=st.sampled_from([71, 72]))
    def forget_me(self, user: int) -> None:
        self.world.forget_me(user)
        self.run(self.life.consent.forget_me(user, None))

    @rule(seconds=st.integers(1, 400))
    def let_time_pass(self, seconds: int) -> None:
        self.now += seconds
        self.world.purge(self.now)
        self.run(self.life.roster.purge(self.at()))

    @seldom
    @rule()
    def reopen(self) -> None:
        self.run(self.life.reopen())


def _refuse() -> None:
    raise Refused


def test_each_chat_sees_its_own_people_whatever_happens(tmp_path: Path) -> None:
    set_hypothesis_home_dir(tmp_path)
    run_state_machine_as_test(
        Chats,
        settings=settings(
            max_examples=25,
            stateful_step_count=120,
            derandomize=True,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
    assert Chats.turns >= 2000
