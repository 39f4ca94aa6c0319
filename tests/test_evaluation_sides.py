"""One embedder against another and both together, on the same photos."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.recognition.blocks import JoinedSpec
from bot.recognition.embedding import ViewKind
from bot.recognition.gallery import Gallery, join, without
from bot.recognition.sides import compare, sides_of
from bot.recognition.trying import Asking
from bot.texts.comparing import ways
from storage.models import EmbeddingSpec
from tests.embedding_spaces import FACE_MODEL, NARROW, POSED, Space, enrolled
from tests.evaluate_command import evaluate
from tests.folders_of_people import draw_people
from tests.loopback_gemini import LoopbackGemini

LOCAL = EmbeddingSpec("sface", FACE_MODEL.dimensions, ViewKind.ALIGNED.value)
GEMINI = EmbeddingSpec("gemini", NARROW.dimensions, ViewKind.FACE.value)
WHOLE = EmbeddingSpec("gemini", POSED.dimensions, ViewKind.PHOTO.value)
SIZES = (2, 3, 5, 4, 6, 3, 2)
GALLERIES = {
    spec: enrolled(Space(geometry, 3), SIZES).gallery
    for spec, geometry in ((LOCAL, FACE_MODEL), (GEMINI, NARROW), (WHOLE, POSED))
}


class Stored:
    """People whose photos are embedded in several ways."""

    def __init__(self, galleries: Mapping[EmbeddingSpec, Gallery]) -> None:
        self._galleries = galleries

    async def gallery(self, spec: EmbeddingSpec) -> Gallery:
        if isinstance(spec, JoinedSpec):
            return join(spec, [await self.gallery(part) for part in spec.parts])
        return self._galleries[spec]

    async def names(self, person_ids: Iterable[int]) -> Mapping[int, str]:
        return {int(one): str(one) for one in person_ids}

    async def thumbnails(self, photo_ids: Iterable[int]) -> Mapping[int, bytes]:
        return {int(one): b"" for one in photo_ids}


async def test_two_models_of_faces_are_also_compared_together() -> None:
    sides = await sides_of(Stored(GALLERIES), [LOCAL, GEMINI, LOCAL])
    assert [side.spec.view for side in sides] == ["aligned", "face", "joined"]
    found = compare(sides, LOCAL, Asking(ViewKind.ALIGNED))
    assert [one.photos for one in found] == [25, 25, 25]
    alone, other, both = (one.evaluation for one in found)
    assert both.named.hits >= max(alone.named.hits, other.named.hits)


async def test_whole_photos_are_compared_with_faces() -> None:
    sides = await sides_of(Stored(GALLERIES), [GEMINI, WHOLE])
    assert [side.spec for side in sides] == [GEMINI, WHOLE]
    assert len(compare(sides, GEMINI, Asking(ViewKind.FACE))) == 2


async def test_only_photos_that_all_have_are_compared() -> None:
    some = GALLERIES[LOCAL].photo_ids % 4 == 0
    fewer = {**GALLERIES, LOCAL: without(GALLERIES[LOCAL], some)}
    sides = await sides_of(Stored(fewer), [LOCAL, GEMINI])
    found = compare(sides, LOCAL, Asking(ViewKind.ALIGNED))
    assert {one.photos for one in found} == {int((~some).sum())}
    tried = [{each.photo_id for each in one.evaluation.friends} for one in found]
    assert tried[0] == tried[1] == tried[2]


async def test_what_few_photos_have_takes_nothing_from_the_others() -> None:
    """One photo without a face, and three left from an earlier setting."""
    first = GALLERIES[GEMINI].photo_ids == 0
    stale = EmbeddingSpec("gemini", 1536, ViewKind.FACE.value)
    some = {
        LOCAL: without(GALLERIES[LOCAL], first),
        GEMINI: without(GALLERIES[GEMINI], first),
        WHOLE: without(GALLERIES[WHOLE], ~first),
        stale: without(GALLERIES[GEMINI], GALLERIES[GEMINI].photo_ids >= 4),
    }
    together = JoinedSpec.of((GEMINI, LOCAL))
    sides = await sides_of(Stored(some), some)
    assert len(sides) == 6
    found = compare(sides, together, Asking(ViewKind.JOINED))
    assert [one.spec for one in found] == [together, LOCAL, GEMINI]
    assert {one.photos for one in found} == {24}


async def test_what_half_of_the_photos_have_is_compared_on_these() -> None:
    half = GALLERIES[WHOLE].photo_ids % 2 == 0
    some = {**GALLERIES, WHOLE: without(GALLERIES[WHOLE], ~half)}
    found = compare(await sides_of(Stored(some), some), GEMINI, Asking(ViewKind.FACE))
    assert [one.spec for one in found][:3] == [GEMINI, LOCAL, WHOLE]
    assert {one.photos for one in found} == {int(half.sum())}


async def test_of_two_people_it_is_told_how_often_they_are_named() -> None:
    two = {spec: without(gallery, gallery.person_ids > 1) for spec, gallery in GALLERIES.items()}
    found = compare(await sides_of(Stored(two), two), GEMINI, Asking(ViewKind.FACE))
    assert [one.spec for one in found][:3] == [GEMINI, LOCAL, WHOLE]
    assert ways(found).count("named rightly") == len(found) == 4
    assert "0 of 0" not in ways(found)


async def test_nothing_is_compared_where_no_photo_has_both() -> None:
    first = GALLERIES[LOCAL].photo_ids < 12
    apart = {
        LOCAL: without(GALLERIES[LOCAL], first),
        GEMINI: without(GALLERIES[GEMINI], ~first),
    }
    assert compare(await sides_of(Stored(apart), apart), LOCAL, Asking(ViewKind.ALIGNED)) == ()
    alone = await sides_of(Stored(GALLERIES), [LOCAL])
    assert compare(alone, LOCAL, Asking(ViewKind.ALIGNED)) == ()


async def test_with_gemini_in_use_a_folder_is_embedded_in_every_way(tmp_path: Path) -> None:
    draw_people(tmp_path / "people", (0, 1, 2))
    async with LoopbackGemini() as gemini:
        keys = {
            "EMBEDDER": "gemini", "GEMINI_API_KEY": gemini.key, "GEMINI_API_URL": gemini.url,
            "MATCH_THRESHOLD": "",
        }  # fmt: skip
        ran = await evaluate(tmp_path, "--dataset", "people", "--json", **keys)
        assert ran.code == 0
        assert [one["view"] for one in ran.json["compared"]] == [
            "face", "aligned", "photo", "joined",
        ]  # fmt: skip
        assert {one["photos"] for one in ran.json["compared"]} == {6}
        # Each photo's face once, and each whole photo once.
        assert gemini.items_embedded == 12
        again = await evaluate(tmp_path, "--dataset", "people", **keys)
        assert gemini.items_embedded == 12
        assert "Whole photos, gemini-embedding-2" in again.out
        assert "Both together, gemini-embedding-2+sface" in again.out
        local = await evaluate(tmp_path, "--dataset", "people", "--json", EMBEDDER="local")
        assert local.json["compared"] == []
