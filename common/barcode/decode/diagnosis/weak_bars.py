"""Finds bars that are so faint that grain and light hide them from what measures single rows."""

from PIL import Image

from common.barcode.decode.diagnosis.bar_areas import Rows
from common.barcode.decode.diagnosis.causes import low_contrast
from common.barcode.decode.diagnosis.finding import Finding
from common.barcode.decode.found import Point

_EDGE = (
    8  # px: lines of wood and cloth go on to the edge of the picture, bars of a label end before
)
_STEP, _STEEP = 3, 0.6  # px over which a sharp edge rises, by so much of the contrast at least
_SAMPLE, _MOST = (200, 50), 2  # px, and times the least contrast, with grain
_FEW = 100  # of the pixels, one of so many may be darker or lighter; thin letters cover more
_FIX = "Print darker ink on lighter paper (black on white), or raise the contrast of the picture."


def find(rows: Rows) -> Finding | None:
    """Return where a picture has bars that only the mean of many rows shows, or None."""
    gray = rows.image
    for left, top, right, bottom in rows.faint:
        if min(left, top, gray.width - right, gray.height - bottom) < _EDGE:
            continue
        quarter = (bottom - top) // 4
        middle = gray.crop((left, top + quarter, right, bottom - quarter))
        # Grain is lost in the mean of each column. A tenth at either end are the label's edges.
        profile = middle.resize((middle.width, 1), Image.Resampling.BOX).tobytes()
        levels = sorted(profile)
        contrast = levels[-1 - len(levels) // 10] - levels[len(levels) // 10]
        steepest = max(
            abs(one - other) for one, other in zip(profile, profile[_STEP:], strict=False)
        )
        pixels = sorted(middle.resize(_SAMPLE, Image.Resampling.NEAREST).tobytes())
        # Cells, and lines of text, have little contrast in the mean of a column only.
        if (
            pixels[-1 - len(pixels) // _FEW] - pixels[len(pixels) // _FEW]
            > _MOST * low_contrast.WEAK
        ):
            continue
        # Bars that are blurred lose contrast as well.
        if contrast < low_contrast.WEAK and steepest >= _STEEP * contrast:
            corners = (
                Point(left, top), Point(right, top), Point(right, bottom), Point(left, bottom)
            )  # fmt: skip
            return Finding(
                "low_contrast",
                f"The contrast is too low: bars are {contrast / 2.55:.0f} % darker than the spaces"
                " between them. Readers need a difference of 20 % at least.",
                _FIX,
                corners,
            )
    return None
