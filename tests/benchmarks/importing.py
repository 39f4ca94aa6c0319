"""A folder of photos into a gallery: one request after the other, and by ``whosthis import``."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from google import genai
from google.genai import types

from tests.benchmarks.photos import photo
from tests.loopback_gemini import LoopbackGemini
from tests.loopback_sight import shared_sight

PEOPLE, SHOTS = 20, 10
LATENCY = 0.3
DIMENSIONS = 3072
REQUESTS_PER_MINUTE = "6000"
ROOT = Path(__file__).parent.parent.parent


async def print_importing() -> None:
    """Print the seconds that either way takes for the same photos and the same server.

    What the server makes of each picture is found out beforehand: it has the processors of this
    machine, and would take them from whoever asks.
    """
    count = PEOPLE * SHOTS
    print(f"\n{count} photos into a gallery, Gemini answering after {LATENCY * 1000:.0f} ms")
    print(f"{'way':<28}{'s':>8}{'requests':>10}")
    with tempfile.TemporaryDirectory() as place:
        folder = _drawn(Path(place) / "people")
        for path in sorted(folder.glob("*/*")):
            await shared_sight().vector(path.read_bytes(), DIMENSIONS)
        async with LoopbackGemini(latency=LATENCY) as gemini:
            loop = await asyncio.to_thread(_one_by_one, folder, gemini)
            print(f"{'one request a photo':<28}{loop:8.1f}{len(gemini.requests):10}")
        async with LoopbackGemini() as gemini:
            await _by_command(folder, Path(place) / "once", gemini)
        async with LoopbackGemini(latency=LATENCY) as gemini:
            command = await _by_command(folder, Path(place) / "again", gemini)
            print(f"{'whosthis import':<28}{command:8.1f}{len(gemini.requests):10}")
    print(f"{loop / command:.1f} times as fast")


def _drawn(folder: Path) -> Path:
    for person in range(PEOPLE):
        (folder / f"Person {person}").mkdir(parents=True)
        for shot in range(SHOTS):
            path = folder / f"Person {person}" / f"{shot}.jpg"
            path.write_bytes(photo(person, shot))
    return folder


def _one_by_one(folder: Path, gemini: LoopbackGemini) -> float:
    """The loop of a notebook: read a photo, ask for its vector, note whose it is."""
    began = time.perf_counter()
    options = types.HttpOptions(base_url=gemini.url)
    client = genai.Client(api_key=gemini.key, http_options=options)
    vectors, names = [], []
    for person in sorted(folder.iterdir()):
        for path in sorted(person.iterdir()):
            response = client.models.embed_content(
                model="gemini-embedding-2",
                contents=types.Part.from_bytes(data=path.read_bytes(), mime_type="image/jpeg"),
                config=types.EmbedContentConfig(output_dimensionality=DIMENSIONS),
            )
            vectors += [embedding.values for embedding in response.embeddings or []]
            names.append(person.name)
    client.close()
    took = time.perf_counter() - began
    assert len(vectors) == len(names) == PEOPLE * SHOTS
    return took


async def _by_command(folder: Path, place: Path, gemini: LoopbackGemini) -> float:
    """The command, as a process of its own, with a database of its own in ``place``."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "import",
        str(folder),
        "--chat",
        "1",
        cwd=folder.parent,
        env={
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(ROOT),
            "EMBEDDER": "gemini",
            "GEMINI_API_KEY": gemini.key,
            "GEMINI_API_URL": gemini.url,
            "GEMINI_REQUESTS_PER_MINUTE": REQUESTS_PER_MINUTE,
            "DATABASE": str(place / "whosthis.db"),
        },
        stdout=asyncio.subprocess.DEVNULL,
    )
    assert await process.wait() == 0
    took = time.perf_counter() - began
    with closing(sqlite3.connect(place / "whosthis.db")) as stored:
        assert stored.execute("SELECT count(*) FROM embeddings").fetchone() == (PEOPLE * SHOTS,)
    return took
