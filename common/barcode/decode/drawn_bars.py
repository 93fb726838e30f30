"""Reads linear symbols of drawings, whose bars are the same on each row.

A reader of pictures looks at every row and column for every symbology. Where rows are equal, a few
of them say all that the others would. What is above and below, such as text, is searched in full,
so that nothing is lost. Cost: some comparisons of rows, and a search of :data:`_ROWS` of them.
"""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct, structs
from PIL import Image

from common.barcode.decode import linear_search
from common.barcode.decode.decoder import Located
from common.barcode.decode.detection import Detection

Search = Callable[[Image.Image], list[Detection]]

MAX_PIXELS = 1_000_000
_ROWS = 8  # that are read; readers need two
_GUESSED_ROWS = 16
_MIN_CHANGES = 3  # from light to dark, along a row
_MIN_CONTRAST = 64  # levels
_MAX_BESIDE = 0.35  # of the height of the bars, that text above or below them has
_MIN_SYMBOL = 11  # px: the least side of a symbol (Micro QR Code, of one px a module)
_EXACT = 2  # px, to which the ends of a reading are known


class Drawing(Struct, frozen=True):
    """Bars that are the same from one row of a picture to another.

    Attributes:
        image: the picture, shades of grey.
        top: the first of these rows.
        bottom: the row behind the last.
        start: the first dark px on them.
        end: the px behind the last dark one.
        light: level of the paper.
    """

    image: Image.Image
    top: int
    bottom: int
    start: int
    end: int
    light: int

    @property
    def rows(self) -> Image.Image:
        """Return a few of the rows."""
        return self._first(_ROWS)

    def read(self, search: Search) -> list[Detection]:
        """Return what *search*, for symbols of bars that stand, reads of the bars."""
        return [self._placed(one) for one in search(self.rows)]

    def read_outside(self, search: Search) -> list[Detection]:
        """Return what *search*, for symbols of every kind, reads above and below the bars."""
        found: list[Detection] = []
        for top, bottom in ((0, self.top), (self.bottom, self.image.height)):
            part = self.image.crop((0, top, self.image.width, max(top, bottom)))
            if bottom - top >= _MIN_SYMBOL and _dark_rows(part, self.light) >= _MIN_SYMBOL:
                found += [_moved(one, top) for one in search(part)]
        return found

    def read_by_own(self) -> tuple[Located, ...]:
        """Return what decoders of the project read for sure from the first bar to the last."""
        return self._whole(linear_search.find(self.rows, with_guesses=False, with_lying=False))

    def guess(self) -> tuple[Located, ...]:
        """Return what ambiguous symbologies say from the first bar to the last."""
        # Guesses are made of bars that are high enough for a symbol.
        rows = self._first(_GUESSED_ROWS)
        return self._whole(
            linear_search.find(rows, with_sure=False, with_lying=False)
            or linear_search.guess_marks(rows)
        )

    def _first(self, count: int) -> Image.Image:
        return self.image.crop((0, self.top, self.image.width, min(self.bottom, self.top + count)))

    def _whole(self, located: Iterable[Located]) -> tuple[Located, ...]:
        """Return those of *located* that reach from the first bar to the last, at full height."""
        return tuple(
            structs.replace(one, corners=tuple((x, self._down(y)) for x, y in one.corners))
            for one in located
            if self._is_whole([x for x, _ in one.corners])
        )

    def _is_whole(self, xs: Sequence[float]) -> bool:
        return min(xs) <= self.start + _EXACT and max(xs) >= self.end - _EXACT

    def _placed(self, one: Detection) -> Detection:
        """Return *one*, read in `rows`, at the height of all of them."""
        a, b, c, d = ((x, float(self._down(y))) for x, y in one.corners)
        return one._replace(corners=(a, b, c, d))

    def _down(self, y: float) -> int:
        """Return the first row for the upper end of a reading, and the last for the lower one."""
        return self.top if y < min(_ROWS, self.bottom - self.top) / 2 else self.bottom - 1


def _moved(one: Detection, down: int) -> Detection:
    a, b, c, d = ((x, y + down) for x, y in one.corners)
    return one._replace(corners=(a, b, c, d))


def find(image: Image.Image) -> Drawing | None:
    """Return the bars of *image*, shades of grey, if it is a drawing of one row of symbols."""
    width, height = image.size
    if width * height > MAX_PIXELS:
        return None
    pixels = image.tobytes()
    middle = height // 2
    row = pixels[middle * width : (middle + 1) * width]
    # Two levels: dark and light. Soft edges are left to readers that weigh levels.
    dark, light = min(row), max(row)
    if light - dark < _MIN_CONTRAST or row.count(dark) + row.count(light) < width:
        return None
    if row.count(bytes((light, dark))) < _MIN_CHANGES or dark in (row[0], row[-1]):
        return None
    top, bottom = middle, middle + 1
    while top > 0 and pixels[(top - 1) * width : top * width] == row:
        top -= 1
    while bottom < height and pixels[bottom * width : (bottom + 1) * width] == row:
        bottom += 1
    drawing = Drawing(image, top, bottom, row.index(dark), row.rindex(dark) + 1, light)
    most = _MAX_BESIDE * (bottom - top)
    if bottom - top < _ROWS or any(
        _dark_rows(image.crop((0, first, width, last)), light) > most
        for first, last in ((0, top), (bottom, height))
        if last > first
    ):
        return None
    return drawing


def _dark_rows(part: Image.Image, light: int) -> int:
    """Return the height of what is darker than *light* in *part*."""
    box = part.point([255 * (level < light) for level in range(256)]).getbbox()
    return box[3] - box[1] if box else 0
