"""The same photos embedded in several ways, and which way tells people apart best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.recognition.blocks import JoinedSpec
from bot.recognition.embedding import ViewKind
from bot.recognition.enrolled import Enrolled
from bot.recognition.evaluation import Evaluation, evaluate
from bot.recognition.gallery import Gallery
from bot.recognition.trying import Asking, without
from storage.models import EmbeddingSpec


@dataclass(frozen=True)
class Side:
    """A gallery as one embedder sees it, or two together."""

    spec: EmbeddingSpec
    gallery: Gallery


@dataclass(frozen=True)
class Compared:
    """How well one way does on ``photos`` that are embedded in every way."""

    spec: EmbeddingSpec
    photos: int
    evaluation: Evaluation


async def sides_of(enrolled: Enrolled, specs: Iterable[EmbeddingSpec]) -> list[Side]:
    """Every way in which some photos are embedded, and two embedders of faces together."""
    alone = list(dict.fromkeys(spec for spec in specs if not isinstance(spec, JoinedSpec)))
    faces = {
        view: [spec for spec in alone if spec.view == view.value]
        for view in (ViewKind.FACE, ViewKind.ALIGNED)
    }
    together = [
        JoinedSpec.of((one, other))
        for one in faces[ViewKind.FACE]
        for other in faces[ViewKind.ALIGNED]
    ]
    galleries = [Side(spec, await enrolled.gallery(spec)) for spec in (*alone, *together)]
    return [side for side in galleries if len(side.gallery)]


def compare(sides: Sequence[Side], asking: Asking) -> tuple[Compared, ...]:
    """Evaluate every side on the photos that all have; nothing where these are too few."""
    if len(sides) < 2:
        return ()
    shared = sides[0].gallery.photo_ids
    for side in sides[1:]:
        shared = shared[np.isin(shared, side.gallery.photo_ids)]
    found = []
    for side in sides:
        gallery = without(side.gallery, ~np.isin(side.gallery.photo_ids, shared))
        own = replace(asking, view=ViewKind(side.spec.view), normal=None)
        evaluation = evaluate(gallery, own)
        if not evaluation.friends or not evaluation.strangers:
            return ()
        found.append(Compared(side.spec, len(gallery), evaluation))
    return tuple(found)
