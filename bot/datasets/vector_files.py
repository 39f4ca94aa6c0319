"""The vectors of an export: one float32 matrix for each spec, in NumPy's own format."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from bot.datasets.private_files import create
from storage.embeddings import LITTLE_ENDIAN
from storage.models import EmbeddingSpec, Vector

FILE_NAME = re.compile(r"vectors-[0-9]{1,4}\.npy")
NOT_UNIT = 1e-3
"""How far from 1 the length of a vector may be that is taken for one of unit length."""


@dataclass(frozen=True)
class VectorRow:
    """Where a vector is: row ``row`` of the matrix in ``file``, which lies in the export."""

    spec: EmbeddingSpec
    file: str
    row: int


class VectorWriter:
    """Writes vectors one by one; no more than one is in memory.

    ``rows`` is how many there will be of each spec. The files must not exist yet; each is noted
    in ``made`` once it does.
    """

    def __init__(self, folder: Path, rows: Mapping[EmbeddingSpec, int], made: list[Path]) -> None:
        self._made = made
        self._paths = {
            spec: folder / f"vectors-{number}.npy" for number, spec in enumerate(rows, start=1)
        }
        self._rows = dict(rows)
        self._written = dict.fromkeys(rows, 0)
        self._files: dict[EmbeddingSpec, BinaryIO] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as files:
            for spec, path in self._paths.items():
                file = files.enter_context(create(path))
                self._made.append(path)
                shape = (self._rows[spec], spec.dimensions)
                header = {"descr": LITTLE_ENDIAN.str, "fortran_order": False, "shape": shape}
                npy.write_array_header_1_0(file, header)
                self._files[spec] = file
            self._open = files.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def add(self, spec: EmbeddingSpec, vector: Vector) -> VectorRow:
        """Write a vector, float32 [dimensions]; where it is now. Raises `OSError`."""
        row = self._written[spec]
        self._files[spec].write(vector.astype(LITTLE_ENDIAN).tobytes())
        self._written[spec] += 1
        return VectorRow(spec, self._paths[spec].name, row)

    def finish(self) -> None:
        """Have all of it on the disk. Raises `OSError`, `ValueError` where rows are missing."""
        if self._written != self._rows:
            raise ValueError("there are other vectors than were announced")
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())


class VectorFiles:
    """Reads the vectors of an export, whoever may have changed it since."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._matrices: dict[str, NDArray[np.float32] | None] = {}

    def vector(self, at: VectorRow) -> Vector | None:
        """A copy of a vector, float32 [dimensions] of unit length; None where there is none."""
        if at.file not in self._matrices:
            self._matrices[at.file] = _matrix(self._folder, at.file)
        matrix = self._matrices[at.file]
        if matrix is None or matrix.shape[1] != at.spec.dimensions or at.row >= len(matrix):
            return None
        vector = np.array(matrix[at.row], np.float32)
        with np.errstate(over="ignore", invalid="ignore"):
            length = float(np.linalg.norm(vector.astype(np.float64)))
        return vector if abs(length - 1) <= NOT_UNIT else None


def _matrix(folder: Path, name: str) -> NDArray[np.float32] | None:
    """A matrix, float32 [n, dimensions], of which only what is looked at is read."""
    path = folder / name
    if not FILE_NAME.fullmatch(name) or not path.is_file():
        return None
    try:
        matrix = np.load(path, mmap_mode="r", allow_pickle=False)
    except Exception:
        # A file that somebody else wrote is met with any exception at all.
        return None
    sound = isinstance(matrix, np.ndarray) and matrix.ndim == 2 and matrix.dtype == LITTLE_ENDIAN
    return matrix if sound else None
