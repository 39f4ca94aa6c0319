"""The stand-in for Gemini: strict where Google is, and able to tell people apart."""

from __future__ import annotations

import base64
import io
import itertools
from typing import Any

import httpx2
import numpy as np
import pytest
from PIL import Image

from bot.pictures.portraits import draw_portrait
from bot.recognition.embedding import View, ViewKind
from bot.recognition.faces import FaceFinder
from bot.recognition.model_files import ModelFiles
from bot.recognition.photos import Picture
from bot.recognition.views import view_of
from tests.gemini_views import asking, scene
from tests.loopback_gemini import LoopbackGemini

THRESHOLD = 0.8


def item(data: bytes, mime_type: str = "image/jpeg", **more: Any) -> dict[str, Any]:
    blob = {"data": base64.urlsafe_b64encode(data).decode(), "mime_type": mime_type}
    return {"content": {"parts": [{"inline_data": blob}]}, **more}


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(buffer, "PNG")
    return buffer.getvalue()


async def post(gemini: LoopbackGemini, *items: dict[str, Any], key: str | None = None) -> Any:
    async with httpx2.AsyncClient(verify=False) as client:
        answer = await client.post(
            f"{gemini.url}/v1beta/models/gemini-embedding-2:batchEmbedContents",
            json={"requests": items},
            headers={"x-goog-api-key": gemini.key} if key is None else {},
        )
    return answer.status_code, answer.json()


@pytest.fixture(scope="module")
def portraits() -> list[Picture]:
    """Two shots of each of four people."""
    shots = itertools.product(range(4), (1, 2))
    return [Picture(np.asarray(draw_portrait(person, shot))) for person, shot in shots]


@pytest.mark.parametrize("kind", [ViewKind.FACE, ViewKind.PHOTO])
@pytest.mark.parametrize("dimensions", [768, 3072])
async def test_one_person_is_nearer_than_two_are(
    portraits: list[Picture], kind: ViewKind, dimensions: int
) -> None:
    finder = FaceFinder(ModelFiles.load().finder)
    views = [view_of(kind, portrait, finder.find(portrait)[0]) for portrait in portraits]
    people = np.arange(len(portraits)) // 2
    async with LoopbackGemini() as gemini, asking(gemini, dimensions=dimensions) as embedder:
        rows = await embedder.embed(views)
    cosines = rows @ rows.T
    same = np.equal.outer(people, people)
    assert cosines[same].min() > THRESHOLD > cosines[~same].max()
    assert cosines.min() > 0.55


async def test_a_scene_without_anybody_resembles_itself() -> None:
    picture = Image.open(io.BytesIO(scene(1).jpeg))
    brighter = io.BytesIO()
    picture.point(lambda value: value * 0.9 + 20).save(brighter, "JPEG")
    views = [scene(1), View(ViewKind.PHOTO, jpeg=brighter.getvalue()), scene(2)]
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        one, again, other = await embedder.embed(views)
    assert one @ again > 0.9 > one @ other


async def test_png_and_jpeg_are_taken_and_recorded() -> None:
    async with LoopbackGemini() as gemini:
        status, body = await post(
            gemini, item(png(), "image/png", outputDimensionality=128), item(scene(0).jpeg)
        )
        assert status == 200
        assert [len(each["values"]) for each in body["embeddings"]] == [128, 3072]
        assert [seen.items for seen in gemini.requests] == [2]
        assert len(gemini.images) == gemini.items_embedded == 2
        assert gemini.peak == 1
        assert gemini.under_way == 0


@pytest.mark.parametrize(
    "items",
    [
        [item(scene(0).jpeg)] * 7,
        [item(scene(0).jpeg, "image/jpg")],
        [item(png())],
        [item(scene(0).jpeg[:200])],
        [item(scene(0).jpeg, outputDimensionality=64)],
        [{"content": {"parts": item(png(), "image/png")["content"]["parts"] * 2}}],
        [{"content": {"parts": [{"text": "a caption"}]}}],
    ],
    ids=["seven", "image/jpg", "PNG as JPEG", "cut off", "64 dimensions", "two parts", "text"],
)
async def test_what_google_refuses_is_refused(items: list[dict[str, Any]]) -> None:
    async with LoopbackGemini() as gemini:
        status, body = await post(gemini, *items)
        assert (status, body["error"]["status"]) == (400, "INVALID_ARGUMENT")
        assert gemini.items_embedded == 0


async def test_without_a_key_nothing_is_even_counted() -> None:
    async with LoopbackGemini() as gemini:
        status, body = await post(gemini, item(png(), "image/png"), key="")
        assert (status, body["error"]["status"]) == (403, "PERMISSION_DENIED")
        assert gemini.requests == []
