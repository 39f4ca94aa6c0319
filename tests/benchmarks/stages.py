"""One photo's way, stage by stage, each alone and on one thread."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.embedders.local import LocalEmbedder
from bot.pictures.contact_sheet import FaceRow, Labels, Outcome, Tile, draw_contact_sheet
from bot.pictures.thumbnails import thumbnail
from bot.recognition.embedding import ViewKind
from bot.recognition.faces import FaceFinder
from bot.recognition.galleries import Galleries
from bot.recognition.learning import Learning
from bot.recognition.matching import decide
from bot.recognition.model_files import ModelFiles
from bot.recognition.photos import decode
from bot.recognition.scores import Rule
from bot.recognition.views import view_of
from bot.recognition.workers import Workers
from storage.models import Chat, EmbeddingSpec, GalleryRow, NewPhoto
from storage.store import Store
from tests.benchmarks.photos import photo

ROUNDS = 30
GALLERY = 1000
CHAT = Chat(1, "private")


async def print_stages() -> None:
    """Print the median milliseconds, of the clock and of the processor, of every stage."""
    print(f"One {'×'.join(map(str, (1024, 1280)))} photo with one face, {ROUNDS} rounds")
    print(f"{'stage':<28}{'ms':>8}{'CPU ms':>8}")
    files, workers = ModelFiles.load(), Workers(1)
    finder, embedder = FaceFinder(files.finder), LocalEmbedder(files.embedder, workers)
    data = photo(0, 0)
    picture = decode(data)
    (face,) = finder.find(picture)
    view = view_of(ViewKind.ALIGNED, picture, face)
    vector = (await embedder.embed([view]))[0]

    await _timed("decode", lambda: _now(lambda: decode(data)))
    await _timed("detect", lambda: _now(lambda: finder.find(picture)))
    await _timed("crop for Gemini", lambda: _now(lambda: view_of(ViewKind.FACE, picture, face)))
    await _timed("align", lambda: _now(lambda: view_of(ViewKind.ALIGNED, picture, face)))
    await _timed("embed locally", lambda: embedder.embed([view]))
    await _timed("hash, encode, thumbnail", lambda: _now(
        lambda: (decode(data).sha256, picture.jpeg(), thumbnail(picture.pixels, face.box))
    ))  # fmt: skip

    tiles = [
        Tile(thumbnail(picture.pixels, face.box), "Nitika", 0.9 - n / 10, decisive=n < 3)
        for n in range(5)
    ]
    row = FaceRow(face.box, Outcome.KNOWN, "Nitika", 0.9, tiles)
    labels = Labels(
        known="known", unsure="unsure", unknown="unknown", closest="closest", either="or"
    )
    await _timed("draw", lambda: _now(lambda: draw_contact_sheet(picture.pixels, [row], labels)))

    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(Path(folder) / "whosthis.db")
        spec = EmbeddingSpec("model", 128, "aligned")
        jpeg = picture.jpeg()
        count = 0

        async def keep() -> None:
            nonlocal count
            count += 1
            async with store.transaction() as transaction:
                await store.chats.note(transaction, CHAT)
                person = await store.people.get_or_add(transaction, CHAT.id, f"{count % 50}")
                kept = NewPhoto(f"{count}".encode(), jpeg, tiles[0].thumbnail, 1024, 1280)
                photo_id, _ = await store.photos.add(transaction, person.id, kept)
                face_id = await store.photos.add_face(transaction, photo_id, face)
                gallery_row = GalleryRow(CHAT.id, spec, person.id, photo_id, vector)
                await store.embeddings.add(transaction, gallery_row, face_id)

        await _timed("store", keep)
        while count < GALLERY:
            await keep()
        galleries, learning = Galleries(store, 10**8), Learning(workers)

        async def match() -> None:
            gallery = await galleries.get(CHAT.id, spec)
            learnt = await learning.of(gallery, ViewKind.ALIGNED, Rule.LIKELIHOOD)
            decide(vector, learnt, top_k=5)

        await _timed(f"match among {GALLERY}", match)
        await store.close()
    workers.close()


async def _now(function: Callable[[], object]) -> None:
    function()


async def _timed(stage: str, work: Callable[[], Awaitable[object]]) -> None:
    clock, processor = [], []
    await work()
    for _ in range(ROUNDS):
        wall, cpu = time.perf_counter(), time.process_time()
        await work()
        clock.append(time.perf_counter() - wall)
        processor.append(time.process_time() - cpu)
        await asyncio.sleep(0)
    medians = (statistics.median(clock) * 1000, statistics.median(processor) * 1000)
    print(f"{stage:<28}{medians[0]:8.1f}{medians[1]:8.1f}")
