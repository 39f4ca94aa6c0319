"""An export that was tampered with is believed only as far as it makes sense."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.datasets.intake import Became
from bot.recognition.embedding import ViewKind
from storage.models import Chat, EmbeddingSpec, Vector
from storage.store import Store
from tests.folders_of_people import Eyes, draw_people, open_eyes
from tests.importing import FRIENDS, keys_of, stored, take_in, write_out
from tests.loopback_gemini import LoopbackGemini

FACES = """SELECT x, y, faces.width, faces.height FROM faces JOIN photos ON photos.id = photo_id
           JOIN people ON people.id = person_id ORDER BY name, x"""
SPEC = EmbeddingSpec("gemini-embedding-2", 768, ViewKind.FACE)


@dataclass(frozen=True)
class There:
    """An export of four photos, an empty file to import it to, and a server with no record."""

    folder: Path
    store: Store
    eyes: Eyes
    gemini: LoopbackGemini

    async def take_in(self, chat: Chat = FRIENDS) -> None:
        """Import it; all photos must come, whatever became of the rest."""
        fates = await take_in(self.store, self.eyes, self.folder, chat)
        assert [fate.became for fate in fates.values()] == [Became.ADDED] * 4


@pytest.fixture
async def there(store: Store, tmp_path: Path) -> AsyncIterator[There]:
    async with LoopbackGemini() as gemini, open_eyes(keys_of(gemini)) as eyes:
        await take_in(store, eyes, draw_people(tmp_path / "people"))
        await write_out(store, tmp_path / "out")
        gemini.images.clear()
        other = await Store.open(tmp_path / "other" / "whosthis.db")
        yield There(tmp_path / "out", other, eyes, gemini)
        await other.close()


def with_row(matrix: Vector, value: float) -> Vector:
    changed = matrix.copy()
    changed[2] = value
    return changed


DAMAGES: dict[str, tuple[Callable[[Vector], NDArray[Any]], int]] = {
    "not a number": (lambda matrix: with_row(matrix, np.nan), 1),
    "endless": (lambda matrix: with_row(matrix, np.inf), 1),
    "nothing": (lambda matrix: with_row(matrix, 0), 1),
    "too long": (lambda matrix: with_row(matrix, 1), 1),
    "no rows": (lambda matrix: matrix[:0], 4),
    "wider": (lambda matrix: np.hstack([matrix, matrix]), 4),
    "doubles": (lambda matrix: matrix.astype(np.float64), 4),
    "objects": (lambda _: np.array([{"a": 1}] * 4, object), 4),
}
"""What becomes of the vectors, and how many of the four photos have to be embedded anew."""


@pytest.mark.parametrize("damage", DAMAGES)
async def test_vectors_that_cannot_be_used_are_made_anew(there: There, damage: str) -> None:
    change, anew = DAMAGES[damage]
    np.save(there.folder / "vectors-1.npy", change(np.load(there.folder / "vectors-1.npy")))
    await there.take_in()
    assert len(there.gemini.images) == anew
    vectors = (await there.store.embeddings.gallery(FRIENDS.id, SPEC)).vectors
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("content", [None, b"", b"no matrix", b"\x93NUMPY\x01\x00v"])
async def test_a_file_of_vectors_that_is_none_is_done_without(
    there: There, content: bytes | None
) -> None:
    (there.folder / "vectors-1.npy").unlink()
    if content is not None:
        (there.folder / "vectors-1.npy").write_bytes(content)
    await there.take_in()
    assert len(there.gemini.images) == 4


NONSENSE: dict[str, Callable[[dict[str, Any]], None]] = {
    "another width": lambda photo: photo.update(width=481),
    "a box beyond": lambda photo: photo["face"].update(box=[900, 100, 100, 100]),
    "a box before": lambda photo: photo["face"].update(box=[-60, 100, 100, 100]),
    "a box of nothing": lambda photo: photo["face"].update(box=[100, 100, 1e-300, 1e-300]),
    "landmarks elsewhere": lambda photo: photo["face"].update(landmarks=[[1e300, 1e300]] * 5),
    "landmarks all one": lambda photo: photo["face"].update(landmarks=[[200, 200]] * 5),
}


@pytest.mark.parametrize("nonsense", NONSENSE)
async def test_a_photo_of_which_the_manifest_tells_nonsense_is_taken_as_it_is(
    there: There, nonsense: str
) -> None:
    right = stored(there.folder.parent / "sub" / "whosthis.db", FACES)
    manifest = json.loads((there.folder / "manifest.json").read_bytes())
    NONSENSE[nonsense](manifest["people"][0]["photos"][0])
    (there.folder / "manifest.json").write_text(json.dumps(manifest))
    await there.take_in()
    found = stored(there.folder.parent / "other" / "whosthis.db", FACES)
    # The picture of an export is encoded anew, so that a face may be found a little aside.
    np.testing.assert_allclose(found, right, atol=10)


async def test_a_manifest_leads_nowhere_out_of_its_folder(there: There) -> None:
    shutil.move(there.folder / "vectors-1.npy", there.folder.parent / "vectors-1.npy")
    text = (there.folder / "manifest.json").read_text()
    for path in (
        "../vectors-1.npy",
        str(there.folder.parent / "vectors-1.npy"),
        "./vectors-1.npy",
    ):
        moved = text.replace("vectors-1.npy", path).replace('"folder": "Vasu"', '"folder": "../x"')
        (there.folder / "manifest.json").write_text(moved)
        await there.take_in(replace(FRIENDS, id=-len(path)))
    assert len(there.gemini.images) == 12
