"""Font faces: which characters they have, shaping, outlines and bitmaps of glyphs.

HarfBuzz reads the font. Callers supply the bytes: this module looks for no file.
"""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache

import uharfbuzz as hb
from msgspec import Struct

from common.barcode.layout import font

_OUTLINES = frozenset({"glyf", "CFF ", "CFF2"})
_HALF = 127  # coverage of a pixel, of 255, from which it is dark


class Placed(Struct, frozen=True):
    """A glyph in a line.

    Attributes:
        face: the face of the glyph.
        number: its number in the face.
        x: of its origin, in ems from the begin of the line.
        y: of its origin above the baseline, in ems.
    """

    face: "Face"
    number: int
    x: float
    y: float


class Outline(Struct, frozen=True):
    """The path of a glyph in font units, y upwards.

    Attributes:
        steps: an operator, m, l, c or h (close) as in PDF, with its coordinates.
        box: left, bottom, right and top of its points.
    """

    steps: tuple[tuple[str, tuple[float, ...]], ...]
    box: tuple[float, float, float, float]


class GlyphBitmap(Struct, frozen=True):
    """Pixels of a glyph.

    Attributes:
        left: of the first column, from the origin.
        top: of the first row, above the baseline; the row below it is *top* − 1.
        rows: top to bottom; a byte a pixel, 1 is dark.
    """

    left: int
    top: int
    rows: tuple[bytes, ...]


class Face:
    """A face of a font file, which is read when the first character is looked up.

    Args:
        name: name of the file, for messages.
        load: returns the bytes of the file.
        index: number of the face in a collection.
    """

    def __init__(self, name: str, load: Callable[[], bytes], index: int = 0) -> None:
        self.name = name
        self._load = load
        self._index = index
        # A machine has hundreds of fonts: of most, only the characters are kept.
        self._characters: hb.Set | None = None
        self._font: hb.Font | None = None

    def covers(self, character: str) -> bool:
        """Return True if the face has a glyph with an outline for *character*."""
        if self._characters is None:
            face = self._read()
            # Glyphs that are only pictures in colour can't be printed as outlines.
            has_outlines = not _OUTLINES.isdisjoint(face.table_tags)
            self._characters = face.unicodes if has_outlines else hb.Set()
        return ord(character) in self._characters

    @property
    def units_per_em(self) -> int:
        """Return the font units of an em."""
        upem: int = self._shaper().face.upem
        return upem

    def shape(
        self, text: str, *, is_right_to_left: bool, language: str = "en"
    ) -> tuple[list[tuple[int, float, float]], float]:
        """Return the glyphs of *text* from left to right, with x and y, and the width, in ems.

        Args:
            text: characters of one direction and, apart from neutral ones, of one script.
            is_right_to_left: the direction.
            language: BCP 47 tag; fonts draw some Han characters in the forms of a country.
        """
        shaper = self._shaper()
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if is_right_to_left else "ltr"
        # Otherwise HarfBuzz takes the locale of the process.
        buffer.language = language
        hb.shape(shaper, buffer)
        em, at = self.units_per_em, 0
        glyphs = []
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            x, y = (at + place.x_offset) / em, place.y_offset / em
            glyphs.append((info.codepoint, x, y))
            at += place.x_advance
        return glyphs, at / em

    def outline(self, number: int) -> Outline:
        """Return the path of glyph *number*."""
        return _outline(self, number)

    def bitmap(self, number: int, size_px: int) -> GlyphBitmap:
        """Return glyph *number* at an em of *size_px* pixels."""
        return _bitmap(self, number, size_px)

    def draw(self, number: int, into: "hb.RasterDraw") -> None:
        """Add the outline of glyph *number* to a raster."""
        into.draw_glyph(self._shaper(), number)

    def trace(self, number: int, functions: "hb.DrawFuncs", data: object) -> None:
        """Call *functions* with the path of glyph *number*, and *data*."""
        self._shaper().draw_glyph(number, functions, data)

    def _shaper(self) -> "hb.Font":
        if self._font is None:
            self._font = hb.Font(self._read())
        return self._font

    def _read(self) -> "hb.Face":
        return hb.Face(hb.Blob(self._load()), self._index)


@cache
def bundled() -> Face:
    """Return the bundled face."""
    return Face("DejaVuSans.ttf", font.data)


def covering(faces: Iterable[Face], cluster: str) -> Face | None:
    """Return the first of *faces* that has all characters of *cluster*; None if none does."""
    return next((face for face in faces if all(map(face.covers, cluster))), None)


@cache
def _pen() -> "hb.DrawFuncs":
    functions = hb.DrawFuncs()
    functions.set_move_to_func(lambda x, y, steps: steps.append(("m", (x, y))))
    functions.set_line_to_func(lambda x, y, steps: steps.append(("l", (x, y))))
    functions.set_quadratic_to_func(lambda *at: at[-1].append(("q", at[:-1])))
    functions.set_cubic_to_func(lambda *at: at[-1].append(("c", at[:-1])))
    functions.set_close_path_func(lambda steps: steps.append(("h", ())))
    return functions


@lru_cache(maxsize=4096)
def _outline(face: Face, number: int) -> Outline:
    drawn: list[tuple[str, tuple[float, ...]]] = []
    face.trace(number, _pen(), drawn)
    steps = []
    here = (0.0, 0.0)
    for operator, at in drawn:
        if operator == "q":
            # A quadratic curve is a cubic one with both control points two thirds of the way from
            # its ends to the quadratic control point.
            cx, cy, ex, ey = at
            first = [
                (start + 2 * control) / 3 for start, control in zip(here, (cx, cy), strict=True)
            ]
            second = (ex + 2 * cx) / 3, (ey + 2 * cy) / 3
            steps.append(("c", (*first, *second, ex, ey)))
        else:
            steps.append((operator, at))
        here = (at[-2], at[-1]) if at else here
    xs = [x for _, at in steps for x in at[::2]] or [0.0]
    ys = [y for _, at in steps for y in at[1::2]] or [0.0]
    return Outline(tuple(steps), (min(xs), min(ys), max(xs), max(ys)))


@lru_cache(maxsize=4096)
def _bitmap(face: Face, number: int, size_px: int) -> GlyphBitmap:
    raster = hb.RasterDraw()
    scale = size_px / face.units_per_em
    raster.transform = (scale, 0, 0, scale, 0, 0)
    face.draw(number, raster)
    image = raster.render()
    place = image.extents
    if not place.stride:
        return GlyphBitmap(0, 0, ())
    pixels = bytes(image.buffer)
    # The first row of the buffer is the lowest.
    rows = [
        bytes([value > _HALF for value in pixels[at : at + place.width]])
        for at in range(0, place.height * place.stride, place.stride)
    ]
    return GlyphBitmap(place.x_origin, place.y_origin + place.height, tuple(reversed(rows)))
