"""Which photos are one album, and which part of it speaks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from telegram import Message, Update

from bot.incoming.albums import KEPT, Albums
from bot.incoming.lanes import Lanes

PHOTO = {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]}
VIDEO = {"video": {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9, "duration": 1}}


def part(
    number: int,
    content: dict[str, Any] = PHOTO,
    caption: str | None = None,
    album: str = "album",
) -> Message:
    message = Message.de_json(
        {
            "message_id": number,
            "date": 0,
            "chat": {"id": 7, "type": "private"},
            "media_group_id": album,
            **({"caption": caption} if caption else {}),
            **content,
        }
    )
    assert message is not None
    return message


class Handled:
    """Remembers whose handling was run, and with which album."""

    def __init__(self, albums: Albums, seconds: float = 0.0) -> None:
        self.albums = albums
        self.seconds = seconds
        self.turns: list[tuple[int, list[int]]] = []

    async def __call__(self, message: Message) -> None:
        together = self.albums.messages_with(message)
        await asyncio.sleep(self.seconds)
        self.turns.append((message.message_id, [one.message_id for one in together]))


async def nothing(_: Sequence[Message]) -> None:
    return None


async def send(lanes: Lanes, handled: Handled, *messages: Message) -> list[asyncio.Task[None]]:
    """Hand over updates as the library does: each in a task of its own, in order."""
    tasks = []
    for message in messages:
        update = Update(message.message_id, message=message)
        tasks.append(asyncio.create_task(lanes.do_process_update(update, handled(message))))
        await asyncio.sleep(0)
    return tasks


@pytest.fixture
def albums() -> Albums:
    return Albums(0.05)


async def test_the_caption_speaks_wherever_it_sits(albums: Albums) -> None:
    handled, lanes = Handled(albums), Lanes(albums, lambda _: False, nothing)
    parts = [part(1), part(2, caption="/enroll Anna"), part(3)]
    await asyncio.gather(*await send(lanes, handled, *parts))
    assert handled.turns == [(2, [1, 2, 3])]


async def test_a_photo_speaks_before_a_video(albums: Albums) -> None:
    handled, lanes = Handled(albums), Lanes(albums, lambda _: False, nothing)
    await asyncio.gather(*await send(lanes, handled, part(1, VIDEO), part(2), part(3)))
    assert handled.turns == [(2, [1, 2, 3])]


async def test_a_video_with_words_does_not_speak_for_photos(albums: Albums) -> None:
    handled, lanes = Handled(albums), Lanes(albums, lambda _: False, nothing)
    parts = [part(1, VIDEO, "Our holiday"), part(2), part(3)]
    await asyncio.gather(*await send(lanes, handled, *parts))
    assert handled.turns == [(2, [1, 2, 3])]
    command = [part(4, VIDEO, "/enroll Anna"), part(5)]
    await asyncio.gather(*await send(lanes, handled, *command))
    assert handled.turns[1:] == [(4, [4, 5])]


async def test_parts_out_of_order_are_put_in_order(albums: Albums) -> None:
    handled, lanes = Handled(albums), Lanes(albums, lambda _: False, nothing)
    await asyncio.gather(*await send(lanes, handled, part(3), part(1), part(2)))
    assert handled.turns == [(1, [1, 2, 3])]


async def test_a_part_that_comes_late_is_an_album_of_its_own(albums: Albums) -> None:
    handled, lanes = Handled(albums, 0.2), Lanes(albums, lambda _: False, nothing)
    first = await send(lanes, handled, part(1), part(2))
    await asyncio.sleep(0.12)
    late = await send(lanes, handled, part(3))
    await asyncio.gather(*first, *late)
    assert handled.turns == [(1, [1, 2]), (3, [3])]


async def test_what_is_cut_short_is_closed_and_apologised_for_once_a_chat(
    albums: Albums,
) -> None:
    told: list[list[int]] = []

    async def apologise(unfinished: Sequence[Message]) -> None:
        told.append([message.message_id for message in unfinished])

    handled, lanes = Handled(albums, 10), Lanes(albums, lambda _: False, apologise)
    tasks = await send(lanes, handled, part(1), part(2))
    await asyncio.sleep(0.12)
    tasks += await send(lanes, handled, part(3))
    assert lanes.busy(7)
    await lanes.finish(0.05, apologies=1)
    await asyncio.wait(tasks)
    assert (handled.turns, told) == ([], [[1, 2, 3]])
    assert not lanes.busy(7)


async def test_what_is_hurried_does_not_wait(albums: Albums) -> None:
    handled = Handled(albums, 0.1)
    lanes = Lanes(albums, lambda message: message.message_id == 9, nothing)
    alone = Message.de_json({"message_id": 9, "date": 0, "chat": {"id": 7, "type": "private"}})
    assert alone is not None
    tasks = await send(lanes, handled, part(1))
    await asyncio.sleep(0.07)
    await asyncio.gather(*tasks, *await send(lanes, Handled(albums), alone))
    assert handled.turns == [(1, [1])]


async def test_an_album_is_remembered_until_many_others_came(albums: Albums) -> None:
    handled, lanes = Handled(albums), Lanes(albums, lambda _: False, nothing)
    parts = [part(2), part(1)]
    await asyncio.gather(*await send(lanes, handled, *parts))
    assert albums.seen_with(part(2)) == (parts[1], parts[0])
    unseen = part(3)
    assert albums.seen_with(unseen) == (unseen,)
    others = [part(number, album=str(number)) for number in range(4, KEPT + 3)]
    tasks = await send(lanes, handled, *others)
    assert len(albums.seen_with(part(2))) == 2
    tasks += await send(lanes, handled, part(999, album="one more"))
    assert len(albums.seen_with(part(2))) == 1
    await lanes.finish(0.05, apologies=1)
    await asyncio.wait(tasks)


async def test_what_is_replied_to_counts_as_it_is_by_now(albums: Albums) -> None:
    handled, lanes = Handled(albums), Lanes(albums, lambda _: False, nothing)
    await asyncio.gather(*await send(lanes, handled, part(1), part(2)))
    edited = part(2, caption="at the sea")
    assert [one.caption for one in albums.seen_with(edited)] == [None, "at the sea"]
