"""Drawn people to try the bot with: who there is, and their pictures, drawn when asked for."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.sandbox.errors import JSON

CAST = {"Nora": 16, "George": 17, "Amara": 18}
"""Names, and the numbers of drawn people: some of `bot.pictures.portraits.UNALIKE`."""
STRANGERS = {"A stranger": 19, "Another stranger": 20}
ALIKE = {"Nora’s aunt": ("Nora", 11)}
"""Strangers who look so much like one of the people that the bot is not sure."""
SHOTS = 4
"""How many pictures of each person there are to learn from."""
PROBE = SHOTS
"""The number of the picture to ask about."""
_QUALITY = 90


@dataclass(frozen=True)
class Sample:
    """A picture that can be drawn, and where it is found."""

    people: tuple[int, ...]
    shot: int

    @property
    def name(self) -> str:
        """The last part of its address."""
        return "-".join(str(number) for number in (*self.people, self.shot))

    @property
    def address(self) -> str:
        """Where the page finds it."""
        return f"/demo/samples/{self.name}.jpg"

    def draw(self) -> bytes:
        """The picture as JPEG; one person alone, several side by side."""
        from bot.pictures.portraits import draw_group, draw_portrait

        alone = len(self.people) == 1
        image = (
            draw_portrait(self.people[0], self.shot)
            if alone
            else draw_group(self.people, self.shot)
        )
        out = io.BytesIO()
        image.save(out, "JPEG", quality=_QUALITY)
        return out.getvalue()


def _shots(person: int, count: int) -> Sequence[Sample]:
    return [Sample((person,), shot) for shot in range(count)]


PEOPLE = {name: _shots(person, SHOTS) for name, person in CAST.items()}
PROBES = {name: Sample((person,), PROBE) for name, person in CAST.items()}
UNKNOWN = {
    name: _shots(person, 2)
    for name, person in (*STRANGERS.items(), *((name, one) for name, (_, one) in ALIKE.items()))
}
GROUPS = {
    "Three together": Sample(tuple(CAST.values()), PROBE),
    "Two of them and two strangers": Sample(
        (*list(CAST.values())[:2], *STRANGERS.values()), PROBE
    ),
}
EVERY: Mapping[str, Sample] = {
    sample.name: sample
    for samples in (*PEOPLE.values(), PROBES.values(), *UNKNOWN.values(), GROUPS.values())
    for sample in samples
}
"""All of them by name."""


class Samples:
    """The pictures. Each is drawn once, in a thread, one at a time.

    One at a time leaves a processor for the bot, which is what people wait for.
    """

    def __init__(self) -> None:
        self._drawing: dict[str, asyncio.Task[bytes]] = {}
        self._turn = asyncio.Lock()

    def listing(self) -> JSON:
        """Everybody with the addresses of their pictures, and the pictures of several."""
        return {
            "people": [
                {
                    "name": name,
                    "shots": [sample.address for sample in shots],
                    "probe": PROBES[name].address,
                }
                for name, shots in PEOPLE.items()
            ],
            "strangers": [
                {
                    "name": name,
                    "like": ALIKE[name][0] if name in ALIKE else None,
                    "shots": [sample.address for sample in shots],
                }
                for name, shots in UNKNOWN.items()
            ],
            "groups": [{"name": name, "url": sample.address} for name, sample in GROUPS.items()],
        }

    async def picture(self, name: str) -> bytes | None:
        """The JPEG of this name, or None where there is none."""
        sample = EVERY.get(name)
        if sample is None:
            return None
        if name not in self._drawing:
            self._drawing[name] = asyncio.create_task(self._draw(sample))
        # Whoever asked may go away; the next one wants the picture all the same.
        return await asyncio.shield(self._drawing[name])

    async def _draw(self, sample: Sample) -> bytes:
        async with self._turn:
            return await asyncio.to_thread(sample.draw)
