"""The control block of Macro PDF417 and of MicroPDF417. ISO/IEC 15438:2015, annex H."""

from collections.abc import Sequence as Several

from PIL import Image

from common.barcode.decode import pdf417_rows, picture_regions, stacked_lines
from common.barcode.model.symbol import Sequence

_BLOCK, _FIELD, _LAST = 928, 923, 922  # codewords that begin and end the control block
_COUNT = 1  # the optional field with the number of segments
_WORDS = 2  # codewords of a number of five digits
_LEAST = 21  # elements of a row of MicroPDF417
_MAX_LINES = 800


def read(rows: Several[Several[float]], *, is_micro: bool, is_compact: bool) -> Sequence | None:
    """Return the place that *rows* of a symbol state, or None if they state none.

    Args:
        rows: widths of the elements of each, in any order, each as often as it was scanned.
        is_micro: True for MicroPDF417.
        is_compact: True for Compact PDF417.
    """
    return place_of(codewords_of(rows, is_micro=is_micro, is_compact=is_compact))


def rows_of(view: Image.Image) -> list[list[float]]:
    """Return the rows of the symbol in *view* as `read` takes them.

    Args:
        view: shades of grey, dark on light; the symbol fills it, upright.
    """
    threshold = picture_regions.threshold_of(view)
    found = stacked_lines.lines(view, threshold, least=_LEAST, most=_MAX_LINES)
    return [segment for line in found for segment in line]


def codewords_of(
    rows: Several[Several[float]], *, is_micro: bool, is_compact: bool
) -> tuple[int, ...]:
    """Return the corrected data codewords of *rows*, as `read` takes them; () if they are wrong."""
    if is_micro:
        short = [pdf417_rows.read_row(widths) for widths in rows]
        return pdf417_rows.micro_codewords([row for row in short if row])
    long = [pdf417_rows.read_long_row(widths, is_compact=is_compact) for widths in rows]
    # Rows that can't be read are erasures, which the error correction restores.
    found = pdf417_rows.long_codewords([row for row in long if row])
    return found[0] if found else ()


def place_of(data: Several[int]) -> Sequence | None:
    """Return the place that the codewords *data* state, or None if they state none."""
    if _BLOCK not in data:
        return None
    block = data[data.index(_BLOCK) + 1 :]
    index, rest = _number(block[:_WORDS]), block[_WORDS:]
    end = next((at for at, word in enumerate(rest) if word in (_FIELD, _LAST)), len(rest))
    id = "".join(f"{word:03}" for word in rest[:end])
    count = 0
    for at in range(end, len(rest) - 1):
        if (rest[at], rest[at + 1]) == (_FIELD, _COUNT):
            count = _number(rest[at + 2 : at + 2 + _WORDS])
    if not count and _LAST in rest[end:]:
        count = index + 1  # the last segment is marked
    return None if index < 0 else Sequence(index + 1, count, id)


def _number(words: Several[int]) -> int:
    """Return the number of five digits in two codewords of numeric compaction."""
    # Numeric compaction puts a 1 in front of the digits.
    return words[0] * 900 + words[1] - 100_000 if len(words) == _WORDS else -1
