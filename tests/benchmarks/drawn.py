"""Drawn people as the local model sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np

from bot.pictures.portraits import UNALIKE
from bot.recognition.embedding import ViewKind
from bot.recognition.faces import FaceFinder
from bot.recognition.gallery import Gallery
from bot.recognition.model_files import ModelFiles
from bot.recognition.photos import Picture, decode
from bot.recognition.views import view_of
from tests.benchmarks.ways import Ints, Vectors
from tests.people import portrait

PEOPLE = UNALIKE.stop
FRIENDS, SHOTS = 4, 24
EACH = 10
"""Shots of each stranger."""


@dataclass
class Drawn:
    """Everybody who can be drawn, seen at most once a shot."""

    seen: dict[tuple[int, int], Vectors] = field(default_factory=dict)

    def asked(self, sizes: tuple[int, ...], seed: int) -> tuple[Gallery, Vectors, Ints, Vectors]:
        """A gallery of some of them, other photos of these, whose they are, and the others'."""
        chance = np.random.default_rng(seed)
        people = chance.permutation(PEOPLE)
        rows, friends = [], []
        for person, size in zip(people, sizes, strict=False):
            shots = chance.permutation(SHOTS)
            rows += [self.vector(int(person), int(shot)) for shot in shots[:size]]
            asked = shots[size : size + FRIENDS]
            friends += [self.vector(int(person), int(shot)) for shot in asked]
        others = people[len(sizes) :].tolist()
        strangers = [self.vector(other, shot) for other in others for shot in range(EACH)]
        owners = np.repeat(np.arange(len(sizes)), sizes)
        taken = np.arange(len(owners))
        gallery = Gallery(np.stack(rows), owners, taken, taken)
        return (
            gallery,
            np.stack(friends),
            np.repeat(np.arange(len(sizes)), FRIENDS),
            np.stack(strangers),
        )

    def vector(self, person: int, shot: int) -> Vectors:
        if (person, shot) not in self.seen:
            self.seen[person, shot] = self.embedded(decode(portrait(person, shot)))[0]
        return self.seen[person, shot]

    def embedded(self, picture: Picture) -> list[Vectors]:
        """The unit vectors of all faces in a picture, float32 [128] each, largest first."""
        vectors = []
        for face in self._finder.find(picture):
            pixels = view_of(ViewKind.ALIGNED, picture, face).pixels
            assert pixels is not None
            self._network.setInput(cv2.dnn.blobFromImage(pixels), "data")
            vector = np.asarray(self._network.forward(), np.float64).reshape(-1)
            vectors.append((vector / np.linalg.norm(vector)).astype(np.float32))
        return vectors

    @cached_property
    def _finder(self) -> FaceFinder:
        return FaceFinder(ModelFiles.load().finder)

    @cached_property
    def _network(self) -> cv2.dnn.Net:
        return cv2.dnn.readNetFromONNX(np.frombuffer(ModelFiles.load().embedder, np.uint8))
