"""SFace: a face model that needs no key and no network."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.recognition.embedding import BadAnswer, View, ViewKind, ViewUnreadable
from bot.recognition.opencv import settle_opencv
from bot.recognition.workers import Workers

if TYPE_CHECKING:
    import cv2

MODEL = "sface-2021dec-int8"
DIMENSIONS = 128


class LocalEmbedder:
    """Embeds aligned faces in worker threads, which take turns at one network.

    A network a thread would take 60 MB each, and save milliseconds.
    """

    model = MODEL
    dimensions = DIMENSIONS
    face_view: ViewKind | None = ViewKind.ALIGNED
    views = (ViewKind.ALIGNED,)
    sees_whole_photos = False
    pause = 0.0
    spent = (0, 0)

    def __init__(self, model: bytes, workers: Workers) -> None:
        self._model = np.frombuffer(model, np.uint8)
        self._workers = workers
        self._turn = threading.Lock()
        self._loaded: cv2.dnn.Net | None = None

    async def embed(self, views: Sequence[View]) -> NDArray[np.float32]:
        """Embed aligned faces: float32 [n, 128], rows of unit length.

        Raises `ViewUnreadable` for any other view.
        """
        rows = [await self._workers.run(self._embed, view) for view in views]
        return np.array(rows, np.float32).reshape(len(views), DIMENSIONS)

    async def close(self) -> None:
        """The threads belong to others."""

    def _embed(self, view: View) -> NDArray[np.float32]:
        import cv2

        if view.kind is not ViewKind.ALIGNED or view.pixels is None:
            raise ViewUnreadable("the local model embeds aligned faces only")
        # The pixels are RGB already, which is the order the model was trained on.
        blob = cv2.dnn.blobFromImage(view.pixels)
        with self._turn:
            network = self._network()
            network.setInput(blob, "data")
            vector = np.array(network.forward(), np.float32).reshape(-1)
        length = float(np.linalg.norm(vector))
        if vector.shape != (DIMENSIONS,) or not np.isfinite(length) or length == 0:
            raise BadAnswer("the local model gave no usable vector")
        return vector / np.float32(length)

    def _network(self) -> cv2.dnn.Net:
        import cv2

        if self._loaded is None:
            settle_opencv()
            self._loaded = cv2.dnn.readNetFromONNX(self._model)
        return self._loaded
