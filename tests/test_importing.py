"""A folder's photos come into a chat: each once, whoever they are of."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chats.sharing import Sharing
from bot.datasets.intake import Became
from bot.embedders.faults import Patience
from bot.embedders.gemini import GeminiEmbedder
from bot.recognition.embedding import BadKey
from bot.recognition.faces import FaceFinder
from bot.recognition.model_files import ModelFiles
from bot.recognition.sight import Sight
from bot.recognition.tally import Skipped
from storage.models import Chat
from storage.store import Store
from tests.folders_of_people import Eyes, draw_people, open_eyes
from tests.importing import FRIENDS, keys_of, take_in
from tests.loopback_gemini import LoopbackGemini
from tests.loopback_troubles import answering
from tests.people import group, portrait, scene
from tests.test_embedders_gemini_quota import most_within

PRIVATE = Chat(5, "private")


@pytest.fixture
async def gemini() -> AsyncIterator[LoopbackGemini]:
    async with LoopbackGemini() as server:
        yield server


@pytest.fixture
async def eyes(gemini: LoopbackGemini) -> AsyncIterator[Eyes]:
    async with open_eyes(keys_of(gemini)) as opened:
        yield opened


async def people_in(store: Store, chat: Chat = FRIENDS) -> dict[str, int]:
    """Everybody in a chat, and how many photos they have."""
    return {each.name: each.photos for each in await store.people.summaries(chat.id)}


async def test_every_folder_is_a_person_of_the_chat(
    store: Store, eyes: Eyes, tmp_path: Path
) -> None:
    draw_people(tmp_path / "people", range(3))
    fates = await take_in(store, eyes, tmp_path / "people")
    assert {fate.became for fate in fates.values()} == {Became.ADDED}
    assert await people_in(store) == {"Nitika": 3, "Vasu": 3}


async def test_a_second_time_nothing_is_embedded(
    store: Store, eyes: Eyes, gemini: LoopbackGemini, tmp_path: Path
) -> None:
    draw_people(tmp_path / "people")
    await take_in(store, eyes, tmp_path / "people")
    fates = await take_in(store, eyes, tmp_path / "people")
    assert {fate.became for fate in fates.values()} == {Became.ALREADY_THERE}
    assert gemini.items_embedded == 4


async def test_a_chat_on_file_keeps_what_is_known_of_it(
    store: Store, eyes: Eyes, tmp_path: Path
) -> None:
    draw_people(tmp_path / "people")
    async with store.transaction() as transaction:
        await store.chats.note(transaction, replace(FRIENDS, title="Old friends"))
    await take_in(store, eyes, tmp_path / "people")
    assert await store.chats.find(FRIENDS.id) == replace(FRIENDS, title="Old friends")


async def test_one_picture_in_many_files_is_stored_and_embedded_once(
    store: Store, eyes: Eyes, gemini: LoopbackGemini, tmp_path: Path
) -> None:
    folder = tmp_path / "people" / "Nitika"
    folder.mkdir(parents=True)
    for name in "abcdef":
        (folder / f"{name}.jpg").write_bytes(portrait(0, 0))
    fates = await take_in(store, eyes, tmp_path / "people")
    assert sorted(fate.became for fate in fates.values()) == ["added"] + ["already there"] * 5
    assert gemini.items_embedded == 1


async def test_one_picture_of_two_people_is_embedded_once_counts_for_both_and_is_told(
    store: Store, eyes: Eyes, gemini: LoopbackGemini, tmp_path: Path
) -> None:
    for name in ("Nitika", "Vasu"):
        (tmp_path / "people" / name).mkdir(parents=True)
        (tmp_path / "people" / name / "a.jpg").write_bytes(portrait(0, 0))
    fates = await take_in(store, eyes, tmp_path / "people")
    assert gemini.items_embedded == 1
    assert await people_in(store) == {"Nitika": 1, "Vasu": 1}
    assert sorted(fate.also_of for fate in fates.values()) in [[(), ("Nitika",)], [(), ("Vasu",)]]
    spec = next(iter(await store.embeddings.specs(FRIENDS.id)))
    one, other = (await store.embeddings.gallery(FRIENDS.id, spec)).vectors
    assert one.tolist() == other.tolist()


async def test_another_chat_is_not_asked_for_its_vectors(
    store: Store, eyes: Eyes, gemini: LoopbackGemini, tmp_path: Path
) -> None:
    draw_people(tmp_path / "people")
    await take_in(store, eyes, tmp_path / "people")
    fates = await take_in(store, eyes, tmp_path / "people", PRIVATE)
    assert {(fate.became, fate.also_of) for fate in fates.values()} == {(Became.ADDED, ())}
    assert gemini.items_embedded == 8


async def test_photos_of_another_model_are_taken_in_anew(
    store: Store, eyes: Eyes, gemini: LoopbackGemini, tmp_path: Path
) -> None:
    draw_people(tmp_path / "people")
    async with open_eyes() as local:
        await take_in(store, local, tmp_path / "people")
    fates = await take_in(store, eyes, tmp_path / "people")
    assert {fate.became for fate in fates.values()} == {Became.RENEWED}
    assert await people_in(store) == {"Nitika": 2, "Vasu": 2}
    assert gemini.items_embedded == 4


async def test_what_is_no_photo_is_left_out_with_its_reason_and_the_rest_goes_on(
    store: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "people" / "Nitika"
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("not a photo")
    (folder / "cut.jpg").write_bytes(portrait(0, 0)[:2000])
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "nobody.jpg").write_bytes(scene(0))
    (folder / "gone.jpg").symlink_to(folder / "nowhere.jpg")
    os.mkfifo(folder / "pipe.jpg")
    (folder / "two.jpg").write_bytes(group((0, 1), 0))
    (folder / "z.jpg").write_bytes(portrait(0, 1))
    async with open_eyes() as local:
        fates = await take_in(store, local, tmp_path / "people")
    assert {path: fate.skipped for path, fate in fates.items()} == {
        "Nitika/notes.txt": Skipped.NOT_A_PHOTO,
        "Nitika/cut.jpg": Skipped.DAMAGED,
        "Nitika/empty.jpg": Skipped.NOT_A_PHOTO,
        "Nitika/nobody.jpg": Skipped.NO_FACE,
        "Nitika/gone.jpg": Skipped.GONE,
        "Nitika/pipe.jpg": Skipped.GONE,
        "Nitika/two.jpg": None,
        "Nitika/z.jpg": None,
    }
    assert [path for path, fate in fates.items() if fate.several_faces] == ["Nitika/two.jpg"]


async def test_a_refused_photo_does_not_end_the_others(
    store: Store, eyes: Eyes, gemini: LoopbackGemini, tmp_path: Path
) -> None:
    draw_people(tmp_path / "people")
    gemini.always = answering(400, "Unable to process input image.")
    fates = await take_in(store, eyes, tmp_path / "people")
    assert {fate.skipped for fate in fates.values()} == {Skipped.UNREADABLE}
    assert not any(fate.ends_all for fate in fates.values())
    assert await store.chats.find(FRIENDS.id) is None


async def test_a_fault_that_no_photo_can_escape_says_so(
    store: Store, gemini: LoopbackGemini, tmp_path: Path
) -> None:
    draw_people(tmp_path / "people")
    async with open_eyes(keys_of(gemini, GEMINI_API_KEY="wrong")) as eyes:
        fates = await take_in(store, eyes, tmp_path / "people")
    assert all(fate.ends_all and isinstance(fate.failure, BadKey) for fate in fates.values())


async def test_views_share_requests(
    store: Store, eyes: Eyes, gemini: LoopbackGemini, tmp_path: Path
) -> None:
    gemini.latency = 0.2
    draw_people(tmp_path / "people", range(9))
    await take_in(store, eyes, tmp_path / "people", at_once=18)
    assert gemini.items_embedded == 18
    assert len(gemini.requests) <= 9
    assert gemini.peak > 1


async def test_the_server_never_sees_more_in_a_minute_than_is_allowed(
    store: Store, eyes: Eyes, gemini: LoopbackGemini, tmp_path: Path
) -> None:
    minute, allowed, late = 0.6, 5, 0.1
    draw_people(tmp_path / "people", range(8))
    embedder = GeminiEmbedder(
        gemini.key,
        api_url=gemini.url,
        dimensions=768,
        requests_per_minute=allowed,
        patience=Patience(minute=minute),
    )
    sight = Sight(FaceFinder(ModelFiles.load().finder), [embedder], eyes.workers)
    try:
        fates = await take_in(store, Eyes(sight, eyes.workers), tmp_path / "people", at_once=16)
    finally:
        await embedder.close()
    assert {fate.became for fate in fates.values()} == {Became.ADDED}
    assert sum(seen.items for seen in gemini.requests) == 16
    assert most_within(gemini.requests, minute - late) <= allowed


async def test_what_is_only_lent_to_the_chat_becomes_its_own(
    store: Store, eyes: Eyes, gemini: LoopbackGemini, tmp_path: Path
) -> None:
    folder, sharing = draw_people(tmp_path / "people"), Sharing(store)
    await take_in(store, eyes, folder, PRIVATE)
    people = await store.people.everybody(PRIVATE.id)
    share = await sharing.prepare(PRIVATE.id, PRIVATE.id, [person.id for person in people])
    await sharing.offer(share.id, FRIENDS)
    await sharing.agree(share.id, FRIENDS.id, 7)
    before = len(gemini.images)
    await take_in(store, eyes, folder)
    assert len(gemini.images) == before
    here = await people_in(store)
    await sharing.take_back(share.id, PRIVATE.id)
    assert await people_in(store) == here == await people_in(store, PRIVATE)
