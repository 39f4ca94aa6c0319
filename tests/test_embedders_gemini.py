"""What the Gemini embedder sends, and what it makes of sound answers."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys

import numpy as np
import pytest

from bot.embedders.gemini import GeminiEmbedder
from bot.recognition.embedding import (
    BadKey,
    EmbedderUnavailable,
    View,
    ViewKind,
    ViewUnreadable,
    spec_of,
)
from tests.gemini_views import asking, scene, scenes, sha256, until
from tests.loopback_gemini import LoopbackGemini
from tests.loopback_troubles import changing


@pytest.mark.parametrize("dimensions", [768, 1536, 3072])
@pytest.mark.parametrize("kind", [ViewKind.FACE, ViewKind.PHOTO])
async def test_every_view_gets_a_row_of_unit_length(dimensions: int, kind: ViewKind) -> None:
    views = [View(kind, jpeg=view.jpeg) for view in scenes(3)]
    async with LoopbackGemini() as gemini, asking(gemini, dimensions=dimensions) as embedder:
        rows = await embedder.embed(views)
    assert rows.shape == (3, dimensions)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)


async def test_vectors_that_arrive_longer_or_shorter_than_one_are_scaled() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        sound = await embedder.embed(scenes(2))
        gemini.troubles.append(
            changing(lambda vectors: [[5 * x for x in vectors[0]], [x / 5 for x in vectors[1]]])
        )
        np.testing.assert_allclose(await embedder.embed(scenes(2)), sound, atol=1e-6)


async def test_rows_are_in_the_order_of_the_views() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        together = await embedder.embed(scenes(9))
        alone = [await embedder.embed([view]) for view in scenes(9)]
    np.testing.assert_allclose(together, np.concatenate(alone), atol=1e-6)


async def test_no_views_are_no_rows_and_no_request() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        assert (await embedder.embed([])).shape == (0, 768)
        assert gemini.requests == []


async def test_twelve_views_of_twelve_callers_share_two_requests() -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        await asyncio.gather(*(embedder.embed([view]) for view in scenes(12)))
        assert [seen.items for seen in gemini.requests] == [6, 6]
        assert sorted(gemini.images) == sorted(sha256(view) for view in scenes(12))


async def test_only_a_few_requests_are_under_way_at_once() -> None:
    async with LoopbackGemini(latency=0.05) as gemini, asking(gemini) as embedder:
        await embedder.embed(scenes(40))
        assert len(gemini.requests) == 7
        assert gemini.peak == 4


async def test_a_view_does_not_wait_for_company() -> None:
    async with LoopbackGemini(latency=1.0) as gemini, asking(gemini) as embedder:
        first = asyncio.create_task(embedder.embed([scene(1)]))
        await until(lambda: gemini.under_way == 1)
        await embedder.embed([scene(2)])
        await first
        assert [seen.items for seen in gemini.requests] == [1, 1]
        assert gemini.peak == 2


@pytest.mark.parametrize(("asked", "used"), [(None, "v1"), ("v1beta", "v1beta")])
async def test_the_version_of_the_api_can_be_chosen(asked: str | None, used: str) -> None:
    async with LoopbackGemini() as gemini, asking(gemini, api_version=asked) as embedder:
        await embedder.embed([scene(0)])
        assert gemini.requests[0].version == used


async def test_the_given_key_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", "somebody-elses")
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:1")
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        await embedder.embed([scene(0)])
        assert gemini.items_embedded == 1


def test_faces_are_seen_in_crops_or_in_whole_photos() -> None:
    crops = GeminiEmbedder("a-key")
    photos = GeminiEmbedder("a-key", view=ViewKind.PHOTO, dimensions=1536)
    assert crops.face_view is ViewKind.FACE
    assert photos.face_view is None
    assert crops.sees_whole_photos
    assert photos.sees_whole_photos
    spec = spec_of(photos, ViewKind.PHOTO)
    assert (spec.model, spec.dimensions, spec.view) == ("gemini-embedding-2", 1536, "photo")


def test_aligned_faces_are_no_choice() -> None:
    with pytest.raises(ValueError, match="aligned"):
        GeminiEmbedder("a-key", view=ViewKind.ALIGNED)


@pytest.mark.parametrize("view", [View(ViewKind.PHOTO), View(ViewKind.ALIGNED, jpeg=b"x")])
async def test_a_view_without_a_jpeg_is_not_sent(view: View) -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        with pytest.raises(ViewUnreadable):
            await embedder.embed([view])
        assert gemini.requests == []


@pytest.mark.parametrize("key", ["", "two words", "key\n", "clé"])
def test_what_cannot_be_a_key_is_refused_at_once(key: str) -> None:
    with pytest.raises(BadKey):
        GeminiEmbedder(key)


async def test_neither_key_nor_picture_is_shown_or_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        await embedder.embed([scene(0)])
        shown = caplog.text + repr(embedder) + str(embedder)
    assert gemini.key not in shown
    assert "/9j/" not in shown  # how a JPEG begins in base64
    assert "gemini-embedding-2" in repr(embedder)


def test_importing_the_embedder_does_not_load_the_sdk() -> None:
    code = "import sys, bot.embedders.gemini; print({'google.genai', 'httpx2'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)  # noqa: S603 - our own code
    assert shown.stdout.strip() == b"set()"


async def test_a_client_that_cannot_be_set_up_is_told_and_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with LoopbackGemini() as gemini, asking(gemini) as embedder:
        with monkeypatch.context() as patch:
            patch.setenv("SSL_CERT_FILE", "/nowhere/at/all.pem")
            async with asking(gemini) as another:
                for hopeful in (embedder, another):
                    with pytest.raises(EmbedderUnavailable, match="set up"):
                        await hopeful.embed([scene(0)])
        assert (await embedder.embed([scene(0)])).shape == (1, 768)
