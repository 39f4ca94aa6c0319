"""The vectors of an export: float32 matrices, each of one spec, in NumPy's own format."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Mapping
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
LARGEST = 32_000_000
"""Bytes of one file; all files together can be of any size."""
HEADER = 128
"""Bytes before the first row."""
NOT_UNIT = 1e-3
"""How far from 1 the length of a vector may be that is taken for one of unit length."""


@dataclass(frozen=True)
class VectorRow:
    """Where a vector is: row ``row`` of the matrix in ``file``, which lies in the export."""

    spec: EmbeddingSpec
    file: str
    row: int


@dataclass
class _Matrix:
    """A file that is being filled, row by row."""

    name: str
    file: BinaryIO
    rows: int
    written: int = 0

    def finish(self) -> None:
        """Have it on the disk. Raises `ValueError` where rows are missing."""
        if self.written != self.rows:
            raise ValueError("there are fewer vectors than were announced")
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()


class VectorWriter:
    """Writes vectors one by one; no more than one is in memory.

    ``rows`` is how many there will be of each spec. No file gets larger than ``largest`` bytes;
    none may exist yet, and each is noted in ``made`` once it does.
    """

    def __init__(
        self,
        folder: Path,
        rows: Mapping[EmbeddingSpec, int],
        made: list[Path],
        largest: int = LARGEST,
    ) -> None:
        self._folder = folder
        self._to_come = dict(rows)
        self._made = made
        self._largest = largest
        self._begun: dict[EmbeddingSpec, _Matrix] = {}
        self._numbers = itertools.count(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for matrix in self._begun.values():
            matrix.file.close()

    def add(self, spec: EmbeddingSpec, vector: Vector) -> VectorRow:
        """Write a vector, float32 [dimensions]; where it is now.

        Raises `OSError`, `ValueError` where it was not announced.
        """
        matrix = self._begun.get(spec) or self._begin(spec)
        matrix.file.write(vector.astype(LITTLE_ENDIAN).tobytes())
        matrix.written += 1
        if matrix.written == matrix.rows:
            self._begun.pop(spec).finish()
        return VectorRow(spec, matrix.name, matrix.written - 1)

    def finish(self) -> None:
        """Have all of it on the disk. Raises `OSError`, `ValueError` where rows are missing."""
        if any(self._to_come.values()):
            raise ValueError("there are fewer vectors than were announced")
        for matrix in self._begun.values():
            matrix.finish()

    def _begin(self, spec: EmbeddingSpec) -> _Matrix:
        fitting = (self._largest - HEADER) // (spec.dimensions * LITTLE_ENDIAN.itemsize)
        rows = min(self._to_come.get(spec, 0), max(fitting, 1))
        if not rows:
            raise ValueError("there are more vectors than were announced")
        path = self._folder / f"vectors-{next(self._numbers)}.npy"
        file = create(path)
        self._made.append(path)
        matrix = self._begun[spec] = _Matrix(path.name, file, rows)
        shape = (rows, spec.dimensions)
        header = {"descr": LITTLE_ENDIAN.str, "fortran_order": False, "shape": shape}
        npy.write_array_header_1_0(file, header)
        self._to_come[spec] -= rows
        return matrix


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
