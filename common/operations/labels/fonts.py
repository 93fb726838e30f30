"""Finds the fonts of the machine for scripts that the bundled font lacks.

Noto's sans serif faces cover nearly all of Unicode. They are optional: FONT_DIR is searched first,
then where packages of Linux distributions, macOS and Windows install fonts.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from common.barcode.layout.faces import Face
from common.barcode.layout.typesetting import Typesetter

_INSTALLED = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "/opt/homebrew/share/fonts"),
    *("/Library/Fonts", "/System/Library/Fonts", "C:/Windows/Fonts"),
)
_SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
# Variable fonts have no style in their name, and are regular by default.
_NOTO = re.compile(r"NotoSans(?!Mono|SansMono)[A-Za-z0-9]*(-Regular|-VF|\[[^]]*\])?")
# Faces in which most text is set, and a face with many scripts before one with a few.
_FIRST = ("NotoSans-", "NotoSansCJK", "NotoSansThai-", "NotoSansDevanagari-")
_MOST = 400  # files of FONT_DIR


@cache
def typesetter(font_dir: Path | None) -> Typesetter:
    """Return what sets lines with the bundled font and the fonts that are found.

    Args:
        font_dir: the directory of the setting FONT_DIR; None searches the machine only.
    """
    own = sorted(_files(font_dir)) if font_dir else []
    noto = [path for folder in _INSTALLED for path in _files(Path(folder)) if _is_noto(path)]
    # A dict keeps the order, and one of two equal paths.
    found = dict.fromkeys([*own[:_MOST], *sorted(noto, key=_order)])
    return Typesetter([_face(path) for path in found])


def directory(environ: Mapping[str, str]) -> Path | None:
    """Return FONT_DIR, for a command that needs none of the other settings."""
    return Path(environ["FONT_DIR"]).expanduser() if environ.get("FONT_DIR") else None


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.suffix.casefold() in _SUFFIXES and path.is_file():
            yield path


def _is_noto(path: Path) -> bool:
    return _NOTO.fullmatch(path.stem) is not None


def _order(path: Path) -> tuple[int, str]:
    ranks = [rank for rank, start in enumerate(_FIRST) if path.name.startswith(start)]
    return (ranks[0] if ranks else len(_FIRST), path.name)


def _face(path: Path) -> Face:
    return Face(path.name, path.read_bytes)
