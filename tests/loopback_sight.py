"""Vectors that depend on who is in a picture, for the loopback Gemini.

Three parts are added up, each of unit length and almost at right angles to the others::

    vector = √COMMON · (the same for all) + √WHO · who(face) + √SCENE · what(colours)

so that the cosine of two pictures is about ``COMMON + WHO · k(faces) + SCENE · k(scenes)``, with
the kernel ``k(x, y) = exp(-(1 - x·y) / SHARPNESS)``, which is 1 for equals and soon 0. Every
cosine of pictures with faces therefore falls into a narrow band above ``COMMON``, as is reported
of the real model: about .9 for one person, about .7 for two. Where there is no face, the scene
takes the face's place.

A face is seen by YuNet and SFace; of several, the largest counts. The kernel is computed by random
Fourier features (A. Rahimi, B. Recht, "Random features for large-scale kernel machines", 2007). A
shorter vector is the beginning of the longest one, scaled to unit length.
"""

from __future__ import annotations

import asyncio
import functools
import hashlib
import io
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bot.recognition.faces import FaceFinder
from bot.recognition.model_files import ModelFiles
from bot.recognition.photos import Picture
from bot.recognition.views import aligned

LONGEST = 3072
COMMON, WHO, SCENE = 0.62, 0.32, 0.06
SHARPNESS = 0.2
GRID = 8
"""Cells along each side of the coarse look at colours and layout."""
STEADIEST_FACE = 150
"""Pixels on a face's longer side at most: in larger ones YuNet's landmarks waver."""

Row = NDArray[np.float64]


class Sight:
    """Looks at pictures, in one thread, and at each but once."""

    def __init__(self) -> None:
        # OpenCV's objects are not safe to share between threads.
        self._thread = ThreadPoolExecutor(1, "sight")
        self._seen: dict[bytes, Row] = {}
        chance = np.random.default_rng(5)
        self._common = _unit(chance.standard_normal(LONGEST))
        self._who = _Kernel(chance, 128)
        self._scene = _Kernel(chance, GRID * GRID * 3)

    async def vector(self, picture: bytes, dimensions: int) -> Row:
        """A unit vector, float64 [dimensions]. Raises `OSError` for what is no picture."""
        digest = hashlib.sha256(picture).digest()
        if digest not in self._seen:
            loop = asyncio.get_running_loop()
            self._seen[digest] = await loop.run_in_executor(self._thread, self._look, picture)
        return _unit(self._seen[digest][:dimensions])

    @functools.cached_property
    def _finder(self) -> FaceFinder:
        return FaceFinder(ModelFiles.load().finder)

    @functools.cached_property
    def _network(self) -> cv2.dnn.Net:
        return cv2.dnn.readNetFromONNX(np.frombuffer(ModelFiles.load().embedder, np.uint8))

    def _look(self, picture: bytes) -> Row:
        with Image.open(io.BytesIO(picture), formats=("JPEG", "PNG")) as image:
            pixels = np.asarray(image.convert("RGB"), np.uint8)
        scene = self._scene.features(_colours(pixels))
        face = self._face(Picture(pixels))
        who = scene if face is None else self._who.features(face)
        row: Row = COMMON**0.5 * self._common + WHO**0.5 * who + SCENE**0.5 * scene
        return row

    def _face(self, picture: Picture) -> Row | None:
        faces = self._finder.find(picture)
        if faces and (excess := max(faces[0].box[2:]) / STEADIEST_FACE) > 1:
            size = (round(picture.width / excess), round(picture.height / excess))
            smaller = cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA)
            picture = Picture(np.asarray(smaller, np.uint8))
            faces = self._finder.find(picture)
        if not faces:
            return None
        self._network.setInput(cv2.dnn.blobFromImage(aligned(picture, faces[0])), "data")
        return _unit(np.asarray(self._network.forward(), np.float64).reshape(-1))


class _Kernel:
    """Features, float64 [LONGEST], whose dot product is about ``k`` of the two unit vectors."""

    def __init__(self, chance: np.random.Generator, length: int) -> None:
        self._directions = chance.standard_normal((LONGEST, length)) / np.sqrt(SHARPNESS)
        self._phases = chance.uniform(0, 2 * np.pi, LONGEST)

    def features(self, vector: Row) -> Row:
        waves = np.cos(self._directions @ vector + self._phases)
        return np.asarray(waves * np.sqrt(2 / LONGEST), np.float64)


@functools.cache
def shared_sight() -> Sight:
    """One for all loopback servers: loading its models takes longer than most tests."""
    return Sight()


def _colours(pixels: NDArray[np.uint8]) -> Row:
    cells = cv2.resize(pixels, (GRID, GRID), interpolation=cv2.INTER_AREA).astype(np.float64)
    return _unit(cells.reshape(-1) - 127.5)


def _unit(vector: Row) -> Row:
    return np.asarray(vector / np.linalg.norm(vector), np.float64)
