"""A symbol on a bottle or a can, whose modules become narrower towards two of its edges."""

from collections.abc import Iterator
from math import radians, sin
from statistics import median

from PIL import Image

from common.barcode.decode.diagnosis import repairs
from common.barcode.decode.diagnosis.causes import uneven_modules
from common.barcode.decode.diagnosis.symptom import LIKELY, PROVED, Case, Cause, Symptom
from common.barcode.decode.diagnosis.view import View

_HALVES = (60, 68, 75, 80, 84)  # degrees of the circle from the middle to an edge of the symbol
_ALMOST_FLAT = 0.01  # radians
_STRIPS = 60
_SIDE = 700  # px of the unrolled symbol
# Mean elements in the outer tenths of a row by those in its middle half. Flat symbols of sixteen
# symbologies have 0.63 (Telepen) to 1.4 at the end where it is more; those on a cylinder that are
# not read have 0.2 to 0.75 at both ends.
_OUTER, _INNER = 0.1, 0.25
_NARROWER, _EVEN = 0.72, 0.17
_MIN_ELEMENTS = 8  # in the middle of a row
_MIN_ROWS = 6
_WIDEST = 4.5  # times the mean: no element of a whole symbol is as wide
_FIX = (
    "Print the symbol smaller, or turn it so that bars lie around the bottle like the rungs of a"
    " ladder; photograph a 2D code from the front."
)


def find(case: Case) -> Symptom | None:
    """Return the symptom of a symbol that is bent round a cylinder."""
    view = case.view
    if case.repairs.is_simple:
        return None
    box = view.dark.getbbox()
    # What another size alone makes readable is not bent.
    if box is None or repairs.read(repairs.framed(_flat(view.upright.crop(box), _ALMOST_FLAT))):
        return None
    # Each view is read, which takes milliseconds: a repair that works proves the cause.
    for angle, image in _unrolled(view):
        if found := repairs.read(image):
            return Symptom(
                PROVED - 0.07,
                "The symbol is bent round something: modules at its edges are narrower, as if they"
                f" were seen at {angle} degrees.",
                _FIX,
                found,
            )
    # What is black and white was drawn, and not photographed.
    if not uneven_modules.is_pure(view) and is_bent(view):
        return Symptom(
            LIKELY + 0.14,
            "The symbol is bent round something: bars become narrower towards both of its ends.",
            _FIX,
        )
    return None


def is_bent(view: View) -> bool:
    """Return True if elements on rows of bars become narrower towards both ends."""
    ratios = [found for row in view.runs.rows if (found := _ratios(row))]
    if len(ratios) < _MIN_ROWS:
        return False
    left, left_half, right_half, right = (median(each) for each in zip(*ratios, strict=True))
    return bool(
        max(left, right) <= _NARROWER
        and abs(left - right) <= _EVEN
        and left < left_half
        and right < right_half
    )


def _ratios(row: list[int]) -> tuple[float, float, float, float] | None:
    """Return how wide elements of the four outer parts are, by the mean of those in the middle."""
    total, before = sum(row), 0
    parts: tuple[list[int], ...] = ([], [], [], [], [])
    limits = (_OUTER, _INNER, 1 - _INNER, 1 - _OUTER)
    for width in row:
        place = (before + width / 2) / total
        parts[sum(place >= limit for limit in limits)].append(width)
        before += width
    middle = parts[2]
    if len(middle) < _MIN_ELEMENTS or not all(parts):
        return None
    usual = sum(middle) / len(middle)
    if max(middle) > _WIDEST * usual:
        return None
    one, two, _, four, five = (sum(part) / len(part) / usual for part in parts)
    return one, two, four, five


def _unrolled(view: View) -> Iterator[tuple[int, Image.Image]]:
    """Yield the angle at the edges, and the upright view as it would be if it were flat."""
    box = view.dark.getbbox()
    if box is None:
        return
    # Bars are hardly ever wound round along their height.
    for quarter in (False,) if view.is_linear else (False, True):
        image = view.upright.crop(box)
        image = image.transpose(Image.Transpose.ROTATE_90) if quarter else image
        for angle in _HALVES:
            yield angle, repairs.framed(_flat(image, radians(angle)))


def _flat(image: Image.Image, half: float) -> Image.Image:
    """Return *image* unrolled, whose edges are seen at *half*, in radians, from the middle."""
    width, height = image.size
    middle = width / 2
    # As wide as the arc is long.
    wide = round(width * half / sin(half))
    scale = min(2.0, _SIDE / wide)
    size = max(2, round(wide * scale)), max(2, round(min(height, _SIDE)))
    mesh = []
    count = min(_STRIPS, size[0])
    for strip in range(count):
        first, last = (size[0] * place // count for place in (strip, strip + 1))
        left, right = (
            middle + middle * sin((2 * x / size[0] - 1) * half) / sin(half) for x in (first, last)
        )
        mesh.append(((first, 0, last, size[1]), (left, 0, left, height, right, height, right, 0)))
    return image.transform(size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


CAUSE = Cause("curved", find, is_late=True)
