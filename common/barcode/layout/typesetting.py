"""Lines of text in any script: the faces that have the characters, their order and their glyphs.

The bundled font sets text that needs no shaping, one glyph a character; this is nearly all text of
labels. HarfBuzz shapes the rest, in the bundled font or in the first fallback that has the
characters. Lengths are in ems. It must not know of labels, sizes or files.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from msgspec import Struct

from common.barcode.layout import bidi, faces, font
from common.barcode.layout.faces import Face, Placed

# Control characters and line ends have no glyph; a space is better than nothing.
_BLANKS = {
    **dict.fromkeys((*range(32), *range(127, 160), 0x2028, 0x2029), " "),
    **{ord(character): "" for character in bidi.CONTROLS},
}
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_JOINER = "\u200d"
_KANA = re.compile("[\u3041-\u30ff]")
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7a3]")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


class Line(Struct, frozen=True):
    """A line that is set.

    Attributes:
        text: the text in logical order, as it was set.
        width: its length.
        glyphs: from left to right; empty if *text* is set in the bundled font, one glyph a
            character without shaping.
    """

    text: str
    width: float
    glyphs: tuple[Placed, ...] = ()


class Typesetter:
    """Sets lines.

    Args:
        fallbacks: faces for characters that the bundled font lacks, the preferred ones first.
    """

    def __init__(self, fallbacks: Sequence[Face] = ()) -> None:
        self._faces = (faces.bundled(), *fallbacks)

    def missing(self, text: str) -> str:
        """Return the characters of *text* that no face has, each once."""
        line = clean(text)
        if not font.unprintable(line):
            return ""
        every = dict.fromkeys(line)
        return "".join([one for one in every if not self._has(one)])

    def line(self, text: str) -> Line:
        """Return *text* as one line; every character must be in a face."""
        line = clean(text)
        if not font.unprintable(line):
            return Line(line, plain_width(line))
        glyphs: list[Placed] = []
        at = 0.0
        language = _language(line)
        for begin, end, level in bidi.runs(line):
            pieces = list(self._pieces(line[begin:end]))
            # A run from right to left is shaped piece by piece from its end.
            for face, piece in reversed(pieces) if level % 2 else pieces:
                shaped, width = face.shape(
                    piece, is_right_to_left=bool(level % 2), language=language
                )
                glyphs += [Placed(face, number, at + x, y) for number, x, y in shaped]
                at += width
        return Line(line, at, tuple(glyphs))

    def width(self, text: str) -> float:
        """Return the length of *text* as one line."""
        return self.line(text).width

    def _has(self, character: str) -> bool:
        return _is_ignorable(character) or faces.covering(self._faces, character) is not None

    def _pieces(self, text: str) -> Iterator[tuple[Face, str]]:
        """Yield *text* in pieces, each with the face for it."""
        current, piece = self._faces[0], ""
        for cluster in clusters(text):
            visible = "".join([one for one in cluster if not _is_ignorable(one)])
            face = faces.covering(self._faces, visible)
            if face is None:  # no face has both: the marks are set by the face of the letter
                face = faces.covering(self._faces, visible[:1]) or current
            # A space joins the piece before it, so that a phrase of one script is shaped as one.
            if face is not current and not (visible.isspace() and current.covers(visible)):
                if piece:
                    yield current, piece
                current, piece = face, ""
            piece += cluster
        if piece:
            yield current, piece


def clean(text: str) -> str:
    """Return *text* composed (NFC), without line ends, control characters and embeddings."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", text.translate(_BLANKS))


def clusters(text: str) -> Iterator[str]:
    """Yield the characters of *text*, each with the marks that belong to it."""
    cluster = ""
    for character in text:
        # A mark alone in a face of its own would stand beside its character.
        joins = unicodedata.category(character).startswith("M") or character == _JOINER
        if cluster and not joins and not cluster.endswith(_JOINER):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def plain_width(text: str) -> float:
    """Return the length of *text* in the bundled font, one glyph a character."""
    return sum([_ADVANCES[character] for character in text]) / font.units_per_em()


class _Advances(dict[str, int]):
    """The advance of each character of the bundled font, in font units."""

    def __missing__(self, character: str) -> int:
        advance = font.glyph(character).advance
        if character.isascii():  # other scripts have too many characters to keep
            self[character] = advance
        return advance


_ADVANCES = _Advances()


def _language(text: str) -> str:
    """Return the language whose forms of Han characters *text* needs; kana and Hangul decide."""
    if _KANA.search(text):
        return "ja"
    return "ko" if _HANGUL.search(text) else "zh-Hans" if _HAN.search(text) else "en"


def _is_ignorable(character: str) -> bool:
    """Return True for characters without a glyph of their own, such as joiners."""
    return unicodedata.category(character) == "Cf" or any(
        ord(character) in selectors for selectors in _SELECTORS
    )
