"""A photo made ready to be embedded and kept, so that its pixels can go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.recognition.embedding import Embedder, View
from bot.recognition.faces import overlap
from bot.recognition.sight import Seen
from bot.recognition.source import Source
from bot.recognition.views import views_for
from storage.models import EmbeddingSpec, Face, NewPhoto

Box = tuple[float, float, float, float]
Thumbnailer = Callable[[NDArray[np.uint8], Box | None], bytes]
"""Pixels, uint8 [height, width, 3] in RGB, and a face's box in them → a small JPEG."""


@dataclass(frozen=True)
class Origin:
    """On whose word, and in which session, photos are added."""

    sender_id: int | None = None
    session_id: int | None = None


@dataclass(frozen=True)
class Ready:
    """What is kept of a photo, and the views of it that are to be embedded, by spec.

    ``face`` is the one that the photo is enrolled for.
    """

    photo: NewPhoto
    face: Face | None
    several_faces: bool
    views: Mapping[EmbeddingSpec, View] = field(repr=False)


def face_of(seen: Seen, meant: Face | None = None) -> Face | None:
    """The face that a photo is enrolled for: the one that is meant, or else the largest."""
    if not seen.faces or meant is None:
        return seen.faces[0] if seen.faces else None
    return max(seen.faces, key=lambda face: overlap(face, meant))


def prepared(
    seen: Seen,
    source: Source,
    origin: Origin,
    thumbnailer: Thumbnailer,
    embedders: Iterable[Embedder],
) -> Ready:
    """All that is kept of a photo that came just now, and what is to be embedded of it."""
    picture, face = seen.picture, face_of(seen, source.meant)
    photo = NewPhoto(
        sha256=picture.sha256,
        jpeg=picture.jpeg(),
        thumbnail=thumbnailer(picture.pixels, face.box if face else None),
        width=picture.width,
        height=picture.height,
        file_unique_id=source.file_unique_id,
        album=source.album,
        enrolled_by=origin.sender_id,
        session_id=origin.session_id,
    )
    return make_ready(seen, face, photo, embedders)


def make_ready(
    seen: Seen, face: Face | None, photo: NewPhoto, embedders: Iterable[Embedder]
) -> Ready:
    """Cut out of a picture what ``embedders`` look at."""
    views = views_for(embedders, seen.picture, face)
    return Ready(photo, face, len(seen.faces) > 1, views)
