"""The decision on real photos, where they are at hand: numbers alone, and nobody's name."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from bot.recognition.embedding import ViewKind
from bot.recognition.gallery import Gallery
from bot.recognition.learning import learn
from bot.recognition.matching import Outcome, decide
from bot.recognition.photos import decode
from bot.recognition.scores import Rule
from tests.benchmarks.drawn import Drawn
from tests.benchmarks.ways import WAYS, Vectors


def print_real_photos(folder: Path) -> None:
    """Print who is told apart by leaving each photo out, and what strangers are taken for."""
    seen = Drawn()
    rows: list[Vectors] = []
    owners: list[int] = []
    people = sorted(path for kind in ("people", "large") for path in folder.glob(f"{kind}/*/"))
    for place, person in enumerate(people):
        for path in sorted(person.iterdir()):
            rows += seen.embedded(decode(path.read_bytes()))[:1]
            owners += [place] * (len(rows) - len(owners))
    groups = sorted((folder / "groups").iterdir())
    strangers = [face for path in groups for face in seen.embedded(decode(path.read_bytes()))]
    faces, whose = np.stack(rows), np.array(owners)
    asked = [i for i in range(len(whose)) if (whose == whose[i]).sum() > 1]
    print(f"\n{len(whose)} real photos of {len(people)} people, {len(strangers)} strangers")
    for name, way in WAYS.items():
        right = sum(
            int(way(_without(faces, whose, i), faces[i : i + 1])[0][0]) == whose[i] for i in asked
        )
        print(f"{name:<12}{right} of {len(asked)} identified")
    said = Counter(_said(_without(faces, whose, i), faces[i], int(whose[i])) for i in asked)
    print("friends:  ", dict(said))
    gallery = _without(faces, whose, len(whose))
    print("strangers:", dict(Counter(_said(gallery, face, -1) for face in strangers)))


def _said(gallery: Gallery, face: Vectors, person: int) -> str:
    said = decide(face, learn(gallery, ViewKind.ALIGNED, Rule.LIKELIHOOD), top_k=5)
    if said.outcome is Outcome.KNOWN and said.best is not None:
        return "known" if said.best.person_id == person else "known wrongly"
    return said.outcome.value


def _without(
    faces: Vectors, whose: np.ndarray[tuple[int], np.dtype[np.int64]], left: int
) -> Gallery:
    kept = np.arange(len(whose)) != left
    count = np.arange(int(kept.sum()))
    return Gallery(faces[kept], whose[kept], count, count)
