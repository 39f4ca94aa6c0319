"""A photo made ready to be embedded and kept, so that its pixels can go."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.recognition.embedding import Embedder, View
from bot.recognition.sight import Seen
from bot.recognition.views import view_for
from storage.models import EmbeddingSpec, Face, NewPhoto


@dataclass(frozen=True)
class Ready:
    """What is kept of a photo, and the view of it that is to be embedded under ``spec``.

    ``face`` is the one that the photo is enrolled for.
    """

    photo: NewPhoto
    face: Face | None
    several_faces: bool
    spec: EmbeddingSpec
    view: View = field(repr=False)


def make_ready(seen: Seen, face: Face | None, photo: NewPhoto, embedder: Embedder) -> Ready:
    """Cut out of a picture what ``embedder`` looks at."""
    spec, view = view_for(embedder, seen.picture, face)
    return Ready(photo, face, len(seen.faces) > 1, spec, view)
