"""The quality with which a JPEG was saved, from its quantisation tables."""

import io
from statistics import median
from typing import cast

from PIL import Image

_START = b"\xff\xd8\xff"
_CAPPED = 255
# ISO/IEC 10918-1, table K.1: the luminance table that most programs scale. Some of its entries, by
# their place in a table of 64.
_STANDARD = {0: 16, 1: 11, 2: 10, 3: 16, 8: 12, 9: 12, 10: 14, 16: 14, 17: 13, 18: 16, 63: 99}
_WORST = 5000.0  # %


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
