"""The quality with which a JPEG was saved, from its quantisation tables."""

import io
from statistics import median
from typing import cast

from PIL import Image, ImageChops, ImageStat

_START = b"\xff\xd8\xff"
_CAPPED = 255
# ISO/IEC 10918-1, table K.1: the luminance table that most programs scale. Some of its entries, by
# their place in a table of 64.
_STANDARD = {0: 16, 1: 11, 2: 10, 3: 16, 8: 12, 9: 12, 10: 14, 16: 14, 17: 13, 18: 16, 63: 99}
_WORST = 5000.0  # %
_BLOCK = 8  # px
_MIN_SIDE, _MAX_SIDE = 24, 256  # px of what is saved again
_TRIED = range(1, 13)
# Of the change on other blocks. It was 0.24 at most of 30 symbols of any kind that were saved with
# a quality of 1 to 12, and 0.78 at least of 70 that were not, or with 30.
_UNCHANGED = 0.4
_TWO_LEVELS = 0.9  # of the px are ink and paper of a drawing: 0.97 of one, 0.58 of a JPEG at most
_MIN_CHANGE = 1.0  # levels on other blocks: a blank area hardly changes


def quality(content: bytes) -> int:
    """Return the quality of a JPEG, 1 to 100, as the library of the IJG counts it.

    Args:
        content: a file of any kind.

    Returns:
        100 if *content* is no JPEG, or if its tables are unusual.
    """
    if not content.startswith(_START):
        return 100
    with Image.open(io.BytesIO(content)) as image:
        tables = cast("dict[int, list[int]]", getattr(image, "quantization", {}))
    table = tables.get(0, [])
    if len(table) != 64:
        return 100
    scales = [
        100 * table[place] / value for place, value in _STANDARD.items() if table[place] < _CAPPED
    ]
    scale = median(scales) if scales else _WORST
    # jpeg_quality_scaling of the IJG's library
    return max(1, min(100, round(5000 / scale if scale > 100 else (200 - scale) / 2)))


def former_quality(page: Image.Image, box: tuple[int, int, int, int]) -> int:
    """Return the low quality of JPEG with which *page* was saved before it became another type.

    A picture that was saved with some quality hardly changes if it is saved with it again, as long
    as the blocks of 8 by 8 px are the same (ISO/IEC 10918-1, A.1.1); on blocks that are half a
    block away it does.

    Args:
        page: in shades of grey; not cut at its left or upper side since.
        box: of the area that is saved again, in px.

    Returns:
        1 to 12, or 100 if it was not saved as JPEG, or better.
    """
    left, top = (place - place % _BLOCK for place in box[:2])
    width, height = (
        min(_MAX_SIDE, size - start, max(_MIN_SIDE, end - start)) // _BLOCK * _BLOCK
        for start, end, size in zip((left, top), box[2:], page.size, strict=True)
    )
    if min(width, height) < _MIN_SIDE:
        return 100
    counts = sorted(page.crop(box).histogram())
    # A drawing whose modules happen to end where blocks do changes little too.
    if sum(counts[-2:]) > _TWO_LEVELS * sum(counts):
        return 100
    half = _BLOCK // 2
    same = page.crop((left, top, left + width, top + height))
    other = page.crop((left + half, top + half, left + width - half, top + height - half))
    changes = [(_change(same, each), _change(other, each), each) for each in _TRIED]
    shares = [(one / two, each) for one, two, each in changes if two >= _MIN_CHANGE]
    share, found = min(shares, default=(1.0, 100))
    return found if share <= _UNCHANGED else 100


def _change(image: Image.Image, quality: int) -> float:
    """Return by how many levels pixels change, on average, if *image* is saved."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    with Image.open(file) as saved:
        return float(ImageStat.Stat(ImageChops.difference(image, saved)).mean[0])
