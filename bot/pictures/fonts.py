"""The fonts that are installed as packages, and their faces at a size."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from PIL import ImageFont, features

from bot.pictures.cmap import FontUnreadable, covered

FIRST_CHOICE = "fontpkg_noto_sans"
"""The package whose Latin, Cyrillic and Greek the sheets are set in."""

FREETYPE = threading.Lock()
"""Held around every use of a face: FreeType's faces, and their making, are not thread-safe."""


class Weight(IntEnum):
    """How heavy the strokes are, on the OpenType scale."""

    REGULAR = 400
    BOLD = 600


@dataclass(frozen=True)
class Family:
    """One package's upright font files, the lightest first, and the code points they have."""

    package: str
    files: tuple[tuple[int, Path], ...]
    coverage: frozenset[int]

    def file(self, weight: Weight) -> Path:
        """The file nearest to a weight; a variable font's one file serves all."""
        return min(self.files, key=lambda entry: (abs(entry[0] - weight), -entry[0]))[1]


def can_shape() -> bool:
    """Whether Pillow can shape and reorder text: Raqm, with FriBiDi found on the system."""
    return bool(features.check("raqm")) and bool(features.check("fribidi"))


@functools.cache
def installed_families() -> tuple[Family, ...]:
    """Every installed font package, the first choice first, then by name.

    Packages announce themselves by an entry point, so that one more script is one more
    package to install. A package that cannot be read counts as not installed.
    """
    names = {entry.value for entry in entry_points(group="fontpkg.family")}
    ordered = sorted(names, key=lambda name: (name != FIRST_CHOICE, name))
    return tuple(family for name in ordered if (family := read_family(name)) is not None)


def read_family(package: str) -> Family | None:
    """The upright fonts of one package; None where it is missing or unreadable."""
    spec = find_spec(package) if package.isidentifier() else None
    if spec is None or not spec.submodule_search_locations:
        return None
    root = Path(next(iter(spec.submodule_search_locations)))
    try:
        listed = json.loads((root / "metadata.json").read_text("utf-8"))["files"]
        files = tuple(sorted(_upright(root, listed)))
        return Family(package, files, covered(files[0][1])) if files else None
    except (OSError, ValueError, KeyError, TypeError, FontUnreadable):
        return None


def _upright(root: Path, listed: Iterable[dict[str, Any]]) -> Iterable[tuple[int, Path]]:
    for entry in listed:
        if entry["style"] == "normal":
            yield int(entry["weight"] or Weight.REGULAR), root / entry["path"]


@functools.lru_cache(maxsize=64)
def face(path: Path, size: int, weight: Weight, *, shaping: bool) -> ImageFont.FreeTypeFont:
    """A font at a size in pixels and, where it is variable, at a weight.

    Call it, and use what it gives, only while holding `FREETYPE`.
    """
    engine = ImageFont.Layout.RAQM if shaping else ImageFont.Layout.BASIC
    font = ImageFont.truetype(path, size, layout_engine=engine)
    try:
        axes = font.get_variation_axes()
    except OSError:  # a font of one weight
        return font
    font.set_variation_by_axes([_value(axis, weight) for axis in axes])
    return font


def _value(axis: Any, weight: Weight) -> float:
    if axis["name"] == b"Weight":
        return float(min(max(weight, axis["minimum"]), axis["maximum"]))
    return float(axis["default"])
