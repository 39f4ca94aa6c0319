"""Simulated embedding spaces: made-up people whose photos lie as an embedder may put them.

A photo's vector is a sum of parts, scaled to unit length::

    common · (the same for all) + identity · (the person, partly their kin's)
        + pose · (few dimensions, alike within a moment) + scene · (one for each moment)
        + noise · (each photo's own, more in bad photos)

A stranger is of the same kins as everybody else, so that a gallery's people can teach what
strangers look like.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.recognition.gallery import Gallery

Rows = NDArray[np.float64]
Vectors = NDArray[np.float32]
Ints = NDArray[np.int64]
POSES = 6
"""Dimensions that turning the head, light and mood move a face in."""


@dataclass(frozen=True)
class Geometry:
    """How large the parts are. ``kin`` is the share of an identity that is its kin's, of which
    there are ``kins``; the larger ``decay``, the fewer dimensions identities differ in, and the
    larger ``worst``, the more photos differ in quality."""

    name: str
    dimensions: int
    common: float
    identity: float
    pose: float
    scene: float
    noise: float
    kin: float
    kins: int = 8
    decay: float = 0.0
    worst: float = 0.35


FACE_MODEL = Geometry("face model", 128, 0.26, 1.0, 0.3, 0.25, 0.78, 0.1, decay=1.9, worst=0.5)
"""As SFace with 40 photos each of 11 people: the closest photo of the same person is at .74 in
the middle, and above .5 nineteen times of twenty; the closest of anybody else is at .35, and in
one of a hundred above .5."""
NARROW = Geometry("narrow band", 768, 2.0, 0.55, 0.35, 0.35, 0.45, 0.15)
"""As a general image model: everybody's cosines lie between .75 and .95."""
POSED = Geometry("pose and scene", 256, 0.6, 0.8, 0.6, 0.6, 0.5, 0.1)
"""Two photos of one moment are closer than two of one person."""
KIN = Geometry("kin", 96, 0.4, 1.0, 0.3, 0.2, 0.6, 0.35, kins=6, decay=2.0)
"""Families: a few look like each other, and so do the strangers."""
GEOMETRIES = (FACE_MODEL, NARROW, POSED, KIN)


class Space:
    """One embedder with everybody it could see; the same seed gives the same space."""

    def __init__(self, geometry: Geometry, seed: int) -> None:
        self.geometry = geometry
        self.chance = np.random.default_rng([seed, geometry.dimensions])
        d = geometry.dimensions
        scale = np.exp(-geometry.decay * np.arange(d) / d)
        self._scale = scale / np.sqrt((scale**2).sum())
        self._common = unit(self.chance.normal(size=d))
        self._poses = unit(self.chance.normal(size=(POSES, d))) / np.sqrt(POSES)
        self._kins = self._drawn(geometry.kins)

    def people(self, count: int) -> Rows:
        """New identities: float64 [people, dimensions]."""
        kin = self.chance.integers(self.geometry.kins, size=count)
        share = self.geometry.kin
        return np.asarray(
            np.sqrt(1 - share) * self._drawn(count) + np.sqrt(share) * self._kins[kin]
        )

    def photos(self, identity: Rows, count: int, albums: Ints | None = None) -> Vectors:
        """New photos of one identity, of one moment where ``albums`` are equal, or each of its
        own: float32 [count, dimensions], of unit length."""
        _, moment = np.unique(np.arange(count) if albums is None else albums, return_inverse=True)
        return self._taken(np.repeat(identity[None], count, axis=0), moment.reshape(-1))

    def strangers(self, count: int) -> Vectors:
        """One photo each of so many new people: float32 [count, dimensions]."""
        return self._taken(self.people(count), np.arange(count))

    def _taken(self, identities: Rows, moment: Ints) -> Vectors:
        part, count, moments = self.geometry, len(identities), int(moment.max(initial=-1)) + 1
        scene = self._drawn(moments)[moment]
        held = self.chance.normal(size=(moments, POSES))[moment]
        pose = np.sqrt(0.25) * held + np.sqrt(0.75) * self.chance.normal(size=(count, POSES))
        worse = np.exp(part.worst * self.chance.normal(size=(count, 1)))
        return unit(
            part.common * self._common
            + part.identity * identities
            + part.pose * (pose @ self._poses)
            + part.scene * scene
            + part.noise * worse * self._drawn(count)
        ).astype(np.float32)

    def _drawn(self, count: int) -> Rows:
        d = self.geometry.dimensions
        return np.asarray(self.chance.normal(size=(count, d)) * self._scale)


@dataclass(frozen=True)
class Enrolled:
    """Somebody's gallery. ``identities`` is float64 [people, dimensions]; ids count from 0."""

    gallery: Gallery
    identities: Rows
    space: Space

    def friends(self, each: int) -> tuple[Vectors, Ints]:
        """New photos of everybody, each of its own moment, and whose they are."""
        rows = [self.space.photos(identity, each) for identity in self.identities]
        return np.concatenate(rows), np.repeat(np.arange(len(rows)), each)


def enrolled(space: Space, sizes: Sequence[int], *, moments: int = 1) -> Enrolled:
    """A gallery of people with so many photos each, sent in albums of up to ``moments``."""
    identities = space.people(len(sizes))
    rows: list[Vectors] = []
    albums: list[int] = []
    for identity, size in zip(identities, sizes, strict=True):
        sent: list[int] = []
        while len(sent) < size:
            together = min(int(space.chance.integers(1, moments + 1)), size - len(sent))
            sent += [len(albums) + len(sent)] * together
        rows.append(space.photos(identity, size, np.array(sent, np.int64)))
        albums += sent
    vectors = (
        np.concatenate(rows) if rows else np.zeros((0, space.geometry.dimensions), np.float32)
    )
    owners = np.repeat(np.arange(len(sizes)), sizes)
    taken = np.arange(len(vectors))
    return Enrolled(Gallery(vectors, owners, taken, np.array(albums, np.int64)), identities, space)


def unit(rows: Rows) -> Rows:
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True))
