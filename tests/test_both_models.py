"""EMBEDDER=both: faces are compared by Gemini and by the face model together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.recognition.comparing import Alone
from bot.recognition.embedding import QuotaExhausted, ViewKind, ViewRefused
from bot.recognition.faces import FaceFinder
from bot.recognition.model_files import ModelFiles
from bot.recognition.preparing import Origin
from bot.recognition.sight import Sight
from bot.recognition.tally import Skipped
from storage.store import Store
from tests.folders_of_people import Eyes, open_eyes
from tests.importing import keys_of
from tests.loopback_gemini import LoopbackGemini
from tests.people import group, portrait, scene
from tests.two_models import (
    FAMILY,
    OF_FACE_MODEL,
    OF_GEMINI,
    OF_PHOTO,
    TOMORROW,
    Models,
    NoUse,
    compared_by,
    models,
    source_of,
)


@pytest.fixture
async def gemini() -> AsyncIterator[LoopbackGemini]:
    async with LoopbackGemini() as server:
        yield server


@pytest.fixture
async def both(store: Store, gemini: LoopbackGemini) -> AsyncIterator[Models]:
    async with models(store, gemini, "both") as opened:
        yield opened


@pytest.fixture
async def family(both: Models) -> Models:
    """Nitika and Vasu are enrolled, by two photos each."""
    for number, name in enumerate(("Nitika", "Vasu")):
        tally = await both.enrol(name, portrait(number, 0), portrait(number, 1))
        assert (tally.added, tally.incomplete) == (2, 0)
    return both


async def test_each_photo_has_a_vector_of_each_model_and_faces_are_compared_by_both(
    family: Models, gemini: LoopbackGemini
) -> None:
    assert await family.specs() == {OF_GEMINI: 4, OF_FACE_MODEL: 4}
    assert gemini.items_embedded == 4
    found = await family.ask(group((0, 4, 1), 0))
    assert gemini.items_embedded == 7
    for answer in found.answers:
        assert answer.spec is not None
        assert answer.spec.view == ViewKind.JOINED
        assert answer.spec.model == f"{OF_GEMINI.model}+{OF_FACE_MODEL.model}"
        assert answer.spec.dimensions == 768 + 128
        assert answer.alone is None
    assert set(await family.who(group((0, 4, 1), 0))) == {"Nitika", "Vasu", None}


async def test_the_similarity_that_is_shown_lies_between_those_of_the_two(
    family: Models, store: Store, gemini: LoopbackGemini
) -> None:
    async def shown(opened: Models) -> float:
        (answer,) = (await opened.ask(portrait(0, 3))).answers
        assert answer.decision is not None
        return answer.decision.matches[0].similarity

    together = await shown(family)
    alone = []
    for embedder in ("gemini", "local"):
        async with models(store, gemini, embedder) as opened:
            alone.append(await shown(opened))
    assert min(alone) <= together <= max(alone)


async def test_while_gemini_fails_the_face_model_answers_alone_and_says_so(
    family: Models, gemini: LoopbackGemini
) -> None:
    gemini.always = TOMORROW
    found = await family.ask(portrait(1, 3))
    assert await family.who(portrait(1, 3)) == ["Vasu"]
    assert found.alone is not None
    assert (found.alone.by, found.alone.local) == (OF_FACE_MODEL.model, True)
    assert isinstance(found.alone.failure, QuotaExhausted)


async def test_while_the_face_model_fails_gemini_answers_alone(
    family: Models, store: Store, gemini: LoopbackGemini
) -> None:
    del family
    async with open_eyes(keys_of(gemini, EMBEDDER="both")) as eyes:
        failing = compared_by(store, with_no_face_model(eyes))
        found = await failing.ask(portrait(1, 3))
        assert await failing.who(portrait(1, 3)) == ["Vasu"]
    assert found.alone is not None
    assert (found.alone.by, found.alone.local) == (OF_GEMINI.model, False)


async def test_where_both_fail_nothing_is_kept_and_the_reason_is_told(
    store: Store, gemini: LoopbackGemini
) -> None:
    gemini.always = TOMORROW
    async with open_eyes(keys_of(gemini, EMBEDDER="both")) as eyes:
        failing = compared_by(store, with_no_face_model(eyes))
        tally = await failing.enrol("Nitika", portrait(0, 0))
        assert (tally.added, tally.skipped) == (0, {Skipped.NOT_EMBEDDED: 1})
        assert isinstance(tally.failure, QuotaExhausted)
        with pytest.raises(QuotaExhausted):
            await failing.ask(portrait(0, 3))
    assert await store.people.count(1) == 0


async def test_a_photo_that_one_model_refused_is_kept_and_made_whole_when_it_comes_again(
    both: Models, gemini: LoopbackGemini
) -> None:
    gemini.always = TOMORROW
    tally = await both.enrol("Nitika", portrait(0, 0), portrait(0, 1))
    assert (tally.added, tally.incomplete, dict(tally.skipped)) == (2, 2, {})
    assert isinstance(tally.failure, QuotaExhausted)
    assert await both.specs() == {OF_FACE_MODEL: 2}
    gemini.always = None
    tally = await both.enrol("Nitika", portrait(0, 0), portrait(0, 1))
    assert (tally.added, dict(tally.skipped)) == (0, {Skipped.RENEWED: 2})
    assert await both.specs() == {OF_FACE_MODEL: 2, OF_GEMINI: 2}
    tally = await both.enrol("Nitika", portrait(0, 0))
    assert dict(tally.skipped) == {Skipped.ALREADY_THERE: 1}
    assert gemini.items_embedded == 2


async def test_what_is_missing_is_made_of_the_face_that_the_photo_was_enrolled_for(
    both: Models, gemini: LoopbackGemini
) -> None:
    picture = source_of(group((1, 4), 0))
    seen = await both.sight.look(picture)
    smaller = seen.faces[1]
    gemini.always = TOMORROW
    await both.enrolment.add(FAMILY, "Nitika", [replace(picture, meant=smaller)], Origin(1))
    gemini.always = None
    await both.enrolment.add(FAMILY, "Nitika", [picture], Origin(1))
    assert await both.specs() == {OF_FACE_MODEL: 1, OF_GEMINI: 1}
    await both.sight.embed(seen, smaller)
    assert gemini.images[-2] == gemini.images[-1]


async def test_of_one_picture_each_of_two_faces_has_vectors_of_its_own(
    both: Models, gemini: LoopbackGemini, store: Store
) -> None:
    picture = source_of(group((1, 4), 0))
    faces = (await both.sight.look(picture)).faces
    names = ("Nitika", "Vasu", "Nitika's twin")
    for name, face in zip(names, (*faces, faces[0]), strict=True):
        await both.enrolment.add(FAMILY, name, [replace(picture, meant=face)], Origin(1))
    for spec in (OF_GEMINI, OF_FACE_MODEL):
        first, second, again = (await store.embeddings.gallery(FAMILY.id, spec)).vectors
        assert float(first @ second) < 0.9
        assert first.tolist() == again.tolist()
    # The same face of the same picture is known already.
    assert gemini.items_embedded == 2


async def test_a_face_that_gemini_refuses_leaves_the_others_to_both(
    family: Models, gemini: LoopbackGemini
) -> None:
    picture = group((0, 1), 0)
    await family.ask(picture)
    gemini.refused.add(gemini.images[-1])
    found = await family.ask(picture)
    alone = [answer.alone for answer in found.answers]
    assert sorted(one is None for one in alone) == [False, True]
    assert isinstance(found.alone, Alone)
    assert isinstance(found.alone.failure, ViewRefused)
    assert all(answer.known for answer in found.answers)


async def test_a_photo_without_a_face_is_compared_by_gemini(
    family: Models, gemini: LoopbackGemini
) -> None:
    tally = await family.enrol("The sea", scene(0))
    assert (tally.added, tally.incomplete) == (1, 0)
    assert (await family.specs())[OF_PHOTO] == 1
    found = await family.ask(scene(0))
    assert found.faceless
    assert await family.who(scene(0)) == ["The sea"]
    before = gemini.items_embedded
    tally = await family.enrol("The sea", scene(0))
    assert dict(tally.skipped) == {Skipped.ALREADY_THERE: 1}
    assert gemini.items_embedded == before


def with_no_face_model(eyes: Eyes) -> Eyes:
    """The same eyes, but for a face model that gives nothing."""
    files = ModelFiles.load()
    gemini = eyes.sight.embedders[0]
    embedders = [gemini, NoUse(files.embedder, eyes.workers)]
    return Eyes(Sight(FaceFinder(files.finder), embedders, eyes.workers), eyes.workers)
