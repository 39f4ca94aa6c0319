"""By which of two embedders a probe is compared: by both, wherever that is possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.recognition.blocks import JoinedSpec, join_vectors
from bot.recognition.embedding import EmbeddingError, ViewKind
from bot.recognition.enrolled import Enrolled
from bot.recognition.gallery import Gallery
from bot.recognition.sight import Embedded, Impression
from storage.models import EmbeddingSpec


@dataclass(frozen=True)
class Alone:
    """That a face was compared by one of two embedders, the model ``by``.

    ``local`` says that it was the local face model. ``failure`` is what the other one failed
    with; without it, too many of the enrolled photos have no vector of the other's.
    """

    by: str
    local: bool
    failure: EmbeddingError | None = None


@dataclass(frozen=True)
class Comparable:
    """A probe, the gallery that it is compared with, and whether one embedder does so alone."""

    probe: Embedded
    gallery: Gallery
    alone: Alone | None = None


async def comparable(enrolled: Enrolled, impression: Impression) -> Comparable:
    """What is to be compared with what, though nobody may be in the gallery."""
    made = impression.embedded
    spec, gallery = await in_use(enrolled, [one.spec for one in made])
    if isinstance(spec, JoinedSpec):
        vector = join_vectors([one.vector for one in made], spec.blocks)
        return Comparable(Embedded(spec, vector), gallery)
    (probe,) = (one for one in made if one.spec == spec)
    alone = None
    if len(made) > 1 or impression.failure is not None:
        alone = Alone(spec.model, ViewKind(spec.view) is ViewKind.ALIGNED, impression.failure)
    return Comparable(probe, gallery, alone)


async def in_use(
    enrolled: Enrolled, specs: Sequence[EmbeddingSpec]
) -> tuple[EmbeddingSpec, Gallery]:
    """The spec by which most people can be compared, and its gallery.

    All specs together come first wherever nobody, and not most of the photos, would be lost by
    leaving out the photos that are not embedded under all of them.
    """
    if len(specs) == 1:
        return specs[0], await enrolled.gallery(specs[0])
    together = JoinedSpec.of(specs)
    options = [(spec, await enrolled.gallery(spec)) for spec in (together, *specs)]
    most = max(len(gallery) for _, gallery in options)

    def worth(option: tuple[EmbeddingSpec, Gallery]) -> tuple[int, bool, int]:
        spec, gallery = option
        enough = spec is together and 2 * len(gallery) >= most
        return len(np.unique(gallery.person_ids)), enough, len(gallery)

    return max(options, key=worth)
