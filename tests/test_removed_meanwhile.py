"""Somebody is removed while a photo is compared with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from bot.recognition.enrolled import ChatEnrolled
from bot.recognition.matching import Outcome
from bot.recognition.recogniser import NothingComparable
from bot.recognition.source import Source
from tests.people import portrait
from tests.stage import Stage, person


@dataclass(frozen=True)
class Shrinking(ChatEnrolled):
    """A chat's people, one of whom goes each time that their names are asked for."""

    leaving: list[str]
    stage: Stage

    async def names(self, person_ids: Iterable[int]) -> Mapping[int, str]:
        if self.leaving:
            gone = await person(self.stage, self.leaving.pop(0))
            assert gone is not None
            now = datetime.now(UTC)
            await self.stage.services.roster.forget(self.chat_id, gone.id, None, now)
        return await super().names(person_ids)


def shrinking(stage: Stage, *leaving: str) -> Shrinking:
    recogniser = stage.services.recogniser
    return Shrinking(stage.chat.id, recogniser.galleries, recogniser.store, [*leaving], stage)


async def fetch() -> bytes:
    return portrait(0, 3)


PROBE = Source(fetch)


async def test_whoever_was_removed_meanwhile_is_not_named(stage: Stage) -> None:
    for number, name in enumerate(("Nitika", "Vasu", "Mira")):
        await stage.enrol(name, number, range(1))
    identify = stage.services.recogniser.identifier.identify
    found = await identify(PROBE, shrinking(stage, "Vasu"))
    assert found.answers[0].known
    assert set(found.names.values()) == {"Nitika", "Mira"}
    found = await identify(PROBE, shrinking(stage, "Nitika"))
    decision = found.answers[0].decision
    assert decision is not None
    assert decision.outcome is Outcome.UNKNOWN
    assert set(found.names.values()) == {"Mira"}
    assert found.known_faces() is None


async def test_where_everybody_was_removed_meanwhile_nobody_is_left(stage: Stage) -> None:
    await stage.enrol("Nitika", 0, range(1))
    with pytest.raises(NothingComparable):
        await stage.services.recogniser.identifier.identify(PROBE, shrinking(stage, "Nitika"))
