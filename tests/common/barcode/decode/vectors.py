"""The symbols that other programs drew, from tests/vectors."""

import json
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parents[3] / "vectors"


class Vector(NamedTuple):
    """A symbol, and what it says."""

    symbology: str
    text: str
    rows: tuple[bytes, ...]

    @property
    def widths(self) -> list[list[float]]:
        """Return the element widths of each row, in modules, from its first dark element."""
        return [
            [float(len(list(run))) for _, run in groupby(row.strip(b"\x00"))] for row in self.rows
        ]


def load(file: str, *symbologies: str) -> list[Vector]:
    """Return the symbols in *file* of *symbologies*."""
    lines = (FOLDER / file).read_text("ascii").splitlines()
    return [vector for vector in map(_read, lines) if vector.symbology in symbologies]


def _read(line: str) -> Vector:
    symbology, text, width, rows = line.split("\t")
    return Vector(
        symbology, json.loads(text), tuple(_bits(row, int(width)) for row in rows.split())
    )


def _bits(row: str, width: int) -> bytes:
    return bytes(int(bit) for bit in f"{int(row, 16):0{width}b}")


def name(vector: Vector) -> str:
    """Return a name for a test of *vector*."""
    return f"{vector.symbology}-{vector.text[:12].encode('unicode_escape').decode()}"


def printed(widths: list[float], growth: float) -> list[float]:
    """Return *widths* of bars and spaces if every bar is printed *growth* modules too wide."""
    return [width - growth if place % 2 else width + growth for place, width in enumerate(widths)]
