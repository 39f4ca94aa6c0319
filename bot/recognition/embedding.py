"""What an embedder is, what it takes and gives, and how it fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from storage.models import EmbeddingSpec


class ViewKind(StrEnum):
    """The part of a photo that is embedded, and how it is prepared."""

    FACE = "face"
    """A loose crop around one face, as JPEG."""
    ALIGNED = "aligned"
    """One face, turned upright and scaled to 112×112 by its landmarks."""
    PHOTO = "photo"
    """The whole photo, as JPEG."""
    JOINED = "joined"
    """One face as two embedders see it: a way to compare, which no embedder takes."""


@dataclass(frozen=True)
class View:
    """One picture to embed.

    ``jpeg`` is set for ``FACE`` and ``PHOTO``; ``pixels``, uint8 [112, 112, 3] in RGB order,
    for ``ALIGNED``.
    """

    kind: ViewKind
    jpeg: bytes = b""
    pixels: NDArray[np.uint8] | None = None


class EmbeddingError(Exception):
    """No embedding came of a view. The message names no person, photo or secret."""


class ViewUnreadable(EmbeddingError):
    """The embedder could not read this picture; others are unaffected."""


class ViewRefused(EmbeddingError):
    """The embedder will not look at this picture, for its safety rules."""


class BadKey(EmbeddingError):
    """The key, the project or the region is not allowed to use the embedder."""


class UnknownModel(EmbeddingError):
    """The embedder has no model of the configured name."""


class BadSettings(EmbeddingError):
    """The embedder has the configured model, but does not take its settings or any picture."""


class QuotaExhausted(EmbeddingError):
    """A quota that comes back only tomorrow is used up."""


class EmbedderBusy(EmbeddingError):
    """The embedder kept asking to wait, longer than anybody should."""


class EmbedderUnavailable(EmbeddingError):
    """The embedder cannot be reached, or fails on its own side."""


class BadAnswer(EmbeddingError):
    """The embedder answered with something that is no embedding of the view."""


class Kind(Protocol):
    """What tells one embedder's vectors from others'."""

    @property
    def model(self) -> str:
        """The model's id, stored beside every vector."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of every vector."""
        ...

    @property
    def views(self) -> tuple[ViewKind, ...]:
        """The kinds of view under which a photo may be embedded by this embedder."""
        ...


class Embedder(Kind, Protocol):
    """Turns views into embeddings."""

    @property
    def face_view(self) -> ViewKind | None:
        """How this embedder sees a face; None where it looks at whole photos only."""
        ...

    @property
    def sees_whole_photos(self) -> bool:
        """Whether a photo in which no face was found can be embedded as it is."""
        ...

    @property
    def pause(self) -> float:
        """Seconds that this embedder knows it still has to wait before its next request."""
        ...

    @property
    def spent(self) -> tuple[int, int]:
        """Requests made since the start, and views in them; none where there is no service."""
        ...

    async def embed(self, views: Sequence[View]) -> NDArray[np.float32]:
        """Embed views, in order: float32 [n, dimensions], every row of unit length.

        Raises the `EmbeddingError` of the first view that has none. Call once per view where
        views must not share a failure: views that wait at the same moment share a request
        all the same.
        """
        ...

    async def close(self) -> None:
        """Let go of connections and threads."""
        ...


def spec_of(embedder: Kind, view: ViewKind) -> EmbeddingSpec:
    """The spec under which this embedder's vectors of one kind of view are stored."""
    return EmbeddingSpec(embedder.model, embedder.dimensions, view.value)
