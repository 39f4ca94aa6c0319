"""The same photos embedded in several ways, and which way tells people apart best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from bot.recognition.blocks import JoinedSpec
from bot.recognition.embedding import ViewKind
from bot.recognition.evaluation import Evaluation, evaluate
from bot.recognition.gallery import Gallery, without
from bot.recognition.trying import Asking
from storage.models import EmbeddingSpec


class HasGalleries(Protocol):
    """Photos that may be embedded in several ways."""

    async def gallery(self, spec: EmbeddingSpec) -> Gallery:
        """All vectors of one spec, as they are now."""
        ...


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


async def sides_of(enrolled: HasGalleries, specs: Iterable[EmbeddingSpec]) -> list[Side]:
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


def compare(sides: Sequence[Side], in_use: EmbeddingSpec, asking: Asking) -> tuple[Compared, ...]:
    """Evaluate every side on the photos that all have, the side in use first.

    A side that has too few of the photos in use is left out: what a photo without a face, or an
    earlier model, left behind takes none from the others. Nothing where no two sides are left.
    """
    chosen = _comparable(sides, in_use)
    if len(chosen) < 2:
        return ()
    shared = chosen[0].gallery.photo_ids
    for side in chosen[1:]:
        shared = shared[np.isin(shared, side.gallery.photo_ids)]
    found = []
    for side in chosen:
        gallery = without(side.gallery, ~np.isin(side.gallery.photo_ids, shared))
        own = replace(asking, view=ViewKind(side.spec.view), normal=None)
        evaluation = evaluate(gallery, own)
        # With two people alone, some views can tell nothing of strangers; of friends they can.
        if evaluation.friends:
            found.append(Compared(side.spec, len(gallery), evaluation))
    return tuple(found) if len(found) > 1 else ()


def _comparable(sides: Sequence[Side], in_use: EmbeddingSpec) -> list[Side]:
    """The side in use, and the others that leave at least half of its photos to compare."""
    mine = next((side for side in sides if side.spec == in_use), None)
    if mine is None:
        return []
    left = mine.gallery.photo_ids

    def having(side: Side) -> int:
        return int(np.isin(mine.gallery.photo_ids, side.gallery.photo_ids).sum())

    chosen = {mine.spec}
    for side in sorted(sides, key=having, reverse=True):
        shared = left[np.isin(left, side.gallery.photo_ids)]
        if 2 * len(shared) >= len(mine.gallery):
            left = shared
            chosen.add(side.spec)
    others = [side for side in sides if side.spec in chosen and side is not mine]
    return [mine, *others]
